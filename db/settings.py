"""Settings of a file, which the bot and the log read at their start."""

import os
from pathlib import Path

from dotenv import dotenv_values


def read_settings(file: Path) -> bool:
    """Take the settings of a file into the environment, but for those that it has already; False where the file has none.

    An empty one in the environment, as compose leaves them, is none.

    Raises
    ------
    OSError, UnicodeDecodeError
        It cannot be read.
    """
    values = {name: value for name, value in dotenv_values(file).items() if value}
    os.environ.update({name: value for name, value in values.items() if not os.environ.get(name)})
    return bool(values)
