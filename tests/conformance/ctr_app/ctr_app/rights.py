"""Row rules of Ctr Hash: rows marked hidden are for their owner only, and 100% is in nobody's list."""

import frappe


def get_hash_conditions(user=None, doctype=None):
    user = user or frappe.session.user
    if user == "Administrator":
        return ""
    shown = f"(`tabCtr Hash`.`hidden` = 0 or `tabCtr Hash`.`owner` = {frappe.db.escape(user)})"
    return f"{shown} and coalesce(`tabCtr Hash`.`text`, '') != '100%'"


def has_hash_permission(doc, ptype=None, user=None):
    if doc.get("hidden") and doc.owner != (user or frappe.session.user):
        return False
    return True
