"""docs/developer/conformance.md names tests that exist, and the named error for what is left out is really raised."""

from __future__ import annotations

import re
from pathlib import Path

import frappe
import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "developer" / "conformance.md").read_text(encoding="utf-8")
PATHS = sorted(set(re.findall(r"`(tests/[\w/.]+)`", PAGE)))


@pytest.mark.parametrize("path", PATHS)
def test_named_test_exists(path):
    assert (ROOT / path).exists()


def test_every_row_of_the_list_is_there():
    rows: set[int] = set()
    for first, last in re.findall(r"^\| (\d+)(?:-(\d+))? \|", PAGE, re.M):
        rows |= set(range(int(first), int(last or first) + 1))
    assert rows == set(range(1, 36))


@pytest.mark.parametrize(
    "method", ["frappe.model.mapper.make_mapped_doc", "frappe.integrations.oauth2.get_token"]
)
def test_missing_method_raises_the_named_error(method, seed_site):
    from frappe.handler import get_attr

    frappe.init(seed_site.name, str(seed_site.parent))
    try:
        with pytest.raises(frappe.NotInStandaloneError):
            get_attr(method)
    finally:
        frappe.destroy()
