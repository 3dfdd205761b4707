"""The README's commands and its table "where things are" lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
LINKS = sorted({link for link in re.findall(r"\]\(([^)#]+)", TEXT) if "://" not in link})
TARGETS = sorted(set(re.findall(r"\bmake ([a-z-]+)", TEXT)))


@pytest.mark.parametrize("link", LINKS)
def test_link_leads_to_a_file(link):
    assert (ROOT / link).exists()


@pytest.mark.parametrize("target", TARGETS)
def test_make_target_exists(target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.M)


def test_every_top_folder_is_named():
    tracked = {"relcrm", "standalone", "desk", "tests", "benchmarks", "docs"}
    assert tracked <= {link.split("/")[0] for link in LINKS}


def test_changelog_names_the_version():
    version = re.search(r'__version__ = "([^"]+)"', (ROOT / "relcrm" / "__init__.py").read_text()).group(1)
    assert re.search(rf"^## {re.escape(version)}\b", (ROOT / "CHANGELOG.md").read_text(), re.M)
