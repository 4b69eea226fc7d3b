"""What is to lie under somebody who speaks: the voice is there, and is not asked for."""

from bot.prompts.language import lists
from bot.prompts.language.prompt import Prompt

#: What lies under a voice where nothing else is said of it.
CLASSES = ("pad", "texture")
_UNDER = lists.phrases("beds", "under")
_VOICES = lists.words("beds", "voices")
_TALKED_OVER = lists.phrases("beds", "talked_over")
_TALKERS = lists.words("beds", "talkers")
_OWNERS = frozenset("a an any my our podcast radio some somebody's someone's spoken the your".split())
_IT = frozenset("it that this them".split())


def voices(prompt: Prompt) -> list[tuple[int, int]]:
    """The stretches that tell of a voice over what is wanted: "under my voice", "people talk over it"."""
    found: list[tuple[int, int]] = []
    for at, end in prompt.places(_UNDER):
        voice = prompt.after(end, _OWNERS)
        last = prompt.after(voice, _VOICES)
        if at and last > voice:
            found.append((at, last))
    for at, end in prompt.places(_TALKED_OVER):
        last = prompt.after(end, _IT)
        if not prompt.word(last).isalnum():  # "people talking over each other" are heard
            found.append((prompt.before(at, _TALKERS), last))
    return found
