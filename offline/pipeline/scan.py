"""What is in a library: every audio file under a folder, its class, and a hash of its content."""

from __future__ import annotations

import codecs
import csv
import io
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from offline.trouble import Trouble
from retrieval_core.build import sha256
from retrieval_core.paths import SUFFIXES

#: Columns of a label file that may hold the class, the first that is there.
LABELS = ("label", "coarse", "fine")
#: Why a row of a label file stands for no sample.
NOT_THERE = "the label file names it, and it is not there"
#: Why a file of the library is no sample, where a label file says what is.
UNNAMED = "the label file gives it no class"
AMBIGUOUS = "the label file has it as {}: keep one row (several classes stand in one, with semicolons)"
#: Why it is none, where the top folder's name is the class.
LOOSE = "it lies in no class folder (put it in one, or use --labels)"
#: What a build calls the list of the files that it has left out.
SKIPPED = "skipped.json"
#: Of sounds that libsndfile does not decode.
OTHERS = frozenset({".m4a", ".aac", ".wma", ".ape", ".wv", ".amr", ".rx2", ".rex"})
#: What parts the cells of a label file, the first where its header has none of them.
SEPARATORS = ",;\t"


#: Of a label file: what it says of each file, by its path in the library.
Rows = dict[str, list[dict[str, str]]]


