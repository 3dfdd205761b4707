"""Changing the product without code; every method needs the role System Manager."""

import frappe
from frappe.utils import cint

from relcrm.processes import drawing
from relcrm.workplace.customising import forms, kinds, leading, letter_heads, rights, taking_back, wording

ADMIN = "System Manager"


@frappe.whitelist(methods=["GET", "POST"])
def get_kinds() -> dict:
    """Return the kinds of record that may be changed, the targets of links and the roles; needs System Manager."""
    frappe.only_for(ADMIN)
    roles = [{"name": role, "title": frappe._(role)} for role in kinds.get_roles()]
    return {"kinds": kinds.get_kinds(), "targets": kinds.get_link_targets(), "roles": roles}


@frappe.whitelist(methods=["GET", "POST"])
def get_form(doctype: str) -> dict:
    """Return the form of a kind of record with all that can be set on each field; needs System Manager."""
    frappe.only_for(ADMIN)
    return forms.get_form(doctype)


@frappe.whitelist(methods=["POST"])
def add_field(doctype: str, values: dict | str) -> dict:
    """Add a field to a form; needs System Manager."""
    frappe.only_for(ADMIN)
    return forms.add_field(doctype, values)


@frappe.whitelist(methods=["POST"])
def change_field(doctype: str, fieldname: str, values: dict | str) -> dict:
    """Change label, help, choices, conditions and the like of a field; needs System Manager."""
    frappe.only_for(ADMIN)
    return forms.change_field(doctype, fieldname, values)


@frappe.whitelist(methods=["POST"])
def move_field(doctype: str, fieldname: str, after: str = "") -> dict:
    """Move a field behind another one, or to the head of the form; needs System Manager."""
    frappe.only_for(ADMIN)
    return forms.move_field(doctype, fieldname, after)


@frappe.whitelist(methods=["POST"])
def remove_field(doctype: str, fieldname: str) -> dict:
    """Remove an own field, keeping its values aside; needs System Manager."""
    frappe.only_for(ADMIN)
    return forms.remove_field(doctype, fieldname)


@frappe.whitelist(methods=["GET", "POST"])
def count_values(doctype: str, fieldname: str) -> int:
    """Return how many records hold something in a field; needs System Manager."""
    frappe.only_for(ADMIN)
    forms.get_customisable(doctype)
    return taking_back.count_filled(doctype, fieldname)


@frappe.whitelist(methods=["POST"])
def add_kind(values: dict | str) -> dict:
    """Make a new kind of record; needs System Manager."""
    frappe.only_for(ADMIN)
    return kinds.add_kind(values)


@frappe.whitelist(methods=["POST"])
def rename_kind(doctype: str, values: dict | str) -> dict:
    """Change what a kind of record is called; needs System Manager."""
    frappe.only_for(ADMIN)
    return kinds.rename_kind(doctype, values)


@frappe.whitelist(methods=["POST"])
def set_leading(doctype: str, values: dict | str) -> dict:
    """Choose the fields that name the records, place them in the calendar, make the board; needs System Manager."""
    frappe.only_for(ADMIN)
    return leading.set_leading(doctype, values)


@frappe.whitelist(methods=["POST"])
def remove_kind(doctype: str, count: int | str | None = None) -> dict:
    """Remove an own kind of record; one that holds records only when their number is named; needs System Manager."""
    frappe.only_for(ADMIN)
    return kinds.remove_kind(doctype, cint(count))


@frappe.whitelist(methods=["GET", "POST"])
def get_process(doctype: str) -> dict:
    """Return the process of a kind of record as it is drawn; needs System Manager."""
    frappe.only_for(ADMIN)
    return drawing.get_process(doctype)


@frappe.whitelist(methods=["POST"])
def save_process(doctype: str, process: dict | str) -> dict:
    """Keep a drawn process; needs System Manager."""
    frappe.only_for(ADMIN)
    return drawing.save_process(doctype, process)


