"""The names of Frappe that relcrm uses, collected from its syntax, and whether an importable frappe has them.

Run with the Python of a bench to renew `frappe_names.txt`, in its folder `sites`:
`../env/bin/python .../tests/metadata/frappe_names.py >.../frappe_names.txt`. What it does not find goes to stderr.
"""

import ast
import importlib
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OPEN_ENDED = ("local", "flags", "session", "form_dict", "response", "request", "conf", "qb", "cache", "lang")

DATABASES = ("frappe.database.database.Database", "frappe.database.mariadb.database.MariaDBDatabase")


def collect_names() -> set[str]:
    """Return every dotted frappe name in the sources of relcrm."""
    return {name for path in sorted((ROOT / "relcrm").rglob("*.py")) for name in find_names(path)}


def find_names(path: Path) -> Iterator[str]:
    """Yield `frappe.x.y` and `from frappe.x import y` of one file; names of a fallback import are left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    fallback = {id(node) for part in ast.walk(tree) if is_fallback(part) for node in ast.walk(part)}
    for node in ast.walk(tree):
        if id(node) in fallback:
            continue
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "frappe":
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("frappe."))
        elif isinstance(node, ast.Attribute) and (name := get_chain(node)):
            yield name


def is_fallback(node: ast.AST) -> bool:
    """Return whether a statement chooses between two places of a name, one for each version of Frappe."""
    return isinstance(node, ast.Try) and any(
        isinstance(handler.type, ast.Name) and handler.type.id == "ImportError" for handler in node.handlers
    )


def get_chain(node: ast.Attribute) -> str:
    """Return `frappe.a.b` for an attribute that begins at the name frappe, cut where values are open-ended."""
    parts = []
    current: ast.expr = node
    while isinstance(current, ast.Attribute):
        parts.append(current.attr)
        current = current.value
    if not (isinstance(current, ast.Name) and current.id == "frappe"):
        return ""
    parts.reverse()
    return "frappe." + ".".join(
        parts[:1] if parts[0] in OPEN_ENDED else parts[:2] if parts[0] == "db" else parts
    )


def has_name(name: str) -> bool:
    """Return whether the importable frappe has a name; `frappe.db` is looked up on the class of databases."""
    parts = name.split(".")
    if parts[:2] != ["frappe", "db"]:
        return resolve(parts)
    return any(resolve([*place.split("."), *parts[2:]]) or sets(place, parts[2]) for place in DATABASES)


def sets(place: str, part: str) -> bool:
    """Return whether the methods of a class or of its bases set an attribute on its objects."""
    module, _dot, name = place.rpartition(".")
    try:
        found = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError):
        return False
    return any(f"self.{part} = " in inspect.getsource(one) for one in found.__mro__[:-1])


def resolve(parts: list[str]) -> bool:
    """Follow a dotted name through modules and attributes."""
    for length in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:length]))
        except ImportError:
            continue
        for part in parts[length:]:
            if (
                not hasattr(type(found), part)
                and part not in getattr(found, "__dict__", {})
                and not has(found, part)
            ):
                return False
            found = getattr(found, part, None)
        return True
    return False


def has(found: object, part: str) -> bool:
    """Return whether an object has an attribute, a proxy that is not bound counting as having it."""
    try:
        return hasattr(found, part)
    except RuntimeError:
        return True


if __name__ == "__main__":
    names = sorted(collect_names())
    print("\n".join(name for name in names if has_name(name)))
    missing = [name for name in names if not has_name(name)]
    print("\n".join(missing), file=sys.stderr)
