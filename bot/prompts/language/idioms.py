"""Names of sounds that name none where they stand, as parts of idioms, as people and in titles: "kick things off", "it's Tom"."""

from collections.abc import Iterator

from bot.prompts.language import lists

_PHRASES = lists.phrases("idioms", "phrases")
_VERBS = lists.words("idioms", "verbs")
_OBJECTS = lists.phrases("idioms", "objects")
_BEFORE_VERBS = lists.words("idioms", "before_verbs")
_PEOPLE = lists.words("idioms", "people")
_BEFORE_PEOPLE = lists.phrases("idioms", "before_people")
_BEHIND_PEOPLE = lists.phrases("idioms", "behind_people")
_LONGEST = max(map(len, _BEFORE_PEOPLE))
_DOING = lists.words("idioms", "doing")
_ENDS = frozenset(["", *"!,-.:"])
_CALLED = frozenset("called entitled named titled".split())
_WORKS = lists.words("address", "works")
#: Where a title ends, besides at a sign: "a track called Snare Attack needs kicks".
_BEHIND_TITLES = _ENDS | frozenset("and but in is need needs that wants which with".split())
_FIRST = _PHRASES.by_first.keys() | _VERBS | _PEOPLE | _CALLED


def spans(words: list[str]) -> Iterator[tuple[int, int]]:
    """Where what names no sound stands, from a place up to another.

    >>> words = "hey it's tom , kick things off with a tom".split()
    >>> [words[start:end] for start, end in spans(words)]
    [['tom'], ['kick', 'things', 'off']]
    """
    if _FIRST.isdisjoint(words):
        return
    for at, word in enumerate(words):
        if word not in _FIRST:
            continue
        if end := _PHRASES.end(words, at):
            yield at, end
        elif word in _VERBS and (not at or words[at - 1] in _BEFORE_VERBS):
            if end := _OBJECTS.end(words, at + 1):
                yield at, end
        elif word in _CALLED:
            if at and words[at - 1] in _WORKS:
                ends = (end for end in range(at + 2, len(words)) if words[end] in _BEHIND_TITLES)
                yield at + 1, next(ends, len(words))
        elif word in _PEOPLE and _is_somebody(words, at):
            yield at, at + 1


def _is_somebody(words: list[str], at: int) -> bool:
    """Whether a first name that is that of a drum as well stands behind a greeting, or before what somebody does."""
    following = words[at + 1] if at + 1 < len(words) else ""
    if at == 0 and following in _DOING:
        return True
    called = any(_BEFORE_PEOPLE.end(words, at - size) == at for size in range(1, min(at, _LONGEST) + 1))
    return called and (following in _ENDS or _BEHIND_PEOPLE.end(words, at + 1) > 0)
