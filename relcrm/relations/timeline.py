"""One time line of a party or a person: what every module knows of them, newest first, page by page.

Modules answer the hook `relcrm_timeline_sources` (docs/developer/hooks.md); here are comments, files and changes.
"""

import html
import json
import re
from dataclasses import dataclass, field
from datetime import datetime

import frappe
from frappe import _
from frappe.utils import cint, get_datetime, strip_html

from relcrm.exceptions import TimelineError
from relcrm.relations.hanging import get_hanging
from relcrm.relations.record_changes import describe_changes, get_worth
from relcrm.relations.titles import get_titles
from relcrm.workplace.attachments.revisions import get_address

LATEST = datetime(9999, 12, 31)
LONGEST_PAGE = 100
MOST_SEEN = 1000
TEXT_LENGTH = 280
FILTERS = ("kind", "event_type", "area", "state", "contact_person", "colleague", "text")


@dataclass(frozen=True)
class Asked:
    """A page of a time line: of whom, from which instant backwards, through which filters."""

    party: str | None = None
    contact_person: str | None = None
    before: datetime = LATEST
    seen: frozenset = frozenset()
    limit: int = 30
    filters: dict = field(default_factory=dict)

    @property
    def wanted(self) -> int:
        """How many entries a source gives at most: a page, those seen before, and one that tells of more."""
        return self.limit + len(self.seen) + 1

    @property
    def person(self) -> str | None:
        """The person whose time line it is, or to whom that of a party is narrowed."""
        return self.contact_person or self.filters.get("contact_person")

    def asks_for(self, kind: str) -> bool:
        """Whether entries of a kind may be shown at all."""
        return self.filters.get("kind") in (None, kind)


def parse_asked(party: str | None, contact_person: str | None, filters=None, before=None, seen=None, limit=30) -> Asked:
    """Return what a request asks for, or refuse what cannot be read."""
    given = frappe.parse_json(filters or {})
    keys = frappe.parse_json(seen or [])
    if not isinstance(given, dict) or not isinstance(keys, list):
        frappe.throw(
            _("The time line cannot read what to show. Open the card again, or choose the filters anew."),
            TimelineError,
        )
    chosen = {key: value.strip() for key in FILTERS if isinstance(value := given.get(key), str) and value.strip()}
    return Asked(
        party=str(party) if party else None,
        contact_person=str(contact_person) if contact_person else None,
        before=_parse_before(before),
        seen=frozenset(str(key) for key in keys[:MOST_SEEN]),
        limit=max(1, min(cint(limit) or 30, LONGEST_PAGE)),
        filters=chosen,
    )


def _parse_before(before) -> datetime:
    if not before:
        return LATEST
    try:
        return get_datetime(str(before)) or LATEST
    except Exception:
        text = _('"{0}" is not a date and time. Write it like 2026-11-23 10:00.')
        frappe.throw(text.format(frappe.utils.escape_html(str(before)[:100])), TimelineError)


def get_timeline(asked: Asked) -> dict:
    """Return a page of a time line, newest first, and whether there is more; each part by its own rights."""
    entries = []
    for path in frappe.get_hooks("relcrm_timeline_sources"):
        entries += frappe.get_attr(path)(asked)
    entries = [entry for entry in entries if entry["key"] not in asked.seen]
    entries.sort(key=lambda entry: (entry["on"], entry["key"]), reverse=True)
    return {"entries": add_authors(entries[: asked.limit]), "more": len(entries) > asked.limit}


def make_entry(kind: str, key: str, on, **values) -> dict:
    """Return an entry in the one form that all sources share."""
    return {"key": f"{kind}/{key}", "kind": kind, "on": get_datetime(on), **values}


def add_authors(entries: list[dict]) -> list[dict]:
    """Add the full names of whoever did it, with one query."""
    names = get_titles("User", "full_name", {entry.get("by") for entry in entries})
    for entry in entries:
        entry["by_name"] = names.get(entry.get("by"))
    return entries


def get_words(text: str | None) -> str:
    """Return a text without its markup, and without what it quotes of an earlier mail."""
    said = re.sub(r"(?is)<blockquote\b.*", "", text or "") or text or ""
    return " ".join(html.unescape(strip_html(said.replace("</p>", " ").replace("<br>", " "))).split())


def get_excerpt(text: str | None) -> str:
    """Return the first words of a text, without its markup."""
    words = get_words(text)
    return words if len(words) <= TEXT_LENGTH else words[:TEXT_LENGTH].rsplit(" ", 1)[0] + "…"


def get_entries(asked: Asked) -> list[dict]:
    """Answer `relcrm_timeline_sources`: comments, files, and changes of the party and its people."""
    if asked.filters.get("state") or asked.filters.get("event_type"):
        return []
    return [*get_comments(asked), *get_files(asked), *get_changes(asked)]


def get_comments(asked: Asked) -> list[dict]:
    """Return what was remarked on a party and on what belongs to it."""
    if not asked.asks_for("comment"):
        return []
    rows = get_hanging("Comment", ("content",), asked, "`tabComment`.`comment_type` = 'Comment'", text_column="content")
    return [
        make_entry("comment", row.name, row.creation, by=row.owner, text=get_excerpt(row.content), **_get_place(row))
        for row in rows
    ]


def get_files(asked: Asked) -> list[dict]:
    """Return the files that were put to a party and to what belongs to it."""
    if not asked.asks_for("file"):
        return []
    files = "`tabFile`.`is_folder` = 0"
    rows = get_hanging("File", ("file_name", "file_url"), asked, files, text_column="file_name")
    columns = ("file_name", "revision")
    rows += get_hanging("Attachment Revision", columns, asked, text_column="file_name")
    return [
        make_entry(
            "file",
            row.name,
            row.creation,
            by=row.owner,
            title=row.file_name,
            address=row.get("file_url") or get_address(row.name),
            revision=row.get("revision"),
            **_get_place(row),
        )
        for row in rows
    ]


def get_changes(asked: Asked) -> list[dict]:
    """Return the changes worth knowing of a party and its people."""
    if not asked.asks_for("change") or asked.filters.get("text"):
        return []
    return [
        make_entry("change", row.name, row.creation, by=row.owner, changes=row.changes, **_get_place(row))
        for row in get_versions(("Party", "Contact Person"), asked)
    ]


def get_versions(doctypes: tuple[str, ...], asked: Asked) -> list[dict]:
    """Return the kept changes of some kinds of record that touch a field worth knowing, each described."""
    found = []
    for doctype in doctypes:
        worth = get_worth(doctype)
        if not worth:
            continue
        patterns = (frappe.db.escape(f'%"{name}"%', percent=False) for name in worth)
        named = " or ".join(f"`tabVersion`.`data` like {pattern}" for pattern in patterns)
        rows = get_hanging("Version", ("data",), asked, f"({named})", doctypes=(doctype,))
        for row in rows:
            row.changes = describe_changes(doctype, _read_data(row.data))
        found += [row for row in rows if row.changes]
    return found


def _read_data(data: str | None) -> dict:
    try:
        read = json.loads(data or "{}")
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _get_place(row: dict) -> dict:
    return {"doctype": row.record_doctype, "name": row.record_name, "place": row.record_title}
