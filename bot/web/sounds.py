"""Samples to be heard and to be taken along: what the catalog has, as it was indexed, and any part of it."""

from __future__ import annotations

import io
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote

import soundfile as sf
from aiohttp import web

from bot.files import Unavailable, read_sample
from bot.web.room import ROOM, Refused
from retrieval_core.retriever import Retriever

#: Sounds that were heard last are kept, up to this many bytes: a player asks for many parts of one.
KEPT_BYTES = 64 * 1024 * 1024
#: What browsers play as it is, by libsndfile's names; everything else is sent to them as 16-bit wav.
TYPES = {
    "WAV": "audio/wav",
    "WAVEX": "audio/wav",
    "FLAC": "audio/flac",
    "OGG": "audio/ogg",
    "MP3": "audio/mpeg",
}
PLAIN = frozenset(("PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT"))
_BLOCK = 1 << 16

routes = web.RouteTableDef()


@dataclass(frozen=True, slots=True)
class Sound:
    """A file's bytes, and what they are."""

    data: bytes
    type: str


class Shelf:
    """The sounds that were asked for last. Safe to use from several threads."""

    def __init__(self) -> None:
        self._sounds: OrderedDict[tuple[str, bool], Sound] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, retriever: Retriever, path: str, sha: str, as_is: bool) -> tuple[Sound, str]:
        """A sample by its path and the beginning of its hash, and its file's name; files that are the same are kept once.

        Parameters:
            as_is: the file itself, else what a browser can play.

        Raises:
            Refused: the catalog has no such sample, or its file cannot be handed out.
        """
        retriever = retriever.pinned()
        row, library = retriever.catalog.at([path]).get(path), retriever.build.library.resolve()
        hit = retriever.sample(row["id"]) if row else None
        if hit is None or not hit.sha256.startswith(sha):
            raise Refused("The library has been indexed anew, and no longer has that sound.", 404)
        key, name = (hit.sha256, as_is), PurePosixPath(hit.name).name
        with self._lock:
            if key in self._sounds:
                self._sounds.move_to_end(key)
                return self._sounds[key], name
        try:
            data = read_sample(hit, library)
        except Unavailable as problem:
            raise Refused(f"{name} {problem}.", 404) from problem
        try:
            sound = Sound(data, "application/octet-stream") if as_is else playable(data)
        except sf.LibsndfileError as problem:
            raise Refused(f"{name} can be downloaded, but not played.", 404) from problem
        with self._lock:
            self._sounds[key] = sound
            while len(self._sounds) > 1 and sum(len(s.data) for s in self._sounds.values()) > KEPT_BYTES:
                self._sounds.popitem(last=False)
        return sound, name


SHELF = web.AppKey("shelf", Shelf)


def playable(data: bytes) -> Sound:
    """A sound in a form that browsers play."""
    with sf.SoundFile(io.BytesIO(data)) as source:
        if source.format in TYPES and (source.format not in ("WAV", "WAVEX") or source.subtype in PLAIN):
            return Sound(data, TYPES[source.format])
        output = io.BytesIO()
        with sf.SoundFile(output, "w", source.samplerate, source.channels, "PCM_16", format="WAV") as target:
            # Not in `blocks`, which wants to know the length: of some formats nothing tells it.
            while len(block := source.read(_BLOCK, dtype="float32")):
                target.write(block)
    return Sound(output.getvalue(), TYPES["WAV"])


@routes.get(r"/sounds/{sha:[0-9a-f]{16}}/{path:.+}")
async def sound(request: web.Request) -> web.Response:
    """A sample to be played; with ?download, its file as it is."""
    room, shelf, wanted = request.app[ROOM], request.app[SHELF], request.match_info
    as_is = "download" in request.query
    found, name = await room.on_thread(
        request,
        lambda: shelf.get(room.conversation.retriever, wanted["path"], wanted["sha"], as_is),
    )
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, max-age=3600",
        "Content-Type": found.type,
        "ETag": f'"{wanted["sha"]}"',
    }
    if as_is:
        headers["Content-Disposition"] = disposition(name)
    return part(request, found.data, headers)


def part(request: web.Request, data: bytes, headers: dict[str, str]) -> web.Response:
    """The stretch of `data` that a Range header asks for, or all of it, where it asks for no one stretch of bytes (RFC 9110, section 14)."""
    whole = web.Response(body=data, headers=headers)
    if request.headers.get("If-Range", headers["ETag"]) != headers["ETag"] or "Range" not in request.headers:
        return whole
    try:
        start, stop, _ = request.http_range.indices(len(data))
    except ValueError:
        return whole
    if start >= stop:
        return web.Response(status=416, headers={**headers, "Content-Range": f"bytes */{len(data)}"})
    headers["Content-Range"] = f"bytes {start}-{stop - 1}/{len(data)}"
    return web.Response(status=206, body=data[start:stop], headers=headers)


def disposition(name: str) -> str:
    """A header that makes a browser save a file under its own name (RFC 6266)."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\' else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
