"""Ask the live build once: python -m retrieval_core "dark piano loop" --k 5 --approach contrastive --json"""

from __future__ import annotations

import argparse
import gc
import json
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval_core import approaches, store

if TYPE_CHECKING:
    from retrieval_core.catalog import Catalog


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m retrieval_core",
        description="Find samples by words, which are compared as they are: what they limit or exclude is read in the "
        "chat (python -m bot --console), or stated here.",
    )
    parser.add_argument("prompt", help='what is wanted, as in "dark piano loop"')
    parser.add_argument("--k", type=int, default=5, help="how many samples (default: 5)")
    parser.add_argument(
        "--exclude", metavar="CLASS", action="append", default=[], help="a class that is not wanted"
    )
    parser.add_argument("--kind", choices=("one-shot", "loop"))
    parser.add_argument("--approach", help=f"one of {', '.join(approaches.names())} (default: the build's)")
    parser.add_argument(
        "--index", type=Path, default=Path("data/index"), help="where the builds are (default: data/index)"
    )
    store.add_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print the hits as JSON")
    args = parser.parse_args(argv)

    from retrieval_core.build import BuildError
    from retrieval_core.request import Request
    from retrieval_core.retriever import Retriever

    try:
        chosen = store.Store.from_environment(args.store, args.milvus_uri)
        if not args.prompt.strip():
            raise ValueError("there are no words to search for")
        retriever = Retriever.open(args.index, chosen)
        excluded = tuple(id for name in args.exclude for id in classes(name, retriever.catalog))
        request = Request(args.prompt, args.k, args.approach, exclude=excluded, kind=args.kind)
        hits = retriever.search(request)
    except (BuildError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"error: {error.filename or args.index} cannot be read ({error.strerror})", file=sys.stderr)
        return 1
    if args.json:
        print(json.dumps([hit.entry() for hit in hits], default=str, ensure_ascii=False, indent=2))
    else:
        for hit in hits:
            print(f"{hit.rank:>3}  {hit.score:6.3f}  {hit.label:<10}  {hit.duration:6.2f} s  {hit.place}")
    if note := retriever.build.absent() if hits else "no sample fits":
        print(note, file=sys.stderr)
    return 0


def classes(name: str, catalog: Catalog) -> tuple[str, ...]:
    """The classes that go by a name, as the library has them or as people say them: "kick", "Kick", "open hats".

    Raises:
        ValueError: no sample can be of it.
    """
    if not catalog.unheld([name]):
        return (name,)
    from retrieval_core.taxonomy import shipped  # most searches exclude nothing

    found = {
        sense.id
        for sense in shipped().senses(name)
        if sense.kind in ("class", "coarse") and sense.how != "clues"
    }
    if not found:
        raise ValueError(f"there is no class {name!r}")
    for id in catalog.unheld(found):
        print(f"no sample is of the class {id}, so nothing is left out for it", file=sys.stderr)
    return tuple(sorted(found))


if __name__ == "__main__":
    # One answer, and over: looking for garbage on the way, and again at the end, would take a tenth of the time.
    gc.disable()
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # whoever reads the answer may have seen enough
    status = main()
    gc.freeze()
    sys.exit(status)
