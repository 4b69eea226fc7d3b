"""What was shown though it is not wanted: "that's a clap", "2 is no snare", or beside what is: "I meant open, these are closed"."""

from collections.abc import Collection, Iterator

from bot.prompts.context.hits import BACKING, GREETING, opening, ranks_at
from bot.prompts.language import lists
from bot.prompts.language.prompt import Mention, Prompt

_SIGNS = frozenset(", . ! ? ; : - ) (".split())
_NAYS = frozenset("no nah nay nope noo nooo".split())
_BEING = lists.words("reactions", "being")
_HAVING = frozenset("contain contains got had has have".split())
_SHOWN = frozenset(
    "half most some all of them this that these those they thats that's they're theyre".split()
)
_SEVERAL = (_SHOWN | frozenset("a both couple few lot lots many of the".split())) - {"this"}
_CONTRACTED = frozenset("thats that's they're theyre".split())
_NOT_BEING = frozenset("not aint ain't aren't arent isn't isnt no".split())
#: What may be said of it besides: "this has a voice in it. don't want that".
_DISPLEASED = lists.phrases("references", "displeased")
_WHY = lists.phrases("reactions", "why")
_THERE = lists.Phrases("there are, there is, there's, theres, i hear, i can hear")
_DISOWNING = _SHOWN | _BEING | _NOT_BEING | _WHY.by_first.keys() | lists.words("reactions", "disowning")
#: What tells nothing more of what hits are, or have in them: "these have drums on them".
_PLACED = (
    (_DISOWNING | _SEVERAL | frozenset("on there under underneath lots".split())) - {"more"} - _NOT_BEING
)
#: Before a sound that is no whole of it: "single plucks".
_PART = frozenset("full single whole".split())
#: What says that something else is meant, and what goes on from there.
_MEANING = lists.words("reactions", "meaning")
_GOING_ON = frozenset("also another more next now".split())
_BEGINNING = frozenset("can could give gimme i i'd i'm im need want".split())
_GOOD = (
    lists.words("reactions", "liked") | lists.words("reactions", "praise") | lists.words("complaints", "poor")
)


def told_apart(text: str, wanted: Collection[str]) -> str:
    """A turn with what it says of hits that are not what was meant as a refusal behind what is; as it is where it says no such thing.

    Parameters:
        wanted: the classes that the last request was for.

    >>> told_apart("I meant open, these are closed", ["openhat"]), told_apart("half of them have drums. bass only pls", ["bass"])
    ('i meant open , not closed', 'bass only please , no drums')
    """
    prompt = Prompt.read(text)
    if not wanted or _MEANING.isdisjoint(prompt.words) or not _GOING_ON.isdisjoint(prompt.words):
        return text
    found = {span: said for span in _clauses(prompt) if (said := _refused(prompt, *span, wanted))}
    inside = {at for start, end in found for at in range(start, end)}
    rest = " ".join(word for at, word in enumerate(prompt.words) if at not in inside).strip(" ,.;!-()")
    words = rest.removeprefix("i ").split()
    means = len(words) > 1 and not _MEANING.isdisjoint(words) and _DISPLEASED.end(words, 0) < len(words)
    return " , ".join([rest, *found.values()]) if found and means else text


def _clauses(prompt: Prompt) -> Iterator[tuple[int, int]]:
    """The stretches between signs, and before an "I want"."""
    start = 0
    for at, word in enumerate([*prompt.words, "."]):
        if word in _SIGNS or word == "but" or word in _BEGINNING:
            yield start, at
            start = at if word in _BEGINNING else at + 1


def _refused(prompt: Prompt, start: int, end: int, wanted: Collection[str]) -> str:
    """What a clause says of hits as a refusal: "no drums", of "some of these have drums in"; "" where it says that of none."""
    start = prompt.after(start, GREETING | BACKING)
    subject = prompt.after(start, _SEVERAL)
    at = prompt.starts(start, _THERE) or subject
    verb = prompt.word(at)
    told = subject > start and (verb in _BEING | _HAVING or prompt.word(at - 1) in _CONTRACTED)
    placed = at > subject and not _SHOWN.isdisjoint(prompt.words[at:end])
    named = [m for m in prompt.open_mentions() if at <= m.start < end and m.end <= end]
    inside = {place for m in named for place in range(m.start, m.end)}
    others = [place for place in range(at, end) if prompt.words[place] not in _PLACED and place not in inside]
    if not (told or placed) or not {prompt.words[place] for place in others} - _PART <= (
        set() if named else {prompt.word(end - 1)} - _GOOD
    ):
        return ""
    if not all(_is_other(mention, wanted) for mention in named):
        return ""
    words = " ".join(prompt.words[min([*others, *inside]) : max([*others, *inside]) + 1])
    adjective = all(not (m.meaning.classes or m.meaning.kind) and m.meaning.sure for m in named)
    return f"not {words}" if adjective else f"no {words}"


def _is_other(mention: Mention, wanted: Collection[str]) -> bool:
    """Whether what hits are said to be is another sound than what is wanted, a form, or an adjective that praises none."""
    quality = mention.meaning.quality
    return {*mention.meaning.classes}.isdisjoint(wanted) and not (quality and quality.comparative)


def disowned(prompt: Prompt, wanted: Collection[str]) -> tuple[str, ...] | None:
    """The sounds that were shown though they are not wanted, where that is all that is said: "that's a clap", "these have drums in them"; "not a kick" is none.

    None where nothing of that kind is said.
    """
    start = prompt.after(0, GREETING | BACKING | _SIGNS | _NAYS)
    at = prompt.after(start, _SHOWN)
    verbs = _BEING | _NOT_BEING | _HAVING
    whose = at > start and (prompt.words[at - 1] in _CONTRACTED or prompt.word(at) in verbs)
    if not (whose or prompt.starts(start, _WHY)):
        return None
    return _unwanted(prompt, start, wanted)


def miscalled(prompt: Prompt, wanted: Collection[str]) -> tuple[int, ...]:
    """The ranks of hits that are not what was asked for, where that is all that is said: "2 is not a snare", "3 is a rim, not a snare"."""
    start = prompt.after(opening(prompt), GREETING | BACKING | _SIGNS)
    ranks, end = ranks_at(prompt, start, bare=True) or ((), 0)
    is_told = ranks and prompt.word(end) in _BEING | _NOT_BEING
    return ranks if is_told and _unwanted(prompt, end, wanted) is not None else ()


def _unwanted(prompt: Prompt, start: int, wanted: Collection[str]) -> tuple[str, ...] | None:
    """The sounds that something shown is said to be from a place on, and nothing else; None where it may be what is wanted."""
    named = [m for m in prompt.open_mentions() if m.meaning.classes]
    inside = {prompt.words[place] for m in named for place in range(m.start, m.end)}
    last = prompt.before(len(prompt.words), _SIGNS)
    stop = next((at for at in range(start, last) if _DISPLEASED.end(prompt.words, at) == last), last)
    others = {word for word in prompt.words[start:stop] if word.isalnum() or "'" in word} - inside - {"i"}
    if not (named and wanted) or not others <= _DISOWNING | _HAVING:
        return None
    found = {id for m in named if m.meaning.classes for id in m.meaning.classes if id not in wanted}
    denied = not _NOT_BEING.isdisjoint(prompt.words[start:stop])
    meant = any(set(m.meaning.classes) & set(wanted) for m in named)
    return tuple(sorted(found)) if meant == denied else None
