"""Sounds from strangers: decoded in processes of their own, with an end to their time, memory and output."""

from __future__ import annotations

import atexit
import json
import os
import re
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

from bot.decoder import HEAD, HEARD, MOST_SECONDS, PATIENCE_SECONDS, REFUSED
from retrieval_core.audio import AudioError

MOST_BYTES = 25 * 1024 * 1024
#: How a decoder that knows no such kind of file says so, with its library's reason; what is said instead.
_UNKNOWN = re.compile(r": cannot be decoded \(.*\)\.$", re.DOTALL)
UNKNOWN = " is no sound that I can read. I know wav, flac, aiff, ogg and mp3."
#: Longer than a file's own limit, which the kernel keeps: for a decoder that is stuck itself.
GRACE_SECONDS = 0.4
#: To start the process, and to fork it once it is there.
START_SECONDS, FORK_SECONDS = 20.0, 3.0


class Decoder:
    """The process that decodes, started when it is first needed and again when it has died."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def decode(self, path: str, rate: int, most: int) -> tuple[bytes, bytes] | None:
        """How the answer begins (HEARD or REFUSED) and what it holds; None where the file took too much, or broke off.

        Raises:
            TimeoutError: nothing more came within the time that one file has.
        """
        reading, writing = os.pipe()
        try:
            try:
                self._request({"path": path, "rate": rate}, writing)
            finally:
                os.close(writing)
            return _answer(reading, most, time.monotonic() + PATIENCE_SECONDS + GRACE_SECONDS)
        except TimeoutError:
            self.close()
            raise
        finally:
            os.close(reading)

    def _request(self, request: dict[str, str | int], descriptor: int) -> None:
        message = json.dumps(request).encode()
        with self._lock:
            for fresh in (False, True):
                try:
                    control = self._started(anew=fresh)
                    socket.send_fds(control, [message], [descriptor])
                    if control.recv(1):
                        control.settimeout(FORK_SECONDS)
                        return
                except OSError:  # it has died since the last file, or is stuck: a fresh one may do
                    if fresh:
                        raise
        raise OSError("the decoder does not start")

    def _started(self, anew: bool) -> socket.socket:
        if self._control is None or anew:
            self._end()
            ours, its = socket.socketpair()
            with its:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "bot.decoder", str(its.fileno())],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    pass_fds=[its.fileno()],
                    cwd=Path(__file__).resolve().parent.parent,
                    env={"PATH": os.environ.get("PATH", ""), "OPENBLAS_NUM_THREADS": "1"},
                    start_new_session=True,
                )
            ours.settimeout(START_SECONDS)
            self._control = ours
        return self._control

    def _end(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def close(self) -> None:
        """End the process; a file that is being decoded ends by its own limits."""
        with self._lock:
            self._end()


decoder = Decoder()
atexit.register(decoder.close)


def _answer(reading: int, most: int, deadline: float) -> tuple[bytes, bytes] | None:
    """Read an answer of at most `most` bytes to its end."""
    data = bytearray()
    ready = select.poll()  # `select` itself knows no descriptor above 1023
    ready.register(reading, select.POLLIN)
    while len(data) <= HEAD.size + most:
        if not ready.poll(1e3 * max(0.0, deadline - time.monotonic())):
            raise TimeoutError
        block = os.read(reading, 1 << 20)
        if not block:
            break
        data += block
    if len(data) < HEAD.size:
        return None
    kind, size = HEAD.unpack_from(data)
    body = bytes(data[HEAD.size :])
    return (kind, body) if kind in (HEARD, REFUSED) and size == len(body) <= most else None


def hear(name: str, data: bytes, sample_rate: int) -> np.ndarray:
    """Decode a file from a stranger, at most its first minute.

    Parameters:
        name: the file's name, for messages.
        sample_rate: wanted, in Hz.

    Returns:
        float32 array of shape (samples,), peak 1.

    Raises:
        AudioError: it is no audio, holds no sound, or takes too much to decode; the message says which.
    """
    shown = _shown(name)
    if len(data) > MOST_BYTES:
        raise AudioError(too_large(shown))
    try:
        with tempfile.NamedTemporaryFile(prefix="crate-") as file:
            file.write(data)
            file.flush()
            return hear_file(name, file.name, sample_rate)
    except OSError as error:  # no room for it
        raise AudioError(f"I cannot listen to {shown} now ({error.strerror or error}).") from error


def hear_file(name: str, path: str, sample_rate: int) -> np.ndarray:
    """As `hear`, of a file that lies at `path` under a name of ours."""
    shown = _shown(name)
    most = 4 * round((MOST_SECONDS + 1) * sample_rate)
    started = time.monotonic()
    try:
        answer = decoder.decode(path, sample_rate, most)
    except TimeoutError:
        raise AudioError(f"{shown} takes too long to decode.") from None
    except OSError as error:  # no process to be had
        raise AudioError(f"I cannot listen to {shown} now ({error.strerror or error}).") from error
    if answer is None:
        if time.monotonic() - started > PATIENCE_SECONDS:
            raise AudioError(f"{shown} takes too long to decode.")
        raise AudioError(f"{shown} cannot be decoded: it asks for too much time or memory, or is damaged.")
    kind, body = answer
    if kind == REFUSED:
        reason = _UNKNOWN.sub(UNKNOWN, body.decode("utf-8", "replace"))
        raise AudioError(shown + reason.removeprefix(":"))
    return np.frombuffer(body, np.float32)


def too_large(name: str) -> str:
    """What is said of a file of more bytes than are listened to."""
    return f"{name} is too large: I listen to at most {MOST_BYTES >> 20} MiB."


def _shown(name: str) -> str:
    return Path(name).name[:80] or "That file"
