"""What goes wrong, for every front end: a sentence for the person, the details for the log."""

from __future__ import annotations

import logging
import re
import secrets

from bot.followups import Gone
from bot.queue import Busy
from db import LogError
from retrieval_core.audio import AudioError
from retrieval_core.build import BuildError

log = logging.getLogger(__name__)

#: Errors whose message is a sentence for people.
SPEAKING = (AudioError, BuildError, Busy, Gone, LogError)
#: What lies where on this machine is nobody else's business.
_PATH = re.compile(r"(?<!\w)/[^\s,;:]+")


def explain(error: BaseException) -> str:
    """What to tell a person; what the sentence leaves out is logged under the number that it names."""
    if isinstance(error, SPEAKING):
        if not isinstance(error, AudioError | Busy | Gone):
            log.warning("refused: %s", error)
        return _PATH.sub("…", str(error))
    number = secrets.token_hex(3)
    log.error("failed, told as %s", number, exc_info=error)
    return f"That went wrong on my side. Please try again; it is in my log as {number}."
