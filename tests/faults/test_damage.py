"""Builds and weights that are not what they should be: refused by name, before anything in them is used."""

from __future__ import annotations

import ast
import json
import logging
import os
import pickle
import re
import shutil
import struct
import subprocess
import sys
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from bot.conversation import Conversation
from bot.reply import Speaker
from db import QueryLog
from offline.publishing.publish import set_current
from retrieval_core import Retriever, tensors
from retrieval_core.build import (
    CURRENT,
    FORMAT,
    MANIFEST,
    PROJECT,
    VERIFIED,
    Build,
    BuildError,
    current_id,
    open_current,
    seal,
    sha256,
)
from retrieval_core.encoders.audio import AudioEncoder
from retrieval_core.encoders.text import EncoderError, TextEncoder

ROOT = Path(__file__).parent.parent.parent


class Trap:
    """What a pickle can hold: it makes a file when it is opened."""

    def __init__(self, sprung: Path) -> None:
        self.sprung = sprung

    def __reduce__(self):
        return os.mkdir, (str(self.sprung),)


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    """A root with a copy of the demo build, all its kinds of files among them."""
    source, root = ROOT / "data/index", tmp_path_factory.mktemp("demo")
    name = current_id(source)
    shutil.copytree(source / name, root / name)
    set_current(root, name)
    return root


def files_of(root: Path) -> list[str]:
    """What a build consists of; what is noted beside it of files that were compared is no part of it."""
    build = root / current_id(root)
    names = {file.relative_to(build).as_posix() for file in build.rglob("*") if file.is_file()}
    assert names - {VERIFIED} == {MANIFEST, *json.loads((build / MANIFEST).read_text())["files"]}
    return sorted(names - {VERIFIED})


def use(root: Path) -> None:
    """All that a process does with a build: open it, search by every approach, listen, read what it says of itself."""
    retriever = Retriever.open(root)
    for name in retriever.approaches:
        retriever.search("kick", approach=name)
        retriever.limit(name)
    retriever.build.verify()


def test_a_bit_flipped_in_any_file_of_a_build_is_refused_by_the_name_of_the_file(demo):
    build = demo / current_id(demo)
    rng = np.random.default_rng(3)
    names = files_of(demo)
    assert {MANIFEST, "catalog.db", "contrastive/index.faiss", "contrastive/head.safetensors"} <= set(names)
    for name in names:
        whole = (build / name).read_bytes()
        for place in (0, len(whole) - 1, int(rng.integers(0, len(whole)))):
            broken = bytearray(whole)
            broken[place] ^= 1 << int(rng.integers(0, 8))
            (build / name).write_bytes(broken)
            with pytest.raises(BuildError, match=re.escape(build.name)) as refused:
                Build.open(build).verify()
            assert name in str(refused.value) or "is of format" in str(refused.value)
        (build / name).write_bytes(whole)
    use(demo)


def test_an_index_is_not_opened_before_its_checksum_matched(demo):
    """A flipped bit in what a search needs stops that search, with the file's name, and nothing else."""
    build = demo / current_id(demo)
    for name in ("prototype/index.faiss", "contrastive/head.safetensors", "catalog.db"):
        whole = (build / name).read_bytes()
        (build / name).write_bytes(whole[:-1] + bytes([whole[-1] ^ 4]))
        with pytest.raises(BuildError, match=f"{re.escape(name)} does not match its checksum"):
            use(demo)
        (build / name).write_bytes(whole)


def test_no_index_is_read_that_was_not_checked():
    """Everywhere in the programs, what FAISS reads has gone through `checked`."""
    found = list(calls("read_index"))
    assert found
    for call, file in found:
        assert "checked" in ast.unparse(call) or file.name == "vectors.py", (
            f"{file}: {ast.unparse(call)} opens an index without its checksum"
        )


def test_the_live_build_stays_where_the_next_one_is_damaged(demo, tmp_path, caplog):
    root = tmp_path / "index"
    shutil.copytree(demo, root)
    retriever, live = Retriever.open(root), current_id(root)
    for name in files_of(root):
        fresh = root / f"damaged-{name.replace('/', '-')}"
        shutil.copytree(root / live, fresh)
        whole = (fresh / name).read_bytes()
        (fresh / name).write_bytes(whole[:-2] + bytes([whole[-2] ^ 1]) + whole[-1:])
        set_current(root, fresh.name)
        with caplog.at_level(logging.ERROR):
            assert not retriever.reload_if_changed()
        assert name in caplog.text
        caplog.clear()
        assert retriever.build.id == live
        assert retriever.search("kick")


