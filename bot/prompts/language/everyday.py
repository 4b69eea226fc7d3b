"""Noises of the world that no class is named by: what makes them tells them, as in "keys dropped on a table", "an old clock"."""

from collections.abc import Iterable

from bot.prompts.language import lists
from bot.prompts.language.lexicon import EVERYDAY
from bot.prompts.language.prompt import Prompt
from retrieval_core.wording import participle, plural

_GENERIC = lists.words("everyday", "generic")
_ENDS = lists.words("everyday", "ends")
_PLAYING = lists.words("everyday", "playing")


def _inflected(verbs: Iterable[str]) -> frozenset[str]:
    """Verbs in all regular forms: "drip" as "drips", "dripping", "dripped"."""
    doing = {participle(verb) for verb in verbs}
    done = {form.removesuffix("ing") + "ed" for form in doing}
    return frozenset(verbs) | doing | done | {plural(verb) for verb in verbs}


def _counted(name: str) -> frozenset[str]:
    """A list of nouns, each as one and as many."""
    nouns = lists.words("everyday", name)
    return nouns | {plural(noun) for noun in nouns}


THINGS = _counted("things")
NOISES = _inflected(lists.words("everyday", "noises"))
PLACES = lists.words("everyday", "places")
PERSONS = _counted("persons")
_CLASSES = (
    dict.fromkeys(THINGS | _counted("heads"), EVERYDAY)
    | dict.fromkeys(_counted("voices"), "vocal")
    | dict.fromkeys(_counted("synths"), "synthbass")
    | dict.fromkeys(PLACES, "texture")
    | dict.fromkeys(_counted("events"), "fx")
)
#: All that a noise of the world may be.
GUESSES = frozenset(_CLASSES.values())


def noise(prompt: Prompt, places: list[int]) -> tuple[str, ...]:
    """The class of the real noise, the place or the event that the words at some places ask for; none if there is nothing of the kind.

    A thing and what it does make a noise, in any order; one of them alone has to be all that is asked for.
    """
    if not _PLAYING.isdisjoint(prompt.words):
        return ()
    said = {prompt.word(at) for at in places}
    made, done = said & THINGS, said & NOISES
    if made and done and len(made | done) > 1:  # "a wooden knock" may well be a drum
        return (EVERYDAY,)
    found = _CLASSES.get(_head(prompt, places))
    return (found,) if found else ()


def _head(prompt: Prompt, places: list[int]) -> str:
    """The noun of what is asked for: the clock of "the sound of an old clock, slow"; "" where it is known."""
    head = -1
    for at in places:
        word = prompt.words[at]
        parted = not all(map(str.isalnum, prompt.words[head + 1 : at]))
        if head >= 0 and (word in _ENDS or parted):
            break  # "wind. like on a mountain"
        if word.isalpha() and word not in _ENDS | _GENERIC:
            head = at
    mention = next((m for m in prompt.open_mentions() if m.start <= head < m.end), None)
    known = head < 0 or (mention and (mention.meaning.says or mention.meaning.genre))
    return "" if known else prompt.words[head]
