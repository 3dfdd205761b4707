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
COPIED = "name channel icon color default_area duration reminder_minutes".split()


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
    kinds = frappe.get_all(
        "Relation Event Type",
        filters={"disabled": 0},
        fields=[*COPIED, "type_name", "outcomes", "note_template"],
        order_by="position asc, name asc",
    )
    in_use = [kind.name for kind in kinds]
    fields, steps = (_get_rows(doctype, in_use) for doctype in ("Relation Event Field", "Relation Event Outcome"))
    return [_describe(kind, fields.get(kind.name, []), steps.get(kind.name, []), in_use) for kind in kinds]


def _get_rows(doctype: str, kinds: list[str]) -> dict[str, list]:
    """Return the rows of a table of event types by their type, in order."""
    filters = {"parent": ["in", kinds], "parenttype": "Relation Event Type"}
    rows: dict[str, list] = {}
    for row in frappe.get_all(doctype, filters=filters, fields=["*"], order_by="idx asc"):
        rows.setdefault(row.parent, []).append(row)
    return rows


def _describe(kind, fields_of_type: list, next_steps: list, in_use: list[str]) -> dict:
    fields = [
        {
            "field_key": row.field_key,
            "label": frappe._(row.label),
            "value_type": row.value_type,
            "column": VALUE_COLUMNS[row.value_type],
            "choices": [{"value": c, "title": frappe._(c)} for c in get_lines(row.choices)],
            "expected": row.expected,
        }
        for row in fields_of_type
    ]
    steps = {row.outcome.strip(): _describe_step(row, kind, in_use) for row in next_steps}
    names = dict.fromkeys([*get_lines(kind.outcomes), *steps])
    outcomes = [{"value": name, "title": frappe._(name)} | steps.get(name, {}) for name in names]
    return {key: kind.get(key) for key in COPIED} | {
        "title": frappe._(kind.type_name),
        "outcomes": outcomes,
        "note_template": "\n".join(frappe._(line) for line in get_lines(kind.note_template)),
        "fields": fields,
    }


def _describe_step(row, kind, in_use: list[str]) -> dict:
    """Return the step that an outcome proposes; `days` are working days, a type no longer used is left out."""
    kept = row.next_type if row.next_type in in_use else kind.name
    subject = (row.next_subject or "").strip()
    return {"next": {"event_type": kept, "days": row.next_days or 0, "subject": frappe._(subject) if subject else ""}}
