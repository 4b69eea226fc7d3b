"""Tempi that are asked for: "around 140", "90-100 bpm", "half time of 140"."""

from bot.prompts.language import lists
from bot.prompts.language.numerals import WORDS, number
from bot.prompts.language.prompt import Prompt
from bot.prompts.measures.bounds import (
    BETWEEN,
    PERSONS,
    SLOWEST,
    bound_before,
    bound_behind,
    counts_others,
    intervals,
    middle,
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
#: What tells by how much a tempo may differ, between it and that: "120 +/- 3".
_DIFFERING = lists.Phrases("give or take, plus minus, plus or minus, + / -, + -, ±")
#: "Half of a second".
OF_A = frozenset(["of", "a"])
_NO_TEMPO = lists.words("numbers", "no_tempo")
OTHER_UNITS = lists.words("numbers", "other_units")
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
_BEFORE_TEMPI = frozenset("at between tempo ,".split())
_MUSIC = lists.words("numbers", "music")
_RUNNING = frozenset("about around at goes is plays runs sits was".split())
_WHOSE = frozenset("a her his my our that the their this".split())
FASTEST = 300  # bpm, of a number that stands without a unit
_EXACT, _LEAST = 0.025, 2.0  # a tempo alone is that share of it, or so many bpm, to either side
#: How often a tempo counts that stands behind these.
_TIMES = {0.5: lists.phrases("numbers", "half_of"), 2.0: lists.phrases("numbers", "twice")}
#: "Within 5 bpm of 120", "5 bpm either side of 120".
_OF = lists.Phrases("of, either side of, each side of, either way of, around, from")


def drop_meter(prompt: Prompt) -> None:
    """Take time signatures off: no sample is catalogued by its meter, and "3/4" is neither a count nor a tempo."""
    if "/" not in prompt.words:
        return
    for at in range(1, len(prompt.words) - 1):
        over, under = prompt.word(at - 1), prompt.word(at + 1)
        if prompt.word(at) == "/" and under in _METERS and over.isascii() and over.isdigit():
            if SECONDS.get(prompt.word(prompt.after(at + 2, OF_A))):
                continue  # "1/4 second"
            prompt.take(prompt.before(at - 1, {"in", "a"}), prompt.after(at + 2, {"time", "meter"}))


def tempo(prompt: Prompt, taxonomy: Taxonomy) -> Interval | None:
    """Take the tempo that is asked for, in bpm: "around 140", "90-100 bpm", "faster than 165", "dnb tempo".

    A number alone is exact to a fortieth of it, "around" means within 5, as detected tempos are not exact either.
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


def _tempo_at(prompt: Prompt, at: int) -> Interval | None:
    if found := _decade(prompt, at) or _within(prompt, at):
        return found
    told = number_or_range(prompt, at, lambda prompt, at: prompt.starts(at, TEMPO_UNITS) or at)
    tempo = _tempo_of(prompt, at, *told) if told else None
    if tempo:
        for times, phrases in _TIMES.items():
            start = next(
                (start for start in range(max(0, at - 4), at) if phrases.end(prompt.words, start) == at), at
            )
            if start < at:
                prompt.take(prompt.before(start, LINKS), at)
                return around(times * middle(tempo))
    return tempo


def _within(prompt: Prompt, at: int) -> Interval | None:
    """Take a tempo by how far others may be from it: "within 5 bpm of 120"."""
    by, end = number(prompt, at) or (0.0, 0)
    link = prompt.starts(prompt.starts(end, TEMPO_UNITS) or end, _OF) if end else 0
    of, end = (number(prompt, link) if link else None) or (0.0, 0)
    if not (SLOWEST <= of <= FASTEST and 0 < by < SLOWEST and prompt.words[max(0, at - 1)] == "within"):
        return None
    prompt.take(prompt.before(at - 1, LINKS), prompt.starts(end, TEMPO_UNITS) or end)
    return of - by, of + by


def around(tempo: float, spread: float = 0.0) -> Interval:
    """What passes for a tempo.

    >>> around(90), around(174), around(120, 5)
    ((88.0, 92.0), (170, 178), (115, 125))
    """
    spread = spread or max(_LEAST, round(_EXACT * tempo))
    return max(0.0, tempo - spread), tempo + spread


def _decade(prompt: Prompt, at: int) -> Interval | None:
    """Take ten beats per minute, or a part of them: "in the 120s", "mid 90s bpm"; the nineties alone are a time.

    Without a unit, fewer than a hundred are a tempo of loops only, and right behind them.
    """
    if not prompt.word(at)[:1].isdigit():
        return None
    glued = prompt.word(at + 1) == "s" and not prompt.tokens[at + 1].spaced
    digits, end = (prompt.word(at), at + 2) if glued else (prompt.word(at).removesuffix("s"), at + 1)
    if not (digits.isdigit() and digits.endswith("0")) or digits == prompt.words[end - 1]:
        return None
    low = int(digits)
    part = _PARTS.get(prompt.word(at - 1))
    start = at - 1 if part else at
    unit = prompt.starts(end, TEMPO_UNITS)
    if not unit:
        the = prompt.words[max(0, start - 2) : start] == ["in", "the"]
        looped = any(m.meaning.kind == "loop" for m in prompt.mentions) and prompt.mentioned(start - 3)
        if not (low >= 100 and (the or part)) and not (the and looped):
            return None
    if not SLOWEST <= low <= FASTEST:
        return None
    prompt.take(prompt.before(start, LINKS), unit or end)
    first, last = part or (0, 9)
    return float(low + first), float(low + last)


def _tempo_of(prompt: Prompt, at: int, low: float, high: float | None, end: int) -> Interval | None:
    if prompt.word(end) in SECONDS:
        return None
    if prompt.word(end) in OTHER_UNITS:
        return None
    unit = prompt.starts(end, TEMPO_UNITS)
    plausible = SLOWEST <= low <= FASTEST and 2 * low == int(2 * low)
    if not (unit or plausible) and _TEMPO_CUES.isdisjoint(prompt.words):
        return None
    bound, start = bound_before(prompt, at)
    cue = prompt.before(start, LINKS)
    named = unit or any(word in _TEMPO_CUES for word in (prompt.word(cue - 1), prompt.word(start - 1)))
    if not named and not (plausible and _speaks_of_tempo(prompt, at, end, bound)):
        return None
    # With a unit fewer may be a difference: "10 bpm slower".
    if not (1 if unit else 20) <= low <= 999 or (high or low) > 999:
        return None
    finish = unit or end
    behind, finish = bound_behind(prompt, finish)
    if behind:
        bound, finish = behind, prompt.starts(finish, TEMPO_UNITS) or finish
    ish = prompt.word(end) == "ish"
    if ish:
        finish = prompt.starts(end + 1, TEMPO_UNITS) or end + 1
    differing, finish = _differing(prompt, finish)
    if past := past_rough(prompt, finish):
        ish, finish = True, past
    begin = prompt.before(prompt.before(start, LINKS), _TEMPO_CUES | BETWEEN)
    begin = min(past_own(prompt, start), prompt.before(begin, LINKS - {"a", "the", "of", "it", "to", "be"}))
    prompt.take(begin, prompt.after(finish, {"tempo"}))
    if high is not None:
        return low, high
    if bound == "above":
        return low, None
    if bound == "below":
        return None, low
    return around(low, differing or (5.0 if bound == "about" or ish else 0.5 if bound == "exactly" else 0.0))


def _differing(prompt: Prompt, at: int) -> tuple[float, int]:
    """By how much a tempo may differ, and where that is told: "+/- 3"; 0 where it is not."""
    by = prompt.starts(at, _DIFFERING)
    value = number(prompt, by) if by else None
    return (value[0], prompt.starts(value[1], TEMPO_UNITS) or value[1]) if value else (0.0, at)


def _speaks_of_tempo(prompt: Prompt, at: int, end: int, bound: str) -> bool:
    """Whether a plausible number without a unit is a tempo rather than a count."""
    if prompt.words[max(0, at - 1)] == "'" or prompt.word(at - 1) == "since":
        return False  # "in '78"
    if prompt.word(end) == "era":
        return False  # "97 era jungle"
    if _is_of_music(prompt, at):
        return True
    if prompt.is_story:
        # "The bugler's ninety" is no tempo; "in G minor at 84 and all it needs", "around 122." are.
        noted = prompt.taken[max(0, at - 2) : at - 1] == [True]
        # What is named right before runs so fast: "some ride at 126 would help".
        runs = prompt.word(at - 1) in ("at", "@") and prompt.mentioned(at - 2)
        closes = noted or runs or not prompt.word(end)[:1].isalpha() or prompt.mentioned(end)
        placed = bool(bound) or prompt.word(at - 1) in _BEFORE_TEMPI
        return closes and placed and prompt.word(at)[0].isdigit()
    if prompt.word(at - 1) == "like" and prompt.word(end) in PERSONS:
        return False
    if bound:
        return not counts_others(prompt, end)
    if prompt.word(at - 1) in {"at", "from", "tempo", "in"} | BETWEEN:
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
        or (value[0] % 50 == 0 and prompt.names_class(end) and prompt.word(end).endswith("s"))  # "100 kicks"
    ):
        return False
    before = prompt.words[at - 1] if at else ""
    if before == "am":
        return prompt.taken[at - 1]  # "A minor" is "Am", too
    return before not in _NO_TEMPO


def _is_of_music(prompt: Prompt, at: int) -> bool:
    """Whether a number is the tempo of what the sound is for: "the beat is 95", "sent me a vocal at 128"."""
    value, noun = number(prompt, at), prompt.before(at, _RUNNING)
    if value is None or value[0] < 60 or noun == at or noun < 2:
        return False
    return prompt.words[noun - 1] in _MUSIC and prompt.words[noun - 2] in _WHOSE


def past_own(prompt: Prompt, at: int) -> int:
    """Where a sound that somebody works on begins, before what it runs at: the "my beat is" of "my beat is 82 bpm", which asks for no beat."""
    noun = prompt.before(at, _RUNNING | {"in"})
    own = noun > 1 and prompt.names_class(noun - 1) and prompt.word(noun - 2) in OWNERS
    return noun - 2 if own and prompt.word(noun - 1) in _MUSIC and noun < at else at
