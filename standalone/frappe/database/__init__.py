"""The site's database: SQLite, one connection per thread, one writer at a time."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

from frappe.database.connection import DATABASE_FILE

if TYPE_CHECKING:
    from frappe.database.database import Database

_threads = threading.local()


def get_db(site_path: str) -> Database:
    """This thread's Database of the site in a folder; the file is made where there is none."""
    from frappe.database.database import Database

    path = os.path.join(os.path.abspath(site_path), DATABASE_FILE)
    databases = _threads.__dict__.setdefault("databases", {})
    found = databases.get((os.getpid(), path))
    if found is None:
        found = databases[os.getpid(), path] = Database(path)
    return found


def rebuild_search_indexes() -> None:
    """Fill the search indexes of this thread's site anew: `relcrm execute frappe.database.rebuild_search_indexes`."""
    from frappe import local

    local.db.rebuild_search_indexes()


def optimize() -> None:
    """Refresh what SQLite knows of this site's indexes; run daily."""
    from frappe import local

    local.db.optimize()
    local.db.commit()
    local.db.empty_log()
