"""What a reply says around its hits, and of the figures of a build."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sized
from typing import Any

from bot import prompts
from bot.prompts.lexicon import LOOPED
from retrieval_core.build import Build
from retrieval_core.request import Hit, Request

#: An answer to what is asked of hits that nothing is known of.
KNOWN = "I cannot tell that. This is all that I know:"
WONDERED = "This is what I know:"


def count(hits: Sized) -> str:
    """How many samples those are, in words."""
    return "1 sample" if len(hits) == 1 else f"{len(hits)} samples"


def facts(hit: Hit) -> list[str]:
    """What is known of a hit, in short words: class, length, tempo, key."""
    known = [hit.label, duration(hit.duration)]
    if hit.tempo:
        known.append(f"{hit.tempo:.0f} bpm")
    if hit.key:
        known.append(hit.key)
    return [fact for fact in known if fact]


def duration(seconds: float) -> str:
    """A length as people say it: 0.42 s, 3.1 s, 2:05 min."""
    if seconds >= 60:
        return f"{int(seconds // 60)}:{int(seconds % 60):02d} min"
    return f"{seconds:.2f} s" if seconds < 1 else f"{seconds:.1f} s"


def known(hits: Mapping[int, Hit], asked: Collection[str] = ()) -> str:
    """What is known of hits, by their ranks, one a line; and that it is not, where a key or a tempo is asked for."""

    def told(hit: Hit) -> list[str]:
        lacking = {"key": not hit.key, "tempo": not hit.tempo}
        return [*facts(hit), *(f"no {name} was found" for name in lacking if lacking[name] and name in asked)]

    return "\n".join(f"{rank}. {hit.name}: {', '.join(told(hit))}" for rank, hit in hits.items())


def missing(unheld: tuple[str, ...], wanted: tuple[str, ...]) -> str:
    """A sentence that names the classes which the library does not have, of those that are wanted."""
    sorts = prompts.groups(id for id in wanted if id not in LOOPED)
    names = [prompts.class_name(sort[0]) for sort in sorts if set(sort) <= set(unheld)]
    return f"The library holds no {' and no '.join(names)}." if names else ""


def unheard(hits: list[Hit], request: Request) -> str:
    """A sentence where a drum was refused and loops are among the hits, which are tagged as a whole."""
    refused = (group[0] for group in prompts.groups(request.exclude))
    names = [prompts.class_name(id) for id in refused if prompts.kin([id]) == ("drums",)]
    if not names or not any(hit.kind == "loop" and prompts.kin([hit.fine]) == ("drums",) for hit in hits):
        return ""
    return f"Loops are tagged as a whole, and I cannot hear whether one has {' or '.join(names)} in it."


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
    if each and total:
        *others, last = (f"{number} {name}" for name, number in each.items())
        of_them = f", {len(hits)} of them" if total > len(hits) else ""
        return f"{', '.join(others)} and {last}{of_them}:"
    if total is not None and total > len(hits):
        return f"{total} samples in all, {len(hits)} of them:"
    if len(hits) < request.k:
        return f"{count(hits)}, which is all that fits:"
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
