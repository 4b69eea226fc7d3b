"""What a reply says around its hits, and of the figures of a build."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence, Sized
from typing import Any

from bot import prompts
from retrieval_core import approaches
from retrieval_core.build import Build
from retrieval_core.request import Hit, Request, format_of

#: An answer to what is asked of hits that nothing is known of.
KNOWN = "I cannot tell that. This is all that I know:"
#: Before an answer that is the last one, though a turn was to change it.
SAME = "Nothing in that tells these sounds apart, so they are the same as before."
WONDERED = "This is what I know:"
#: In place of more like a sample that has been taken out of the library.
TAKEN_OUT = "What that was to be like is no longer in the library. What are you after?"
#: To who asks which sounds are good, and what is heard in one.
JUDGED = "Which is better your ears must tell. This is what I know:"
INSIDE = "Loops are tagged as a whole, and I cannot hear what is in them. This is what I know:"
NOTHING_SHOWN = "I have not shown you anything like that yet."
ALL_GONE = "None of what I showed you is in the library any more."
#: Of what can be asked.
EXAMPLES = (
    "give me drum samples",
    "a dark piano loop around 90 bpm",
    "three punchy kicks",
    "more like the second one",
)
NOTHING_BEFORE = "There is nothing to go back to. What are you after?"
#: To what is said to the bot and asks for no sound.
TOPICS = {
    "farewell": "Bye! Come back any time.",
    "files": "Every sound comes with my answer: save it from there.",
    "rights": "I cannot tell what may be done with the samples: who owns this library can.",
    "teaching": "I can find sounds, but I cannot teach how to make music with them.",
}
#: Key or note, tempo and length, as captions end with them.
_FIGURES = re.compile(r"(?: (?:in|at) [A-G]|, \d).*")
UNKNOWN = "I found no {} in that one, so I have nothing to go by."
SORTING = "I can sort what I showed you by length, tempo, pitch, loudness or brightness."


def settled(approach: str, whom: str = "you", by_default: bool = False) -> str:
    """By which approach somebody is answered from now on."""
    by = "by the default," if by_default else "with"
    return f"From now on I answer {whom} {by} {approach}: {approaches.get(approach).DESCRIPTION}."


def count(hits: Sized) -> str:
    """How many samples those are, in words."""
    return counted(len(hits), "sample")


def counted(number: int, thing: str, things: str = "") -> str:
    """How many there are of something: "1 person", "2 people"."""
    return f"{number} {thing if number == 1 else things or f'{thing}s'}"


def facts(hit: Hit) -> list[str]:
    """What is known of a hit, in short words: class, length, tempo, key, or the note that it is."""
    known = [hit.label, duration(hit.duration)]
    if hit.tempo:
        known.append(f"{hit.tempo:.0f} bpm")
    if hit.key:
        known.append(hit.key)
    if hit.pitch:
        known.append(f"note {hit.pitch}")
    return [fact for fact in known if fact]


def described(hit: Hit) -> str:
    """What a sample is, in the words of its caption without the figures, which are among its `facts`: "bright kick one-shot"."""
    return _FIGURES.sub("", hit.caption).removeprefix("a ").removeprefix("an ")


def duration(seconds: float) -> str:
    """A length as people say it: 0.42 s, 3.1 s, 2:05 min."""
    if seconds >= 60:
        return f"{int(seconds // 60)}:{int(seconds % 60):02d} min"
    return f"{seconds:.2f} s" if seconds < 1 else f"{seconds:.1f} s"


def known(hits: Sequence[Hit], asked: Collection[str] = ()) -> str:
    """What is known of hits, one a line; and that it is not, where a fact that is asked for is not known."""

    def told(hit: Hit) -> list[str]:
        facts_of_it = {
            "key": hit.key or hit.pitch,
            "note": hit.pitch or hit.key,
            "tempo": hit.tempo,
        }
        lacking = [f"no {name} was found" for name, fact in facts_of_it.items() if name in asked and not fact]
        files = {"format": format_of(hit.name), "channels": hit.channels}
        return [*facts(hit), *(fact for name, fact in files.items() if name in asked and fact), *lacking]

    lines = [f"{hit.rank}. {hit.name}: {', '.join(told(hit))}" for hit in hits]
    unknown = "unknown" in asked or ("channels" in asked and not all(hit.channels for hit in hits))
    return "\n".join([KNOWN, *lines] if unknown and lines else lines)


def aside(ranks: Iterable[int], hits: Sized) -> str:
    """What is said to talk behind an answer, which leaves it as it was: what can be asked of the hits that it speaks of, or of any."""
    there = [rank if rank > 0 else len(hits) for rank in ranks if 0 < abs(rank) <= len(hits)]
    of_them = f"“more like {_listed(there)}”, “not {_listed(there)}”" if there else "“more like 2”"
    return (
        f"I left the search as it was. Say how the sounds should differ (“darker”, “shorter”, {of_them}), ask about them "
        f"(“what key is {there[0] if there else 3}?”), or ask for others."
    )


def liked(hits: Sequence[Hit]) -> str:
    """The answer to praise of some of those shown, or of all."""
    ranks = _listed([hit.rank for hit in hits])
    return f"Glad you like {ranks or 'them'}. Say “more like {ranks or 2}” for others of that kind."


def numbers(hits: Sequence[Hit]) -> str:
    """Which of those shown some hits are: "number 3", "numbers 1, 2 and 4"."""
    return f"number{'s' if len(hits) > 1 else ''} {_listed([hit.rank for hit in hits])}"


def _listed(ranks: Sequence[int | str]) -> str:
    """Ranks or names in words: "3", "1, 2 and 4"; "" for none."""
    *others, last = map(str, ranks or ("",))
    return f"{', '.join(others)} and {last}" if others else last


def picked(hits: Sequence[Hit]) -> str:
    """Which of those shown are what was asked for, those that are given."""
    if not hits:
        return "As far as I know, none of what I showed you is that."
    return f"Of what I showed you, {'those are' if len(hits) > 1 else 'that is'} {numbers(hits)}:"


def most(hits: Sequence[Hit], word: str) -> str:
    """Which of those shown have most of something, those that are given: "the longest"."""
    if not hits:
        return f"I cannot tell which of them is the {word}."
    return f"Of what I showed you, {numbers(hits)} {'are' if len(hits) > 1 else 'is'} the {word}:"


def contrasted(hits: Sequence[Hit], word: str, asked: Collection[int]) -> str:
    """Which of some hits have more of something, those that have most of it first; `asked` are the ranks of which it was asked."""
    ranks = [hit.rank for hit in hits]
    if len(ranks) < 2 or not {*asked} <= {*ranks}:
        return f"I cannot tell which of them is {word}."
    if len(ranks) == 2:
        return f"Number {ranks[0]} is {word} than number {ranks[1]}:"
    return f"The {word} first, they are {numbers(hits)}:"


def told_apart(one: Hit, other: Hit, more: Sequence[str]) -> str:
    """What tells two hits apart: by what the first exceeds the second."""
    if not more:
        return f"I can tell no difference between number {one.rank} and number {other.rank}:"
    *others, last = more
    how = f"{', '.join(others)} and {last}" if others else last
    return f"Number {one.rank} is {how} than number {other.rank}:"


def missing(unheld: tuple[str, ...], request: Request) -> str:
    """A sentence that names the classes which the library does not have, of those that are asked for, as the request calls them."""
    sorts = prompts.groups(id for id in request.classes if id not in prompts.LOOPED)
    called = [prompts.called(sort, request.text) for sort in sorts if {*sort} <= {*unheld}]
    held = {*request.classes} - {*unheld}
    # A boom may be an impact, and is a kick where there are kicks.
    names = dict.fromkeys(name for name, meant in called if held.isdisjoint(meant))
    if names and not all(names):
        return "The library holds nothing quite like that."
    return f"The library holds no {' and no '.join(names)}." if names else ""


def beside(unheld: tuple[str, ...], request: Request) -> str:
    """A sentence where sounds are asked for by what they are to go with."""
    if not prompts.goes_beside(request):
        return ""
    there, others = (
        _listed([prompts.class_name(id) for id in ids if id not in lacking])
        for ids, lacking in ((request.exclude, ()), (request.classes, unheld))
    )
    return f"What goes with {there}: {others}." if others else ""


def unheard(hits: list[Hit], request: Request) -> str:
    """A sentence where a drum was refused and loops are among the hits, which are tagged as a whole."""
    refused = (group[0] for group in prompts.groups(request.exclude))
    names = [prompts.class_name(id) for id in refused if prompts.kin([id]) == ("drums",)]
    if not names or not any(hit.kind == "loop" and prompts.kin([hit.fine]) == ("drums",) for hit in hits):
        return ""
    return f"Loops are tagged as a whole, and I cannot hear whether one has {' or '.join(names)} in it."


def carried(request: Request, last: Request, told: Request) -> str:
    """A sentence of what other sounds than the last ones have in common with those, though nothing of that is `told` with them."""
    if request.parts or not request.classes or not {*request.classes}.isdisjoint(last.classes):
        return ""
    same = [word for word in request.qualities if word in last.qualities and word not in told.qualities]
    kept: dict[str, Any] = {
        name: value
        for name in ("tempo", "key", "duration")
        if (value := getattr(request, name)) and value == getattr(last, name) and not getattr(told, name)
    }
    same += prompts.limits(Request(**kept))
    return f"As before: {', '.join(same)}." if same else ""


def left_aside(request: Request) -> str:
    """A sentence of the measures that a request names and no search can hold to: bars without a tempo, a sample rate, the tempo of a kit."""
    if request.parts:
        free = request.tempo and not any(part.tempo for part in request.parts)
        return f"Single sounds have no tempo, so I left {prompts.tempo(request)} aside." if free else ""
    measures = [f"“{measure}”" for measure in prompts.unheld(request)]
    why = ": how long bars are takes a tempo" if any("bar" in measure for measure in measures) else ""
    return f"I left {' and '.join(measures)} aside{why}." if measures else ""


def found(
    hits: list[Hit],
    request: Request,
    lost: list[str],
    doubtful: bool,
    total: int | None = None,
    each: Mapping[str, int] | None = None,
) -> str:
    """The sentence before the hits: how many, what was given up for them, and whether they are all.

    Parameters:
        total: how many fit, if that was asked; `each`: of each class, where it was asked of several.
    """
    if not hits:
        return "That was all that fits." if request.skip else "Nothing in the library fits that."
    if lost:
        return f"Nothing fits all of that. Leaving aside {', then '.join(lost)}, the nearest {count(hits)}:"
    if doubtful:
        return f"The nearest {count(hits)}:"
    if total and request.qualities:
        so = " and ".join(request.qualities)
        return f"{total} samples in all; how {so} they are is a matter of degree. The nearest {count(hits)}:"
    if each and total:
        *others, last = (f"{number} {name}" for name, number in each.items())
        of_them = f", {len(hits)} of them" if total > len(hits) else ""
        return f"{', '.join(others)} and {last}{of_them}:"
    if total is not None and total > len(hits):
        return f"{total} samples in all, {len(hits)} of them:"
    if len(hits) < request.k:
        besides = " besides what you turned down" if request.refused else ""
        return f"{count(hits)}, which is all that fits{besides}:"
    return f"{count(hits)}:"


def more_there_is(asked: int, hits: Sized) -> str:
    """A sentence where more was asked for than one answer holds."""
    return f"I show {len(hits)} at a time; “more” brings the next." if asked > len(hits) else ""


def evaluation(build: Build, metrics: dict[str, Any], names: list[str]) -> str:
    """The figures of some approaches of a build, one a line."""
    lines = [f"Build {build.id}, {metrics['note']}:"]
    limits = build.limits()
    for name in names:
        figures = metrics["approaches"][name]
        sure = figures["metrics"]["accuracy"]
        lines.append(
            f"{name}: accuracy {figures['accuracy']:.0%} ({sure['low']:.0%} to {sure['high']:.0%}), "
            f"precision at {metrics['k']} {figures['precision_at_k']:.0%} ({figures['decisions']} decisions)"
        )
        limit = limits.get(name)
        if limit and limit["threshold"] is not None:
            lines[-1] += f"; doubts {limit['false_refusals']:.0%} of the prompts for what is there"
            if limit["refusals"] is not None:
                lines[-1] += f", {limit['refusals']:.0%} of the others"
    return "\n".join(lines)
