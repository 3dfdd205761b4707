"""The app as a whole: hooks resolve, other records are named and described, texts have their Italian."""

import ast
import importlib
import json
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import frappe_names

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "relcrm"
TAKEN = set((Path(__file__).parent / "taken_names.txt").read_text(encoding="utf-8").splitlines())
KINDS = ("report", "print_format", "workspace", "notification")
RECORDS = sorted(path for kind in KINDS for path in APP.glob(f"*/{kind}/*/*.json"))
REAL_NAMES = set((Path(__file__).parent / "frappe_names.txt").read_text(encoding="utf-8").splitlines())


def load(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def get_paths(value: object) -> Iterator[str]:
    """Yield the dotted paths of a hook's value."""
    if isinstance(value, str) and value.startswith("relcrm."):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from get_paths(item)
    elif isinstance(value, list):
        for item in value:
            yield from get_paths(item)


def test_hooks_resolve_to_callables() -> None:
    hooks = importlib.import_module("relcrm.hooks")
    values = [value for key, value in vars(hooks).items() if not key.startswith("_")]
    paths = {path for value in values for path in get_paths(value)}
    assert paths
    for path in paths:
        module, name = path.rsplit(".", 1)
        assert callable(getattr(importlib.import_module(module), name)), path


def test_patches_resolve() -> None:
    lines = (APP / "patches.txt").read_text().splitlines()
    for line in (line.split()[0] for line in lines if line.strip() and not line.startswith(("[", "#"))):
        assert callable(importlib.import_module(line).execute), line


def test_modules_have_folders() -> None:
    modules = (APP / "modules.txt").read_text().split("\n")
    assert [m for m in modules if m] == [
        "Workplace",
        "Relations",
        "Agenda",
        "Processes",
        "Outreach",
        "Sales",
        "Service",
        "Analysis",
        "Exchange",
    ]
    for module in filter(None, modules):
        assert (APP / module.lower() / "__init__.py").exists()


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_standard_records_are_ours_by_name(path: Path) -> None:
    record = load(path)
    assert record["name"].startswith("RelCRM") and record["name"] not in TAKEN
    assert path.stem == record["name"].lower().replace(" ", "_")
    assert (
        path.read_text(encoding="utf-8")
        == json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    )


def test_delivered_records_have_a_name_each() -> None:
    paths = [*APP.glob("delivered/*/*.json"), *APP.glob("workflows/*.json")]
    contents = [load(path) for path in paths]
    records = [
        record for content in contents for record in (content if isinstance(content, list) else [content])
    ]
    names = [(record["doctype"], record["name"]) for record in records]
    assert len(names) == len(set(names)) > 0


@pytest.mark.parametrize("name", sorted(frappe_names.collect_names()))
def test_frappe_name_exists_on_both_hosts(name: str) -> None:
    assert name in REAL_NAMES, f"{name}: not seen in a real Frappe; see frappe_names.py"
    assert frappe_names.has_name(name), f"{name}: standalone lacks it"


def find_whitelisted() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield module and syntax of every whitelisted function of the API."""
    for path in sorted((APP / "api").glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and "whitelist" in " ".join(
                map(ast.unparse, node.decorator_list)
            ):
                yield path.stem, node


@pytest.mark.parametrize(
    ("module", "function"), list(find_whitelisted()), ids=lambda part: getattr(part, "name", part)
)
def test_endpoint_is_described(module: str, function: ast.FunctionDef) -> None:
    """A docstring of its own, a heading in the docs, and types that requests are checked against."""
    page = (ROOT / "docs" / "developer" / "app-api.md").read_text(encoding="utf-8")
    section = page.split(f"## relcrm.api.{module}\n")[1].split("\n## ")[0]
    assert f"### {function.name}\n" in section
    assert ast.get_docstring(function)


def test_every_text_has_its_italian(capsys: pytest.CaptureFixture) -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "translations.py"))
    assert script["main"](False) == 0, capsys.readouterr().out