def test_an_approach_whose_code_has_gone_is_neither_offered_nor_asked_and_is_told_of_once(
    demo, tmp_path, caplog
):
    root = tmp_path / "index"
    shutil.copytree(demo, root)
    manifest = root / current_id(root) / MANIFEST
    told = json.loads(manifest.read_text())
    known = tuple(told["approaches"])
    told |= {"approaches": [*known, "nearest"], "default_approach": "nearest"}
    manifest.write_text(json.dumps(seal(told)))
    retriever = Retriever.open(root)
    assert retriever.approaches == known
    with QueryLog.open(tmp_path / "log.db") as log:
        log.choices.set_approach("nearest", user="ann")
        chat = Conversation(retriever, log, "console")
        for reply in (
            chat.ask("two kicks", Speaker("ann", "here")),
            chat.ask("pads", Speaker("ben", "here")),
        ):
            assert reply.hits and reply.approach in known
        assert chat.evaluation().pictures
    assert caplog.text.count("nearest") == 1


GARBAGE = (
    b"",
    b"\xff\xfe\0\1",
    b"a\0b",
    b"..",
    b"../../etc",
    b"x" * 5000,
    b"one\ntwo",
    b"20200101-000000-aaaa",
)


def test_a_name_of_the_live_build_that_is_none_is_told_once_and_the_build_stays(demo, tmp_path, caplog):
    root = tmp_path / "index"
    shutil.copytree(demo, root)
    retriever = Retriever.open(root)
    for garbage in GARBAGE:
        (root / CURRENT).write_bytes(garbage)
        with pytest.raises(BuildError, match=r"names no build|is incomplete"):
            open_current(root)
        for _ in range(2):
            assert not retriever.reload_if_changed()
    (root / CURRENT).unlink()
    (root / CURRENT).mkdir()
    assert not retriever.reload_if_changed()
    told = [record.message for record in caplog.records]
    assert len(told) == len(set(told)) == 3, "it holds no name, names what is not there, cannot be read"
    assert retriever.search("kick")


def test_a_build_that_was_deleted_under_a_program_answers_with_what_is_open_and_names_what_is_not(
    demo, tmp_path
):
    root = tmp_path / "index"
    shutil.copytree(demo, root)
    retriever = Retriever.open(root)
    retriever.search("kick", approach="hybrid")
    shutil.rmtree(root / current_id(root))
    assert retriever.search("snare", approach="hybrid")
    with pytest.raises(BuildError, match=r"prototype/\S+ is gone"):
        retriever.search("kick", approach="prototype")


