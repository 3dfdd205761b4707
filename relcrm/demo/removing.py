"""Taking the demo company away again: its records, all that hangs on them, and nothing else.

What people have entered on demo parties while trying the program out goes with them; where a record of their own
only mentions a demo record or user, the mention is cleared.
"""

from collections.abc import Callable, Iterator

import frappe
from frappe import _
from frappe.sessions import clear_sessions
from frappe.utils.password import delete_all_passwords_for

from relcrm.demo import texts
from relcrm.demo.registry import get_names
from relcrm.exchange.exceptions import DemoError
from relcrm.workplace.attachments import revisions

CHUNK = 500
OWNER_FIELDS = ("party", "other_party")
SATELLITES = (
    ("Comment", "reference_doctype", "reference_name"),
    ("Version", "ref_doctype", "docname"),
    ("ToDo", "reference_type", "reference_name"),
    ("DocShare", "share_doctype", "share_name"),
    ("Tag Link", "document_type", "document_name"),
    ("File", "attached_to_doctype", "attached_to_name"),
    ("Communication", "reference_doctype", "reference_name"),
    ("Notification Log", "document_type", "document_name"),
    ("Email Queue", "reference_doctype", "reference_name"),
    ("Workflow Action", "reference_doctype", "reference_name"),
    ("View Log", "reference_doctype", "reference_name"),
    ("Document Follow", "ref_doctype", "ref_docname"),
    ("Delivered Item", "document_type", "document_name"),
    ("Match Key", "reference_doctype", "reference_name"),
    ("Relation Reminder", "reference_doctype", "reference_name"),
    ("Attachment Revision", "reference_doctype", "reference_name"),
    ("Possible Duplicate", "reference_doctype", "left_name"),
    ("Possible Duplicate", "reference_doctype", "right_name"),
    ("Party Merge", "merged_doctype", "kept_name"),
    ("Event Mail", "reference_doctype", "reference_name"),
    ("Contact Form Answer", "reference_doctype", "reference_name"),
)
USER_TABLES = (
    ("User Permission", "user"),
    ("ToDo", "allocated_to"),
    ("Relation Reminder", "user"),
    ("Agenda Feed", "user"),
    ("Notification Log", "for_user"),
    ("DocShare", "user"),
    ("DefaultValue", "parent"),
    ("List Filter", "for_user"),
    ("Activity Log", "user"),
    ("Access Log", "user"),
    ("Route History", "user"),
)
TREES = {"Party Territory": "parent_party_territory"}
LISTS = (
    "Party Sector", "Party Territory", "Profile Attribute", "Party Product", "Party Product Group", "RelCRM Team",
    "Survey Sheet",
)  # fmt: skip


def remove_demo(on_progress: Callable[[str, int, int], None] | None = None) -> dict[str, int]:
    """Remove the demo company; returns how many records of each kind went, those hanging on it included."""
    names = get_names()
    if not names:
        raise DemoError(_("There is no demo company on this site."))
    report = on_progress or (lambda what, done, total: None)
    frappe.flags.in_demo = True
    try:
        removed = _remove_all(names, report)
    finally:
        frappe.flags.in_demo = False
    frappe.db.delete("Demo Item")
    frappe.db.commit()
    frappe.clear_cache()
    return {doctype: count for doctype, count in removed.items() if count}


def _remove_all(names: dict[str, list[str]], report: Callable[[str, int, int], None]) -> dict[str, int]:
    removed = {}
    dependants = find_dependants(names)
    clear_mentions(names, dependants, keep=set(LISTS))
    for doctype in [*dependants, *(dt for dt in names if dt not in dependants)]:
        wanted = [*dependants.get(doctype, []), *names.get(doctype, [])]
        removed[doctype] = _remove(doctype, list(dict.fromkeys(wanted)), report)
    return removed


def find_dependants(names: dict[str, list[str]]) -> dict[str, list[str]]:
    """Find records entered by hand that belong to demo records: their party or another compulsory link is one."""
    known = {doctype: set(found) for doctype, found in names.items()}
    extra: dict[str, list[str]] = {}
    links = [link for link in _get_app_links() if link[3]]
    while True:
        fresh = 0
        for doctype, fieldname, target, _owning in links:
            for name in _find_rows(doctype, fieldname, known.get(target, ())):
                if name not in known.setdefault(doctype, set()):
                    known[doctype].add(name)
                    extra.setdefault(doctype, []).append(name)
                    fresh += 1
        if not fresh:
            return extra


def clear_mentions(names: dict, dependants: dict, keep: set[str]) -> None:
    """Blank the links of remaining records to records that go; lists that others use stay (see `_remove`)."""
    going = {dt: {*names.get(dt, ()), *dependants.get(dt, ())} for dt in {*names, *dependants} if dt not in keep}
    for doctype, fieldname, target, _owning in _get_app_links():
        for name in _find_rows(doctype, fieldname, going.get(target, ())):
            if name not in going.get(doctype, ()):
                frappe.db.set_value(doctype, name, fieldname, None, update_modified=False)


