"""Routes of `/api`: v1 (`/api/...`, `/api/v1/...`) and v2 (`/api/v2/...`)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model import data_fieldtypes, table_fields
from werkzeug.wrappers import Request, Response

NUMERIC_TYPES = frozenset(("Int", "Long Int", "Check", "Float", "Percent", "Currency", "Duration", "Rating"))


def handle(request: Request) -> Response:
    """Answer a request under /api. Raises DoesNotExistError (404) for an unknown route."""
    from frappe.api import v1, v2

    parts = request.path.split("/")[2:]
    version = 1
    if parts and parts[0] in ("v1", "v2"):
        version = int(parts.pop(0)[1])
    if parts and parts[-1] == "":
        parts.pop()
    if parts and parts[0] in ("resource", "document", "method", "doctype"):
        module = v2 if version == 2 else v1
        response = module.route(request, parts)
        if response is not None:
            return response
    raise frappe.DoesNotExistError(_("There is nothing at {0}.").format(request.path))


def get_document(doctype: str, name: str, ptype: str = "read", for_update: bool = False) -> Any:
    """A document whose `ptype` right was checked; fields the user may not read are left out for reads."""
    check_doctype(doctype)
    if for_update:
        frappe.db.begin_write()
    doc = frappe.get_doc(doctype, name)
    if not doc.has_permission(ptype):
        frappe.throw(
            _("No permission for {0} {1}").format(
                _(doctype), frappe.bold(frappe.utils.escape_html(str(name)))
            ),
            frappe.PermissionError,
        )
    return doc


def check_doctype(doctype: str) -> None:
    """Raise DoesNotExistError (404) for an unknown DocType."""
    try:
        frappe.get_meta(doctype)
    except (frappe.DoesNotExistError, ImportError):
        frappe.clear_messages()
        frappe.throw(
            _("There is no document type {0}.").format(frappe.utils.escape_html(doctype)),
            frappe.DoesNotExistError,
        )


def read_body() -> dict:
    """The document in the request: field `data` as JSON, or all arguments."""
    form = frappe.local.form_dict
    data = form.get("data")
    if data is not None:
        data = frappe.parse_json(data) if isinstance(data, str) else data
        return dict(data) if isinstance(data, dict) else {}
    return {k: v for k, v in form.items() if k not in ("cmd", "csrf_token", "run_method")}


# Nobody changes these over HTTP: they say who made a record and when, or steer the document itself.
PROTECTED = frozenset(
    (
        "owner",
        "creation",
        "modified_by",
        "flags",
        "meta",
        "parent_doc",
        "doctype",
        "name",
        "__unsaved",
        "__islocal",
    )
)
INTERNAL = frozenset(("flags", "meta", "parent_doc"))


def take_values(doctype: str, values: dict) -> dict:
    """A client's values for an existing document, less what no client may set."""
    kept = {k: v for k, v in values.items() if k not in PROTECTED and (k[:1] != "_" or k[:2] == "__")}
    return fit_values(doctype, kept)


def make_document(values: dict) -> Any:
    """A document as a client sends it whole; one that is stored keeps its owner and time of creation."""
    doctype, name = values["doctype"], values.get("name")
    values = fit_values(doctype, {k: v for k, v in values.items() if k not in INTERNAL})
    if name and not values.get("__islocal") and not frappe.get_meta(doctype).issingle:
        stored = frappe.db.get_value(doctype, name, ["owner", "creation"], as_dict=True)
        if stored:
            values.update(stored)
    return frappe.get_doc(values)


def make_new(doctype: str, values: dict) -> Any:
    """A new document from a client's values."""
    values = fit_values(doctype, {k: v for k, v in values.items() if k not in INTERNAL})
    return frappe.get_doc({**values, "doctype": doctype})


def fit_values(doctype: str, values: dict) -> dict:
    """Values in the types that controllers expect: numbers in text fields become text, rows of tables are objects.

    Raises ValidationError for a list or object in a field that takes one value.
    """
    meta = frappe.get_meta(doctype)
    for key, value in values.items():
        if isinstance(value, str) or value is None:
            continue
        df = meta.get_field(key)
        if key == "name" and not isinstance(value, (int, float)):
            _refuse_value(meta, key, value)
        elif df is None:
            continue
        elif df.fieldtype in table_fields:
            values[key] = _fit_rows(meta, df, value)
        elif isinstance(value, (list, dict)):
            if df.fieldtype != "JSON":
                _refuse_value(meta, key, value)
        elif df.fieldtype not in NUMERIC_TYPES and df.fieldtype in data_fieldtypes:
            values[key] = str(int(value)) if isinstance(value, bool) else str(value)
    return values


def _fit_rows(meta: Any, df: Any, rows: Any) -> list:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        _refuse_value(meta, df.fieldname, rows)
    return [fit_values(df.options, {k: v for k, v in row.items() if k not in INTERNAL}) for row in rows]


def _refuse_value(meta: Any, fieldname: str, value: Any) -> None:
    label = frappe.bold(_(meta.get_label(fieldname)))
    kind = (
        _("a list")
        if isinstance(value, list)
        else _("an object")
        if isinstance(value, dict)
        else _("this value")
    )
    frappe.throw(_("{0} of {1} cannot be {2}. Send one value of its kind.").format(label, _(meta.name), kind))


def update_document(doc: Any, values: dict) -> Any:
    """Write `values` into a loaded document and save it; a child row saves its parent too."""
    doc.update(take_values(doc.doctype, values))
    doc.save()
    if doc.get("parenttype"):
        frappe.get_doc(doc.parenttype, doc.parent).save()
    return doc
