"""All files of a party in one list: its own, and those of its people, events and processes."""

from dataclasses import replace

from relcrm.relations.hanging import get_hanging
from relcrm.relations.timeline import add_authors, parse_asked

COLUMNS = ("file_name", "file_url", "file_size", "is_private")
PAGE = 20


def get_documents(party: str | None, contact_person: str | None = None, before=None, seen=None, text=None) -> dict:
    """Return a page of the files that the user may see, newest first, each with the record it hangs on."""
    asked = parse_asked(party, contact_person, {"text": text} if text else None, before, seen, PAGE)
    rows = get_hanging(
        "File", COLUMNS, replace(asked, limit=PAGE), "`tabFile`.`is_folder` = 0", text_column="file_name"
    )
    rows = [row for row in rows if row.name not in asked.seen]
    files = [
        {column: row[column] for column in ("name", "creation", *COLUMNS)}
        | {"by": row.owner, "doctype": row.record_doctype, "docname": row.record_name, "place": row.record_title}
        for row in rows[:PAGE]
    ]
    return {"files": add_authors(files), "more": len(rows) > PAGE}
