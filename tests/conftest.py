"""What holds for the test run as a whole."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

# As the programs have it, which is too late for a test that has imported NumPy before: here everything is small, and waits
# for a second thread longer than it computes, ten times as long where the machine has other things to do.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

if TYPE_CHECKING:
    from retrieval_core import Retriever


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that build whole libraries come first, so that no process is left with one of them at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def synthetic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of a build of 3000 samples that exist as rows and vectors alone."""
    from tests import synthetic  # with FAISS, which the tests of Torch jobs must not meet

    return synthetic.make(tmp_path_factory.mktemp("synthetic"))


@pytest.fixture(scope="session")
def retriever(synthetic: Path) -> Retriever:
    """The same, opened."""
    from retrieval_core import Retriever

    return Retriever.open(synthetic)


@pytest.fixture(scope="session", autouse=True)
def _one_of_torch_and_faiss() -> Iterator[None]:
    """No process imports both Torch and FAISS, and a test run is a process too."""
    yield
    assert not {"torch", "faiss"} <= sys.modules.keys(), "run tests/offline apart from the other tests"
