"""The REST interface as an OpenAPI 3.1 document, made from the metadata with the session user's rights."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import typing
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import frappe
from frappe import _
from frappe.utils import get_url, strip_html

NO_VALUE = frozenset(
    ("Section Break", "Column Break", "Tab Break", "HTML", "Button", "Heading", "Fold", "Image")
)
NUMBERS = {"Int": "integer", "Long Int": "integer", "Check": "integer"} | dict.fromkeys(
    ("Float", "Percent", "Currency", "Duration", "Rating"), "number"
)
STANDARD = {
    "name": {"type": "string", "readOnly": True, "description": "Identity of the record."},
    "owner": {"type": "string", "readOnly": True},
    "creation": {"type": "string", "readOnly": True, "description": "YYYY-MM-DD HH:MM:SS.ffffff"},
    "modified": {
        "type": "string",
        "description": "YYYY-MM-DD HH:MM:SS.ffffff. Sent with a change, it must be the stored one.",
    },
    "modified_by": {"type": "string", "readOnly": True},
    "docstatus": {"type": "integer", "enum": [0, 1, 2], "description": "0 draft, 1 submitted, 2 cancelled."},
    "idx": {"type": "integer"},
}
LIST_PARAMETERS = (
    "fields",
    "filters",
    "or_filters",
    "order_by",
    "group_by",
    "limit_start",
    "limit_page_length",
)
ERRORS = {
    "400": "No CSRF token where the session has one.",
    "401": "Log-in, token or session is not valid.",
    "403": "No right to do this.",
    "404": "There is no such record.",
    "409": "A record of this name exists.",
    "417": "The data is not accepted; the message says why.",
}


@frappe.whitelist()
def get_openapi() -> None:
    """The interface as the session user may use it; answers the plain OpenAPI document."""
    frappe.local.response.update(
        type="download",
        filename="openapi.json",
        content_type="application/json",
        display_content_as="inline",
        filecontent=frappe.as_json(make_openapi()).encode(),
    )


def make_openapi() -> dict:
    """The OpenAPI document for the session user."""
    builder = _Builder()
    for doctype in sorted(frappe.get_user().can_read):
        builder.add_doctype(doctype)
    for path, fn in sorted(_get_app_functions()):
        builder.add_function(path, fn)
    builder.add_session_paths()
    titles = frappe.get_hooks("app_title")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": titles[-1] if titles else "Frappe",
            "version": "1",
            "description": _("Records and functions that {0} may use.").format(frappe.session.user),
        },
        "servers": [{"url": get_url()}],
        "security": [{"session": []}, {"token": []}],
        "paths": builder.paths,
        "components": {
            "schemas": builder.schemas,
            "parameters": _get_parameters(),
            "responses": {code: _get_error_response(text) for code, text in ERRORS.items()},
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "sid"},
                "token": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": "token <api_key>:<api_secret>",
                },
            },
        },
    }


class _Builder:
    def __init__(self) -> None:
        self.paths: dict[str, dict] = {}
        self.schemas: dict[str, dict] = {"Error": _get_error_schema()}

    def add_doctype(self, doctype: str) -> None:
        meta = frappe.get_meta(doctype)
        if meta.istable:
            return
        ref = self.add_schema(meta)
        rights = frappe.permissions.get_role_permissions(meta)
        base = f"/api/resource/{quote(doctype)}"
        tag, slug = [_(doctype)], _slug(doctype)
        listing: dict[str, Any] = {}
        if not meta.issingle:
            listing["get"] = _operation(
                f"list_{slug}",
                tag,
                _("List {0}").format(_(doctype)),
                {"type": "array", "items": ref},
                wrap="data",
                parameters=[{"$ref": f"#/components/parameters/{name}"} for name in LIST_PARAMETERS],
            )
            if rights.get("create"):
                listing["post"] = _operation(
                    f"create_{slug}", tag, _("Create {0}").format(_(doctype)), ref, wrap="data", body=ref
                )
            self.paths[base] = listing
        single = {"parameters": [{"$ref": "#/components/parameters/name"}]}
        single["get"] = _operation(f"read_{slug}", tag, _("Read {0}").format(_(doctype)), ref, wrap="data")
        if rights.get("write"):
            single["put"] = _operation(
                f"update_{slug}", tag, _("Change {0}").format(_(doctype)), ref, wrap="data", body=ref
            )
        if rights.get("delete") and not meta.issingle:
            single["delete"] = _operation(
                f"delete_{slug}",
                tag,
                _("Delete {0}").format(_(doctype)),
                {"const": "ok"},
                wrap="data",
                status="202",
            )
        self.paths[f"{base}/{{name}}"] = single

    def add_schema(self, meta: Any) -> dict:
        key = _slug(meta.name)
        if key in self.schemas:
            return {"$ref": f"#/components/schemas/{key}"}
        schema = self.schemas[key] = {"type": "object", "title": _(meta.name), "properties": dict(STANDARD)}
        if meta.get("description"):
            schema["description"] = strip_html(_(meta.description))
        levels = set(meta.get_permlevel_access("read")) if not meta.istable else None
        required = []
        for df in meta.fields:
            if df.fieldtype in NO_VALUE or (levels is not None and int(df.permlevel or 0) not in levels):
                continue
            schema["properties"][df.fieldname] = self._get_field_schema(df)
            if df.reqd and not df.default:
                required.append(df.fieldname)
        if required:
            schema["x-required-on-create"] = required
        return {"$ref": f"#/components/schemas/{key}"}

    def _get_field_schema(self, df: Any) -> dict:
        if df.fieldtype in ("Table", "Table MultiSelect"):
            schema: dict[str, Any] = {"type": "array", "items": self.add_schema(frappe.get_meta(df.options))}
        elif df.fieldtype == "Check":
            schema = {"type": "integer", "enum": [0, 1]}
        elif df.fieldtype in NUMBERS:
            schema = {"type": [NUMBERS[df.fieldtype], "null"]}
        else:
            schema = _get_text_schema(df)
        schema["title"] = _(df.label or df.fieldname)
        if df.description:
            schema["description"] = strip_html(_(df.description))
        if df.read_only or df.is_virtual:
            schema["readOnly"] = True
        return schema

    def add_function(self, path: str, fn: Callable) -> None:
        methods = frappe.allowed_http_methods_for_whitelisted_func.get(fn) or ["GET", "POST"]
        properties, required = {}, []
        for name, parameter in inspect.signature(fn).parameters.items():
            if parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
                continue
            properties[name] = _get_argument_schema(fn, name)
            if parameter.default is parameter.empty:
                required.append(name)
        body: dict[str, Any] = {"type": "object", "properties": properties}
        if required:
            body["required"] = required
        summary = (inspect.getdoc(fn) or path).split("\n")[0]
        entry: dict[str, Any] = {}
        for verb in methods:
            verb = verb.lower()
            operation = _operation(
                f"{verb}_{path.replace('.', '_')}", [path.rpartition(".")[0]], summary, {}, wrap="message",
                body=body if verb not in ("get", "delete") and properties else None,
                parameters=[
                    {"name": name, "in": "query", "required": name in required, "schema": schema}
                    for name, schema in properties.items()
                ]
                if verb in ("get", "delete")
                else None,
            )  # fmt: skip
            if fn in frappe.guest_methods:
                operation["security"] = []
            entry[verb] = operation
        self.paths[f"/api/method/{path}"] = entry

    def add_session_paths(self) -> None:
        text = {"type": "string"}
        login = {"type": "object", "properties": {"usr": text, "pwd": text, "tmp_id": text, "otp": text}}
        for name, summary, body in (
            ("login", _("Log in; the answer sets the cookie sid"), login),
            ("logout", _("Log out"), None),
            ("ping", _("Whether the server answers"), None),
        ):
            operation = _operation(name, ["session"], summary, {"type": "string"}, wrap="message", body=body)
            operation["security"] = []
            self.paths[f"/api/method/{name}"] = {"get" if name == "ping" else "post": operation}
        upload = {
            "type": "object",
            "properties": {
                "file": {"type": "string", "contentMediaType": "application/octet-stream"},
                "is_private": {"type": "integer", "enum": [0, 1]},
                "doctype": text,
                "docname": text,
                "fieldname": text,
            },
        }
        operation = _operation(
            "upload_file", ["session"], _("Upload a file"), {"type": "object"}, wrap="message"
        )
        operation["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": upload}}}
        self.paths["/api/method/upload_file"] = {"post": operation}


def _slug(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", text)


def _operation(
    operation_id: str,
    tags: list[str],
    summary: str,
    schema: dict,
    wrap: str,
    body: dict | None = None,
    parameters: list | None = None,
    status: str = "200",
) -> dict:
    answer = {"type": "object", "properties": {wrap: schema}}
    responses = {status: {"description": summary, "content": {"application/json": {"schema": answer}}}}
    responses |= {code: {"$ref": f"#/components/responses/{code}"} for code in ERRORS}
    out: dict[str, Any] = {
        "operationId": _slug(operation_id),
        "tags": tags,
        "summary": summary,
        "responses": responses,
    }
    if body:
        out["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    if parameters:
        out["parameters"] = parameters
    return out


def _get_text_schema(df: Any) -> dict:
    if df.fieldtype == "Date":
        return {"type": ["string", "null"], "format": "date"}
    if df.fieldtype == "Datetime":
        return {"type": ["string", "null"], "description": "YYYY-MM-DD HH:MM:SS"}
    if df.fieldtype == "Time":
        return {"type": ["string", "null"], "description": "HH:MM:SS"}
    if df.fieldtype == "Select" and df.options:
        return {"type": ["string", "null"], "enum": [*dict.fromkeys(df.options.split("\n")), None]}
    schema: dict[str, Any] = {"type": ["string", "null"]}
    if df.fieldtype == "Link":
        schema["x-link-to"] = df.options
    if df.fieldtype == "Data":
        schema["maxLength"] = int(df.length or 140)
    return schema


_PYTHON_TYPES = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    dict: "object",
    list: "array",
    type(None): "null",
}


def _get_argument_schema(fn: Callable, name: str) -> dict:
    try:
        hint = typing.get_type_hints(fn).get(name)
    except Exception:
        return {}
    kinds = [
        typing.get_origin(h) or h for h in (typing.get_args(hint) if typing.get_origin(hint) else (hint,))
    ]
    names = [_PYTHON_TYPES[k] for k in kinds if k in _PYTHON_TYPES]
    if not names or len(names) != len(kinds):
        return {}
    return {"type": names[0] if len(names) == 1 else names}


def _get_app_functions() -> Iterator[tuple[str, Callable]]:
    """Whitelisted functions below each app's `api` package."""
    for app in frappe.get_installed_apps():
        if app == "frappe":
            continue
        try:
            package = importlib.import_module(f"{app}.api")
        except ModuleNotFoundError:
            continue
        names = (
            [m.name for m in pkgutil.walk_packages(package.__path__, f"{app}.api.")]
            if hasattr(package, "__path__")
            else []
        )
        for module_name in [f"{app}.api", *names]:
            if ".test_" in module_name:
                continue
            module = importlib.import_module(module_name)
            for name, fn in vars(module).items():
                if inspect.isfunction(fn) and fn.__module__ == module_name and fn in frappe.whitelisted:
                    yield f"{module_name}.{name}", fn


def _get_parameters() -> dict:
    def query(name: str, description: str, kind: str = "string") -> dict:
        return {"name": name, "in": "query", "description": description, "schema": {"type": kind}}

    return {
        "name": {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}},
        "fields": query("fields", 'JSON list of fields, such as ["name","modified"].'),
        "filters": query("filters", 'JSON, such as [["status","=","Open"]].'),
        "or_filters": query("or_filters", "As filters; one of them has to fit."),
        "order_by": query("order_by", "Such as modified desc."),
        "group_by": query("group_by", "A field."),
        "limit_start": query("limit_start", "Records to skip.", "integer"),
        "limit_page_length": query(
            "limit_page_length", "Records to answer, 20 by default, 0 for all.", "integer"
        ),
    }


def _get_error_response(text: str) -> dict:
    return {
        "description": text,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
    }


def _get_error_schema() -> dict:
    return {
        "type": "object",
        "required": ["exc_type"],
        "properties": {
            "exc_type": {"type": "string", "description": "Name of the error's class."},
            "_server_messages": {
                "type": "string",
                "description": "JSON list of JSON objects with message and title.",
            },
            "_error_message": {"type": "string", "description": "The error in a sentence."},
        },
    }
