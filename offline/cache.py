"""What has been computed of a file before, by the hash of its content: nothing unchanged is read or embedded twice."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import numpy as np


class EmbeddingCache:
    """Embeddings and descriptions by content, in SQLite beside the builds; a build that was cut off resumes from it.

    Parameters:
        file: the database, made where there is none.
        encoder: checksum of the audio encoder, and version of what is described beside it; entries of others are not seen.
    """

    def __init__(self, file: Path, encoder: str) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._encoder = encoder
        self._db = sqlite3.connect(file)
        self._db.execute("pragma journal_mode = wal")
        self._db.execute(
            "create table if not exists embeddings"
            " (sha256 text, encoder text, vector blob, about text, primary key (sha256, encoder)) without rowid"
        )

    def get(self, sha256: str) -> tuple[np.ndarray, dict[str, Any]] | None:
        """Vector and description of a file by its content hash, None where it has not been embedded."""
        row = self._db.execute(
            "select vector, about from embeddings where sha256 = ? and encoder = ?", (sha256, self._encoder)
        ).fetchone()
        return row and (np.frombuffer(row[0], np.float32), json.loads(row[1]))

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