def _get_app_links() -> list[tuple[str, str, str, bool]]:
    """Return the Link fields of our own DocTypes: DocType, field, target, and whether it owns the record."""
    modules = frappe.get_all("Module Def", filters={"app_name": "relcrm"}, pluck="name")
    doctypes = frappe.get_all(
        "DocType", filters={"module": ["in", modules], "issingle": 0, "istable": 0, "is_virtual": 0}, pluck="name"
    )
    links = []
    for doctype in doctypes:
        for df in frappe.get_meta(doctype).get_link_fields():
            if not df.get("is_virtual"):
                links.append((doctype, df.fieldname, df.options, bool(df.reqd or df.fieldname in OWNER_FIELDS)))
    return links


def _find_rows(doctype: str, fieldname: str, targets) -> list[str]:
    found = []
    for chunk in _chunk(sorted(targets)):
        found += frappe.get_all(doctype, filters={fieldname: ["in", chunk]}, pluck="name", limit_page_length=0)
    return found


def _chunk(names: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(names), CHUNK):
        yield names[start : start + CHUNK]


def _remove(doctype: str, names: list[str], report: Callable[[str, int, int], None]) -> int:
    if doctype == "RelCRM Settings":
        return _clear_settings()
    if doctype == "User":
        return _remove_users(names)
    if doctype in LISTS:
        return _remove_unused(doctype, names)
    done = 0
    for chunk in _chunk(names):
        _delete_rows(doctype, chunk)
        frappe.db.commit()
        done += len(chunk)
        report(_(doctype), done, len(names))
    return done


def _delete_rows(doctype: str, names: list[str]) -> None:
    for table in frappe.get_meta(doctype).get_table_fields():
        frappe.db.delete(table.options, {"parent": ["in", names], "parenttype": doctype})
    _remove_satellites(doctype, names)
    frappe.db.delete(doctype, {"name": ["in", names]})


def _remove_satellites(doctype: str, names: list[str]) -> None:
    for satellite, type_field, name_field in SATELLITES:
        if frappe.db.exists("DocType", satellite):
            filters = {type_field: doctype, name_field: ["in", names]}
            if satellite == "File":
                for file_name in frappe.get_all("File", filters=filters, pluck="name"):
                    frappe.delete_doc("File", file_name, ignore_permissions=True, delete_permanently=True)
            elif satellite == "Attachment Revision":
                revisions.drop(frappe.get_all(satellite, filters=filters, fields=["name", "content_hash"]))
            elif frappe.get_meta(satellite).get_table_fields():
                rows = frappe.get_all(satellite, filters=filters, pluck="name", limit_page_length=0)
                if rows:
                    _delete_rows(satellite, rows)
            else:
                frappe.db.delete(satellite, filters)


def _remove_unused(doctype: str, names: list[str]) -> int:
    """Delete list records one by one; one that a real record uses stays, since that record now needs it."""
    removed = 0
    if doctype in TREES:
        parent = TREES[doctype]
        names = sorted(names, key=lambda name: not frappe.db.get_value(doctype, name, parent))
    for name in names:
        frappe.db.savepoint("demo_list")
        try:
            frappe.delete_doc(doctype, name, ignore_permissions=True, delete_permanently=True, ignore_missing=True)
            _remove_satellites(doctype, [name])
            removed += 1
        except frappe.ValidationError:
            frappe.db.rollback(save_point="demo_list")
            frappe.clear_messages()
    frappe.db.commit()
    return removed


def _remove_users(names: list[str]) -> int:
    """Delete users by their rows: Frappe refuses to delete anybody where Administrator is the only manager."""
    for name in names:
        for doctype, fieldname in USER_TABLES:
            if frappe.db.exists("DocType", doctype):
                frappe.db.delete(doctype, {fieldname: name})
        for doctype, fieldname in (("Contact", "user"), ("Notification Settings", "name")):
            if frappe.db.exists("DocType", doctype):
                for row in frappe.get_all(doctype, filters={fieldname: name}, pluck="name"):
                    _delete_rows(doctype, [row])
        clear_sessions(user=name, force=True)
        delete_all_passwords_for("User", name)
    _delete_rows("User", names)
    frappe.db.commit()
    return len(names)


def _clear_settings() -> int:
    statement = "delete from `tabSingles` where `doctype` = %s and `field` = %s and `value` = %s"
    for fieldname, value in texts.COMPANY.items():
        frappe.db.sql(statement, ("RelCRM Settings", fieldname, value))
    frappe.clear_document_cache("RelCRM Settings", "RelCRM Settings")
    frappe.db.commit()
    return 1
