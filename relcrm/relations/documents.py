"""All files of a party in one list: its own, and those of its people, events and processes."""

from dataclasses import replace

import frappe

from relcrm.relations.hanging import get_hanging
from relcrm.relations.timeline import add_authors, parse_asked
from relcrm.workplace.attachments.revisions import get_address

COLUMNS = ("file_name", "file_url", "file_size", "is_private")
REVISION_COLUMNS = ("file_name", "file_size", "revision", "file_kind", "comment")
PAGE = 20
KINDS = {
    "pdf": ("pdf",),
    "text": ("doc", "docx", "odt", "rtf", "txt", "md"),
    "table": ("xls", "xlsx", "ods", "csv"),
    "picture": ("png", "jpg", "jpeg", "gif", "webp", "avif", "heic", "tif", "tiff", "bmp", "svg"),
    "mail": ("eml", "msg"),
}


def get_documents(
    party: str | None, contact_person: str | None = None, before=None, seen=None, text=None, kind=None
) -> dict:
    """Return a page of the files that the user may see, newest first, each with the record it hangs on.

    `kind` is one of `KINDS` or "other"; a file stands for all its revisions by the latest.
    """
    asked = parse_asked(party, contact_person, {"text": text} if text else None, before, seen, PAGE)
    asked = replace(asked, limit=PAGE)
    wanted = str(kind or "")
    files = "`tabFile`.`is_folder` = 0" + _get_ending_condition("`tabFile`.`file_name`", wanted)
    rows = get_hanging("File", COLUMNS, asked, files, text_column="file_name")
    latest = "`tabAttachment Revision`.`is_latest` = 1"
    latest += _get_ending_condition("`tabAttachment Revision`.`file_name`", wanted)
    rows += get_hanging("Attachment Revision", REVISION_COLUMNS, asked, latest, text_column="file_name")
    rows.sort(key=lambda row: (row.creation, row.name), reverse=True)
    rows = [row for row in rows if row.name not in asked.seen]
    return {"files": add_authors([_describe(row) for row in rows[:PAGE]]), "more": len(rows) > PAGE}


def _get_ending_condition(column: str, kind: str) -> str:
    endings = KINDS.get(kind) or (sum(KINDS.values(), ()) if kind == "other" else ())
    if not endings:
        return ""
    named = " or ".join(f"lower({column}) like {frappe.db.escape(f'%.{one}', percent=False)}" for one in endings)
    return f" and not ({named})" if kind == "other" else f" and ({named})"


def _describe(row: dict) -> dict:
    names = ("name", "creation", "file_name", "file_size", "file_url", "is_private", "revision")
    described = {name: row.get(name) for name in names}
    described["file_url"] = described["file_url"] or get_address(row.name)
    return described | {
        "by": row.owner,
        "doctype": row.record_doctype,
        "docname": row.record_name,
        "place": row.record_title,
    }
