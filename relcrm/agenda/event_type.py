"""What an event takes from its type: length, area, reminder, outcomes and fields of its own."""

import frappe

VALUE_COLUMNS = {
    "Text": "text",
    "Choice": "choice",
    "Number": "number",
    "Amount": "amount",
    "Date": "date",
    "Yes/No": "yes_no",
}


def get_type(name: str):
    """Return the cached event type, or None."""
    return frappe.get_cached_doc("Relation Event Type", name) if name else None


def get_type_of_channel(channel: str) -> str | None:
    """Return the first event type in use of a channel, as the administrator ordered them."""
    filters = {"channel": channel, "disabled": 0}
    names = frappe.get_all("Relation Event Type", filters=filters, order_by="position asc, name asc", limit=1)
    return names[0].name if names else None


def get_lines(text: str | None) -> list[str]:
    """Return the non-empty lines of a text."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def get_types() -> list[dict]:
    """Return the event types in use as a form or an agenda needs them, titles in the reader's language."""
    names = frappe.get_all(
        "Relation Event Type", filters={"disabled": 0}, order_by="position asc, name asc", pluck="name"
    )
    return [_describe(get_type(name)) for name in names]


def _describe(kind) -> dict:
    copied = "name channel icon color default_area duration reminder_minutes".split()
    fields = [
        {
            "field_key": row.field_key,
            "label": frappe._(row.label),
            "value_type": row.value_type,
            "column": VALUE_COLUMNS[row.value_type],
            "choices": [{"value": c, "title": frappe._(c)} for c in get_lines(row.choices)],
            "expected": row.expected,
        }
        for row in kind.fields_of_type
    ]
    outcomes = [{"value": line, "title": frappe._(line)} for line in get_lines(kind.outcomes)]
    return {key: kind.get(key) for key in copied} | {
        "title": frappe._(kind.type_name),
        "outcomes": outcomes,
        "fields": fields,
    }
