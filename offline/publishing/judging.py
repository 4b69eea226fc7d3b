"""Whether a build may go live, and which of its approaches answers where nobody chose one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from offline.evaluation.compare import DECIDING, fallen, incomparable
from offline.evaluation.statistics import ALPHA
from offline.evaluation.store import Runs
from offline.evaluation.table import counted, print_metrics, terminal
from offline.pipeline.work import Work
from offline.publishing.publish import GROWING
from offline.publishing.reports import report_limits
from offline.trouble import Trouble
from retrieval_core.build import LIMITS_FILE, Build, BuildError, open_current
from retrieval_core.evaluated import METRICS

#: Where nothing else is better beyond noise, this one answers: on real recordings under neutral names it ranked best, and
#: it finds what no sound gives away, a name.
PREFERRED = "hybrid"


class Fallen(Trouble):
    """A build that is worse than the live one, and was not published."""


def judge(work: Work, root: Path, metrics: dict[str, Any], force: bool, each: bool) -> str:
    """Report how well a new build does, keep that, and choose the approach that answers where nobody chose one.

    Raises:
        Fallen: it falls behind the live build, see `falls_behind` and `shrunk`, and is not to be published all the same (`force`).
    """
    build_id = work.folder.name.removesuffix(GROWING)
    print_metrics(metrics)
    if metrics["approaches"]:
        report_limits(json.loads((work.folder / LIMITS_FILE).read_text(encoding="utf-8")))
        runs = Runs(root)
        runs.add(build_id, metrics)
        runs.close()
    approach = default_approach(metrics)
    before = evaluated(root)
    reason = falls_behind(metrics, approach, root) or (shrunk(before[1], metrics) if before else None)
    if reason and not force:
        raise Fallen(f"build {build_id} is not published: {reason}; --force publishes it all the same")
    if before and (reason := incomparable(before[1], metrics)):
        told = f"  the live build {reason}, so nothing says whether this one falls behind it"
        terminal.print(told, style="yellow", soft_wrap=True)
    if each:
        for name in metrics["approaches"].keys() - {approach}:
            if reason := falls_behind(metrics, name, root, than=name):
                terminal.print(f"  {name} is no default, and {reason}", style="yellow", soft_wrap=True)
    return approach


def default_approach(metrics: dict[str, Any]) -> str:
    """The approach that answers where nobody chose one: the best ranking, if it beats the preferred one beyond noise."""
    best = max(
        metrics["approaches"],
        key=lambda name: metrics["approaches"][name]["metrics"][DECIDING]["value"],
        default=PREFERRED,
    )
    level = any(
        row["p_holm"] >= ALPHA
        for row in metrics["comparisons"]
        if row["metric"] == DECIDING and {row["first"], row["second"]} == {best, PREFERRED}
    )
    return PREFERRED if level else best


def falls_behind(metrics: dict[str, Any], approach: str, root: Path, than: str | None = None) -> str | None:
    """Why the live build is better than this one, beyond noise; None where it is not, or cannot be compared.

    Parameters:
        approach: the one that is held against the live build's.
        than: which one of the live build; its default if None.
    """
    if not (found := evaluated(root)):
        return None
    live, before = found
    return fallen(before, metrics, than or live.default_approach, approach)


def shrunk(before: dict[str, Any], metrics: dict[str, Any]) -> str | None:
    """That a build lacks most of what the live one has of the same library, as where its labels are cut or a disk is not there in full.

    >>> one = {"run_on": {"library": "data", "library_samples": 36}}
    >>> shrunk(one, {"run_on": {"library": "data", "library_samples": 5}})
    'it has 5 samples, and the live build has 36 of the same library'
    """
    was, now = before["run_on"], metrics["run_on"]
    had, has = (run["library_samples"] for run in (was, now))
    if was["library"] != now["library"] or 2 * has >= had:
        return None
    return f"it has {counted(has, 'sample')}, and the live build has {had} of the same library"


def evaluated(root: Path) -> tuple[Build, dict[str, Any]] | None:
    """The live build, if there is one, and its evaluation."""
    try:
        live = open_current(root)
        return live, live.read(f"evaluation/{METRICS}")
    except BuildError:
        return None
