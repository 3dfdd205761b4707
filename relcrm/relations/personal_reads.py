"""The log of who read personal data: a line in a file of the site at once, a row of the table within a minute.

A reading costs no statement of SQL and waits for nobody who writes, so that a card opens as fast as without. The line
is in the file before the answer leaves, and outlives a killed process. The log answers questions of the people it is
about, by the privacy officer; nobody is counted by it (decision 0011).
"""

import fcntl
import glob
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import frappe
from frappe.utils import add_months, cint, now, nowdate

KIND = "Personal Data Read"
OPENED, LISTED, EXPORTED, PRINTED, DOWNLOADED = "Opened", "Listed", "Exported", "Printed", "Downloaded"
SHOWN = "Shown to answer a request"
COLUMNS = ("name", "read_on", "user", "act", "reference_doctype", "reference_name", "row_count", "detail")
DATED = ("owner", "modified_by", "creation", "modified", "docstatus", "idx")
SUBJECTS = frozenset({"Party", "Contact Person"})
# Of these none links to a party by a field of its own.
PERSONAL = frozenset(
    "Comment,Communication,Deleted Document,Event Mail,Party Address,Party Email,Party Phone,Version".split(",")
)
JOURNAL, TAKEN = "readings", ".taken"
USUAL_MONTHS = 12


def is_personal(doctype: str) -> bool:
    """Return whether the records of a kind are about companies or people."""
    if doctype in SUBJECTS | PERSONAL:
        return True
    try:
        links = frappe.get_meta(doctype).get_link_fields()
    except frappe.DoesNotExistError:
        return False
    return any(df.options in SUBJECTS for df in links)


def note(act: str, doctype: str, name: str | None = None, rows: int = 1, detail: str = "") -> None:
    """Note a reading by the session's user; a full disk closes no card."""
    row = [frappe.generate_hash(length=12), now(), frappe.session.user, act, doctype, name or "", rows, detail[:240]]
    try:
        with _lock(fcntl.LOCK_SH) as folder:
            journal = os.open(os.path.join(folder, JOURNAL), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(journal, f"\n{json.dumps(row)}".encode())
            finally:
                os.close(journal)
    except OSError:
        logging.getLogger(__name__).exception("a reading of personal data could not be noted: %s", row)


@contextmanager
def _lock(kind: int) -> Iterator[str]:
    """Give the folder of the journal, to add lines (shared) or to take the journal away (exclusive)."""
    folder = frappe.get_site_path("private", "relcrm-readings")
    os.makedirs(folder, mode=0o750, exist_ok=True)
    lock = os.open(os.path.join(folder, "lock"), os.O_RDONLY | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, kind)
        yield folder
    finally:
        os.close(lock)


def write_down() -> int:
    """Scheduled, and before the log is read: write what was noted; returns how many readings.

    What is taken from the journal is deleted once it is committed. A row that is there already is the same reading.
    """
    with _lock(fcntl.LOCK_EX) as folder, suppress(FileNotFoundError):
        taken = os.path.join(folder, frappe.generate_hash(length=12) + TAKEN)
        os.rename(os.path.join(folder, JOURNAL), taken)
    paths = glob.glob(os.path.join(glob.escape(folder), f"*{TAKEN}"))
    rows = [_make_row(line) for path in paths for line in _read_lines(path)]
    if rows:
        frappe.db.bulk_insert(KIND, [*COLUMNS, *DATED], rows, ignore_duplicates=True)
    frappe.db.after_commit.add(lambda: _remove(paths))
    return len(rows)


def _make_row(line: str) -> list:
    name, read_on, user, *rest = json.loads(line)
    return [name, read_on, user, *rest, user, user, read_on, read_on, 0, 0]


def _read_lines(path: str) -> list[str]:
    """Return the whole lines: a disk that is full cuts one off."""
    with suppress(FileNotFoundError), open(path) as journal:
        return [line for line in journal if line.rstrip().endswith("]")]
    return []


def _remove(paths: list[str]) -> None:
    for path in paths:
        with suppress(FileNotFoundError):
            os.remove(path)


def delete_old() -> None:
    """Scheduled: forget readings older than the rule allows."""
    filters = {"subject": "Log of readings", "valid_from": ["<=", nowdate()], "disabled": 0}
    months = frappe.get_all("Retention Rule", filters=filters, pluck="months", order_by="valid_from desc", limit=1)
    before = add_months(nowdate(), -(cint(months[0]) if months else USUAL_MONTHS))
    frappe.db.delete(KIND, {"read_on": ["<", before]})


def get_of(records: list[tuple[str, str]], limit: int = 200) -> list[dict]:
    """Return the readings of some records, the latest first, with the readers' names."""
    write_down()
    names = [name for _doctype, name in records]
    fields = ["read_on", "user", "user.full_name as reader", "act", "reference_doctype", "detail"]
    return frappe.get_all(
        KIND, filters={"reference_name": ["in", names]}, fields=fields, order_by="read_on desc", limit=limit
    )