class LibraryError(Trouble):
    """A library that cannot be indexed; the message says why and what would do."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A file of the library.

    Attributes:
        path: relative to the library, with forward slashes.
        label: its class, or None in an unlabelled library.
        sha256, size, mtime_ns: of the file as it was scanned.
    """

    path: str
    label: str | None
    sha256: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was left out, and why.

    Attributes:
        sha256: of its content, where that is what cannot be used.
    """

    path: str
    reason: str
    sha256: str | None = None


def scan(
    library: Path,
    labels: str = "folders",
    column: str | None = None,
    content: Callable[[Path, str, int, int], str] | None = None,
) -> tuple[list[Sample], list[Skipped]]:
    """List the samples of a library, in the order of their paths.

    Parameters:
        library: a folder tree of audio files.
        labels: "folders" (the top folder's name is the class), "none" (unlabelled), or a CSV file with the columns
            `path,label`, whose paths are relative to the library or to the CSV; files it does not name are skipped, and
            so are those that it gives two classes.
        column: of the CSV that holds the class; the first of `label`, `coarse` and `fine` if None.
        content: the hash of a file, by the file, its path in the library, its size and the time of its last change;
            reads the file if None.

    Raises:
        LibraryError: there is no such folder or CSV, or it holds no samples.
    """
    present(library)
    file = label_file(labels)
    classes = read_labels(file, library, column) if file else None
    samples: list[Sample] = []
    skipped: list[Skipped] = []
    for audio in audio_files(library, skipped):
        path = audio.relative_to(library).as_posix()
        named = classes.get(path, []) if classes is not None else []
        if classes is not None and len(named) != 1:
            skipped.append(Skipped(path, AMBIGUOUS.format(" and as ".join(named)) if named else UNNAMED))
            continue
        if labels == "none":
            label = None
        elif named:
            label = named[0]
        else:
            label = top_folder(path)
            if label is None:
                skipped.append(Skipped(path, LOOSE))
                continue
        try:
            state = audio.stat()
            size, mtime_ns = state.st_size, state.st_mtime_ns
            hashed = content(audio, path, size, mtime_ns) if content else sha256(audio)
            samples.append(Sample(path, label, hashed, size, mtime_ns))
        except OSError as error:
            skipped.append(Skipped(path, f"it cannot be read: {error.strerror}"))
    if classes is not None:
        found = {sample.path for sample in samples} | {skip.path for skip in skipped}
        skipped += [Skipped(path, NOT_THERE) for path in sorted(classes.keys() - found)]
    if not samples:
        raise LibraryError(no_samples(library, file, skipped))
    return samples, skipped


def no_samples(library: Path, labels: Path | None, skipped: Sequence[Skipped]) -> str:
    """Why a library has no sample, in a sentence."""
    if labels and skipped:
        missing = [skip.path for skip in skipped if skip.reason == NOT_THERE]
        where = (
            f": {len(missing)} of the files that it names are not there, such as {missing[0]} "
            "(paths are relative to the library, or to the label file)"
            if missing
            else ""
        )
        return f"{labels} gives no class to any audio file of {library}{where}"
    if any(skip.reason == LOOSE for skip in skipped):
        return f"no audio file of {library} lies in a class folder: put them in some, or use --labels none"
    if skipped:
        return f"no file of {library} can be used: of {skipped[0].path}, {skipped[0].reason}"
    return f"{library} holds no samples ({', '.join(sorted(SUFFIXES))})"


def label_file(labels: str) -> Path | None:
    """The CSV that names the classes; None where the folders do, or nothing does."""
    return None if labels in ("folders", "none") else Path(labels)


def absolute(labels: str) -> str:
    """Where labels come from, as it reads from any working directory."""
    file = label_file(labels)
    return str(file.resolve()) if file else labels


def see_column(column: str | None, labels: str) -> None:
    """See that there is a CSV for a column that was named.

    Raises:
        LibraryError: there is none.
    """
    if column and not label_file(labels):
        raise LibraryError("--label-column is a column of a CSV: name that with --labels")


def present(library: Path) -> None:
    """See that there is such a folder.

    Raises:
        LibraryError: there is none.
    """
    if not library.is_dir():
        raise LibraryError(f"there is no library at {library}: name a folder of audio files")


def audio_files(library: Path, skipped: list[Skipped]) -> Iterator[Path]:
    """Audio files below a folder, sorted; links that lead out of it, and sounds that nobody decodes, are reported in `skipped`."""
    root = library.resolve()
    for folder, folders, names in os.walk(library):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        skipped += [
            Skipped(_readable(place.relative_to(library)), "it is a link to a folder, which is not followed")
            for name in folders
            if (place := Path(folder, name)).is_symlink()
        ]
        for name in sorted(names):
            file = Path(folder, name)
            suffix = file.suffix.lower()
            if suffix not in SUFFIXES | OTHERS or name.startswith("."):
                continue
            try:
                inside, regular = file.resolve().is_relative_to(root), file.is_file()
            except (OSError, RuntimeError):  # links in a circle
                inside, regular = True, False
            path = file.relative_to(library).as_posix()
            readable = _readable(file.relative_to(library))
            if readable != path:  # bytes of another encoding, which no catalog can hold
                skipped.append(Skipped(readable, "its name is not in UTF-8: rename it"))
            elif not inside:
                skipped.append(Skipped(path, "it is a link that leads out of the library"))
            elif not regular:
                skipped.append(Skipped(path, "it is no regular file"))
            elif suffix in OTHERS:
                skipped.append(Skipped(path, f"{suffix} is not read: save it as wav or flac"))
            else:
                yield file


def _readable(path: Path) -> str:
    """A path in UTF-8, with signs of replacement for bytes of another encoding."""
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")


def read_labels(file: Path, library: Path, column: str | None = None) -> dict[str, list[str]]:
    """Classes by path relative to the library, from a CSV with the columns `path` and `label`: one, where its rows agree.

    `coarse` and `fine` are taken for `label` where there is no such column.

    Raises:
        LibraryError: the file is missing or has no such columns.
    """
    rows = read_rows(file, library)
    label = label_column(rows, file, column)
    found = {
        path: list(dict.fromkeys(name for row in own for name in several(row[label])[:1]))
        for path, own in rows.items()
    }
    return {path: names for path, names in found.items() if names}


def several(cell: str) -> list[str]:
    """What stands in one cell, with semicolons between.

    >>> several("kick; 808"), several("")
    (['kick', '808'], [])
    """
    return [name for part in cell.split(";") if (name := part.strip())]


def classes_in(rows: Sequence[Mapping[str, str]], column: str) -> list[str]:
    """The classes that the rows of one file give it, its own first; none where they contradict each other."""
    cells = [names for row in rows if (names := several(row[column]))]
    return cells[0] if len({names[0] for names in cells}) == 1 else []


def top_folder(path: str) -> str | None:
    """The folder that a file lies in just below the library, None for a file outside any."""
    return path.split("/")[0] if "/" in path else None


def label_column(rows: Rows, file: Path, preferred: str | None = None) -> str:
    """The column of a label file that holds the class.

    Raises:
        LibraryError: there is none.
    """
    [first, *_] = next(iter(rows.values()))
    for name in (preferred.strip().lower(),) if preferred else LABELS:
        if name in first:
            return name
    if preferred:
        raise LibraryError(f"{file} has no column {preferred}; it has {_listed(list(first))}")
    raise LibraryError(f"{file} needs the columns path,label; it has {_listed(list(first))}")


def read_rows(file: Path, library: Path) -> Rows:
    """The rows of a CSV with a column `path`, by that path relative to the library; names of columns in lower case.

    Its header tells what parts the cells: commas, semicolons or tabs. A file may have several rows. Each has all columns,
    and no blanks around what they hold.

    Raises:
        LibraryError: the file is missing, no text in UTF-8, breaks off in a quote, has no such column, or no row.
    """
    text = _text(file)
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    header, start = text.partition("\n")[0], 1
    separator = max(SEPARATORS, key=header.count)
    prefix, root = file.parent.resolve(), library.resolve()
    rows: Rows = {}
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        columns = [name.strip().lower() for name in reader.fieldnames or []]
        if "path" not in columns:
            raise LibraryError(f"{file} needs the columns path,label; it has {_listed(columns) or 'none'}")
        reader.fieldnames = columns
        start = reader.line_num + 1
        for row in reader:
            if (row["path"] or "").strip():
                cells = {name: " ".join((row[name] or "").split()) for name in columns if name}
                rows.setdefault(_placed(row["path"], prefix, root), []).append(cells)
            start = reader.line_num + 1
    except csv.Error as error:
        raise LibraryError(
            f"{file}, line {start}: a quote is not closed where its cell ends ({error})"
        ) from None
    if not rows:
        raise LibraryError(f"{file} names no file: below its columns ({_listed(columns)}) there is no row")
    return rows


def _text(file: Path) -> str:
    """A label file's text: UTF-8, or UTF-16 where it says so, as Excel writes it."""
    if not file.is_file():
        raise LibraryError(f"there is no label file {file}: name a CSV (path,label), 'folders' or 'none'")
    content = file.read_bytes()
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise LibraryError(f"{file} is no text in UTF-8: save it as such") from None


def _placed(path: str, prefix: Path, root: Path) -> str:
    """A path of a label file relative to the library: as it is written, else without the blanks around it, or as Windows writes it."""
    for name in dict.fromkeys((path, path.strip(), path.strip().replace("\\", "/"))):
        place = prefix / name
        if place.is_relative_to(root) and place.exists():
            return place.relative_to(root).as_posix()
        if name != path.strip() and (root / name).exists():
            return Path(name).as_posix()
    return Path(path.strip()).as_posix()


def _listed(columns: Sequence[str], most: int = 80) -> str:
    """Names of columns, as far as a sentence holds them: what is no CSV may have one of thousands of letters."""
    text = ",".join(columns)
    return text if len(text) <= most else f"{text[:most]}..."
