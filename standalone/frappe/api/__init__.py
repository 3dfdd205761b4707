"""Routes of `/api`: v1 (`/api/...`, `/api/v1/...`) and v2 (`/api/v2/...`)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from werkzeug.wrappers import Request, Response


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
    ("owner", "creation", "modified_by", "flags", "meta", "parent_doc", "doctype", "name", "__unsaved")
)


def take_values(values: dict) -> dict:
    """A client's values for an existing document, less what no client may set."""
    return {k: v for k, v in values.items() if k not in PROTECTED and (k[:1] != "_" or k[:2] == "__")}


def make_document(values: dict) -> Any:
    """A document as a client sends it whole; one that is stored keeps its owner and time of creation."""
    values = {k: v for k, v in values.items() if k not in ("flags", "meta", "parent_doc")}
    doctype, name = values.get("doctype"), values.get("name")
    if name and not values.get("__islocal") and not frappe.get_meta(doctype).issingle:
        stored = frappe.db.get_value(doctype, name, ["owner", "creation"], as_dict=True)
        if stored:
            values.update(stored)
    return frappe.get_doc(values)


def update_document(doc: Any, values: dict) -> Any:
    """Write `values` into a loaded document and save it; a child row saves its parent too."""
    doc.update(take_values(values))
    doc.save()
    if doc.get("parenttype"):
        frappe.get_doc(doc.parenttype, doc.parent).save()
    return doc
