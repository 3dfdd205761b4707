"""Whether code or metadata changed since a site was last migrated: a digest of the apps' files."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path

MARK_FILE = "migrated"
_KINDS = {".json", ".py", ".txt", ".csv", ".html"}
_SKIPPED = {"public", "__pycache__", "node_modules"}


class MigrationMark:
    """The digest of the apps as they were at the last migrate of one site."""

    def __init__(self, site_path: str) -> None:
        self.file = Path(site_path) / MARK_FILE

    def is_current(self) -> bool:
        """Whether nothing that `migrate` reads has changed since."""
        return self.file.is_file() and self.file.read_text() == get_digest()

    def write(self) -> None:
        """Note that the site is up to the code."""
        self.file.write_text(get_digest())


def get_digest() -> str:
    """SHA-256 over name, size and time of change of every file that `migrate` may read."""
    from relcrm_standalone.apps import find_apps

    digest = hashlib.sha256()
    for app in ["frappe", *find_apps()]:
        spec = find_spec(app)
        folder = Path(spec.origin if spec and spec.origin else app).parent
        for path in sorted(folder.rglob("*")):
            if path.suffix in _KINDS and not _SKIPPED.intersection(path.parts):
                found = path.stat()
                digest.update(f"{path.relative_to(folder)}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
