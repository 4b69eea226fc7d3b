"""How a prompt is phrased around what it asks for: which words are left for the text encoder."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.prompts.language import lists
from bot.prompts.language.prompt import Prompt
from bot.prompts.speech.statements import RUN_ON, has_already, tells

_ASKING = lists.phrases("phrasing", "asking")
_VERBS = lists.phrases("phrasing", "verbs")
_DENIALS = frozenset("don't dont not never didn't doesn't".split())
_NOT_ASKED = _DENIALS | {"what"}  # "claps aren't what I'm after"
_OWNERS = frozenset("i've ive i we've we already".split())
_FILLERS = lists.words("phrasing", "fillers")
_LEADING = _FILLERS | lists.words("phrasing", "leading")
_TRAILING = _FILLERS | lists.words("phrasing", "trailing")
_ASIDES = lists.phrases("phrasing", "asides")
_TAKEN_OFF = _ASKING.by_first.keys() | _ASIDES.by_first.keys()
_SIMILES = lists.phrases("phrasing", "similes")
_THEREFORE = lists.phrases("phrasing", "therefore")
_REASONS = frozenset("because cause cuz coz".split())
_ENDS = frozenset(", . ! ? ; :".split())
_TURNING = frozenset("but and so".split())
_NEW = frozenset("a an some something any maybe".split())
_KEPT = _REASONS | RUN_ON
_BOUNDS = _ENDS | _REASONS
_PARTING = _BOUNDS | RUN_ON | _TURNING | _THEREFORE.by_first.keys() | {"-"}
_PERSONS = frozenset("i i'm i've i'd i'll we we're you you're it it's they them he she my had".split())
_REMARKING = _PERSONS | lists.words("phrasing", "remarking")
_SIGNS = {"&"}
#: What may stand between two requests that are both meant.
_JOINED = _FILLERS | _ENDS | frozenset("- and plus / &".split())
_OWNED = frozenset("my our this these that those".split())
_ADDING = frozenset("and plus & +".split())
#: An asking phrase, from a place up to another.
Cue = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Phrasing:
    """The words for the encoder, the places that they have but for genres, where they begin, and whether the prompt asks for
    anything in so many words.
    """

    words: list[str]
    places: list[int]
    main: int
    asks: bool
    asides: list[tuple[int, int]]


def take_asking(prompt: Prompt) -> list[Cue]:
    """Take "could I get", "if you have any" and the like off, wherever they stand; returns the places of the asking phrases."""
    asked = []
    for at, word in enumerate(prompt.words):
        if word not in _TAKEN_OFF:
            continue
        owned = word == "got" and (prompt.word(at - 1) in _OWNERS or has_already(prompt, at))
        if (end := prompt.starts(at, _ASKING)) and not owned and prompt.word(at - 1) not in _NOT_ASKED:
            prompt.take(at, end)
            asked.append((at, end))
        elif end := prompt.starts(at, _ASIDES):
            mention = prompt.mention_at(at)
            if not (mention and mention.end > end):  # "everything goes up" is a riser
                prompt.take(at, end)
    return asked


def phrasing(prompt: Prompt, normal: dict[int, str], asked: list[Cue]) -> Phrasing:
    """The words that remain once the asking, the politeness and the background story are off.

    `normal` gives words another form by their place ("darker" as "dark"); `asked` is from `take_asking`. Of what stands before the request proper
    ("I'm making techno, find me a kick"), genres are kept.
    """
    main, cuts, asks = _main(prompt, asked)
    words = [prompt.words[at] for at in _genre_places(prompt, 0, main)] if main else []
    known = {at for m in prompt.open_mentions() if m.meaning.sure for at in range(m.start, m.end)}
    named = any(m.meaning.classes for m in prompt.open_mentions())
    asides: list[tuple[int, int]] = []
    places: list[int] = []
    for start, end in _pieces(prompt, main, cuts):
        told = tells(prompt, start) and (start > main or any(m.start >= end for m in prompt.open_mentions()))
        if told or (named and _is_remark(prompt, start, end)):
            asides.append((start, end))
            words += [prompt.words[at] for at in _genre_places(prompt, start, end)]
        else:
            content = _content(prompt, start, end, known)
            places += content
            words += [normal.get(at, prompt.words[at]) for at in content]
    return Phrasing(words, places, main, asks, asides)


def _main(prompt: Prompt, asked: list[Cue]) -> tuple[int, tuple[int, ...], bool]:
    """Where the request proper begins: behind the last asking phrase that something known follows.

    Where such requests follow each other it begins with the first, and the places of the others are told as well.
    """
    cues = [*asked, *prompt.places(_VERBS)]
    mentions = prompt.open_mentions()
    strong = [m.start for m in mentions if m.meaning.classes]
    last = max(strong or [m.start for m in mentions], default=-1) if cues else -1
    if before := sorted(cue for cue in cues if cue[1] <= last):
        return *_main_of_several(prompt, before), True
    if tells(prompt, prompt.after(0, {""})):
        for start, _ in _pieces(prompt, 0)[1:]:
            if any(mention >= start for mention in strong):
                return start, (), bool(cues)
    return 0, (), bool(cues)


def _main_of_several(prompt: Prompt, cues: list[Cue]) -> tuple[int, tuple[int, ...]]:
    """Where the first of several requests in a row begins, and where the others do: "I need a kick I need a snare"."""
    (first, main), cuts = cues[-1], []
    known = {at for m in prompt.open_mentions() for at in range(m.start, m.end)}
    for start, end in reversed(cues[:-1]):
        between = range(end, first)
        if not any(prompt.names_class(at) for at in between):
            if first > end:
                break
            first = start  # "could you show me"
            continue
        strangers = (at for at in between if not (prompt.taken[at] or at in known))
        if not _JOINED.issuperset(prompt.words[at] for at in strangers):
            break
        cuts.append(main)
        first, main = start, end
    if first and prompt.word(first - 1) in _ADDING and _names_only(prompt, first, known):
        return 0, (*cuts, main)
    return main, tuple(cuts)


def _names_only(prompt: Prompt, end: int, known: Collection[int]) -> bool:
    """Whether nothing but sounds stands before a place: "a kick and give me claps"."""
    named = any(prompt.names_class(at) for at in range(end))
    beside = {prompt.words[at] for at in range(end) if at not in known}
    return named and beside <= _JOINED | _NEW and beside.isdisjoint(_OWNED)


def _genre_places(prompt: Prompt, start: int, end: int) -> list[int]:
    return [
        at
        for mention in prompt.open_mentions()
        if mention.meaning.genre and start <= mention.start and mention.end <= end
        for at in range(mention.start, mention.end)
    ]


def _pieces(prompt: Prompt, start: int, cuts: Collection[int] = ()) -> list[tuple[int, int]]:
    bounds = [
        at
        for at, word in enumerate(prompt.words[start:], start)
        if (word in _PARTING and _parts(prompt, start, at, word)) or at + 1 in cuts
    ]
    starts = [start, *(at if prompt.words[at] in _KEPT else at + 1 for at in bounds)]
    return list(zip(starts, [*bounds, len(prompt.words)], strict=True))


def _parts(prompt: Prompt, start: int, at: int, word: str) -> bool:
    """Whether a word, or the phrase that it begins, parts what stands before it from what follows."""
    if word in _BOUNDS or _THEREFORE.end(prompt.words, at):
        return True
    if word == "-":
        return _is_dash(prompt, at)
    if at == start:
        return False
    if word in _TURNING:
        return _ends_story(prompt, at) and tells(prompt, start)
    return word in RUN_ON and _ends_before(prompt, at) and tells(prompt, at)


def _ends_story(prompt: Prompt, at: int) -> bool:
    """Whether a wish may follow a "but", an "and" or a "so": "he opens the door and a creak"."""
    following = prompt.words[at + 1] if at + 1 < len(prompt.words) else ""
    return prompt.words[at] == "but" or following in _NEW


def _ends_before(prompt: Prompt, at: int) -> bool:
    """Whether what stands before a place may end a wish: a sound, a tempo, a "please"."""
    return prompt.taken[at - 1] or prompt.names_class(at - 1) or prompt.words[at - 1] in ("please", "pls")


def _is_dash(prompt: Prompt, at: int) -> bool:
    """Whether a hyphen stands between spaces, as a dash does."""
    following = prompt.tokens[at + 1 : at + 2]
    return prompt.tokens[at].spaced and bool(following and following[0].spaced)


def _is_remark(prompt: Prompt, start: int, end: int) -> bool:
    """Whether a piece says something about somebody and nothing about a sound: "I don't know what it's called"."""
    mentions = any(start <= m.start < end for m in prompt.open_mentions())
    return not mentions and not _REMARKING.isdisjoint(prompt.words[start:end])


def _content(prompt: Prompt, start: int, end: int, known: set[int]) -> list[int]:
    """The places of a piece that are left when asking words before and polite words behind are off."""
    start = prompt.starts(prompt.after(start, _LEADING), _SIMILES) or start
    words, taken = prompt.words, prompt.taken
    places = [
        at for at in range(start, end) if not taken[at] and (words[at][0].isalnum() or words[at] in _SIGNS)
    ]
    while places and places[0] not in known and prompt.words[places[0]] in _LEADING:
        places.pop(0)
    while places and places[-1] not in known and prompt.words[places[-1]] in _TRAILING:
        places.pop()
    return places
