"""Second choices: what will do where the first is not there, which is asked for as well: "a djembe? if not, bongos"."""

from collections.abc import Sequence

from bot.prompts.language import lists
from bot.prompts.language.vocabulary import lexicon
from bot.prompts.language.words import Token

_LACKING = lists.phrases("choices", "lacking")
#: One of these is needed for a second choice.
BEGINNINGS = _LACKING.by_first.keys()
#: Behind these the first choice is named once more: "a flute if there's no violin".
_REPEATING = frozenset("no any a an the have got lack".split())
_JOINING = frozenset(", . ? ! ; and but or".split())
_OFFERING = lists.words("choices", "offering")
_SIGNS = frozenset(", . ? ! ;".split())
_DESCRIBING = 3  # words that may stand before the name of the second choice
_REFUSING = frozenset("no non not without".split())


def joined(found: list[Token], words: list[str]) -> tuple[list[Token], list[str]]:
    """Tokens and their words with an "or" before each second choice, and without the first one named again; with a "plus" where something is
    refused right before, which an "or" would go on with: "male vocals, no autotune, otherwise a choir".

    >>> joined(tokens("oboe, if not then flute"), "oboe , if not then flute".split())[1]
    ['oboe', 'or', 'flute']
    """
    at = 0
    while at < len(words):
        end = _LACKING.end(words, at)
        if parts := _choices(words, at, end) if end else None:
            first, second = parts
            joint = "plus" if _refuses(words[: first.stop]) else "or"
            middle = [Token(joint, joint, True)] if second else []
            found = [*(found[place] for place in first), *middle, *(found[place] for place in second)]
            words = [
                *(words[place] for place in first),
                *[joint][: len(middle)],
                *(words[place] for place in second),
            ]
            at = 0 if second else len(words)
        at += 1
    return found, words


def _choices(words: Sequence[str], at: int, end: int) -> tuple[range, range] | None:
    """Where the first choice and the second one stand, if the words from `at` to `end` tell that the first may be lacking."""
    start, size = at, len(words)
    while start > 1 and words[start - 1] in _JOINING:
        start -= 1
    before = _classes(words[:start])
    again = _named(words, end) if words[end - 1] in _REPEATING else None
    stop, ids = again or (end, set[str]())
    behind = next((place for place in range(stop, size) if words[place] not in _OFFERING), size)
    first = range(start) if before else range(end, stop)
    if _follows(words, behind):
        second = range(behind, size)
    elif again:  # "a flute if there's no violin": rather than a flute, a violin
        second = range(size if ids <= before else end, size)
    elif end == size and words[at] == "if":  # "a snare, or a rim if there's nothing good"
        second = range(size, size)
    else:
        return None
    return (first, second) if first else None


def _refuses(words: Sequence[str]) -> bool:
    """Whether the last clause of some words refuses something."""
    start = next((at + 1 for at in range(len(words) - 1, -1, -1) if words[at] in _SIGNS), 0)
    return not _REFUSING.isdisjoint(words[start:])


def _named(words: Sequence[str], at: int) -> tuple[int, set[str]] | None:
    """Where the sound that is named at a place ends, and its classes; None where none is."""
    found = lexicon().longest(words, at) if at < len(words) else None
    return (found[0], {*found[1].classes}) if found and found[1].classes else None


def _classes(words: Sequence[str]) -> set[str]:
    """All that some words name."""
    named = (_named(words, at) for at in range(len(words)))
    return {id for one in named if one for id in one[1]}


def _follows(words: Sequence[str], at: int) -> bool:
    """Whether a sound is named at a place or a few words behind it."""
    for place in range(at, min(at + 1 + _DESCRIBING, len(words))):
        if words[place] in _SIGNS:
            return False
        if _named(words, place):
            return True
    return False
