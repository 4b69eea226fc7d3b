"""Vectors in Milvus, here Milvus Lite in a folder and as a server: the same answers as from the build's own index."""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pymilvus import MilvusClient

from offline.pipeline.work import Work
from offline.publishing.store import add_arguments, chosen
from offline.publishing.switch import switch
from retrieval_core import BuildError, Request, Retriever
from retrieval_core.build import PROJECT, Build
from retrieval_core.store import Store
from tests import synthetic

SIZE = 150
STORE = {
    "kind": "milvus",
    "prefix": "crate",
    "index": "FLAT",
    "shards": None,
    "partitions": None,
    "replicas": None,
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build that was published into Milvus Lite, too."""
    folder = tmp_path_factory.mktemp("milvus")
    return synthetic.make(folder / "index", SIZE, store=STORE | {"uri": str(folder / "vectors.db")})


@pytest.fixture(scope="module")
def uri(root: Path) -> str:
    return str(root.parent / "vectors.db")


def wishes(rng: np.random.Generator) -> Iterator[Request]:
    """Requests with constraints of every kind, one by one and together."""
    for text in ("kick", "a dark piano", "bright open hat loop"):
        yield Request(text=text)
        yield Request(text=text, approach="hybrid")
        yield Request(text=text, approach="prototype", classes=("piano", "organ"))
        yield Request(text=text, exclude=("hihat", "kick"))
        yield Request(text=text, kind="loop", tempo=(90.0, 120.0))
        yield Request(text=text, tempo=(None, 100.0), key="A")
        yield Request(text=text, duration=(2.0, None), key="A minor", qualities=("dark",))
        yield Request(text=text, files=("mp3", "stereo"), approach="hybrid")
        skip = tuple(int(i) for i in rng.choice(SIZE, 40, replace=False))
        yield Request(text=text, skip=skip, exclude=("drums",), duration=(0.5, 9.5), approach="hybrid")
        yield Request(text=text, like=(int(rng.integers(SIZE)),), kind="one-shot")


def test_it_answers_as_faiss_does(root: Path) -> None:
    exact, there = Retriever.open(root, Store("faiss")), Retriever.open(root)
    assert type(there._live.approach(None).vectors).__name__ == "MilvusVectors"  # as the manifest says
    for wish in wishes(np.random.default_rng(0)):
        for k in (1, 10):
            one, other = (retriever.search(replace(wish, k=k)) for retriever in (exact, there))
            assert [hit.id for hit in one] == [hit.id for hit in other], wish
            np.testing.assert_allclose([hit.score for hit in one], [hit.score for hit in other], atol=1e-5)


def test_more_samples_than_fit_are_all_that_fit(root: Path) -> None:
    wish = Request(text="kick", classes=("organ",), tempo=(60.0, 100.0), k=SIZE)
    found = {store: Retriever.open(root, Store(store)).search(wish) for store in ("faiss", "milvus")}
    assert 0 < len(found["milvus"]) < SIZE
    assert {hit.id for hit in found["milvus"]} == {hit.id for hit in found["faiss"]}


def test_the_alias_moves_to_a_new_build_and_old_collections_go(tmp_path: Path) -> None:
    store = STORE | {"uri": str(tmp_path / "vectors.db")}
    root = tmp_path / "index"
    live = None
    for number in range(1, 5):
        synthetic.make(root, 40, store=store, build_id=f"b{number}")
        live = live or Retriever.open(root)
        client = MilvusClient(store["uri"])
        assert client.describe_alias("crate_contrastive")["collection_name"] == f"crate_contrastive_b{number}"
        if number < 4:  # a request in flight goes on with the collections of its own build
            assert live.search("kick")
    assert live.reload_if_changed() and live.build.id == "b4" and live.search("kick")
    kept = {name.rsplit("_", 1)[1] for name in client.list_collections()}
    assert kept >= {file.name for file in root.glob("b?")}
    switch(Work(root / "b4"))  # a second time changes nothing but what is no longer needed
    kept = {name.rsplit("_", 1)[1] for name in client.list_collections()}
    assert kept == {file.name for file in root.glob("b?")}


def test_two_folders_of_builds_leave_each_others_collections_alone(tmp_path: Path) -> None:
    def asked(out: Path) -> dict[str, Any] | None:
        parser = argparse.ArgumentParser()
        parser.add_argument("--out", type=Path)
        add_arguments(parser)
        uri = str(tmp_path / "vectors.db")
        return chosen(parser.parse_args(["--store", "milvus", "--milvus-uri", uri, "--out", str(out)]))

    one, two = tmp_path / "one", tmp_path / "two"
    for root, build_id in ((one, "b1"), (two, "b2"), (two, "b3")):
        synthetic.make(root, 40, store=asked(root), build_id=build_id)
    assert Retriever.open(one).search("kick") and Retriever.open(two).search("kick")
    assert asked(one) == asked(one) != asked(two)


def test_a_collection_that_is_not_there_is_named(root: Path, tmp_path: Path) -> None:
    with pytest.raises(
        BuildError, match="has no collection crate_contrastive_b1: build with `--store milvus"
    ):
        Retriever.open(root, Store("milvus", str(tmp_path / "empty.db"))).search("kick")


def test_a_build_that_was_not_published_there_says_so(synthetic: Path) -> None:
    with pytest.raises(BuildError, match="was not published into Milvus"):
        Retriever.open(synthetic, Store("milvus")).search("kick")


def test_nobody_there_is_a_sentence(root: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with pytest.raises(BuildError, match="does not answer as it should"):
        Retriever.open(root, Store("milvus", f"http://127.0.0.1:{port}")).search("kick")


def test_without_pymilvus_the_command_that_installs_it_is_named(root: Path) -> None:
    script = "import sys; sys.modules['pymilvus'] = None; from retrieval_core.__main__ import main; sys.exit(main())"
    command = [sys.executable, "-c", script, "kick", "--index", str(root)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "error: vectors in Milvus need pymilvus, which is not installed: run `pip install '.[scale]'`\n"
    )
    done = subprocess.run([*command, "--store", "faiss"], cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode == 0 and len(done.stdout.splitlines()) == 5


def test_a_front_end_asks_a_server_on_loopback(tmp_path: Path) -> None:
    """A cluster's address is the only difference; two processes may use it at once, unlike a folder."""
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    server = subprocess.Popen(
        [
            *(Path(sys.executable).with_name("milvus-lite"), "server"),
            *("--data-dir", tmp_path / "server.db", "--host", "127.0.0.1", "--port", str(port)),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        uri = f"http://127.0.0.1:{port}"
        root = synthetic.make(tmp_path / "index", 40, store=STORE | {"uri": uri})
        assert Build.open(root / "b1").manifest["store"]["uri"] == uri
        done = subprocess.run(
            [sys.executable, "-m", "retrieval_core", "kick", "--index", str(root)],
            cwd=PROJECT,
            env=os.environ | {"CRATEDIGGER_MILVUS_URI": uri},
            capture_output=True,
            text=True,
        )
        own = [hit.name for hit in Retriever.open(root, Store("faiss")).search("kick")]
        assert [line.split("/index/")[1] for line in done.stdout.splitlines()] == own, done.stderr
    finally:
        server.terminate()
        server.wait()


def wait_for(port: int, seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
