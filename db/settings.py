"""Settings of a file, which the bot and the log read at their start."""

import io
import os
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import parse_stream


def read_settings(file: Path) -> bool:
    """Take the settings of a file into the environment, but for those that it has already; False where the file has none.

    An empty one in the environment, as compose leaves them, is none.

    Raises:
        OSError, UnicodeDecodeError: it cannot be read.
        ValueError: one of its lines is no setting; the message says which, and not what stands in it.
    """
    text = file.read_text(encoding="utf-8")
    for line in parse_stream(io.StringIO(text)):
        if line.error:
            raise ValueError(f"{file}, line {line.original.line}: this is no setting (NAME=value)")
    values = {name: value for name, value in dotenv_values(stream=io.StringIO(text)).items() if value}
    os.environ.update({name: value for name, value in values.items() if not os.environ.get(name)})
    return bool(values)
