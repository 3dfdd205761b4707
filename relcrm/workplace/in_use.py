"""Deleting a record with a sentence that says what uses it, by kind and number, where it cannot go."""

import frappe
from frappe import _

MOST = 999


def delete(doctype: str, name: str) -> None:
    """Delete a record as the session user; raises LinkExistsError with what refers to it and the way out."""
    doc = frappe.get_doc(doctype, name)
    doc.check_permission("delete")
    frappe.db.savepoint("relcrm_delete")
    try:
        frappe.delete_doc(doctype, name)
    except frappe.LinkExistsError:
        frappe.db.rollback(save_point="relcrm_delete")
        frappe.clear_messages()
        frappe.throw(_describe(doc), frappe.LinkExistsError)


def _describe(doc) -> str:
    used = ", ".join(f"{_(kind)} ({_show(count)})" for kind, count in count_uses(doc.doctype, doc.name).items())
    text = _('"{0}" cannot be deleted: used by {1}. Delete or change those first.')
    title = frappe.utils.escape_html(str(doc.get_title() or doc.name))
    text = text.format(title, used or _("records that you may not see"))
    way_out = _("Or switch it off: then nobody can choose it any more.")
    return f"{text} {way_out}" if doc.meta.has_field("disabled") else text


def _show(count: int) -> str:
    return _("more than {0}").format(MOST) if count > MOST else str(count)


def count_uses(doctype: str, name: str) -> dict[str, int]:
    """Return how many records of each kind refer to a record, of those that the session user may see."""
    found: dict[str, set[str]] = {}
    for kind, field, kind_field, is_table in _get_links(doctype):
        filters = {field: name} | ({kind_field: doctype} if kind_field else {})
        if not is_table:
            found.setdefault(kind, set()).update(_get_readable(kind, filters))
            continue
        rows = frappe.get_all(kind, filters=filters, fields=["parent", "parenttype"], limit=MOST + 1)
        for parenttype in {row.parenttype for row in rows}:
            parents = [row.parent for row in rows if row.parenttype == parenttype]
            found.setdefault(parenttype, set()).update(_get_readable(parenttype, {"name": ["in", parents]}))
    found.get(doctype, set()).discard(name)
    return {kind: len(names) for kind, names in found.items() if names}


def _get_readable(kind: str, filters: dict) -> list[str]:
    if not frappe.has_permission(kind, "read"):
        return []
    return frappe.get_list(kind, filters=filters, pluck="name", order_by="name asc", limit=MOST + 1)


def _get_links(doctype: str) -> list[tuple[str, str, str, bool]]:
    """Return the fields of our kinds, and of own kinds, that may refer to a record; a dynamic one with its kind."""
    modules = frappe.get_all("Module Def", filters={"app_name": "relcrm"}, pluck="name")
    filters = {"issingle": 0, "is_virtual": 0, "name": ["not in", frappe.get_hooks("ignore_links_on_delete")]}
    ours = {"module": ["in", modules], "custom": 1}
    links = []
    for kind in frappe.get_all("DocType", filters=filters, or_filters=ours, pluck="name", order_by="name asc"):
        meta = frappe.get_meta(kind)
        for df in meta.fields:
            if df.fieldtype == "Link" and df.options == doctype and not df.get("is_virtual"):
                links.append((kind, df.fieldname, "", bool(meta.istable)))
            elif df.fieldtype == "Dynamic Link":
                links.append((kind, df.fieldname, df.options, bool(meta.istable)))
    return links
