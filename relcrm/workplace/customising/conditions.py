"""Conditions that are chosen, not written: rows of field, comparison and value.

They become JavaScript for forms and Python for the steps of a process, and are read back from there.
"""

import json
import re

import frappe
from frappe import _
from frappe.utils import cint, flt, getdate

from relcrm.exceptions import CustomisationError

SET, NOT_SET, ONE_OF = "is set", "is not set", "one of"
COMPARISONS = ("=", "!=", ">", "<", ONE_OF, SET, NOT_SET)
NUMBERS = ("Int", "Float", "Currency", "Percent", "Rating", "Duration")
SCRIPT, PYTHON = "script", "python"
_SIGNS = {"=": "==", "!=": "!=", ">": ">", "<": "<"}
_JOINS = {SCRIPT: (" && ", " || "), PYTHON: (" and ", " or ")}
_FIELD = r"(?:\(doc\.(?P<a>\w+) or (?:0|\"\")\)|str\(doc\.(?P<b>\w+) or \"\"\)|doc\.(?P<c>\w+))"
_PART = re.compile(
    rf"(?P<not>!|not )?{_FIELD}(?: (?P<sign>==|!=|>|<|in) (?P<value>.+))?"
    r"|(?P<list>\[.*\])\.includes\(doc\.(?P<d>\w+)\)",
    re.S,
)
MAX_ROWS = 10


def make_condition(doctype: str, condition: dict | None, language: str = SCRIPT) -> str:
    """Write `{any, rows: [{field, op, value}]}` as an expression; empty without rows."""
    rows = (condition or {}).get("rows") if isinstance(condition, dict) else None
    if not rows:
        return ""
    if not isinstance(rows, list) or len(rows) > MAX_ROWS or not all(isinstance(row, dict) for row in rows):
        raise CustomisationError(
            _("A condition has up to {0} lines, each with field, comparison and value.").format(MAX_ROWS)
        )
    parts = [_make_part(doctype, row, language) for row in rows]
    text = _JOINS[language][1 if cint(condition.get("any")) else 0].join(parts)
    return f"eval:{text}" if language == SCRIPT else text


def _make_part(doctype: str, row: dict, language: str) -> str:
    df = frappe.get_meta(doctype).get_field(str(row.get("field") or ""))
    if not df or df.fieldtype in (
        "Table",
        "Table MultiSelect",
        "Section Break",
        "Column Break",
        "Tab Break",
        "Password",
    ):
        raise CustomisationError(
            _("A condition names a field that {0} does not have. Choose another.").format(_(doctype))
        )
    op, name = row.get("op"), f"doc.{df.fieldname}"
    if op == SET:
        return name
    if op == NOT_SET:
        return f"!{name}" if language == SCRIPT else f"not {name}"
    if op == ONE_OF:
        values = row.get("value")
        values = values if isinstance(values, list) else [one.strip() for one in str(values or "").split("\n")]
        written = json.dumps([_read_value(df, one) for one in values if one not in ("", None)], ensure_ascii=False)
        return f"{written}.includes({name})" if language == SCRIPT else f"{name} in {written}"
    if op not in _SIGNS:
        raise CustomisationError(_("A condition on {0} has no comparison. Choose one.").format(_(df.label)))
    value = json.dumps(_read_value(df, row.get("value")), ensure_ascii=False)
    if language == PYTHON and df.fieldtype in NUMBERS:
        name = f"({name} or 0)"
    elif language == PYTHON and df.fieldtype in ("Date", "Datetime"):
        name = f'str({name} or "")'
    return f"{name} {_SIGNS[op]} {value}"


def _read_value(df, value):
    if df.fieldtype == "Check":
        return 1 if str(value).strip().lower() in ("1", "true", "yes") else 0
    if df.fieldtype in NUMBERS:
        return flt(str(value).replace(",", ".")) if df.fieldtype != "Int" else cint(value)
    if df.fieldtype == "Date" and value:
        try:
            return str(getdate(value))
        except Exception:
            raise CustomisationError(_('{0}: "{1}" is not a date.').format(_(df.label), str(value)[:40])) from None
    return str(value if value is not None else "")[:140]


def read_condition(text: str | None, language: str = SCRIPT) -> dict | None:
    """Read an expression that `make_condition` wrote; None for one that somebody wrote by hand."""
    if not text:
        return {"any": 0, "rows": []}
    text = text.removeprefix("eval:").strip()
    for number, join in enumerate(_JOINS[language]):
        rows = [_read_part(part) for part in text.split(join)]
        if all(rows):
            return {"any": number, "rows": rows}
    return None


def _read_part(text: str) -> dict | None:
    match = _PART.fullmatch(text.strip())
    if not match:
        return None
    field = next(match[key] for key in "abcd" if match[key])
    try:
        if match["list"]:
            return {"field": field, "op": ONE_OF, "value": json.loads(match["list"])}
        if not match["sign"]:
            return {"field": field, "op": NOT_SET if match["not"] else SET, "value": ""}
        value = json.loads(match["value"])
    except ValueError:
        return None
    signs = {written: op for op, written in _SIGNS.items()} | {"in": ONE_OF}
    if match["not"] or (match["sign"] == "in") != isinstance(value, list):
        return None
    return {"field": field, "op": signs[match["sign"]], "value": value}
