"""A search for duplicates among all records of a kind: a job with progress that can be stopped and goes on later.

The comparison is made anew in memory when it goes on; what was compared before is only taken in.
"""

import frappe
from frappe import _
from frappe.utils import now_datetime, time_diff_in_seconds

from relcrm.exceptions import DuplicateSearchError
from relcrm.relations.duplicates import pairs
from relcrm.relations.duplicates.compare import Comparer
from relcrm.relations.duplicates.keys import NAMES
from relcrm.relations.duplicates.registry import read_entries
from relcrm.workplace.sentences import get_sentence

SEARCH = "Duplicate Search"
JOB_SECONDS, STALE_SECONDS, BATCH, KEPT, MOST_FOUND = 6 * 3600, 180, 1000, 10, 300_000
STATUS = ("name", "searched_doctype", "status", "total", "done", "found", "error", "started_on", "finished_on")
BUSY = ("Queued", "Running")


def start(doctype: str) -> dict:
    """Start a search, or go on with the one that was stopped; one at a time for each kind of record."""
    if doctype not in NAMES:
        frappe.throw(_("Duplicates are searched for among companies and people."), DuplicateSearchError)
    last = get_last(doctype)
    if is_busy(last):
        return get_status(last.name)
    if last and last.status not in ("Finished", "Failed") and not last.changed_since:
        frappe.db.set_value(SEARCH, last.name, {"status": "Queued", "cancel_requested": 0, "error": None})
        _enqueue_run(last.name)
        return get_status(last.name)
    return get_status(enqueue(doctype))


def is_busy(search: dict | None) -> bool:
    """Return whether a search waits or runs; one that wrote nothing for minutes has died."""
    if not search or search.status not in BUSY:
        return False
    return time_diff_in_seconds(now_datetime(), search.modified) < STALE_SECONDS


def enqueue(doctype: str, changed_since=None, then: str | None = None) -> str:
    """Make a new search and let it run in the background: of everything, or of what changed since a moment."""
    _forget_old(doctype)
    doc = frappe.new_doc(SEARCH)
    doc.update({"searched_doctype": doctype, "status": "Queued", "changed_since": changed_since})
    name = doc.insert(ignore_permissions=True).name
    _enqueue_run(name, then)
    return name


def _enqueue_run(search: str, then: str | None = None) -> None:
    arguments = {"queue": "long", "timeout": JOB_SECONDS, "enqueue_after_commit": True}
    frappe.enqueue("relcrm.relations.duplicates.search.run", **arguments, search=search, then=then)


def get_last(doctype: str) -> dict | None:
    """Return the newest search of a kind of record."""
    rows = frappe.get_all(
        SEARCH,
        filters={"searched_doctype": doctype},
        fields=[*STATUS, "modified", "changed_since"],
        order_by="creation desc, name desc",
        limit=1,
    )
    return rows[0] if rows else None


def get_status(search: str) -> dict:
    """Return how far a search is."""
    return frappe.db.get_value(SEARCH, search, STATUS, as_dict=True)


def cancel(doctype: str) -> dict | None:
    """Ask a search to stop after the batch it is at; what it found stays."""
    last = get_last(doctype)
    if last and last.status in BUSY:
        frappe.db.set_value(SEARCH, last.name, "cancel_requested", 1, update_modified=False)
    return get_status(last.name) if last else None


def _forget_old(doctype: str) -> None:
    filters = {"searched_doctype": doctype}
    names = frappe.get_all(SEARCH, filters=filters, pluck="name", order_by="creation desc, name desc", limit=1000)
    for name in names[KEPT - 1 :]:
        frappe.db.delete(SEARCH, {"name": name})


def run(search: str, in_job: bool = True, then: str | None = None) -> None:
    """Job: compare what is not compared yet; what stops it is written on the search in one sentence.

    `then` names a function that is called with a search that went through. Outside a job nothing is committed.
    """
    try:
        Searcher(search, in_job).execute()
        if then and get_status(search).status == "Finished":
            frappe.get_attr(then)(search)
    except Exception as error:
        if not in_job:
            raise
        frappe.db.rollback()
        values = {"status": "Failed", "error": get_sentence(error)[:1000], "finished_on": now_datetime()}
        frappe.db.set_value(SEARCH, search, values)
        frappe.db.commit()
        raise


class Searcher:
    """One search while it runs."""

    def __init__(self, search: str, in_job: bool = True):
        self.in_job = in_job
        self.doc = frappe.get_doc(SEARCH, search)
        self.found = self.doc.found or 0
        self.waiting: list[tuple] = []

    def execute(self) -> None:
        """Compare in batches, each committed, then what is only linked through others."""
        if self.doc.status not in BUSY:
            return
        doctype = self.doc.searched_doctype
        self.entries = read_entries(doctype)
        changed = self._put_changed_last()
        comparer = Comparer(self.entries)
        first = len(self.entries) - len(changed) if self.doc.changed_since else 0
        done = first or self._find_place()
        self._write(status="Running", total=len(self.entries), started_on=self.doc.started_on or now_datetime())
        for position in range(len(self.entries)):
            # What was compared already is compared again where names are alike, for the links between them.
            for earlier, finding in comparer.compare(position, is_judged=position >= first):
                if position >= done:
                    self._note(position, earlier, finding)
            if (position + 1) % BATCH == 0 and self._keep(max(position + 1, done)):
                return self._write(status="Stopped", finished_on=now_datetime())
        for position, earlier, finding in [] if self.doc.changed_since else comparer.find_linked():
            self._note(position, earlier, finding)
            if len(self.waiting) >= BATCH:
                self._keep(len(self.entries))
        self._keep(len(self.entries))
        if self.found <= MOST_FOUND:
            pairs.forget_others(doctype, self.doc.name, changed if self.doc.changed_since else None)
        self._write(status="Finished", finished_on=now_datetime())

    def _put_changed_last(self) -> list[str]:
        """Let what changed be compared after all the rest is taken in; returns its names, if only that is compared."""
        if not self.doc.changed_since:
            return []
        filters = {"modified": [">=", self.doc.changed_since]}
        changed = set(frappe.get_all(self.doc.searched_doctype, filters=filters, pluck="name", limit=0))
        self.entries.sort(key=lambda entry: entry.name in changed)
        return [entry.name for entry in self.entries if entry.name in changed]

    def _find_place(self) -> int:
        """How many records were compared: those up to the last one's name, whatever was added since."""
        last = self.doc.compared_until or ""
        return sum(1 for entry in self.entries if entry.name <= last) if last else 0

    def _note(self, position: int, earlier: int, finding) -> None:
        if self.found + len(self.waiting) < MOST_FOUND:
            self.waiting.append((self.entries[position].name, self.entries[earlier].name, finding))

    def _keep(self, done: int) -> bool:
        """Write down what was found so far; returns whether somebody asked to stop."""
        self.found += pairs.keep_findings(self.doc.searched_doctype, self.doc.name, self.waiting)
        self.waiting = []
        last = self.entries[done - 1].name if done else ""
        self._write(done=done, found=self.found, compared_until=last)
        return bool(frappe.db.get_value(SEARCH, self.doc.name, "cancel_requested"))

    def _write(self, **values) -> None:
        frappe.db.set_value(SEARCH, self.doc.name, values)
        self.doc.update(values)
        if self.in_job:
            frappe.db.commit()