@pytest.mark.parametrize("version", [FORMAT - 1, "next"])
def test_a_build_of_another_format_is_refused_by_the_programs_with_the_command_that_helps(
    demo, tmp_path, version
):
    root = tmp_path / "index"
    shutil.copytree(demo, root)
    manifest = root / current_id(root) / MANIFEST
    library = json.loads(manifest.read_text())["library"]
    manifest.write_text(json.dumps(seal(json.loads(manifest.read_text()) | {"format": version})))
    done = subprocess.run(
        [sys.executable, "-m", "bot", "--console", "--index", str(root)],
        cwd=ROOT,
        env={**os.environ, "CRATEDIGGER_DB": str(tmp_path / "log.db")},
        input="kick\n",
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    said = done.stdout + done.stderr
    helps = f"`python -m offline build --library {library} --out {root}` makes it anew"
    assert f"is of format {version}, and this version reads format {FORMAT}; {helps}" in said
    assert "Traceback" not in said


def test_a_pickle_in_the_place_of_any_file_of_a_build_executes_nothing(demo, tmp_path):
    build, trap = demo / current_id(demo), pickle.dumps(Trap(tmp_path / "sprung"))
    for name in files_of(demo):
        whole = (build / name).read_bytes()
        (build / name).write_bytes(trap)
        with pytest.raises(BuildError):
            use(demo)
        if name != MANIFEST:  # even where somebody has made the manifest agree
            manifest = json.loads((build / MANIFEST).read_text())
            agreeing = json.loads(json.dumps(manifest))
            agreeing["files"][name] = {"sha256": sha256(build / name), "size": len(trap)}
            (build / MANIFEST).write_text(json.dumps(seal(agreeing)))
            with suppress(Exception):  # of whichever library was asked to read it
                use(demo)
            (build / MANIFEST).write_text(json.dumps(manifest))
        (build / name).write_bytes(whole)
        assert not (tmp_path / "sprung").exists(), name
    pickle.loads(trap)
    assert (tmp_path / "sprung").exists(), "the trap is one"


@pytest.mark.parametrize("kind", ["text", "audio"])
def test_a_pickle_in_the_place_of_weights_executes_nothing(kind, tmp_path):
    trap = pickle.dumps(Trap(tmp_path / "sprung"))
    opened = {"text": TextEncoder, "audio": AudioEncoder}[kind]
    for file in sorted((PROJECT / "data/encoders" / kind).rglob("*")):
        if not file.is_file() or file.suffix == ".md":
            continue
        folder = tmp_path / "encoder"
        shutil.copytree(PROJECT / "data/encoders" / kind, folder)
        (folder / file.relative_to(PROJECT / "data/encoders" / kind)).write_bytes(trap)
        with suppress(Exception):  # what it says of it is the matter of other tests
            opened.from_pretrained(folder)
        assert not (tmp_path / "sprung").exists(), file
        shutil.rmtree(folder)


def crafted(header: bytes, claimed: int | None = None, data: bytes = b"\0" * 16) -> bytes:
    return struct.pack("<Q", len(header) if claimed is None else claimed) + header + data


def entry(*offsets: int, shape: tuple[int, ...] = (2,), dtype: str = "F32") -> dict:
    return {"dtype": dtype, "shape": shape, "data_offsets": offsets}


def header(**tensors: dict) -> bytes:
    return json.dumps(tensors).encode()


CRAFTED = {
    "a header of 2^60 bytes": crafted(b"{}", 1 << 60),
    "a header of 2^64 - 1 bytes": crafted(b"{}", (1 << 64) - 1),
    "a header beyond the end": crafted(b"{}", 4096),
    "a header of no bytes": crafted(b"", 0),
    "a header of 8 MB": crafted(b" " * (8 << 20)),
    "a hundred thousand brackets": crafted(b"[" * 100_000),
    "nested objects": crafted(b'{"a":' * 50_000 + b"1" + b"}" * 50_000),
    "no JSON": crafted(b"\x80\x04\x95pickled?"),
    "no UTF-8": crafted(b'{"\xff\xfe": 1}'),
    "overlapping tensors": crafted(header(a=entry(0, 8), b=entry(4, 12))),
    "tensors beyond the end": crafted(header(a=entry(0, 1 << 40, shape=(1 << 38,)))),
    "a shape that overflows": crafted(header(a=entry(0, 8, shape=(1 << 62, 8)))),
    "a shape that is larger than its bytes": crafted(header(a=entry(0, 8, shape=(1000, 1000)))),
    "a negative offset": crafted(header(a=entry(-8, 8))),
    "offsets that run backwards": crafted(header(a=entry(8, 0))),
    "bytes between the tensors": crafted(header(a=entry(0, 8), b=entry(12, 16, shape=(1,)))),
    "an unknown type": crafted(header(a=entry(0, 8, dtype="OBJECT"))),
    "nothing": b"",
    "seven bytes": b"\0" * 7,
}


@pytest.mark.parametrize("name", CRAFTED)
def test_a_crafted_header_is_refused_at_once_and_by_name(name, tmp_path):
    file = tmp_path / "model.safetensors"
    file.write_bytes(CRAFTED[name])
    started = time.monotonic()
    with pytest.raises(tensors.TensorError, match=r"model\.safetensors"):
        tensors.load(file)
    assert time.monotonic() - started < 2


def test_a_crafted_encoder_is_refused_with_a_sentence(tmp_path):
    folder = tmp_path / "text"
    shutil.copytree(PROJECT / "data/encoders/text", folder)
    (folder / "model.safetensors").write_bytes(CRAFTED["a header of 2^60 bytes"])
    with pytest.raises(EncoderError, match="claims a header of 1152921504606846976 bytes"):
        TextEncoder.from_pretrained(folder)


#: Modules that execute what they read.
EXECUTING = {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "marshal", "shelve"}


@cache
def programs() -> dict[Path, ast.AST]:
    """The syntax of every file of the programs."""
    files = [
        file for room in ("bot", "retrieval_core", "offline", "db") for file in (ROOT / room).rglob("*.py")
    ]
    return {file: ast.parse(file.read_text(encoding="utf-8")) for file in files}


def calls(name: str) -> list[tuple[ast.Call, Path]]:
    """Where something of this name is called."""
    return [
        (node, file)
        for file, tree in programs().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (getattr(node.func, "attr", None) or getattr(node.func, "id", None)) == name
    ]


def test_no_program_opens_what_may_execute():
    for file, tree in programs().items():
        for node in ast.walk(tree):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert not {name.split(".")[0] for name in names} & EXECUTING, f"{file} imports {names}"
    for name, safe in (("load", "weights_only=True"), ("from_pretrained", "use_safetensors=True")):
        for call, file in calls(name):
            text = ast.unparse(call)
            if text.startswith(("torch.load", "AutoModel.", "ClapModel.")):
                assert safe in text, f"{file}: {text}"
            if text.startswith(("np.load", "numpy.load")):
                assert "allow_pickle=False" in text, f"{file}: {text}"
            assert "trust_remote_code" not in text
