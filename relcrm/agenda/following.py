"""Following a record: whoever asked for it is told what others did to it, to its files, and to what belongs to it.

Once a day in one notice, or within five minutes. Nothing is written while others work: the job looks back from the
moment told last, by the rights that the follower has then. Never of one's own acts.
"""

import frappe
from frappe import _
from frappe.utils import add_to_date, get_datetime, get_fullname, now_datetime

from relcrm.exceptions import FollowError
from relcrm.relations.hanging import get_record_doctypes
from relcrm.relations.timeline import Asked, get_entries
from relcrm.workplace.stream import get_stream

DAILY, AT_ONCE = "Once a day", "At once"
RHYTHMS = (DAILY, AT_ONCE)
MOST = 200
LONGEST_BACK = 30
KINDS = ("made", "change", "comment", "file", "mail")


def follow(doctype: str, name: str, rhythm: str | None) -> dict:
    """Follow a record that the user may read, change how one is told, or stop (`rhythm` empty); returns the state."""
    doc = frappe.get_doc(doctype, name)
    doc.check_permission("read")
    mine = {"user": frappe.session.user, "reference_doctype": doctype, "reference_name": doc.name}
    kept = frappe.db.get_value("Followed Record", mine, "name")
    if rhythm and rhythm not in RHYTHMS:
        text = _('"{0}" is not how one is told. Use one of: {1}.')
        frappe.throw(text.format(frappe.utils.escape_html(str(rhythm))[:40], ", ".join(RHYTHMS)), FollowError)
    if not rhythm:
        if kept:
            frappe.delete_doc("Followed Record", kept)
    elif kept:
        frappe.db.set_value("Followed Record", kept, "rhythm", rhythm)
    else:
        if frappe.db.count("Followed Record", {"user": frappe.session.user}) >= MOST:
            frappe.throw(_("You follow {0} records already. Leave one of them first.").format(MOST), FollowError)
        frappe.get_doc({"doctype": "Followed Record", **mine, "rhythm": rhythm}).insert()
    return get_state(doctype, doc.name)


def get_state(doctype: str, name: str) -> dict:
    """Return how the user follows a record: {rhythm}, empty for not at all."""
    mine = {"user": frappe.session.user, "reference_doctype": doctype, "reference_name": name}
    return {"rhythm": frappe.db.get_value("Followed Record", mine, "rhythm") or ""}


def tell_at_once() -> int:
    """Job, every five minutes: tell those who want to know at once."""
    return tell(AT_ONCE)


def tell_daily() -> int:
    """Job, once a day, before the digest: tell all others, and forget who followed what is gone."""
    forget_gone()
    return tell(DAILY)


def forget_gone() -> None:
    """Nobody follows a deleted record any longer."""
    rows = frappe.get_all("Followed Record", fields=["name", "reference_doctype", "reference_name"], limit=0)
    for doctype in {row.reference_doctype for row in rows}:
        names = [row.reference_name for row in rows if row.reference_doctype == doctype]
        there = set(frappe.get_all(doctype, filters={"name": ["in", names]}, pluck="name"))
        gone = sorted(set(names) - there)
        if gone:
            frappe.db.delete("Followed Record", {"reference_doctype": doctype, "reference_name": ["in", gone]})


def tell(rhythm: str) -> int:
    """Make one notice for each followed record that others touched since it was told last; returns how many."""
    fields = ["name", "user", "reference_doctype", "reference_name", "told_until", "creation"]
    enabled = frappe.get_all("User", filters={"enabled": 1}, pluck="name", limit_page_length=0)
    rows = frappe.get_all("Followed Record", filters={"rhythm": rhythm}, fields=fields, limit_page_length=0)
    told, asking = 0, frappe.session.user
    for row in rows:
        if row.user not in enabled or not frappe.db.exists(row.reference_doctype, row.reference_name):
            continue
        until = now_datetime()
        frappe.set_user(row.user)
        try:
            told += _tell_one(row)
        finally:
            frappe.set_user(asking)
        frappe.db.set_value("Followed Record", row.name, "told_until", until, update_modified=False)
    return told


def _tell_one(row: dict) -> bool:
    doc = frappe.get_doc(row.reference_doctype, row.reference_name)
    if not doc.has_permission("read"):
        return False
    since = max(get_datetime(row.told_until or row.creation), add_to_date(now_datetime(), days=-LONGEST_BACK))
    news = [(kind, who) for kind, who, at in _get_news(doc) if get_datetime(at) > since and who and who != row.user]
    if not news:
        return False
    notice = {
        "doctype": "Notification Log",
        "subject": _say(doc, news, frappe.db.get_value("User", row.user, "language")),
        "for_user": row.user,
        "from_user": news[0][1],
        "type": "Alert",
        "document_type": doc.doctype,
        "document_name": doc.name,
    }
    frappe.get_doc(notice).insert(ignore_permissions=True)
    return True


def _get_news(doc) -> list[tuple[str, str | None, object]]:
    """Return what the session user sees of what happened to a record lately: (kind, who, when)."""
    if doc.doctype not in ("Party", "Contact Person"):
        return [(entry["kind"], entry.get("who"), entry["at"]) for entry in get_stream(doc, length=100)["entries"]]
    asked = Asked(party=doc.name, limit=100) if doc.doctype == "Party" else Asked(contact_person=doc.name, limit=100)
    news = [(entry["kind"], entry.get("by"), entry["on"]) for entry in get_entries(asked)]
    field = "party" if doc.doctype == "Party" else "contact_person"
    for doctype in get_record_doctypes():
        if doctype == "Party" or not frappe.get_meta(doctype).has_field(field):
            continue
        if not frappe.has_permission(doctype, "read"):
            continue
        rows = frappe.get_list(
            doctype, filters={field: doc.name}, fields=["owner", "creation"], order_by="creation desc", limit=50
        )
        news += [("made", made.owner, made.creation) for made in rows]
    return news


def _say(doc, news: list[tuple[str, str]], language: str | None) -> str:
    """Return one sentence: what happened how often, and by whom."""
    count = {kind: sum(1 for one, _who in news if one == kind) for kind in KINDS}
    words = {
        "made": _("new: {0}", language),
        "change": _("changed: {0}", language),
        "comment": _("comments: {0}", language),
        "file": _("files: {0}", language),
        "mail": _("mails: {0}", language),
    }
    what = ", ".join(words[kind].format(count[kind]) for kind in KINDS if count[kind]) or _("something new", language)
    people = sorted({get_fullname(who) for _kind, who in news})
    by = ", ".join(people[:3]) + ("…" if len(people) > 3 else "")
    return _("You follow {0}: {1} ({2})", language).format(doc.get_title() or doc.name, what, by)
