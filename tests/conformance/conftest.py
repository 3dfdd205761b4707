"""The host that the tests of this folder talk to."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
for folder in (TESTS / "support", TESTS / "conformance"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

from site_support import get_host  # noqa: E402

# ctr_app's own tests are unittest classes that need a site open: test_contract.py runs them.
collect_ignore = ["ctr_app"]


@pytest.fixture(scope="session")
def host():
    """A site of ours in this process, or the server that BASE_URL names."""
    return get_host()


@pytest.fixture
def ctr(host):
    """The host, where ctr_app is installed."""
    if not host.has_ctr:
        pytest.skip("ctr_app is not installed there")
    return host
