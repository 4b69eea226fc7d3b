"""How the last sounds are to be, told by words that name no sound, or one that is another by itself: "rolls", "floor", after toms."""

from collections.abc import Iterator

from bot.prompts.language import lists
from bot.prompts.language.prompt import Prompt
from bot.prompts.language.vocabulary import lexicon
from bot.prompts.requests.merging import BESIDE, GOES_ON, has_any
from bot.prompts.requests.reading import RECORDED, Parts
from bot.prompts.requests.wording import class_name
from retrieval_core.request import Request

KEEPS = lists.phrases("turns", "keeps")
#: Behind what a sound is only to be like: "train imitation".
_ALIKE = frozenset("esque imitation ish like".split())
#: What a word means that is also a part of another name: "church", of organs, "bell", of rides.
VAGUE = RECORDED | {"bells"}
_STRUCK_WITH = frozenset("brushes mallets rods sticks".split())
#: What drums play, and what other sounds do, which is the name of a sound as well.
_PLAYED_AS = {True: frozenset("fill fills roll rolls".split()), False: lists.words("turns", "played_as")}
_EFFECTS = frozenset("effect effects fx".split())
#: What is done to a sound, and makes no other of it.
_PROCESSED = lists.words("turns", "processed")
#: What the drums of a loop play is said of other sounds, too.
_RHYTHMS = frozenset("backbeat backbeats groove grooves rhythm rhythms".split())
_MELODIC = frozenset("melodic melodies melody tune tunes".split())
#: What stands before a thing that has not been spoken of.
_NEW = frozenset("a an any anything some something".split())
_SPOKEN_OF = frozenset("it them these they those".split())
#: Words of which a sound is but one.
_CONTRASTING = [frozenset(group) for group in lists.phrases("turns", "contrasting")]


def tells_manner(prompt: Prompt, parts: Parts, context: Request) -> bool:
    """Whether what a turn names is how the last sounds are played, or how many play: "steady groove", "soft mallets", "wind-like"."""
    words = prompt.words
    if not (parts.classes and context.classes):
        return False
    # "Melody loops, not single hits", after cowbells.
    if parts.excluded.kind == "loop" and not _MELODIC.isdisjoint(words):
        return True
    if parts.asks or words[0] in _NEW | GOES_ON:
        return words[-2:] == ["of", "them"]
    rhythm = parts.classes == ("drums",) and not _RHYTHMS.isdisjoint(parts.text.split())
    drums = all(
        lexicon().taxonomy.coarse_of(id) == "drums"
        for id in context.classes
        if id in lexicon().taxonomy.classes
    )
    struck = drums and not _STRUCK_WITH.isdisjoint(words)
    played = not _PLAYED_AS[drums].isdisjoint(words) and not _names_more(prompt, drums)
    if words[-1] in _EFFECTS and not _PROCESSED.isdisjoint(words) and parts.classes == ("fx",):
        return "fx" not in context.classes  # "chorus effect"
    alike = words[-1] in _ALIKE or ("like" in words and RECORDED.issuperset(parts.classes))
    return rhythm or struck or played or (alike and RECORDED.isdisjoint(context.classes))


def _names_more(prompt: Prompt, drums: bool) -> bool:
    """Whether a sound is named beside what is played: "piano chords", after a guitar."""
    return any(
        m.meaning.classes and _PLAYED_AS[drums].isdisjoint(prompt.words[m.start : m.end])
        for m in prompt.mentions
    )


def names_something_new(prompt: Prompt) -> bool:
    """Whether what nothing is known of is a thing, and not how the last sounds are to be: "a typewriter", not so "running", "with brushes"."""
    if has_any(prompt, KEEPS) or BESIDE.end(prompt.words, 0):
        return False
    start = next((at for at in prompt.free() if prompt.words[at].isalnum()), 0)
    if not _SPOKEN_OF.isdisjoint(prompt.words):
        return False  # "a whole section doing it"
    return prompt.words[start] in _NEW or not GOES_ON.isdisjoint(prompt.words[: start + 2])


def with_more(word: str, text: str) -> str:
    """The words of the last request with one more that tells its sounds apart, without those that it excludes: "acoustic", after "electric"."""
    gone = {word} | {other for group in _CONTRASTING if word in group for other in group}
    if _genre(word):
        gone |= {other for other in text.split() if _genre(other)}
    return " ".join((word, *(other for other in text.split() if other not in gone)))


def _genre(word: str) -> str | None:
    meaning = lexicon().meaning(word)
    return meaning.genre if meaning else None


def completed(word: str, context: Request) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The phrases that a word makes with the nouns of the last request, and their classes: "open hat", "vocal chops"."""
    for id in context.classes:
        noun = class_name(id, one=True).replace("-", " ").split()
        for start in range(len(noun)):
            for phrase in (" ".join((word, *noun[start:])), " ".join((*noun[start:], word))):
                if (meaning := lexicon().meaning(phrase)) and meaning.classes:
                    yield phrase, meaning.classes


def completes(word: str, context: Request) -> bool:
    """Whether a word tells apart what was asked for last: "female", of vocals."""
    return any(completed(word, context))
