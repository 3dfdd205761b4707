"""A site moves from standalone to a bench on MariaDB and back: every table arrives equal, and people can log in.

The bench site is made for this test alone and dropped again, so it runs only whole (RELCRM_HEAVY).
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "fixtures" / "customers-excel-it.csv"
PASSWORD = "Segreta.Molto.7"
ASK = "execute frappe.utils.password.check_password --args \"['anna@example.com', '{0}']\""


@pytest.fixture
def bench(heavy: bool) -> Any:
    if not heavy:
        pytest.skip("makes a bench site of its own: make test-bench with RELCRM_HEAVY=1")
    sys.path.insert(0, str(ROOT / "scripts"))
    from bench import Bench

    return Bench(os.environ["BENCH"])


@pytest.fixture
def new_site(bench: Any) -> Iterator[str]:
    """A bench site with the app, dropped at the end because this test has made it."""
    name = f"move-{uuid.uuid4().hex[:8]}.localhost"
    root_password = os.environ.get("DB_ROOT_PASSWORD", "")
    bench.make_site(name, "admin", root_password)
    bench.install_app(name, "relcrm")
    yield name
    given = f"--db-root-password '{root_password}'" if root_password else ""
    bench.run(f"bench drop-site {name} --no-backup --force --db-root-username root {given}", answer="\n")


@pytest.fixture
def exchange_folder(bench: Any) -> Iterator[Path]:
    """A folder that the bench's owner and we can both write."""
    folder = bench.folder / "sites" / f"move-{uuid.uuid4().hex[:8]}"
    folder.mkdir(mode=0o700)
    os.chown(folder, bench.owner.pw_uid, bench.owner.pw_gid)
    yield folder
    shutil.rmtree(folder)


def get_tables(path: Path) -> dict[str, tuple]:
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    tables = {table["key"]: (table["rows"], table["checksum"]) for table in manifest["tables"]}
    tables.pop("Role")  # the bench's own roles come along on the way back
    return tables | {"files": manifest["files"], "secrets": manifest["secrets"]}


def test_a_site_moves_to_a_bench_and_back(bench, new_site, exchange_folder, copy_site, relcrm):
    first, second = copy_site("first"), copy_site("second")
    there, back, again = exchange_folder / "there.zip", exchange_folder / "back.zip", exchange_folder / "again.zip"
    relcrm("--site", first, "import-data", LIST, "--quiet")
    relcrm("--site", first, "add-user", "anna@example.com", "--first-name", "Anna", "--password", PASSWORD)
    relcrm("--site", first, "export-site", there)
    os.chown(there, bench.owner.pw_uid, bench.owner.pw_gid)

    arrived = bench.read(f"bench --site {new_site} import-site --quiet '{there}'")
    assert "checksums equal" in arrived
    assert "anna@example.com" in bench.read(f"bench --site {new_site} {ASK.format(PASSWORD)}")
    assert not bench.read(f"bench --site {new_site} import-site --quiet '{there}'")
    assert "rows of" in bench.read(f"bench --site {new_site} export-site --quiet '{back}'")

    relcrm("--site", second, "import-site", "--quiet", back)
    relcrm("--site", second, "export-site", "--quiet", again)
    assert get_tables(again) == get_tables(there)
