"""REST v1: `/api/resource/<DocType>[/<name>]` and `/api/method/<path>`."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.api import check_doctype, get_document, make_new, read_body, update_document
from frappe.handler import call_doc_method, execute_cmd, finish_call
from frappe.model.query_args import read_list_args
from frappe.utils.response import build_response
from werkzeug.wrappers import Request, Response


def route(request: Request, parts: list[str]) -> Response | None:
    """The response for a v1 path, or None where there is no such route."""
    kind, method = parts[0], request.method
    if kind == "method" and len(parts) > 1:
        return finish_call(execute_cmd("/".join(parts[1:])))
    if kind != "resource" or len(parts) < 2:
        return None
    doctype, name = parts[1], "/".join(parts[2:])
    if not name:
        handler = {"GET": list_documents, "POST": create_document}.get(method)
        return _answer(handler(doctype)) if handler else None
    run_method = frappe.local.form_dict.get("run_method")
    if method == "POST" or (method == "GET" and run_method):
        return _answer(run_document_method(doctype, name, method)) if run_method else None
    named = {"GET": read_document, "PUT": write_document, "DELETE": delete_document}.get(method)
    return _answer(named(doctype, name)) if named else None


def _answer(data: Any) -> Response:
    frappe.local.response["data"] = data
    return build_response("json")


def list_documents(doctype: str) -> list:
    """Records the user may read; 20 unless `limit_page_length` or `limit` says otherwise (0 = all)."""
    check_doctype(doctype)
    args = read_list_args(frappe.local.form_dict, default_limit=20)
    return frappe.get_list(doctype, **args)


def read_document(doctype: str, name: str) -> Any:
    doc = get_document(doctype, name)
    doc.apply_fieldlevel_read_permissions()
    return doc


def create_document(doctype: str) -> Any:
    check_doctype(doctype)
    return make_new(doctype, read_body()).insert()


def write_document(doctype: str, name: str) -> Any:
    doc = update_document(get_document(doctype, name, "write", for_update=True), read_body())
    doc.apply_fieldlevel_read_permissions()
    return doc


def delete_document(doctype: str, name: str) -> str:
    check_doctype(doctype)
    frappe.delete_doc(doctype, name, ignore_missing=False)
    frappe.local.response.http_status_code = 202
    return "ok"


def run_document_method(doctype: str, name: str, http_method: str) -> Any:
    """Call a whitelisted method of the document; GET needs read, POST write."""
    doc = get_document(doctype, name, "read" if http_method == "GET" else "write")
    form = dict(frappe.local.form_dict)
    method = form.pop("run_method")
    if not isinstance(method, str):
        frappe.throw(_("run_method must be the name of a method."))
    return call_doc_method(doc, method, form)
