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
    steps = {row.outcome.strip(): _describe_step(row, kind) for row in kind.get("next_steps") or []}
    names = dict.fromkeys([*get_lines(kind.outcomes), *steps])
    outcomes = [{"value": name, "title": frappe._(name)} | steps.get(name, {}) for name in names]
    return {key: kind.get(key) for key in copied} | {
        "title": frappe._(kind.type_name),
        "outcomes": outcomes,
        "note_template": "\n".join(frappe._(line) for line in get_lines(kind.get("note_template"))),
        "fields": fields,
    }


def _describe_step(row, kind) -> dict:
    """Return the step that an outcome proposes; `days` are working days, a type no longer used is left out."""
    named = get_type(row.next_type)
    kept = named.name if named and not named.disabled else kind.name
    subject = (row.next_subject or "").strip()
    return {"next": {"event_type": kept, "days": row.next_days or 0, "subject": frappe._(subject) if subject else ""}}
