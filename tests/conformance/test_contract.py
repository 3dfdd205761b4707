"""Runs ctr_app's contract tests (rows 1-29, 31 of the conformance list) on the standalone site.

On a bench the same files run with `bench run-tests --app ctr_app`; see docs/developer/parity.md.
"""

from __future__ import annotations

import importlib
import sys
import unittest

import pytest
from site_support import CTR_APP

sys.path.insert(0, str(CTR_APP))
MODULES = ("lifecycle", "fields", "naming", "queries", "permissions", "services")
_results: dict[type, unittest.TestResult] = {}


def _cases() -> list[tuple[str, str, str]]:
    """(module, class, test) read from the sources, since importing them needs a site."""
    import ast

    found = []
    for name in MODULES:
        tree = ast.parse((CTR_APP / "ctr_app" / "tests" / f"test_{name}.py").read_text())
        for cls in [n for n in tree.body if isinstance(n, ast.ClassDef)]:
            tests = [n.name for n in cls.body if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")]
            found += [(name, cls.name, test) for test in tests]
    return found


def _run_class(module: str, cls: str) -> unittest.TestResult:
    import frappe

    frappe.flags.in_test = True
    case = getattr(importlib.import_module(f"ctr_app.tests.test_{module}"), cls)
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(case).run(result)
    return result


@pytest.mark.parametrize(("module", "cls", "test"), _cases(), ids=lambda value: str(value))
def test_contract(host, module, cls, test):
    if not host.is_local:
        pytest.skip("on a bench these run with `bench run-tests --app ctr_app`")
    key = (module, cls)
    if key not in _results:
        _results[key] = host.run(_run_class, module, cls)
    result = _results[key]
    broken = [(case, trace) for case, trace in result.errors + result.failures]
    for case, trace in broken:
        if test in str(case) or "setUpClass" in str(case):
            pytest.fail(trace, pytrace=False)
    assert result.testsRun
