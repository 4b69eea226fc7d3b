"""A build: the folder that the offline jobs hand over, opened only where every byte is what its manifest says."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval_core.approaches import names

FORMAT = 4
MANIFEST = "manifest.json"
CURRENT = "CURRENT"
LIMITS_FILE = "limits.json"
TYPICAL_FILE = "typical.json"
#: The samples as the embedded audio encoder hears them, where another one embedded the library.
HEARD = "heard/index.faiss"
#: Which large files have matched their checksum, and what they were on disk then; written beside the manifest.
VERIFIED = "verified.json"
#: Files from this size on take longer to read than a start may; they are read again where they are not as they were.
LARGE = 1 << 26

#: What the folder of a build may be called: never a path, nor more than a file system takes.
_NAME = re.compile(r"\w[\w.-]{0,199}", re.ASCII)

#: Where paths inside the project are relative to, so that a checkout can be moved with its builds.
PROJECT = Path(__file__).resolve().parent.parent
#: The encoders of the project itself, by what they embed.
ENCODERS = PROJECT / "data/encoders"
EMBEDDED = {"text": ENCODERS / "text", "audio": ENCODERS / "audio"}


class BuildError(RuntimeError):
    """A build cannot be used; the message names it, the reason, and what helps."""


def unusable(folder: Path, reason: str, manifest: Any = None) -> BuildError:
    """What is wrong with a build, and the command that makes it anew, of the library and labels that its manifest names."""
    try:
        library, labels = str(manifest["library"]), str(manifest["settings"]["labels"])
    except (KeyError, TypeError):
        library, labels = "DIR", "folders"
    options = f"--library {shlex.quote(library)}"
    if labels != "folders":
        options += f" --labels {shlex.quote(labels)}"
    command = f"python -m offline build {options} --out {shlex.quote(str(folder.parent))}"
    return BuildError(f"build {folder.name} {reason}; `{command}` makes it anew")


def sha256(file: Path) -> str:
    """Hexadecimal SHA-256 of a file's content."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def folder_checksum(folder: Path) -> str:
    """One SHA-256 over an encoder folder: names and contents of its configuration, vocabulary and weights."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.suffix in {".json", ".safetensors", ".txt"}:
            digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + sha256(file).encode())
    return digest.hexdigest()


def portable(path: Path) -> str:
    """A path as a manifest states it: relative where it lies in the project, absolute elsewhere."""
    path = path.resolve()
    return path.relative_to(PROJECT).as_posix() if path.is_relative_to(PROJECT) else str(path)


def resolve(path: str) -> Path:
    """The path that `portable` stated."""
    return PROJECT / path


def identity(file: Path) -> list[int]:
    """What changes on disk when a file is written to or replaced: inode, size, time of the last change of its content."""
    state = file.stat()
    return [state.st_ino, state.st_size, state.st_mtime_ns]


def stamps(folder: Path) -> dict[str, list[int]]:
    """The large files of a build that have matched their checksums, and their identities then."""
    try:
        return json.loads((folder / VERIFIED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def stamp(folder: Path, names: Iterable[str]) -> None:
    """Note that files of a build have just matched their checksums."""
    known = stamps(folder) | {name: identity(folder / name) for name in names}
    fresh = folder / f"{VERIFIED}.{os.getpid()}"
    fresh.write_text(json.dumps(known), encoding="utf-8")
    fresh.replace(folder / VERIFIED)


def seal(manifest: dict[str, Any]) -> dict[str, Any]:
    """A manifest with a checksum over itself: what vouches for the files is protected as they are."""
    body = {name: value for name, value in manifest.items() if name != "sha256"}
    text = json.dumps(body, sort_keys=True, ensure_ascii=False)
    return body | {"sha256": hashlib.sha256(text.encode()).hexdigest()}


@dataclass(frozen=True, slots=True)
class Build:
    """A published build and its manifest."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def id(self) -> str:
        return self.manifest["id"]

    @property
    def library(self) -> Path:
        return resolve(self.manifest["library"])

    def absent(self) -> str:
        """A sentence where the library is not there any more; "" where it is."""
        if self.library.is_dir():
            return ""
        return f"The library is no longer at {self.library}: put it back, or index it where it is now."

    @property
    def approaches(self) -> tuple[str, ...]:
        """The approaches that were built and can be asked: the code of others has gone since."""
        return tuple(name for name in self.manifest["approaches"] if name in names())

    @property
    def default_approach(self) -> str:
        chosen = self.manifest["default_approach"]
        return chosen if chosen in self.approaches else self.approaches[0]

    @classmethod
    def open(cls, folder: Path) -> Build:
        """Read a build's manifest and see that its files are there in full.

        Contents are compared with their checksums when a file is first used (`checked`) or all at once (`verify`).

        Raises:
            BuildError: the manifest is missing, unreadable, altered or of another format version, or a file is missing or cut.
        """
        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            version = manifest["format"]
        except FileNotFoundError:
            raise unusable(folder, f"is incomplete: it has no {MANIFEST}") from None
        except (ValueError, KeyError, TypeError):
            raise unusable(folder, f"is damaged: its {MANIFEST} cannot be read") from None
        if version != FORMAT:
            other = f"is of format {version}, and this version reads format {FORMAT}"
            if isinstance(version, int) and version > FORMAT:
                raise BuildError(f"build {folder.name} {other}: update Cratedigger")
            raise unusable(folder, other, manifest)
        if manifest != seal(manifest):
            raise unusable(folder, f"is damaged: its {MANIFEST} does not match its own checksum")
        for name, entry in manifest["files"].items():
            file = folder / name
            if not file.is_file():
                raise unusable(folder, f"is incomplete: {name} is missing", manifest)
            if file.stat().st_size != entry["size"]:
                raise unusable(
                    folder, f"is damaged: {name} has not the size that its manifest states", manifest
                )
        return cls(folder, manifest)

    def checked(self, name: str) -> Path:
        """The path of one of the build's files, once its content has matched its checksum.

        Raises:
            BuildError: it does not match.
        """
        entry = self.manifest["files"].get(name)
        if entry is None or not self._stamped(name, entry):
            self._compare(name)
            if entry["size"] >= LARGE:
                with contextlib.suppress(OSError):  # a bot may be allowed to read builds only
                    stamp(self.folder, [name])
        return self.folder / name

    def read(self, name: str) -> Any:
        """What one of the build's JSON files holds.

        Raises:
            BuildError: it does not match its checksum.
        """
        return json.loads(self.checked(name).read_text(encoding="utf-8"))

    def verify(self) -> None:
        """Compare every file with its checksum, byte by byte.

        Raises:
            BuildError: one does not match.
        """
        for name in self.manifest["files"]:
            self._compare(name)

    def _compare(self, name: str) -> None:
        entry = self.manifest["files"].get(name)
        try:
            matches = entry is not None and sha256(self.folder / name) == entry["sha256"]
        except FileNotFoundError:
            raise unusable(self.folder, f"is incomplete: {name} is gone", self.manifest) from None
        if not matches:
            raise unusable(self.folder, f"is damaged: {name} does not match its checksum", self.manifest)

    def _stamped(self, name: str, entry: dict[str, Any]) -> bool:
        """Whether a large file has been compared before, and is the same on disk since."""
        if entry["size"] < LARGE:
            return False
        return stamps(self.folder).get(name) == identity(self.folder / name)

    def limits(self) -> dict[str, dict[str, Any] | None]:
        """Measured for each approach: the score below which the best hit is probably not what was asked for, and how sure that is.

        See `offline.indexing.limits.calibrate`; None for an approach, or nothing at all, where it could not be measured.
        """
        return self.read(LIMITS_FILE) if LIMITS_FILE in self.manifest["files"] else {}

    def encoder(self, kind: str) -> Path:
        """The folder of the text or audio encoder that the build was made with.

        Raises:
            BuildError: it is gone, or has been replaced by another one since.
        """
        entry = self.manifest["encoders"][kind]
        folder = resolve(entry["path"])
        if not folder.is_dir():
            raise unusable(self.folder, f"needs a {kind} encoder that is gone from {folder}", self.manifest)
        if folder_checksum(folder) != entry["sha256"]:
            raise unusable(
                self.folder, f"was made with another {kind} encoder than lies in {folder} now", self.manifest
            )
        return folder


def current_id(root: Path) -> str:
    """Name of the live build.

    Raises:
        BuildError: no build has been published under `root`, or what names it holds something else.
    """
    try:
        name = (root / CURRENT).read_text(encoding="utf-8", errors="replace").strip()
    except FileNotFoundError:
        here = root.resolve() == PROJECT / "data/index"
        helps = (
            "`make build` (or `python -m offline build`)"
            if here
            else f"`python -m offline build --out {root}` (`make build` makes one in data/index)"
        )
        raise BuildError(f"there is no build in {root} yet: run {helps}") from None
    if not _NAME.fullmatch(name):
        raise BuildError(
            f"{root / CURRENT} names no build: `python -m offline build --library DIR --out {root}` makes one"
        )
    return name


def open_current(root: Path) -> Build:
    """Open the live build.

    Raises:
        BuildError: there is none, or it cannot be used.
    """
    return Build.open(root / current_id(root))
