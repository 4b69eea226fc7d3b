"""Embedding on Ray: decoding, features and the encoder in a pool of actors, on this machine or on a cluster.

The actors are Torch processes without FAISS. One that dies is started again, and what it had in hand is done anew.
"""

from __future__ import annotations

import json
import logging
import os
import platform
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from offline.embedding.batches import Embedded, embed_batch
from offline.embedding.decode import Listening, decode
from offline.embedding.embedders import Sounds, open_sounds
from offline.pipeline.scan import LibraryError, Sample
from retrieval_core.build import PROJECT

MISSING = "the engine ray needs Ray, which is not installed: run `pip install '.[scale]'`"
#: Files that an actor takes at once, and files that the driver holds a list of.
BATCH, LISTED = 16, 100_000
#: How often a batch is tried again whose actor has died under it.
RETRIES = 5


class Listener:
    """What an actor is: an encoder that stays, and files to decode for it.

    Parameters:
        library: the folder of samples, at the same path on every machine of the cluster.
        encoder: the audio encoder, by path or hub name.
        checksum: of that encoder where the build is made.
    """

    def __init__(self, library: str, encoder: str, checksum: str) -> None:
        # Ray gives each actor a thread: there are as many as cores.
        self.library = Path(library)
        self.embedder = open_sounds(encoder)
        if self.embedder.about.checksum != checksum:
            raise LibraryError(f"{platform.node()} has another version of the audio encoder {encoder}")

    def __call__(self, batch: dict[str, np.ndarray]) -> dict[str, list[Any]]:
        """Embed files, one row each: the vector (empty where there is none), what was found in the file, and why not."""

        listening = Listening(self.embedder.sample_rate, self.embedder.features)
        heard = [decode(self.library, Sample(**json.loads(row)), listening) for row in batch["sample"]]
        found = list(embed_batch(heard, self.embedder))
        return {
            "sample": list(batch["sample"]),
            "vector": [b"" if one.vector is None else one.vector.astype("<f4").tobytes() for one in found],
            "about": [json.dumps(one.about) for one in found],
            "reason": [one.reason for one in found],
            "broken": [one.broken for one in found],
        }


def on_ray(library: Path, samples: Iterable[Sample], many: int, embedder: Sounds) -> Iterator[Embedded]:
    """Embed on the cluster that RAY_ADDRESS names, or on one of this machine's cores, made for the purpose.

    Raises:
        LibraryError: Ray is not installed, or cannot go on.
    """
    if not many:
        return
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nobody is told
    try:
        import ray
        from ray.data import ActorPoolStrategy, DataContext
        from ray.exceptions import RayError
    except ImportError:
        raise LibraryError(MISSING) from None
    try:
        ray.init(
            include_dashboard=False,
            log_to_driver=False,
            logging_level=logging.ERROR,
            runtime_env={"env_vars": {"PYTHONPATH": str(PROJECT)}},
        )
    except (
        Exception
    ) as error:  # a cluster that is not there, or one that did not come up in time, has no type of its own
        raise LibraryError(f"Ray could not be started or reached: {_last_line(error)}") from error
    try:
        DataContext.get_current().enable_progress_bars = False
        pool = ActorPoolStrategy(min_size=1, max_size=int(ray.cluster_resources()["CPU"]))
        rest = iter(samples)
        while part := list(islice(rest, LISTED)):
            rows = [{"sample": json.dumps(asdict(sample))} for sample in part]
            found = ray.data.from_items(rows, override_num_blocks=-(-len(rows) // BATCH)).map_batches(
                Listener,
                fn_constructor_args=(str(library), embedder.about.source, embedder.about.checksum),
                batch_size=BATCH,
                compute=pool,
                num_cpus=1,
                max_task_retries=RETRIES,
            )
            for row in found.iter_rows():
                vector = np.frombuffer(row["vector"], "<f4") if row["vector"] else None
                sample = Sample(**json.loads(row["sample"]))
                yield Embedded(sample, vector, json.loads(row["about"]), row["reason"], row["broken"])
    except RayError as error:
        raise LibraryError(f"Ray cannot go on: {_last_line(error)}") from error
    finally:
        ray.shutdown()


def _last_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[-1]
