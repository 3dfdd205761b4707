"""One server a site: a lock file held by the server; the system frees it when the process ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import click

LOCK_FILE = "serve.lock"


class SiteLock:
    """Holds a site for one server; `restore` asks it before it replaces a site."""

    def __init__(self, site_path: str) -> None:
        self.path = Path(site_path) / LOCK_FILE
        self._handle: int | None = None

    def acquire(self, note: str) -> None:
        """Take the lock and leave `note` for whoever asks. Raises ClickException where it is taken."""
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise click.ClickException(
                f"This site is being served already: {self.read_note()}. Open it there, or stop that server."
            ) from None
        os.ftruncate(handle, 0)
        os.write(handle, note.encode())
        self._handle = handle

    def release(self) -> None:
        """Free the site."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def is_held(self) -> bool:
        """Whether some process serves the site now."""
        if not self.path.exists():
            return False
        handle = os.open(self.path, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
        return False

    def read_note(self) -> str:
        """What the holder left: its address and process number."""
        return self.path.read_text(encoding="utf-8", errors="replace").strip() or "by another process"
