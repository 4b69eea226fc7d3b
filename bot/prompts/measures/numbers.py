"""Tempi that are asked for: "around 140", "90-100 bpm", "at dnb tempo"."""

from bot.prompts.language import lists
from bot.prompts.language.numerals import WORDS, number
from bot.prompts.language.prompt import Prompt
from bot.prompts.measures.bounds import (
    BETWEEN,
    SLOWEST,
    bound_before,
    bound_behind,
    counts_others,
    intervals,
    number_or_range,
    past_rough,
)
from bot.prompts.speech.clauses import OWNERS
from bot.prompts.speech.statements import is_told
from retrieval_core.request import Interval
from retrieval_core.taxonomy import Taxonomy

_METERS = {"2", "4", "8", "16"}
LINKS = lists.words("numbers", "links")
TEMPO_UNITS = lists.phrases("numbers", "tempo_units")
_NO_TEMPO = lists.words("numbers", "no_tempo")
OTHER_UNITS = lists.words("numbers", "other_units")
#: Before what a tempo may differ by.
_DIFFERING = lists.Phrases("give or take, plus minus, plus or minus, + / -, + -, ±")
_OFF = lists.Phrases("within, give or take, plus minus, plus or minus, + / -, + -, ±")
_FROM = frozenset("about around from of".split())
_TEMPO_CUES = {"tempo", "bpm", "@"}
SECONDS = {
    word: seconds
    for name, seconds in (("seconds", 1.0), ("milliseconds", 0.001), ("minutes", 60.0))
    for word in lists.words("numbers", name)
}
#: Parts of ten beats per minute.
_PARTS = {
    **dict.fromkeys("low lower early".split(), (0, 4)),
    **dict.fromkeys("mid middle".split(), (3, 7)),
    **dict.fromkeys("high higher upper late".split(), (5, 9)),
}
DECADES = _PARTS.keys() | {"the"}
#: Before a number that is a tempo, in a story.
_BEFORE_TEMPI = frozenset("at between is tempo ,".split())
_RUNNING = frozenset("about around at goes is plays runs sits was".split())
_FASTEST = 300  # bpm, of a number that stands without a unit
_EXACT, _LEAST = 0.025, 2.0  # a tempo alone is that share of it, or so many bpm, to either side


def drop_meter(prompt: Prompt) -> None:
    """Take time signatures off: no sample is catalogued by its meter, and "3/4" is neither a count nor a tempo."""
    if "/" not in prompt.words:
        return
    for at in range(1, len(prompt.words) - 1):
        over, under = prompt.word(at - 1), prompt.word(at + 1)
        lasts = prompt.word(prompt.after(at + 2, {"of", "a"})) in SECONDS  # "1/4 second"
        if prompt.word(at) == "/" and under in _METERS and over.isascii() and over.isdigit() and not lasts:
            prompt.take(prompt.before(at - 1, {"in", "a"}), prompt.after(at + 2, {"time", "meter"}))


def tempo(prompt: Prompt, taxonomy: Taxonomy) -> Interval | None:
    """Take the tempo that is asked for, in bpm: "around 140", "90-100 bpm", "faster than 165", "dnb tempo".

    A number alone is exact to a fortieth of it, "around" means 5 to either side, as detected tempos are not exact either.
    """
    found = intervals(prompt, _tempo_at)
    if found:
        return found
    for mention in prompt.open_mentions():
        if mention.meaning.genre and prompt.word(mention.end) in ("tempo", "bpm", "speed"):
            prompt.take(prompt.before(mention.start, LINKS), mention.end + 1)
            low, high = taxonomy.genres[mention.meaning.genre].tempo
            return float(low), float(high)
    return None


def around(tempo: float, spread: float = 0.0) -> Interval:
    """What passes for a tempo.

    >>> around(90), around(174), around(120, 5)
    ((88.0, 92.0), (170, 178), (115, 125))
    """
    spread = spread or max(_LEAST, round(_EXACT * tempo))
    return max(0.0, tempo - spread), tempo + spread


def _decade(prompt: Prompt, at: int) -> Interval | None:
    """Take ten beats per minute, or a part of them: "in the 120s", "mid 90s bpm"; the nineties without a unit are a time."""
    glued = prompt.word(at + 1) == "s"
    digits, end = prompt.word(at).removesuffix("s"), at + 1 + glued
    if not (glued or digits != prompt.word(at)) or not (digits.isdecimal() and digits.endswith("0")):
        return None
    low, before = int(digits), prompt.word(at - 1)
    unit = prompt.starts(end, TEMPO_UNITS)
    if not SLOWEST <= low <= _FASTEST or not (unit or (low >= 100 and before in DECADES)):
        return None
    prompt.take(prompt.before(at - (before in _PARTS), LINKS), unit or end)
    first, last = _PARTS.get(before, (0, 9))
    return float(low + first), float(low + last)


