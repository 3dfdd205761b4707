"""Row rules of Ctr Hash: rows marked hidden are for their owner only."""

import frappe


def get_hash_conditions(user=None, doctype=None):
    user = user or frappe.session.user
    if user == "Administrator":
        return ""
    return f"(`tabCtr Hash`.`hidden` = 0 or `tabCtr Hash`.`owner` = {frappe.db.escape(user)})"


def has_hash_permission(doc, ptype=None, user=None):
    if doc.get("hidden") and doc.owner != (user or frappe.session.user):
        return False
    return True