@frappe.whitelist(methods=["POST"])
def remove_process(doctype: str) -> dict:
    """Let the records of a kind go without a process; needs System Manager."""
    frappe.only_for(ADMIN)
    return drawing.remove_process(doctype)


@frappe.whitelist(methods=["GET", "POST"])
def get_rights() -> dict:
    """Return what each role may do with each kind of record; needs System Manager."""
    frappe.only_for(ADMIN)
    return rights.get_matrix()


@frappe.whitelist(methods=["POST"])
def set_rights(doctype: str, role: str, cell: dict | str) -> dict:
    """Set what a role may do with a kind of record; needs System Manager."""
    frappe.only_for(ADMIN)
    return rights.set_cell(doctype, role, cell)


@frappe.whitelist(methods=["POST"])
def reset_rights(doctype: str) -> dict:
    """Give the delivered rights on a kind of record again; needs System Manager."""
    frappe.only_for(ADMIN)
    return rights.reset(doctype)


@frappe.whitelist(methods=["POST"])
def add_role(label: str, like: str | None = None) -> dict:
    """Make a role, with the rights of another one if named; needs System Manager."""
    frappe.only_for(ADMIN)
    return rights.add_role(label, like)


@frappe.whitelist(methods=["GET", "POST"])
def get_people() -> dict:
    """Return who may log in, with roles and teams; needs System Manager."""
    frappe.only_for(ADMIN)
    return rights.get_people()


@frappe.whitelist(methods=["POST"])
def save_person(values: dict | str) -> dict:
    """Add a person, change one or switch one off; needs System Manager."""
    frappe.only_for(ADMIN)
    return rights.save_person(values)


@frappe.whitelist(methods=["GET", "POST"])
def find_texts(text: str = "", language: str = "it", own_only: int | str = 0) -> list[dict]:
    """Return texts that are shown and hold some words; needs System Manager."""
    frappe.only_for(ADMIN)
    return wording.find_texts(text, language, bool(cint(own_only)))


@frappe.whitelist(methods=["POST"])
def change_text(source: str, language: str, text: str = "", context: str = "") -> str | None:
    """Change what is shown for a text in a language; empty takes the product's own wording; needs System Manager."""
    frappe.only_for(ADMIN)
    return wording.change_text(source, language, text, context)


@frappe.whitelist(methods=["GET", "POST"])
def get_letter_heads() -> list[dict]:
    """Return the letter heads; needs System Manager."""
    frappe.only_for(ADMIN)
    return letter_heads.get_all()


@frappe.whitelist(methods=["POST"])
def save_letter_head(values: dict | str) -> dict:
    """Make or change a letter head; needs System Manager."""
    frappe.only_for(ADMIN)
    return letter_heads.save(values)


@frappe.whitelist(methods=["POST"])
def remove_letter_head(name: str) -> dict:
    """Delete a letter head that is not the usual one; needs System Manager."""
    frappe.only_for(ADMIN)
    return letter_heads.remove(name)


@frappe.whitelist(methods=["GET", "POST"])
def get_changes(about: str | None = None, start: int | str = 0) -> list[dict]:
    """Return what was changed, the latest first; needs System Manager."""
    frappe.only_for(ADMIN)
    return taking_back.get_changes(about, max(0, cint(start)))


@frappe.whitelist(methods=["GET", "POST"])
def look_at_change(name: str) -> dict:
    """Return what taking a change back would mean; needs System Manager."""
    frappe.only_for(ADMIN)
    return taking_back.look(name)


@frappe.whitelist(methods=["POST"])
def take_back(name: str, with_later: int | str = 0) -> dict:
    """Take a change back, with those that rest on it if asked for; needs System Manager."""
    frappe.only_for(ADMIN)
    return taking_back.take_back(name, bool(cint(with_later)))


@frappe.whitelist(methods=["POST"])
def put_back(name: str) -> dict:
    """Make a change again that was taken back; needs System Manager."""
    frappe.only_for(ADMIN)
    return taking_back.put_back(name)
