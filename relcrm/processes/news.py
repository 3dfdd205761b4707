"""What others did to the records of the session's user since a moment: changes, comments, what was given to do."""

import frappe
from frappe.utils import get_datetime, strip_html

MOST = 30
# Whose a record is: the field that names its user.
MINE = {"Party": "agent", "Negotiation": "agent", "Relation Event": "assigned_to"}
WORDS = 140


def get_news(since, limit: int = MOST) -> list[dict]:
    """Return what happened to my records through others, the latest first."""
    user, since = frappe.session.user, get_datetime(since)
    rows = [*_get_changes(user, since, limit), *_get_given(user, since, limit), *_get_notices(user, since, limit)]
    latest = sorted(rows, key=lambda row: str(row["when"]), reverse=True)
    return _add_names(_drop_doubles(latest)[:limit])


def _get_changes(user: str, since, limit: int) -> list[dict]:
    """Records of mine that others made or changed, and comments that others wrote on them."""
    found = []
    for doctype, field in MINE.items():
        if not frappe.has_permission(doctype, "read"):
            continue
        title = frappe.get_meta(doctype).get_title_field()
        rows = frappe.get_list(
            doctype,
            fields=["name", "owner", "creation", "modified", "modified_by", title],
            filters=[[field, "=", user], ["modified", ">=", since], ["modified_by", "!=", user]],
            order_by="modified desc",
            limit=limit,
        )
        for row in rows:
            is_new = get_datetime(row.creation) >= since and row.owner != user
            if is_new:
                found.append(_make("new", doctype, row.name, row.get(title), row.owner, row.creation))
            if not is_new or row.owner != row.modified_by:
                found.append(_make("changed", doctype, row.name, row.get(title), row.modified_by, row.modified))
        found += _get_comments(doctype, field, title, user, since, limit)
    return found


def _get_comments(doctype: str, field: str, title: str, user: str, since, limit: int) -> list[dict]:
    filters = {"reference_doctype": doctype, "comment_type": "Comment", "creation": [">=", since]}
    comments = frappe.get_all(
        "Comment",
        filters=filters | {"owner": ["!=", user]},
        fields=["reference_name", "content", "owner", "creation"],
        order_by="creation desc",
        limit=limit * 5,
    )
    names = sorted({row.reference_name for row in comments if row.reference_name})
    if not names:
        return []
    # Only those of the user's own records that the user may read.
    own = frappe.get_list(doctype, fields=["name", title], filters={"name": ["in", names], field: user}, limit=0)
    titles = {row.name: row.get(title) for row in own}
    return [
        _make("comment", doctype, row.reference_name, titles[row.reference_name], row.owner, row.creation)
        | {"text": _get_words(row.content)}
        for row in comments
        if row.reference_name in titles
    ]


def _get_given(user: str, since, limit: int) -> list[dict]:
    """What others gave the user to do."""
    rows = frappe.get_list(
        "ToDo",
        filters={"allocated_to": user, "creation": [">=", since], "assigned_by": ["!=", user], "status": "Open"},
        fields=["name", "description", "reference_type", "reference_name", "assigned_by", "creation"],
        limit=limit,
    )
    found = []
    for row in rows:
        doctype, name = row.reference_type or "ToDo", row.reference_name or row.name
        given = _make("given", doctype, name, None, row.assigned_by, row.creation)
        found.append(given | {"text": _get_words(row.description)})
    return found


def _get_notices(user: str, since, limit: int) -> list[dict]:
    """Mentions of the user."""
    rows = frappe.get_all(
        "Notification Log",
        filters={"for_user": user, "type": "Mention", "creation": [">=", since], "from_user": ["!=", user]},
        fields=["document_type", "document_name", "from_user", "creation"],
        limit=limit,
    )
    return [
        _make("mention", row.document_type, row.document_name, None, row.from_user, row.creation)
        for row in rows
        if row.document_type and row.document_name
    ]


def _make(what: str, doctype: str, name: str, title: str | None, by: str | None, when) -> dict:
    return {
        "what": what,
        "doctype": doctype,
        "kind": frappe._(doctype),
        "name": name,
        "title": title,
        "by": by,
        "when": str(when)[:19],
        "text": "",
    }


def _get_words(html: str | None) -> str:
    return " ".join(strip_html(html or "").split())[:WORDS]


def _drop_doubles(rows: list[dict]) -> list[dict]:
    """Leave out a plain change where the same record has a comment, an assignment or a mention to tell."""
    told = {(row["doctype"], row["name"]) for row in rows if row["what"] in ("comment", "given", "mention")}
    seen: set[tuple] = set()
    kept = []
    for row in rows:
        key = (row["doctype"], row["name"], row["what"], row["what"] == "comment" and row["when"])
        if key in seen or (row["what"] == "changed" and (row["doctype"], row["name"]) in told):
            continue
        seen.add(key)
        kept.append(row)
    return kept


def _add_names(rows: list[dict]) -> list[dict]:
    """Add who did it, and the titles of records that the user may read; others are left out."""
    users = sorted({row["by"] for row in rows if row["by"]})
    found = frappe.get_all("User", filters={"name": ["in", users]}, fields=["name", "full_name"]) if users else []
    names = {row.name: row.full_name for row in found}
    for row in rows:
        row["by_name"] = names.get(row["by"]) or row["by"]
        if not row["title"]:
            row["title"] = _get_title(row["doctype"], row["name"])
    return [row for row in rows if row["title"]]


def _get_title(doctype: str, name: str) -> str | None:
    if not frappe.db.exists("DocType", doctype) or not frappe.has_permission(doctype, "read"):
        return None
    if doctype == "ToDo":
        return _get_words(frappe.db.get_value("ToDo", name, "description"))
    title = frappe.get_meta(doctype).get_title_field()
    rows = frappe.get_list(doctype, fields=["name", title], filters={"name": name}, limit=1)
    return (rows[0].get(title) or name) if rows else None
