"""The log: one line an event, as text or as JSON, and never a secret in it."""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import time
from types import TracebackType

# Tokens of interactions stand in the addresses that discord.py names in its warnings.
_IN_ADDRESSES = re.compile(r"(/(?:interactions|webhooks)/\d+/)[^/\s\"']+")
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}


class Formatter(logging.Formatter):
    """Text (`time level logger: message key=value`) or JSON; `secrets` never get through."""

    converter = time.gmtime  # type: ignore[assignment]

    def __init__(self, *, as_json: bool, secrets: tuple[str, ...] = ()) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self.as_json = as_json
        self.secrets = tuple(secret for secret in secrets if secret)

    def format(self, record: logging.LogRecord) -> str:
        extra = {key: value for key, value in vars(record).items() if key not in _OWN}
        if not self.as_json:
            pairs = "".join(f" {key}={value}" for key, value in extra.items())
            head, *rest = super().format(record).split("\n")
            return self.without_secrets("\n".join([head + pairs, *rest]))
        body = {
            "time": self.formatTime(record, self.datefmt),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **extra,
        }
        if record.exc_info:
            body["exception"] = self.formatException(record.exc_info)
        return self.without_secrets(json.dumps(body, ensure_ascii=False, default=str))

    def without_secrets(self, line: str) -> str:
        for secret in self.secrets:
            line = line.replace(secret, "***")
        return _IN_ADDRESSES.sub(r"\1***", line)


def configure(*, as_json: bool, secrets: tuple[str, ...] = ()) -> None:
    """Log to standard error from level INFO on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Formatter(as_json=as_json, secrets=secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    sys.excepthook = _log_uncaught  # Python's own would write to standard error past the formatter
    threading.excepthook = lambda failure: _log_uncaught(
        failure.exc_type, failure.exc_value, failure.exc_traceback
    )


def _log_uncaught(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    logging.getLogger(__name__).critical("uncaught", exc_info=error and (kind, error, trace))
