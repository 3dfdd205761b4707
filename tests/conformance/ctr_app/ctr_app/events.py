"""Records which events ran, in order, in `frappe.flags.ctr_events`."""

import frappe


def note(doc, text):
    if frappe.flags.ctr_events is not None:
        frappe.flags.ctr_events.append(f"{doc.doctype}:{text}")


def record_handler(doc, method):
    note(doc, f"hook {method}")


def record_star(doc, method):
    if doc.doctype.startswith("Ctr "):
        note(doc, f"star {method}")


def shout(text):
    return str(text).upper()
