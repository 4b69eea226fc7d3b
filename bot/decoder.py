"""The decoder: a small process that forks a child for each file from a stranger, and never opens one itself.

`bot.hearing` starts it as `python -m bot.decoder FD`, with nothing of the bot in its memory or environment. What decoding
needs is imported once, so that a fork costs milliseconds; what a file may do to the child that opens it ends with the child.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import resource
import signal
import socket
import struct
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import numpy as np

from retrieval_core.audio import AudioError, load

log = logging.getLogger(__name__)

MOST_SECONDS = 60.0
#: Limits of one file: processor time, time on the clock, and address space, of which 105 MiB are the libraries.
CPU_SECONDS = 3
PATIENCE_SECONDS = 4.5
MEMORY_BYTES = 512 * 1024 * 1024
#: What an answer begins with: whether the file was heard or refused, and how many bytes follow.
HEAD = struct.Struct("<cQ")
HEARD, REFUSED = b"H", b"R"
#: A request with one descriptor fits, and more is never sent.
REQUEST_BYTES = 8192


def serve(control: socket.socket) -> None:
    """Fork a child for each request, until the other end is closed.

    A request is JSON, {"path", "rate"}, with the writing end of a pipe beside it; a byte comes back once the child is there.
    """
    while True:
        request, descriptors, _, _ = socket.recv_fds(control, REQUEST_BYTES, 1)
        if not request:
            return
        reap()
        pid = os.fork()
        if pid == 0:
            control.close()
            status = 1
            with suppress(BaseException), os.fdopen(descriptors[0], "wb") as output:
                decode(**json.loads(request), output=output)
                status = 0
            os._exit(status)
        os.close(descriptors[0])
        control.sendall(b"+")


def reap() -> None:
    """Take leave of the children that have ended."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def decode(path: str, rate: int, output: BinaryIO) -> None:
    """Decode one file within the limits, to float32 samples or to the sentence that says why not."""
    limit()
    try:
        samples = load(path, rate, max_seconds=MOST_SECONDS)
    except AudioError as problem:
        kind, data = REFUSED, str(problem).removeprefix(Path(path).name).encode()
    else:
        kind, data = HEARD, samples.astype(np.float32, copy=False).tobytes()
    output.write(HEAD.pack(kind, len(data)) + data)


def limit() -> None:
    """From here on the kernel ends this process where it takes too much, whatever the code it runs is doing.

    What a system refuses (macOS has no limit on address space, and none may be raised) is left as it was.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE_SECONDS)
    for kind, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError) as refusal:
            log.debug("limit %d stays at %s (%s)", kind, resource.getrlimit(kind), refusal)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it says when it ends
    gc.freeze()  # what is imported is not walked again in each child, so it stays shared
    serve(socket.socket(fileno=int(sys.argv[1])))
