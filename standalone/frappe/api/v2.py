"""REST v2: `/api/v2/document`, `/api/v2/doctype`, `/api/v2/method`."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.api import check_doctype, get_document, make_document, update_document
from frappe.api.v1 import create_document, delete_document, read_document, write_document
from frappe.handler import (
    BUILT_IN,
    call,
    call_doc_method,
    check_http_method,
    check_if_latest,
    execute_cmd,
    finish_call,
)
from frappe.model.query_args import read_filters, read_list_args
from frappe.utils.response import build_response
from werkzeug.wrappers import Request, Response


def route(request: Request, parts: list[str]) -> Response | None:
    """The response for a v2 path, or None where there is no such route."""
    frappe.local.flags.api_version = 2
    routes = {"document": _route_document, "method": _route_method, "doctype": _route_doctype}
    handler = routes.get(parts[0])
    return handler(request.method, parts[1:]) if handler and len(parts) > 1 else None


def _answer(data: Any) -> Response:
    frappe.local.response["data"] = data
    return build_response("json")


def _route_document(method: str, parts: list[str]) -> Response | None:
    doctype, rest = parts[0], parts[1:]
    if not rest:
        handler = {"GET": list_documents, "POST": create_document}.get(method)
        return _answer(handler(doctype)) if handler else None
    if rest == ["bulk_delete"] and method == "POST":
        return _answer(bulk_delete(doctype))
    if rest == ["bulk_update"] and method == "POST":
        return _answer(bulk_update(doctype))
    if len(rest) > 2 and rest[-2] == "method" and method in ("GET", "POST"):
        return run_document_method(doctype, "/".join(rest[:-2]), rest[-1], method)
    if len(rest) > 1 and rest[-1] == "copy" and method == "GET":
        return _answer(copy_document(doctype, "/".join(rest[:-1])))
    handlers = {
        "GET": read_document,
        "PUT": write_document,
        "PATCH": write_document,
        "DELETE": delete_document,
    }
    named = handlers.get(method)
    return _answer(named(doctype, "/".join(rest))) if named else None


def _route_method(method: str, parts: list[str]) -> Response | None:
    if parts == ["run_doc_method"]:
        return finish_call(run_doc_method())
    if len(parts) == 2 and parts[0] not in BUILT_IN:
        return finish_call(run_doctype_function(parts[0], parts[1]))
    return finish_call(execute_cmd("/".join(parts)))


def _route_doctype(method: str, parts: list[str]) -> Response | None:
    if method != "GET" or len(parts) != 2:
        return None
    handler = {"meta": get_meta, "count": count, "search": search}.get(parts[1])
    return _answer(handler(parts[0])) if handler else None


def list_documents(doctype: str) -> list:
    """Records the user may read, and `has_next_page` beside them."""
    check_doctype(doctype)
    args = read_list_args(frappe.local.form_dict, default_limit=20)
    limit = args["limit_page_length"]
    if not limit:
        frappe.local.response["has_next_page"] = False
        return frappe.get_list(doctype, **args)
    rows = frappe.get_list(doctype, **{**args, "limit_page_length": limit + 1})
    frappe.local.response["has_next_page"] = len(rows) > limit
    return rows[:limit]


def copy_document(doctype: str, name: str) -> dict:
    """An unsaved copy."""
    doc = get_document(doctype, name)
    doc.apply_fieldlevel_read_permissions()
    return frappe.copy_doc(doc).as_dict()


def bulk_delete(doctype: str) -> dict:
    """Delete `names`, each in its own savepoint; answers what failed."""
    failed = []
    for name in read_names():
        frappe.db.savepoint("bulk_delete")
        try:
            frappe.delete_doc(doctype, name, ignore_missing=False)
        except Exception as exc:
            frappe.db.rollback(save_point="bulk_delete")
            failed.append({"name": name, "error": str(exc)})
    return {"failed": failed}


def bulk_update(doctype: str) -> dict:
    """Update the documents in `docs` (each with its name), each in its own savepoint; answers what failed."""
    docs, failed = frappe.parse_json(frappe.local.form_dict.get("docs") or "[]"), []
    for values in docs if isinstance(docs, list) else []:
        name = values.pop("name", None) if isinstance(values, dict) else None
        frappe.db.savepoint("bulk_update")
        try:
            update_document(get_document(doctype, name, "write", for_update=True), values)
        except Exception as exc:
            frappe.db.rollback(save_point="bulk_update")
            failed.append({"name": name, "error": str(exc)})
    return {"failed": failed}


def read_names() -> list:
    names = frappe.parse_json(frappe.local.form_dict.get("names") or "[]")
    if not isinstance(names, list) or len(names) > 500:
        frappe.throw(_("names must be a list of at most 500 names."))
    return names


def run_document_method(doctype: str, name: str, method: str, http_method: str) -> Response:
    """Call a whitelisted method of a document; GET needs read, POST write."""
    doc = get_document(doctype, name, "read" if http_method == "GET" else "write")
    result = call_doc_method(doc, method, dict(frappe.local.form_dict))
    frappe.local.response.docs = [doc.as_dict()]
    return _answer(result)


def run_doc_method() -> Any:
    """Call `method` of the document given whole as `document`; a new one is not found."""
    form = frappe.local.form_dict
    values = frappe.parse_json(form.get("document") or "{}")
    if not isinstance(values, dict) or not values.get("doctype"):
        frappe.throw(_("document must be a JSON object with doctype and name."))
    if not values.get("name") or values.get("__islocal"):
        frappe.throw(_("{0} is not saved yet.").format(_(values["doctype"])), frappe.DoesNotExistError)
    doc = make_document(values)
    frappe.has_permission(doc.doctype, "read", doc=doc, throw=True)
    check_if_latest(doc)
    kwargs = frappe.parse_json(form.get("kwargs") or "{}")
    result = call_doc_method(doc, str(form.get("method") or ""), kwargs if isinstance(kwargs, dict) else {})
    frappe.local.response.docs = [doc.as_dict()]
    return result


def run_doctype_function(doctype: str, function: str) -> Any:
    """Call a whitelisted function of a DocType's controller module."""
    check_doctype(doctype)
    fn = getattr(frappe.get_meta_module(doctype), function, None)
    if not callable(fn):
        frappe.throw(_("{0} has no function {1}.").format(_(doctype), function))
    frappe.is_whitelisted(fn)
    check_http_method(fn)
    return call(fn, frappe.local.form_dict)


def get_meta(doctype: str) -> dict:
    """The DocType's metadata, for those who may see the DocType."""
    check_doctype(doctype)
    frappe.only_for("All")
    return frappe.get_meta(doctype).as_dict()


def count(doctype: str) -> int:
    """How many records match `filters`, counting only what the user may read."""
    from frappe.client import get_count

    return get_count(doctype, read_filters(frappe.local.form_dict.get("filters")))


def search(doctype: str) -> list:
    from frappe.desk.search import search_link

    return search_link(doctype, str(frappe.local.form_dict.get("txt") or ""))
