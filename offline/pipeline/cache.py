"""What has been computed of a file before, by the hash of its content: nothing unchanged is read or embedded twice."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import numpy as np

from offline.pipeline.scan import Sample
from retrieval_core.build import EMBEDDED, MANIFEST, Build, BuildError, folder_checksum, sha256
from retrieval_core.catalog import read_only

#: To be counted up where something else is found in the same file, so that what is cached is found anew.
FACTS = 11
#: A file whose last change is younger than this, in seconds, may change again without its time changing.
SETTLED = 2.0
#: What the folder of an evaluation at work begins with; a day after it was made, that one has been cut off.
EVALUATING, DAY = ".evaluating-", 24 * 3600.0


def connect(file: Path) -> sqlite3.Connection:
    """The database beside the builds, made where there is none."""
    file.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(file, timeout=60)
    db.execute("pragma journal_mode = wal")
    return db


class EmbeddingCache:
    """Embeddings and descriptions by content, in SQLite beside the builds; a build that was cut off resumes from it.

    Parameters:
        file: the database, made where there is none.
        encoder: checksum of the audio encoder, and version of what is described beside it; entries of others are not seen.
    """

    def __init__(self, file: Path, encoder: str) -> None:
        self._encoder = encoder
        self._db = connect(file)
        self._db.execute(
            "create table if not exists embeddings"
            " (sha256 text, encoder text, vector blob, about text, primary key (sha256, encoder)) without rowid"
        )

    def missing(self, samples: Sequence[Sample], chunk: int = 1000) -> list[Sample]:
        """The samples whose content has not been embedded."""
        found: list[Sample] = []
        for start in range(0, len(samples), chunk):
            part = samples[start : start + chunk]
            there = self._select("sha256", [sample.sha256 for sample in part])
            known = {row[0] for row in there}
            found += [sample for sample in part if sample.sha256 not in known]
        return found

    def fetch(self, hashes: Sequence[str], chunk: int = 1000) -> Iterator[tuple[np.ndarray, dict[str, Any]]]:
        """Vector and description of each content hash, in their order; all must be there."""
        for start in range(0, len(hashes), chunk):
            part = hashes[start : start + chunk]
            rows = {
                sha: (vector, about) for sha, vector, about in self._select("sha256, vector, about", part)
            }
            for sha in part:
                vector, about = rows[sha]
                yield np.frombuffer(vector, np.float32), json.loads(about)

    def _select(self, columns: str, hashes: Sequence[str]) -> sqlite3.Cursor:
        return self._db.execute(
            f"select {columns} from embeddings where encoder = ? and sha256 in (select value from json_each(?))",
            (self._encoder, json.dumps(list(hashes))),
        )

    def put(self, entries: list[tuple[str, np.ndarray, dict[str, Any]]]) -> None:
        """Keep a batch of (content hash, vector, description), durably."""
        rows = [
            (sha, self._encoder, vector.astype(np.float32).tobytes(), json.dumps(about))
            for sha, vector, about in entries
        ]
        with self._db:
            self._db.executemany("insert or replace into embeddings values (?, ?, ?, ?)", rows)

    def close(self) -> None:
        self._db.close()


class Hashes:
    """Content hashes of the files of a library by path, size and time of the last change, beside the embeddings."""

    def __init__(self, file: Path, library: Path) -> None:
        self._db = connect(file)
        self._library = str(library.resolve())
        self._db.execute(
            "create table if not exists files (library text, path text, size integer, mtime_ns integer, sha256 text,"
            " primary key (library, path)) without rowid"
        )
        rows = self._db.execute(
            "select path, size, mtime_ns, sha256 from files where library = ?", [self._library]
        )
        self._known = {path: (size, mtime_ns, sha) for path, size, mtime_ns, sha in rows}
        self._fresh: list[tuple[str, str, int, int, str]] = []

    def get(self, file: Path, path: str, size: int, mtime_ns: int) -> str:
        """The hash of a file, which is read where it is not as it was.

        Raises:
            OSError: it cannot be read.
        """
        was = self._known.get(path)
        if was and was[:2] == (size, mtime_ns):
            return was[2]
        found = sha256(file)
        if time.time() - mtime_ns / 1e9 > SETTLED:
            self._fresh.append((self._library, path, size, mtime_ns, found))
            if len(self._fresh) >= 1000:
                self.keep()
        return found

    def keep(self) -> None:
        """Write down, durably, what has been read."""
        with self._db:
            self._db.executemany("insert or replace into files values (?, ?, ?, ?, ?)", self._fresh)
        self._fresh.clear()

    def close(self) -> None:
        self.keep()
        self._db.close()


def forget(root: Path, library: Path, paths: Iterable[str]) -> None:
    """Drop what no kept build uses: the embeddings of other samples and by other encoders, and the hashes of other files.

    The room goes to what comes next, or back to the disk where it is more than half. Nothing is dropped while an evaluation
    is at work, which keeps here what it embeds.

    Parameters:
        root: the folder of the builds.
        library: the one that the live build is of.
        paths: of all files that it holds.
    """
    begun = (folder.stat().st_mtime for folder in root.glob(f"{EVALUATING}*"))
    if any(time.time() - at < DAY for at in begun):
        return
    encoders = {f"{folder_checksum(EMBEDDED['audio'])} {FACTS}"}
    libraries = {str(library.resolve())}
    with closing(connect(root / "embeddings.db")) as db:
        db.execute("create temp table used (sha256 text primary key) without rowid")
        for manifest in root.glob(f"*/{MANIFEST}"):
            with suppress(BuildError):
                build = Build.open(manifest.parent)
                made = build.manifest
                encoders.add(f"{made['encoders']['audio']['sha256']} {made['settings']['facts']}")
                libraries.add(str(build.library.resolve()))
                with closing(read_only(build.folder / "catalog.db")) as catalog:
                    hashes = catalog.execute("select sha256 from samples")
                    db.executemany("insert or ignore into used values (?)", hashes)
        db.execute("create temp table present (path text primary key) without rowid")
        db.executemany("insert or ignore into present values (?)", ([path] for path in paths))
        db.commit()
        with db:
            db.execute(
                "delete from embeddings where encoder not in (select value from json_each(?))"
                " or sha256 not in (select sha256 from used)",
                [json.dumps(sorted(encoders))],
            )
            db.execute(
                "delete from files where library not in (select value from json_each(?))"
                " or (library = ? and path not in (select path from present))",
                [json.dumps(sorted(libraries)), str(library.resolve())],
            )
        free, pages = (
            db.execute(f"pragma {name}").fetchone()[0] for name in ("freelist_count", "page_count")
        )
        if free > pages / 2:
            db.execute("vacuum")
