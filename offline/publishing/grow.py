"""Growing a build: what has changed in a library since the live build was made, and whether its heads will still do.

This module imports neither Torch nor FAISS; the stages `project` and `extend` do what it plans.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from offline.evaluation.protocols import FINE, QUERIES
from offline.pipeline.scan import SKIPPED, LibraryError, Sample, Skipped
from offline.pipeline.work import Settings
from retrieval_core.approaches import names
from retrieval_core.build import EMBEDDED, Build, BuildError, folder_checksum, open_current, sha256
from retrieval_core.catalog import read_only
from retrieval_core.taxonomy import DEFAULT_PATH as TAXONOMY

#: Samples from which on a build grows; fewer are learned from and evaluated anew within a minute or two.
FROM = 2_000
#: Share of a library that may have changed since its heads were trained and evaluated.
SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Growth:
    """How a build comes from the one before.

    Attributes:
        build: folder of the build before.
        learned: id of the build that heads and evaluation come from.
        changed: samples that have come or gone since then.
        removed: ids, in the build before, of samples that are not there any more (or are not what they were).
        added: samples that it does not have.
        broken: files that it has left out for their content, and that are as they were.
    """

    build: Path
    learned: str
    changed: int
    removed: list[int]
    added: list[Sample]
    broken: list[Skipped]

    def entry(self) -> dict[str, Any]:
        """What the stages read."""
        return {**asdict(self), "build": str(self.build), "added": len(self.added)}


#: What the manifest says of the store where the build's own files are all.
FILES = {"kind": "faiss"}


def growth(root: Path, settings: Settings, samples: Sequence[Sample]) -> Growth | None:
    """How the live build becomes one of these samples; None where a whole build is called for.

    That is where there is none, or it is small, was made of something else or in another way, or has changed too much.
    """
    try:
        live = open_current(root)
        if not alike(live, settings):
            return None
        catalog = live.checked("catalog.db")
        skipped = [Skipped(**entry) for entry in live.read(SKIPPED)]
    except BuildError:
        return None
    unusable = {(skip.path, skip.sha256): skip for skip in skipped}
    with closing(read_only(catalog)) as db:
        known = {path: rest for path, *rest in db.execute("select path, id, label, sha256 from samples")}
    added, broken = [], []
    for sample in samples:
        was = known.get(sample.path)
        if was and was[1:] == [sample.label, sample.sha256]:
            del known[sample.path]
        elif skip := unusable.get((sample.path, sample.sha256)):
            broken.append(skip)
        else:
            added.append(sample)
    before = live.manifest.get("grown") or {"learned": live.id, "changed": 0}
    removed = sorted(rest[0] for rest in known.values())
    changed = before["changed"] + len(added) + len(removed)
    if len(samples) < FROM or changed > SHARE * len(samples):
        return None
    return Growth(live.folder, before["learned"], changed, removed, added, broken)


def alike(live: Build, settings: Settings) -> bool:
    """Whether a build was made of the same library, by the same encoders and in the same way, with all approaches that there are.

    Of the embedded audio encoder, too: what hears twins and tags is then what the indices hold.
    """
    encoders, joint = live.manifest["encoders"], Path(settings.text_encoder).resolve() == EMBEDDED["text"]
    return (
        live.library == Path(settings.library)
        # What the queries are stands among the sources, and where they lie makes no other build.
        and {**live.manifest["settings"], "queries": None} == {**settings.entry(), "queries": None}
        and live.manifest["store"] == (settings.store or FILES)
        and Path(settings.audio_encoder).resolve() == EMBEDDED["audio"]
        and {*names(joint)} <= {*live.manifest["approaches"]}
        and all(
            Path(getattr(settings, f"{kind}_encoder")).is_dir()
            and folder_checksum(Path(getattr(settings, f"{kind}_encoder"))) == encoders[kind]["sha256"]
            for kind in ("text", "audio")
        )
    )


def sources(settings: Settings) -> dict[str, str]:
    """SHA-256 of what a build is made from beside the library and the encoders.

    Raises:
        LibraryError: there is no file of queries.
    """
    queries = Path(settings.queries)
    if not queries.is_file():
        raise LibraryError(f"there is no file of queries at {queries}: --queries takes a CSV (text,label)")
    return {"queries": sha256(queries), "own queries": sha256(QUERIES / FINE), "taxonomy": sha256(TAXONOMY)}
