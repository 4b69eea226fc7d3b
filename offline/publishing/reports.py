"""What a build says on the terminal of what it skipped, what it doubts, and what it has taken over."""

from __future__ import annotations

from typing import Any

from offline.evaluation.table import counted, terminal
from offline.pipeline.scan import NOT_THERE, SKIPPED, Skipped
from offline.publishing.grow import Growth

#: Files that were skipped which are named one by one.
NAMED = 20


def report_skipped(skipped: list[Skipped]) -> None:
    """Name the files that were left out, each with its reason."""
    for skip in skipped[:NAMED]:
        line = f"  skipped {skip.path}: {skip.reason}"
        terminal.print(line, style="yellow", markup=False, highlight=False, soft_wrap=True)
    if skipped:
        rest = (
            f", the first of them above, all of them in the build's {SKIPPED}" if len(skipped) > NAMED else ""
        )
        terminal.print(f"{counted(len(skipped), 'file')} skipped{rest}", soft_wrap=True)
    if missing := sum(skip.reason == NOT_THERE for skip in skipped):
        terminal.print(
            f"the label file names {counted(missing, 'file')} that the library does not have", soft_wrap=True
        )


def report_limits(limits: dict[str, dict[str, Any] | None]) -> None:
    """What each approach doubts, rightly and wrongly, of the prompts that its threshold was not chosen on."""
    for name, one in limits.items():
        if one is None or one["threshold"] is None:
            terminal.print(f"  {name}: doubts nothing, its scores do not tell what the library lacks")
            continue
        others = (
            ""
            if one["refusals"] is None
            else f" and {one['refusals']:.0%} of {one['others']} for other sounds"
        )
        terminal.print(
            f"  {name}: doubts {one['false_refusals']:.1%} of {one['prompts']} prompts for what the library holds{others}"
        )


def report_growth(grown: Growth, size: int) -> None:
    """What has come and gone, and whose heads and evaluation these are."""
    terminal.print(
        f"{counted(len(grown.added), 'sample')} came, {len(grown.removed)} went; heads and evaluation are those of build "
        f"{grown.learned}, since which {grown.changed} of {size} have changed (--retrain learns anew)"
    )
