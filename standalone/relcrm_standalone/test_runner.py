"""`relcrm run-tests`: an app's unittest classes, chosen and run as `bench run-tests` does."""

from __future__ import annotations

import unittest
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

import click
import frappe

_SKIPPED_FOLDERS = {"locals", ".git", "public", "__pycache__", "node_modules"}


def run(
    app: str | None = None,
    module: str | None = None,
    doctype: str | None = None,
    module_def: str | None = None,
    tests: Iterable[str] = (),
    case: str | None = None,
    failfast: bool = False,
    skip_before_tests: bool = False,
) -> bool:
    """Run the tests chosen, on the connected site, as Administrator. True when all passed."""
    frappe.flags.in_test = True
    if not skip_before_tests:
        for path in frappe.get_hooks("before_tests", app_name=app):
            frappe.get_attr(path)()
    names = _names(app, module, doctype, module_def)
    suite = unittest.TestSuite(_select(_load(name), set(tests), case) for name in names)
    if not suite.countTestCases():
        raise click.ClickException("No test fits that choice. Check the names given.")
    result = unittest.TextTestRunner(verbosity=2, failfast=failfast).run(suite)
    frappe.db.rollback()
    return result.wasSuccessful()


def _names(app: str | None, module: str | None, doctype: str | None, module_def: str | None) -> list[str]:
    if module:
        return [module]
    if doctype:
        from frappe.modules import get_doctype_module, get_module_name

        return [get_module_name(doctype, get_doctype_module(doctype), prefix="test_")]
    apps = [app] if app else [name for name in frappe.get_installed_apps() if name != "frappe"]
    return [name for each in apps for name in find_test_modules(each, module_def)]


def find_test_modules(app: str, module_def: str | None = None) -> list[str]:
    """Dotted paths of every `test_*.py` of an app, or of one of its modules."""
    folder = Path(frappe.get_app_path(app))
    start = folder / frappe.scrub(module_def) if module_def else folder
    files = sorted(path.relative_to(folder) for path in start.rglob("test_*.py"))
    return [_dotted(app, path) for path in files if not _SKIPPED_FOLDERS.intersection(path.parts)]


def _dotted(app: str, path: Path) -> str:
    return ".".join([app, *path.with_suffix("").parts])


def _load(name: str) -> unittest.TestSuite:
    return unittest.defaultTestLoader.loadTestsFromModule(import_module(name))


def _select(suite: unittest.TestSuite, tests: set[str], case: str | None) -> unittest.TestSuite:
    if not tests and not case:
        return suite
    chosen = (
        test
        for test in _flatten(suite)
        if (not tests or test._testMethodName in tests) and (not case or type(test).__name__ == case)
    )
    return unittest.TestSuite(chosen)


def _flatten(suite: unittest.TestSuite) -> Iterator[unittest.TestCase]:
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from _flatten(item)
        else:
            yield item
