"""Which Frappe apps are installed in this environment: packages with a hooks.py and a modules.txt."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import distributions
from importlib.util import find_spec
from pathlib import Path

import click


def find_apps() -> list[str]:
    """Names of the installed apps, `frappe` aside, in alphabetical order."""
    names = {dist.metadata["Name"].replace("-", "_") for dist in distributions() if dist.metadata["Name"]}
    return sorted(name for name in names if _is_app(name))


def _is_app(name: str) -> bool:
    try:
        spec = find_spec(name)
    except (ImportError, ValueError):
        return False
    if not spec or not spec.origin:
        return False
    folder = Path(spec.origin).parent
    return name != "frappe" and (folder / "hooks.py").is_file() and (folder / "modules.txt").is_file()


def find_app_commands() -> dict[str, click.Command]:
    """Each installed app's own verbs: the `commands` list of its `commands.py`."""
    found: dict[str, click.Command] = {}
    for app in find_apps():
        if find_spec(f"{app}.commands"):
            for command in getattr(import_module(f"{app}.commands"), "commands", []):
                found[command.name] = command
    return found
