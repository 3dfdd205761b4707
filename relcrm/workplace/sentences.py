"""What an error says to the user, in one sentence."""

import frappe
from frappe.utils import strip_html


def get_sentence(error: Exception) -> str:
    """Return what an error says to the user, without markup, and empty the message log."""
    messages = [strip_html(_get_message(entry)) for entry in frappe.local.message_log or []]
    frappe.clear_messages()
    messages = [message for message in dict.fromkeys(messages) if message]
    return " ".join(messages) or strip_html(str(error)) or type(error).__name__


def _get_message(entry: object) -> str:
    entry = frappe.parse_json(entry) if isinstance(entry, str) else entry
    return str(entry.get("message") or "") if isinstance(entry, dict) else str(entry)
