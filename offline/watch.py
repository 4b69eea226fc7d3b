"""Building anew whenever a library changes."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Event

from watchfiles import Change, watch

from offline.evaluation.table import counted, terminal
from offline.trouble import sentence
from retrieval_core.paths import SUFFIXES

#: A library is built once nothing has changed for so long; where it never rests, after so long. Milliseconds.
QUIET, PATIENCE = 2_000, 20_000


def build_on_change(
    library: Path, labels: Path | None, builds: Path, build: Callable[[], object], stop: Event | None = None
) -> None:
    """Build now and after each change of a library, until interrupted; a build that fails waits for the next change.

    Parameters:
        labels: the file that names the classes, where there is one.
        builds: where builds are written, which is no change even if it lies in the library.
        build: makes one, and says what is wrong where it cannot.
        stop: ends the watch once it is set.
    """
    library, builds = library.resolve(), builds.resolve()
    known = folders(library)

    def matters(change: Change, path: str) -> bool:
        file = Path(path)
        if labels and file == labels:
            return True
        if not file.is_relative_to(library) or file.is_relative_to(builds):
            return False
        if change is Change.added and file.is_dir():
            known.update(folders(file))
        # A folder that comes or goes whole is one change, without its files.
        return file.suffix.lower() in SUFFIXES or (file in known and change is not Change.modified)

    places = [library] if labels is None else [library, labels.parent]
    changes = watch(
        *places,
        watch_filter=matters,
        step=QUIET,
        debounce=PATIENCE,
        yield_on_timeout=True,
        rust_timeout=1_000,
        stop_event=stop,
    )
    next(changes)  # the watch begins before the first build, so that what changes during it is not missed
    attempt(build)
    terminal.print(f"watching {library}; Ctrl+C ends it", markup=False, highlight=False, soft_wrap=True)
    for found in changes:
        if found:
            said = f"{datetime.now():%H:%M:%S}: {counted(len(found), 'change')} in {library}"
            terminal.print(said, markup=False, highlight=False, soft_wrap=True)
            attempt(build)


def folders(root: Path) -> set[Path]:
    """A folder and all below it: what they are called tells nothing once they are gone, "Kit v1.5"."""
    return {Path(folder) for folder, _, _ in os.walk(root)}


def attempt(build: Callable[[], object]) -> None:
    """Build; whatever goes wrong is said, and ends nothing."""
    try:
        build()
    except Exception as error:
        why = sentence(error) or f"{type(error).__name__}: {error}"
        terminal.print(f"the build failed: {why}", style="red", markup=False, soft_wrap=True)
