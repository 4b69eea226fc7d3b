"""The searches of a build: what is nearest to words or to a sound, what has most of something, and what is drawn by lot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path

import numpy as np

from retrieval_core.approaches import Fuse
from retrieval_core.arrays import unit
from retrieval_core.feedback import fed_back
from retrieval_core.members import Members
from retrieval_core.open_build import AUDIO_INDEX, OpenApproach, OpenBuild
from retrieval_core.qualities import SWAY, SWAY_WITHIN, bound, leanings, sway
from retrieval_core.ranking import Ranked, Scored, fold
from retrieval_core.request import Hit, Request

#: Candidates that are fused and reordered, or drawn, at least.
POOL = 100
#: So many times as many are asked for where those that have some word are wanted, too, which are mostly among them.
WIDER = 4
#: Of the candidates one in so many, the nearest, is looked for until no nearer one turns up: what lies farther off seldom comes to the front.
CHANGING = 4


def search(live: OpenBuild, request: Request) -> list[Hit]:
    """What a request asks for.

    Raises:
        UnknownApproach: the build has none of the name that it gives.
        ValueError: it is to be like a sample that there is not.
    """
    size = len(live.catalog)
    if gone := [id for id in request.like if not 0 <= id < size]:
        raise ValueError(f"there is no sample {gone[0]} that others could be like")
    if request.skip:
        request = replace(request, skip=tuple(id for id in request.skip if 0 <= id < size))
    if request.random:
        return _drawn(live, request)
    opened = live.approach(request.approach)
    if request.most and (measured := bound(request.most)):
        return _extreme(live, opened, request, *measured)
    if request.like:
        return _alike(live, request)
    vector = opened.query(live.text_encoder.encode(request.text)[0])
    if opened.lean and (request.classes or request.exclude):
        vector = opened.lean(vector, _heads(request.classes), request.exclude)
    return nearest(live, opened, vector, request)


def nearest(live: OpenBuild, opened: OpenApproach, vector: np.ndarray, request: Request) -> list[Hit]:
    """Of the samples that satisfy the constraints those nearest to a vector, as far as words and qualities do not order them anew."""
    allowed = live.catalog.allowed(request)
    available = len(opened.vectors) if allowed is None else len(allowed)
    seen = live.catalog.groups(request.skip).tolist()
    wanted = leanings(request.qualities) if request.qualities else {}
    matching = _matching(live, opened, request.text, allowed)
    # A hundred of a few that are allowed lie in more lists than twenty do.
    pooled = wanted or matching or (opened.by_words and allowed is None)
    depth = max(POOL, 4 * request.k) if pooled else 4 * request.k
    while available:
        if matching:
            found, ranked = _fused(opened, vector, depth, allowed, matching)
        else:
            found = ranked = _near(opened, vector, opened.vectors.search(vector, depth, allowed))
        if wanted:
            ranked = _swayed(live, ranked, request, wanted)
        groups = live.catalog.groups(ranked.ids)
        if len(set(groups.tolist()).difference(seen)) >= request.k or depth >= available:
            return _hits(live, ranked.ids[fold(groups, request.k, seen)], found)
        depth *= 4  # too many of them sound the same
    return []


def _alike(live: OpenBuild, request: Request) -> list[Hit]:
    """Samples that sound like some of the library, and are none of those."""
    sounds = live.approach(AUDIO_INDEX).by_sound()
    between = sounds.vectors.get(np.array(request.like)).mean(axis=0)
    others = replace(request, skip=(*request.skip, *request.like))
    return nearest(live, sounds, unit(between), others)


def _drawn(live: OpenBuild, request: Request) -> list[Hit]:
    """Any samples that satisfy the constraints; where qualities are wanted, those that have them most of those drawn."""
    ids = _allowed_ids(live, request)
    drawn = np.random.default_rng().choice(ids, min(max(POOL, request.k), len(ids)), replace=False)
    wanted = leanings(request.qualities) if request.qualities else {}
    by_chance = Ranked(drawn, np.linspace(1.0, 0.0, len(drawn)))
    ranked = sway(by_chance, live.catalog.measures(drawn, wanted), wanted)
    return _hits(live, _best(live, ranked, request), Ranked(drawn, np.zeros(len(drawn))))


def _extreme(
    live: OpenBuild, opened: OpenApproach, request: Request, measure: str, direction: int
) -> list[Hit]:
    """Of the samples that satisfy the constraints those that have most of something, the nearest first of those that have as much.

    What has none of it, as a single kick has no tempo, is not among them.
    """
    ids = _allowed_ids(live, request)
    values = live.catalog.figures(measure)[ids]
    known = ~np.isnan(values)
    ids, much = ids[known], direction * values[known]
    best = _best(live, Ranked.by(ids, much), request)
    if not len(best):
        return []
    vector = opened.query(live.text_encoder.encode(request.text)[0])
    least = much[np.isin(ids, best)].min()
    # Half of a library may be as dry as can be.
    equal = Members.of(ids[much == least], len(live.catalog))
    near = opened.vectors.search(vector, POOL + len(request.skip), equal).ids
    candidates = np.sort(np.concatenate([ids[much > least], near]))
    among = Members.of(candidates, len(live.catalog))
    found = _near(opened, vector, opened.vectors.search(vector, len(candidates), among))
    ranked = Ranked.by(found.ids, much[np.searchsorted(ids, found.ids)])
    return _hits(live, _best(live, ranked, request), found)


def _allowed_ids(live: OpenBuild, request: Request) -> np.ndarray:
    """Ids (n,) of the samples that satisfy the constraints."""
    allowed = live.catalog.allowed(request)
    return np.arange(len(live.catalog)) if allowed is None else allowed.ids()


def _best(live: OpenBuild, ranked: Ranked, request: Request) -> np.ndarray:
    """Ids of as many as are asked for, of what sounds the same only one, and last what has been shown."""
    seen = live.catalog.groups(request.skip).tolist()
    return ranked.ids[fold(live.catalog.groups(ranked.ids), request.k, seen)]


@dataclass(frozen=True, slots=True)
class _Matching:
    """Samples by their words.

    Attributes:
        fuse: how an approach orders them by sound and by words.
        words: how well any match the words of a request.
        names: how well any match the names among those words.
        members: of each of both, those that satisfy the constraints.
    """

    fuse: Fuse
    words: Scored
    names: Scored
    members: Sequence[Members]


def _matching(live: OpenBuild, opened: OpenApproach, text: str, allowed: Members | None) -> _Matching | None:
    """What has the words of a request; None where the approach goes by sound alone."""
    if opened.fuse is None:
        return None
    words, names = live.catalog.words.matches(text)
    listed = [words.ids, names.ids]
    if np.array_equal(words.ids, names.ids):  # all that was said of them is a name
        listed.pop()
    having = [Members.of(ids, len(live.catalog)) for ids in listed if len(ids)]
    members = [some if allowed is None else some & allowed for some in having]
    return _Matching(opened.fuse, words, names, members)


def _fused(
    opened: OpenApproach, vector: np.ndarray, depth: int, allowed: Members | None, matching: _Matching
) -> tuple[Ranked, Ranked]:
    """Candidates by how near they are, and those in the order of what is known of them by sound and by words.

    As many as `depth` are candidates because they are near, and as many of those that have a word or a name of the request.
    """
    sure = depth // CHANGING
    wide = opened.vectors.search(vector, WIDER * depth, allowed, sure)
    kept, far = np.arange(len(wide.ids)) < depth, []
    # A name counts, however many samples are nearer that have some other word.
    for members in matching.members:
        near = members.hold(wide.ids)
        near &= np.cumsum(near) <= depth
        kept |= near
        if near.sum() < min(depth, len(members)):
            far.append(opened.vectors.search(vector, depth, members, sure))
    found = _near(opened, vector, reduce(Ranked.joined, far, wide.where(kept)))
    return found, matching.fuse(found, matching.words.among(found.ids), matching.names.among(found.ids))


def _near(opened: OpenApproach, vector: np.ndarray, found: Ranked) -> Ranked:
    """Candidates by how near they are to what is asked for; where that is words, the best of them say so, too."""
    return fed_back(vector, found, opened.vectors.get(found.ids)) if opened.by_words else found


def _swayed(live: OpenBuild, ranked: Ranked, request: Request, wanted: Mapping[str, int]) -> Ranked:
    """Candidates moved by the qualities that are wanted; beside other samples, those are what they are to have more of."""
    compared = live.catalog.measures(request.like, wanted).items() if request.like else ()
    reference = {name: float(np.nanmean(of)) for name, of in compared if not np.isnan(of).all()}
    values = live.catalog.measures(ranked.ids, wanted)
    return sway(ranked, values, wanted, reference, SWAY_WITHIN if request.classes else SWAY)


def _heads(classes: Sequence[str]) -> Sequence[str]:
    """Of percussion and the drums that the word means as well, percussion: the others will do, and are not what is looked for."""
    if len(classes) < 2:
        return classes
    from retrieval_core.taxonomy import shipped  # most requests name one class

    return shipped().heads(classes)


def _hits(live: OpenBuild, ids: np.ndarray, found: Ranked) -> list[Hit]:
    rows, library = live.catalog.rows(ids), live.build.library
    cosines = dict(zip(found.ids.tolist(), found.scores.tolist(), strict=True))
    return [hit(rank, rows[i], cosines[i], library) for rank, i in enumerate(ids.tolist(), start=1)]


def hit(rank: int, row, score: float, library: Path) -> Hit:
    """A row of the catalog as a hit."""
    return Hit(
        rank=rank,
        id=row["id"],
        library=library,
        name=row["path"],
        label=row["label"] or row["fine"],
        score=score,
        duration=row["duration"],
        fine=row["fine"],
        probability=row["probability"],
        kind=row["kind"],
        tempo=row["tempo"],
        key=row["key"],
        caption=row["caption"],
        sha256=row["sha256"],
        channels=row["channels"],
        pitch=row["pitch_name"],
    )
