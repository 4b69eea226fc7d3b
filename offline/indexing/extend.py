"""In place of indexing (a NumPy and FAISS process): catalog and indices of the build before, with what has changed.

New samples take the ids of those that are gone; where more are gone than new, the last ones move into the gaps. So ids
stay without gaps, and nothing is touched but what has changed.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import faiss
import numpy as np

from offline.indexing.catalog import connect, revise
from offline.indexing.index import link
from offline.indexing.places import NEAREST, beside
from offline.indexing.twins import COMPARED, TWIN, alike, facts, regrouped, twins
from offline.pipeline.work import Work
from retrieval_core.approaches import names
from retrieval_core.arrays import unit
from retrieval_core.build import LIMITS_FILE, TYPICAL_FILE, Build
from retrieval_core.open_build import AUDIO_INDEX
from retrieval_core.pictures import PEAKS, PLACES

#: Neighbours that a new sample may be a twin of.
NEIGHBOURS = 8


def extend(work: Work) -> None:
    """Write what `train`, `index` and `evaluate` write, from the build before."""
    growth = work.read("growth")
    before = Build.open(Path(growth["build"]))
    size = before.manifest["counts"]["samples"]
    places, moves = arrange(size, growth["removed"], sum(1 for _ in work.lines("rows")))
    now = size - len(growth["removed"]) + len(places)
    heard = unit(work.arrays("audio")["heard"])
    able = names(work.read("encoders")["joint"])
    near, cosines = neighbours(before, heard, growth["removed"], moves)
    alike: dict[str, list[str]] = {}
    for name in able:
        alike.setdefault(before.manifest["files"][f"{name}/index.faiss"]["sha256"], []).append(name)
    for first, *others in alike.values():
        file = work.folder / first / "index.faiss"
        index = faiss.read_index(str(before.checked(f"{first}/index.faiss")))
        fresh = unit(work.arrays(first)["vectors"])
        faiss.write_index(replaced(index, growth["removed"], moves, places, fresh, now), str(file))
        for name in others:
            link(file, work.folder / name / "index.faiss")
    for name in able:
        work.write(f"{name}-index", before.manifest["indices"][name])
    shutil.copyfile(before.checked("catalog.db"), work.folder / "catalog.db")
    with closing(connect(work.folder / "catalog.db")) as db:
        same = twins_of_new(db, work, growth["removed"], moves, places, near, cosines, heard)
        entries = zip(places, work.lines("rows"), work.lines("classes"), work.lines("words"), strict=True)
        revise(db, growth["removed"], moves, list(entries), same)
    pictures(work, before, moves, places, now, near, cosines)
    for name in before.manifest["files"]:
        if name.startswith("evaluation/") or name in (LIMITS_FILE, TYPICAL_FILE):
            target = work.folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(before.checked(name), target)


def arrange(size: int, removed: list[int], added: int) -> tuple[list[int], dict[int, int]]:
    """Where new samples go, and which old ones move.

    Returns:
        the id of each new sample, and new ids by old ones.

    >>> arrange(5, [1, 2], 3)
    ([1, 2, 5], {})
    >>> arrange(5, [1, 4], 0)
    ([], {3: 1})
    """
    places = [*removed[:added], *range(size, size + added - len(removed))]
    gaps = removed[added:]
    now = size - len(gaps)
    holes = [id for id in gaps if id < now]
    gone = set(gaps)
    last = [id for id in range(now, size) if id not in gone]
    return places, dict(zip(last, holes, strict=True))


def replaced(
    index: faiss.Index,
    removed: list[int],
    moves: dict[int, int],
    places: list[int],
    fresh: np.ndarray,
    now: int,
) -> faiss.Index:
    """An index in which some vectors have gone, some have another id, and some are new."""
    old, new = np.array(list(moves), np.int64), np.array(list(moves.values()), np.int64)
    if not isinstance(index, faiss.IndexIVF):
        vectors = index.reconstruct_n(0, index.ntotal)
        vectors[new] = vectors[old]
        vectors = np.concatenate(
            [vectors, np.zeros((max(0, now - len(vectors)), vectors.shape[1]), np.float32)]
        )[:now]
        vectors[places] = fresh
        exact = faiss.IndexFlatIP(vectors.shape[1])
        exact.add(vectors)
        return exact
    if len(old):
        index.make_direct_map()
        moved = index.reconstruct_batch(old)
        index.set_direct_map_type(faiss.DirectMap.NoMap)
    index.remove_ids(np.array([*removed, *old], np.int64))
    if len(old):
        index.add_with_ids(moved, new)
    if len(fresh):
        index.add_with_ids(fresh, np.array(places, np.int64))
    return index


def neighbours(
    before: Build, heard: np.ndarray, removed: list[int], moves: dict[int, int]
) -> tuple[np.ndarray, np.ndarray]:
    """The old samples nearest to each new one, by the ids that they have from now on, with their cosines (n, NEIGHBOURS).

    -1 with a cosine of -1 where there are fewer.
    """
    index = faiss.read_index(str(before.checked(f"{AUDIO_INDEX}/index.faiss")), faiss.IO_FLAG_MMAP_IFC)
    cosines, ids = index.search(heard, NEIGHBOURS)
    gone = np.isin(ids, removed)
    ids[gone], cosines[gone] = -1, -1.0
    renamed = np.arange(index.ntotal)
    renamed[[*moves]] = [*moves.values()]
    ids = np.where(ids < 0, ids, renamed[ids])
    order = np.argsort(-cosines, axis=1, kind="stable")
    return np.take_along_axis(ids, order, axis=1), np.take_along_axis(cosines, order, axis=1)


def twins_of_new(
    db: sqlite3.Connection,
    work: Work,
    removed: list[int],
    moves: dict[int, int],
    places: list[int],
    near: np.ndarray,
    cosines: np.ndarray,
    heard: np.ndarray,
) -> list[tuple[int, int]]:
    """The first of the group of twins of each sample where that has changed, as (id, first) by the new ids."""
    data = db.execute("select data from columns where name = 'twin_of'").fetchone()[0]
    first, same = regrouped(np.frombuffer(data, np.int32), removed, moves)
    by_id = {moves.get(id, id): int(leader) for id, leader in enumerate(first) if leader >= 0}
    rows = list(work.lines("rows"))
    copies = dict(
        db.execute(
            "select sha256, id from samples where sha256 in (select value from json_each(?))",
            [json.dumps([row["sha256"] for row in rows])],
        )
    )
    gone = set(removed)
    kept = {sha: moves.get(id, id) for sha, id in copies.items() if id not in gone}
    known, was = facts(rows), {id: old for old, id in moves.items()}
    for number, among in enumerate(twins(rows, heard) if rows else []):
        place = places[number]
        close = [by_id[id] for id in near[number, cosines[number] >= TWIN].tolist()]
        old = facts([facts_of(db, was.get(id, id)) for id in close])
        fitting = np.flatnonzero(alike(known[number], old))
        if rows[number]["sha256"] in kept:
            by_id[place] = by_id[kept[rows[number]["sha256"]]]
        elif len(fitting):
            by_id[place] = close[fitting[0]]
        else:
            by_id[place] = place if among is None else by_id[places[among]]
        same.append((place, by_id[place]))
    return same


def facts_of(db: sqlite3.Connection, id: int) -> dict[str, float | None]:
    """What two sounds must share to be one, of a sample of the catalog."""
    row = db.execute(f"select {', '.join(COMPARED)} from samples where id = ?", [id]).fetchone()
    return dict(zip(COMPARED, row, strict=True))


def pictures(
    work: Work,
    before: Build,
    moves: dict[int, int],
    places: list[int],
    now: int,
    near: np.ndarray,
    cosines: np.ndarray,
) -> None:
    """Outlines and map: new samples lie beside the old ones that they sound like."""
    for name in {PEAKS, PLACES} & before.manifest["files"].keys():
        old = np.load(before.checked(name), mmap_mode="r", allow_pickle=False)
        # Read now: it is about to be written over.
        fresh = np.load(work.folder / PEAKS, allow_pickle=False) if name == PEAKS else None
        array = np.lib.format.open_memmap(
            work.folder / name, mode="w+", dtype=old.dtype, shape=(now, *old.shape[1:])
        )
        kept = min(now, len(old))
        array[:kept] = old[:kept]
        for was, id in moves.items():
            array[id] = old[was]
        if fresh is not None:
            array[places] = fresh
        elif len(places):
            known = np.where(near >= 0, near, 0)
            array[places] = beside(cosines[:, :NEAREST], array[known[:, :NEAREST]])
        array.flush()
