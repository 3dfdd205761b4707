"""One `frappe` only: the runtime refuses to start where another one could be imported in its place."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

OWN = Path(__file__).resolve().parent.parent / "frappe"


def find_foreign_frappe() -> str | None:
    """Where another `frappe` than this runtime's is importable, or None."""
    for entry in sys.path:
        folder = Path(entry or ".").resolve() / "frappe"
        if folder != OWN and (folder / "__init__.py").is_file():
            return str(folder)
    try:
        found = distribution("frappe")
    except PackageNotFoundError:
        return None
    return f"the installed package frappe {found.version}"


def refuse_foreign_frappe() -> None:
    """Exit with a sentence where another `frappe` is importable."""
    foreign = find_foreign_frappe()
    if foreign:
        sys.exit(
            f"Another frappe is importable here: {foreign}. The standalone runtime brings its own and"
            " starts only without it: use an environment of its own (make setup), or that bench."
        )
