"""Imports from the command line: what it prints, and an import that is killed in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

RELCRM = Path(sys.executable).with_name("relcrm")
HEADING = "Nome;PIVA;Citta\n"


def count(site: Path, doctype: str) -> int:
    import frappe

    frappe.init(str(site), force=True)
    frappe.connect()
    try:
        return frappe.db.count(doctype)
    finally:
        frappe.destroy()


def test_import_report_refused_file_and_undo(copy_site, relcrm, tmp_path):
    site, path, refused = copy_site(), tmp_path / "clienti.csv", tmp_path / "refused.csv"
    path.write_text(HEADING + "Alfa;00743110157;Treviso\n;;Padova\n", encoding="cp1252")
    done = relcrm("--site", site, "import-data", path, "--match-by", "vat_number", "--refused", refused, "--dry-run")
    assert "Created 1" in done.stdout
    assert count(site, "Party") == 0
    done = relcrm("--site", site, "import-data", path, "--match-by", "vat_number", "--refused", refused)
    assert "Import IMP-00002: 2 rows, utf-8" in done.stdout
    assert "PIVA -> vat_number" in done.stdout
    assert "Created 1" in done.stdout and "Refused 1" in done.stdout
    assert refused.read_text(encoding="utf-8-sig").splitlines()[1].startswith(";;Padova;")
    done = relcrm("--site", site, "undo-import", "IMP-00002")
    assert "Import IMP-00002 is undone" in done.stdout
    assert count(site, "Party") == 0


def test_mistakes_on_the_command_line_get_a_sentence(copy_site, relcrm, tmp_path):
    site, path = copy_site(), tmp_path / "clienti.csv"
    path.write_text(HEADING + "Alfa;;\n")
    for arguments, sentence in (
        (("--column", "Nome"), "is not of the form HEADING=FIELD"),
        (("--column", "Nome=nonsense"), "has no field"),
        (("--match-by", "sector"), "match key"),
        (("--encoding", "utf-16"), "cannot be read as utf-16"),
    ):
        status = 2 if "form" in sentence else 1
        done = relcrm("--site", site, "import-data", path, *arguments, status=status)
        assert sentence in done.stderr
        assert "Traceback" not in done.stderr
    done = relcrm("--site", site, "undo-import", "IMP-77777", status=1)
    assert "IMP-77777" in done.stderr


def test_a_killed_import_goes_on_and_takes_every_row_once(copy_site, relcrm, tmp_path):
    site, path = copy_site(), tmp_path / "clienti.csv"
    path.write_text(HEADING + "".join(f"Ditta {number};;Treviso\n" for number in range(2500)))
    command = [str(RELCRM), "--site", str(site), "import-data", str(path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    for line in process.stdout:
        if line.startswith("Rows: "):
            break
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)
    process.stdout.close()
    saved = count(site, "Party")
    assert 0 < saved < 2500
    done = relcrm("--site", site, "resume-import", "IMP-00001")
    assert "Created 2500" in done.stdout
    assert (count(site, "Party"), count(site, "Import Run Row")) == (2500, 2500)
