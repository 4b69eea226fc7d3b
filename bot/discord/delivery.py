"""Getting samples through Discord's limits: as they are, else as FLAC, else a trimmed preview."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
import soundfile as sf

from bot.files import Unavailable, read_sample
from retrieval_core.request import Hit

log = logging.getLogger(__name__)

MIB = 1024 * 1024
REQUEST_BYTES = 25 * MIB
#: What a request holds besides its files: text, buttons, the frame around each file.
OVERHEAD = 64 * 1024
FILES_PER_MESSAGE = 10
PREVIEW_SECONDS = (30.0, 10.0, 3.0)
_BLOCK = 65536
_FLAC_SUBTYPES = {
    "PCM_S8": "PCM_S8",
    "PCM_U8": "PCM_S8",
    "PCM_16": "PCM_16",
    "ULAW": "PCM_16",
    "ALAW": "PCM_16",
}


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file to send; `note` says what was done to it, where it is not the original."""

    name: str
    data: bytes
    note: str = ""


def pack(
    hits: Sequence[Hit], library: Path, file_limit: int, request_limit: int = REQUEST_BYTES
) -> tuple[list[Parcel], dict[int, str]]:
    """Files to send, within Discord's limits; read one after the other, as each may be large.

    Parameters:
        file_limit, request_limit: bytes of one file, and of a whole message.

    Returns:
        parcels, in the order of the hits; and by rank what was done to a file that is not sent as it is, or not at all.
    """
    parcels: dict[int, Parcel] = {}
    notes: dict[int, str] = {}
    names = _distinct_names(hits)
    left = request_limit - OVERHEAD
    library = library.resolve()
    # The small ones first: what they leave of their share goes to the large ones.
    for position, hit in enumerate(sorted(hits, key=_size)):
        share = min(file_limit, left // (len(hits) - position))
        try:
            parcel = fit(names[hit.rank], read_sample(hit, library), share)
        except Unavailable as problem:
            log.warning("%s %s", hit.name, problem)
            notes[hit.rank] = f"{problem}, so it is not attached"
            continue
        if parcel is None:
            notes[hit.rank] = "too large to attach, even in part"
            continue
        parcels[hit.rank] = parcel
        left -= len(parcel.data)
        if parcel.note:
            notes[hit.rank] = parcel.note
    return [parcels[hit.rank] for hit in hits if hit.rank in parcels], notes


def _size(hit: Hit) -> int:
    """About how large a file is; 0 where it cannot be had."""
    try:
        return hit.path.stat().st_size
    except (OSError, ValueError):
        return 0


def fit(name: str, data: bytes, allowance: int) -> Parcel | None:
    """A file in at most `allowance` bytes: as it is, as FLAC, or the beginning as Ogg Vorbis; None if nothing fits."""
    if len(data) <= allowance:
        return Parcel(name, data)
    stem = PurePosixPath(name).stem
    flac = _as_flac(data, allowance)
    if flac is not None:
        return Parcel(f"{stem}.flac", flac, "attached as FLAC")
    for seconds in PREVIEW_SECONDS:
        ogg = _as_ogg(data, seconds)
        if ogg is not None and len(ogg) <= allowance:
            return Parcel(f"{stem}_preview.ogg", ogg, f"too large, so attached are its first {seconds:g} s")
    return None


def _as_flac(data: bytes, allowance: int) -> bytes | None:
    """The whole sound as FLAC, or None where that is impossible or larger than `allowance`."""
    output = io.BytesIO()
    try:
        with sf.SoundFile(io.BytesIO(data)) as source:
            subtype = _FLAC_SUBTYPES.get(source.subtype, "PCM_24")
            with sf.SoundFile(
                output, "w", source.samplerate, source.channels, subtype, format="FLAC"
            ) as target:
                for block in source.blocks(_BLOCK, dtype="int32" if "PCM" in source.subtype else "float64"):
                    target.write(block if block.dtype == np.int32 else np.clip(block, -1.0, 1.0))
                    if output.tell() > allowance:
                        return None
    except (sf.LibsndfileError, ValueError, TypeError):
        return None
    flac = output.getvalue()
    return flac if len(flac) <= allowance else None


def _as_ogg(data: bytes, seconds: float) -> bytes | None:
    output = io.BytesIO()
    try:
        with sf.SoundFile(io.BytesIO(data)) as source:
            left = int(seconds * source.samplerate)
            channels = min(source.channels, 2)
            with sf.SoundFile(output, "w", source.samplerate, channels, "VORBIS", format="OGG") as target:
                for block in source.blocks(4096, frames=left, dtype="float32", always_2d=True):
                    target.write(block[:, :channels])
    except (sf.LibsndfileError, ValueError, TypeError):
        return None
    return output.getvalue()


def _distinct_names(hits: Sequence[Hit]) -> dict[int, str]:
    """File names by rank; where two hits have the same one, each gets its rank in front."""
    names = {hit.rank: PurePosixPath(hit.name).name for hit in hits}
    taken = list(names.values())
    return {rank: f"{rank}_{name}" if taken.count(name) > 1 else name for rank, name in names.items()}