def _tempo_at(prompt: Prompt, at: int) -> Interval | None:
    if found := _decade(prompt, at):
        return found
    told = number_or_range(prompt, at, lambda prompt, at: prompt.starts(at, TEMPO_UNITS) or at)
    if not told:
        return None
    low, high, end = told
    if prompt.word(end) in SECONDS or prompt.word(end) in OTHER_UNITS:
        return None
    unit = prompt.starts(end, TEMPO_UNITS)
    off = next((place for place in range(max(0, at - 3), at) if prompt.starts(place, _OFF) == at), None)
    of = number(prompt, (unit or end) + 1) if off is not None else None
    if off is not None and of and prompt.word(unit or end) in _FROM:  # "within 5 bpm of 120"
        prompt.take(off, prompt.starts(of[1], TEMPO_UNITS) or of[1])
        return around(of[0], low)
    plausible = SLOWEST <= low <= _FASTEST and 2 * low == int(2 * low)
    bound, start = bound_before(prompt, at)
    cue = prompt.before(start, LINKS)
    named = unit or any(word in _TEMPO_CUES for word in (prompt.word(cue - 1), prompt.word(start - 1)))
    if not named and not (plausible and _speaks_of_tempo(prompt, at, end, bound)):
        return None
    if low < 20:
        return None  # "10 bpm slower"
    finish = unit or end
    by = prompt.starts(prompt.after(finish, {","}), _DIFFERING)
    if differing := (number(prompt, by) if by else None):  # "120 +/- 3"
        prompt.take(start, prompt.starts(differing[1], TEMPO_UNITS) or differing[1])
        return around(low, differing[0])
    behind, finish = bound_behind(prompt, finish)
    if behind:
        bound, finish = behind, prompt.starts(finish, TEMPO_UNITS) or finish
    if past := past_rough(prompt, finish):
        bound, finish = bound or "about", prompt.starts(past, TEMPO_UNITS) or past
    noun = prompt.before(start, _RUNNING) - 1
    if noun < start - 1 and prompt.names_class(noun) and prompt.word(noun - 1) in OWNERS:
        start = noun - 1  # "my beat is 82 bpm" asks for no beat
    begin = prompt.before(prompt.before(start, LINKS), _TEMPO_CUES | BETWEEN)
    begin = prompt.before(begin, LINKS - {"a", "the", "of", "it", "to", "be"})
    prompt.take(begin, prompt.after(finish, {"tempo"}))
    if high is not None:
        return low, high
    if bound == "above":
        return low, None
    if bound == "below":
        return None, low
    return around(low, {"about": 5.0, "exactly": 0.5}.get(bound, 0.0))


def _speaks_of_tempo(prompt: Prompt, at: int, end: int, bound: str) -> bool:
    """Whether a plausible number without a unit is a tempo rather than a count."""
    if prompt.word(at - 1) == "'":
        return False  # "in '78"
    if prompt.is_story:
        # "The bugler's ninety" is no tempo; "around 122." is, and what runs so fast: "some ride at 126 would help".
        runs = prompt.word(at - 1) == "at" and prompt.mentioned(at - 2)
        closes = runs or not prompt.word(end)[:1].isalpha() or prompt.mentioned(end)
        placed = bool(bound) or prompt.word(at - 1) in _BEFORE_TEMPI
        return closes and placed and prompt.word(at)[0].isdigit()
    if bound:
        return not counts_others(prompt, end)
    if prompt.word(at - 1) in {"at", "from", "tempo", "in", "is"} | BETWEEN:
        return True
    if prompt.word(end) in ("-", "+", "ish"):
        return True
    if is_told(prompt, at):
        return False  # "I've got 99 problems"
    value = number(prompt, at)
    if (
        value is None
        or value[0] < 60
        or (
            (prompt.word(at) in WORDS or prompt.word(end - 1) == "hundred") and prompt.word(end)[:1].isalpha()
        )  # "sixty kicks", but "hats, one eighteen"
        or prompt.word(end) in ("more", "of", "samples", "sounds", "others")
        or (prompt.names_class(end) and prompt.word(end).endswith("s"))  # "100 kicks"
    ):
        return False
    return at == 0 or prompt.words[at - 1] not in _NO_TEMPO
