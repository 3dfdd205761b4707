"""A site with the app for import, demo and archive tests, and the open registers they read."""

from __future__ import annotations

import gzip
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

SUPPORT = Path(__file__).resolve().parents[1] / "support"
if str(SUPPORT) not in sys.path:
    sys.path.insert(0, str(SUPPORT))

from register_support import read_csv  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
SCHOOLS_2022 = "organisations/it_scuole_paritarie_2022-23_indirizzo_email_pec.csv.gz"
SCHOOLS_2023 = "organisations/it_scuole_paritarie_2023-24_indirizzo_email_pec.csv"


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of open data: RELCRM_DATA, or `shared/data` beside the repository."""
    folder = Path(os.environ.get("RELCRM_DATA") or ROOT.parent / "shared" / "data")
    if not (folder / SCHOOLS_2022).exists():
        pytest.skip(f"the open registers are not in {folder}; name their folder in RELCRM_DATA")
    return folder


@pytest.fixture
def site(copy_site: Callable[..., Path]) -> Iterator[Any]:
    """`frappe` as Administrator on a fresh site of this test's own, which lets people in without a source."""
    import frappe

    path = copy_site("site")
    frappe.init(str(path), force=True)
    frappe.connect()
    frappe.set_user("Administrator")
    frappe.db.set_single_value("RelCRM Settings", "import_source_free", 1)
    frappe.db.commit()
    yield frappe
    frappe.db.rollback()
    frappe.destroy()


@pytest.fixture(scope="module")
def shared_site(seed_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """`frappe` on a site that the tests of a module share; they write nothing."""
    import frappe

    path = shutil.copytree(seed_site, tmp_path_factory.mktemp("sites") / "shared")
    frappe.init(str(path), force=True)
    frappe.connect()
    yield frappe
    frappe.destroy()


@pytest.fixture
def import_file(site: Any) -> Callable[..., Any]:
    """Imports bytes as a file, to its end: import_file("x.csv", content, columns, **settings) -> Import Run."""
    from relcrm.exchange import running, starting

    def run(name: str, content: bytes | str, columns: dict[str, str], doctype: str = "Party", **settings: Any) -> Any:
        content = content.encode() if isinstance(content, str) else content
        make_missing = settings.pop("make_missing", ())
        doc = starting.make_run(doctype, name, content)
        rows = [{"source_column": c, "target": t, "make_missing": int(t in make_missing)} for c, t in columns.items()]
        starting.prepare_run(doc, rows, **settings)
        site.db.commit()
        running.run_import(doc.name)
        return site.get_doc("Import Run", doc.name)

    return run


@pytest.fixture
def get_rows(site: Any) -> Callable[..., list]:
    """The log of an import: get_rows(run, outcome="Refused")."""

    def get(run: Any, **filters: Any) -> list:
        return site.get_all(
            "Import Run Row",
            filters={"import_run": run.name, "outcome": ["!=", "Absent"], **filters},
            fields=["row_no", "outcome", "message", "reference_name", "to_check", "possible_duplicate"],
            order_by="row_no asc, reference_name asc",
            limit_page_length=0,
        )

    return get


@pytest.fixture(scope="session")
def schools(data: Path) -> tuple[list[dict], list[dict]]:
    """Both years of the register of schools."""
    first = gzip.decompress((data / SCHOOLS_2022).read_bytes())
    return read_csv(first), read_csv((data / SCHOOLS_2023).read_bytes())
