"""Names of sounds that mean something else where they stand: "acid vibes", "a riser to lead into it", "snapping branches"."""

from bot.prompts.language import lists
from bot.prompts.language.everyday import THINGS
from bot.prompts.language.prompt import Mention, Prompt

_PLAYED = lists.words("senses", "played")


def means_other(prompt: Prompt, mention: Mention) -> bool:
    """Whether a name of a sound is none by what stands beside it."""
    word, before = prompt.words[mention.start], prompt.word(mention.start - 1)
    following = prompt.word(mention.end)
    if word == "vibes":  # "some vibes" are a vibraphone
        return before.isalnum() and before not in _PLAYED
    event = word.endswith("ing") and mention.end == mention.start + 1 and following in THINGS
    return event or (word == "lead" and following == "into")
