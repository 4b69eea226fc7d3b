"""The key of the hashes under which people, channels and servers are stored: a file of its own beside the log."""

import hashlib
import os
import threading
from pathlib import Path

from db.records import LogError

SALT_BYTES = 32


class Salt:
    """The key at `path`, read once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._key: bytes | None = None

    def there(self) -> bool:
        """Whether there is a key."""
        return self._key is not None or self.path.exists()

    def hashed(self, kind: str, value: object) -> str:
        """A keyed hash (BLAKE2b, 128 bits) of an id; the same id hashes differently as another `kind`."""
        self.check()
        assert self._key is not None
        digest = hashlib.blake2b(str(value).encode(), key=self._key, digest_size=16, person=kind.encode())
        return digest.hexdigest()

    def check(self) -> None:
        """Read the key.

        Raises:
            LogError: what is there is no key.
        """
        if self._key is None:
            key = self.path.read_bytes() if self.path.is_file() else b""
            if len(key) != SALT_BYTES:
                raise LogError(f"{self.path} is damaged. Put the file back from a backup.")
            self._key = key

    def make(self) -> None:
        """Make a key, unless another process was first."""
        draft = self.path.with_name(f"{self.path.name}.{os.getpid()}-{threading.get_ident()}")
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(os.urandom(SALT_BYTES))
                file.flush()
                os.fsync(file.fileno())
            # A link fails where another process was first, and is never seen half written.
            self.path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
