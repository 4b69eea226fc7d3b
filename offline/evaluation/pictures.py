"""The confusion matrices of the demo library, where the specification names them: in the project root."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from retrieval_core.build import PROJECT
from retrieval_core.evaluated import PICTURE

#: Where the demo library is, and its builds.
DEMO, DEMO_BUILDS = PROJECT / "data", PROJECT / "data/index"
#: What the picture of an approach is called in the project root.
SHOWN = "{}_faiss_cm.png"


def show_pictures(evaluation: Path, approaches: Iterable[str], library: Path, root: Path) -> None:
    """Put the pictures of an evaluation there, where it is of the demo library and lies with its builds."""
    if root.resolve() == DEMO_BUILDS and library == DEMO:
        for name in approaches:
            shutil.copyfile(evaluation / PICTURE.format(name), PROJECT / SHOWN.format(name))
