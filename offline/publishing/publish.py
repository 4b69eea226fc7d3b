"""The end of a build: the manifest, the last of the files, and the one atomic step that makes it live."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from offline.pipeline.work import Work
from retrieval_core.approaches import names
from retrieval_core.build import CURRENT, FORMAT, LARGE, MANIFEST, portable, seal, sha256, stamp

#: Builds that stay on disk: the live one and those before it.
KEPT = 3
#: What the name of a build ends in while it is none: what a crash left under such a name is removed by the next build.
GROWING = ".building"


def publish(
    work: Work,
    root: Path,
    default_approach: str,
    counts: dict[str, Any],
    grown: dict[str, Any] | None = None,
    switch: Callable[[Work], object] | None = None,
) -> Path:
    """Finish a build and make it the live one.

    Everything is written and flushed to disk before the folder gets its name, and the folder before CURRENT names it,
    so that a crash at any moment leaves the former build live.

    Parameters:
        grown: where it has grown out of another build, which one heads and evaluation come from (`learned`), and how
            many samples have come or gone since then (`changed`).
        switch: is called with the complete build, right before it goes live.

    Returns:
        the folder of the published build.
    """
    about = about_build(work, default_approach, counts) | ({"grown": grown} if grown else {})
    shutil.rmtree(work.scratch)
    files = sorted(file for file in work.folder.rglob("*") if file.is_file())
    checksums: dict[str, dict[str, Any]] = {
        file.relative_to(work.folder).as_posix(): {"sha256": sha256(file), "size": file.stat().st_size}
        for file in files
    }
    manifest = about | {"files": checksums}
    sealed = json.dumps(seal(manifest), indent=2, ensure_ascii=False)
    (work.folder / MANIFEST).write_text(sealed, encoding="utf-8")
    for file in (*files, work.folder / MANIFEST):
        # Some writers make files that only their owner can read; the bot may be another user.
        file.chmod(0o644)
        flush(file)
    for folder in (*(one for one in work.folder.rglob("*") if one.is_dir()), work.folder):
        flush(folder)  # the names of the files in it
    final = root / manifest["id"]
    work.folder.rename(final)
    if large := [name for name, entry in checksums.items() if entry["size"] >= LARGE]:
        stamp(final, large)
    flush(root)
    if switch is not None:
        switch(Work(final))
    set_current(root, final.name)
    remove_old(root)
    return final


def about_build(work: Work, default_approach: str, counts: dict[str, Any]) -> dict[str, Any]:
    """What a manifest says of a build, its files aside."""
    settings, encoders = work.settings, work.read("encoders")
    able = names(encoders["joint"])
    return {
        "format": FORMAT,
        "id": work.folder.name.removesuffix(GROWING),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "library": portable(Path(settings.library)),
        "encoders": {kind: encoders[kind] for kind in ("text", "audio")},
        "approaches": list(able),
        "default_approach": default_approach,
        "counts": counts,
        "indices": {name: work.read(f"{name}-index") for name in able},
        "store": settings.store or {"kind": "faiss"},
        "settings": settings.entry(),
    }


def set_current(root: Path, build_id: str) -> None:
    """Point CURRENT at a build, in one step."""
    fresh = root / f"{CURRENT}.new"
    fresh.write_text(build_id + "\n", encoding="utf-8")
    flush(fresh)
    fresh.replace(root / CURRENT)
    flush(root)


def remove_old(root: Path) -> None:
    """Keep the live build and the newest before it.

    What goes gets the name of an unfinished build first, so that one that is removed in part is none, and goes next time.
    """
    live = (root / CURRENT).read_text(encoding="utf-8").strip()
    others = sorted(
        (file.parent for file in root.glob(f"*/{MANIFEST}") if file.parent.name != live), reverse=True
    )
    for folder in others[KEPT - 1 :]:
        shutil.rmtree(folder.rename(folder.with_name(folder.name + GROWING)))


def flush(path: Path) -> None:
    """Wait until a file or folder is on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
