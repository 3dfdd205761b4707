"""Files by words of their name, for the one search box."""

import frappe

from relcrm.workplace.attachments.revisions import get_address
from relcrm.workplace.like import get_patterns

CANDIDATES = 40


def find_files(text: str, limit: int) -> list[dict]:
    """Answer `relcrm_search`: the latest files that hold all words, of records that the user may read."""
    words = (text or "").split()
    patterns = get_patterns(words)
    if not patterns or len(patterns) < len(words):
        return []
    filters = [["file_name", "like", pattern] for pattern in patterns]
    rows = frappe.get_all(
        "File",
        filters=[*filters, ["is_folder", "=", 0]],
        fields=[
            "name",
            "file_name",
            "file_url",
            "attached_to_doctype",
            "attached_to_name",
            "creation",
            "owner",
            "is_private",
        ],
        order_by="creation desc",
        limit=CANDIDATES,
    )
    rows += _find_revisions(filters)
    rows.sort(key=lambda row: row.creation, reverse=True)
    titles = _get_titles(rows)
    found = [row for row in rows if _may_read(row, titles)]
    return [
        {
            "doctype": "File",
            "name": row.name,
            "title": row.file_name,
            "url": row.file_url,
            "at": row.creation,
            "of_doctype": row.attached_to_doctype,
            "of_name": row.attached_to_name,
            "of_title": titles.get((row.attached_to_doctype, row.attached_to_name)),
        }
        for row in found[:limit]
    ]


def _find_revisions(filters: list) -> list[dict]:
    """Return the latest revisions of attached files, in the form of files."""
    rows = frappe.get_all(
        "Attachment Revision",
        filters=[*filters, ["is_latest", "=", 1]],
        fields=[
            "name",
            "file_name",
            "reference_doctype as attached_to_doctype",
            "reference_name as attached_to_name",
            "creation",
            "owner",
        ],
        order_by="creation desc",
        limit=CANDIDATES,
    )
    for row in rows:
        row.file_url, row.is_private = get_address(row.name), 1
    return rows


def _may_read(row: dict, titles: dict) -> bool:
    if row.attached_to_doctype and row.attached_to_name:
        return (row.attached_to_doctype, row.attached_to_name) in titles
    return row.owner == frappe.session.user or not row.is_private


def _get_titles(rows: list[dict]) -> dict:
    """Return what the records are called that the files hang on, of those the user may read."""
    from relcrm.workplace.stream import get_titles

    asked: dict[str, set[str]] = {}
    for row in rows:
        if row.attached_to_doctype and row.attached_to_name:
            asked.setdefault(row.attached_to_doctype, set()).add(row.attached_to_name)
    return {
        (doctype, name): title
        for doctype, names in asked.items()
        if doctype != "User"
        for name, title in get_titles(doctype, names).items()
    }
