"""Calls whitelisted functions and document methods for the API; the few built-in methods live here too."""

from __future__ import annotations

import functools
import inspect
import types
import typing
from collections.abc import Callable
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, parse_json
from frappe.utils.response import build_response
from werkzeug.wrappers import Response

RESERVED_ARGUMENTS = ("cmd", "csrf_token", "_", "data", "sid")


def handle_cmd() -> Response:
    """Answer `cmd=<dotted path>` in a form, the oldest way to call a method."""
    cmd = frappe.local.form_dict.cmd
    value = execute_cmd(cmd) if isinstance(cmd, str) else None
    return finish_call(value)


def finish_call(value: Any) -> Response:
    """The response for what a method returned (which may itself be a response)."""
    if isinstance(value, Response):
        return value
    if value is not None:
        frappe.local.response["message"] = value
    return build_response()


def execute_cmd(cmd: str, from_async: bool = False) -> Any:
    """Run the whitelisted function at a dotted path with the request's arguments.

    Raises ValidationError (417) for an unknown path, PermissionError (403) for one that may not be called.
    """
    overrides = frappe.get_hooks("override_whitelisted_methods", {}).get(cmd)
    if overrides:
        cmd = overrides[-1]
    method = get_attr(cmd)
    frappe.is_whitelisted(method)
    check_http_method(method)
    return call(method, frappe.local.form_dict)


def get_attr(cmd: str) -> Callable:
    """The function for `cmd`: one of this module's, or a dotted path."""
    if "." not in cmd:
        method = BUILT_IN.get(cmd)
        if method is None:
            _fail_unknown(cmd, _("it is not a dotted path"))
        return method
    if cmd.split(".", 1)[0] not in frappe.get_installed_apps():
        # Importing runs code: a caller names modules of the installed apps, not of all Python.
        _fail_unknown(cmd, _("it belongs to no installed app"))
    try:
        method = frappe.get_attr(cmd)
    except (ImportError, AttributeError, ValueError, TypeError, frappe.ValidationError) as exc:
        _fail_unknown(cmd, str(exc))
    if not callable(method):
        _fail_unknown(cmd, _("it is not a function"))
    return method


def _fail_unknown(cmd: str, reason: str) -> None:
    exc = frappe.NotInStandaloneError if cmd.startswith("frappe.") else frappe.ValidationError
    frappe.throw(_("Failed to get method for command {0} with {1}").format(cmd, reason), exc)


def check_http_method(method: Callable) -> None:
    """Raise PermissionError where the function is not open to the request's HTTP method."""
    method = getattr(method, "__func__", method)
    allowed = frappe.allowed_http_methods_for_whitelisted_func.get(method)
    verb = frappe.local.request.method
    if allowed and verb not in allowed and not (verb == "PATCH" and "PUT" in allowed):
        frappe.throw(_("Not permitted"), frappe.PermissionError)


# ---- arguments ---------------------------------------------------------------------------------


def call(method: Callable, form_dict: dict) -> Any:
    """Call with those arguments the function accepts, coerced to its type hints.

    Raises ValidationError for a missing argument and FrappeTypeError for one of the wrong type.
    """
    plan = get_call_plan(getattr(method, "__func__", method))
    kwargs = {k: v for k, v in form_dict.items() if k not in ("cmd", "csrf_token")}
    if not plan.takes_any:
        kwargs = {k: v for k, v in kwargs.items() if k in plan.names}
    kwargs.pop("ignore_permissions", None)
    kwargs.pop("flags", None)
    missing = [name for name in plan.required if name not in kwargs]
    if missing:
        names = ", ".join(missing)
        frappe.throw(_("{0} is missing. Send it with the request.").format(names), title=_("Missing Value"))
    for name, (hint, optional) in plan.typed.items():
        if name in kwargs:
            kwargs[name] = coerce(name, kwargs[name], hint, optional)
    return method(**kwargs)


class CallPlan(typing.NamedTuple):
    """What `call` needs to know of a function."""

    names: frozenset
    required: tuple
    typed: dict
    takes_any: bool


@functools.cache
def get_call_plan(method: Callable) -> CallPlan:
    """Parameters of a function, read once."""
    parameters = inspect.signature(method).parameters
    try:
        hints = typing.get_type_hints(method)
    except Exception:
        hints = {}  # a hint that only a type checker can resolve
    named = {
        k: p for k, p in parameters.items()
        if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY) and k != "self"
    }  # fmt: skip
    return CallPlan(
        names=frozenset(named),
        required=tuple(k for k, p in named.items() if p.default is p.empty),
        typed={
            k: (hints[k], named[k].default is None)
            for k in named
            if k in hints and hints[k] not in (Any, object)
        },
        takes_any=any(p.kind is p.VAR_KEYWORD for p in parameters.values()),
    )


def coerce(name: str, value: Any, hint: Any, optional: bool = False) -> Any:
    """`value` as the type of `hint` ("5" becomes 5). Raises FrappeTypeError where it cannot be."""
    if value is None and optional:
        return None
    for one in _alternatives(hint):
        done, result = _try_coerce(value, one)
        if done:
            return result
    frappe.throw(
        _("Argument '{0}' should be of type '{1}' but got '{2}' instead.").format(
            name, _name_hint(hint), type(value).__name__
        ),
        frappe.FrappeTypeError,
    )


@functools.lru_cache(maxsize=512)
def _alternatives(hint: Any) -> tuple:
    """The members of a union, exact matches first in their own order."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return tuple(a for one in typing.get_args(hint) for a in _alternatives(one))
    return (hint,)


def _name_hint(hint: Any) -> str:
    return " | ".join(getattr(a, "__name__", str(a)) for a in _alternatives(hint))


def _try_coerce(value: Any, hint: Any) -> tuple[bool, Any]:
    origin = typing.get_origin(hint) or hint
    if origin is typing.Literal:
        return value in typing.get_args(hint), value
    if not isinstance(origin, type):
        return True, value
    if isinstance(value, origin) and not (isinstance(value, bool) and origin in (int, float)):
        return True, value
    if origin is int:
        return _try_int(value)
    if origin is float:
        return _try_float(value)
    if origin is bool:
        return _try_bool(value)
    if origin in (str, dict, list, type(None)):
        return False, None
    # Dates, documents and other classes are the function's own business.
    return True, value


def _try_int(value: Any) -> tuple[bool, Any]:
    if isinstance(value, (bool, float)):
        return (True, int(value)) if value == int(value or 0) else (False, None)
    try:
        return True, int(str(value).strip()) if isinstance(value, str) else int(value)
    except (TypeError, ValueError):
        return False, None


def _try_float(value: Any) -> tuple[bool, Any]:
    try:
        return (True, float(value)) if isinstance(value, (str, int, float)) else (False, None)
    except ValueError:
        return False, None


_BOOLEANS = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}


def _try_bool(value: Any) -> tuple[bool, Any]:
    found = _BOOLEANS.get(str(value).strip().lower()) if isinstance(value, (str, int, float)) else None
    return found is not None, found


# ---- built-in methods --------------------------------------------------------------------------


@frappe.whitelist(allow_guest=True)
def ping() -> str:
    """Answers "pong"; for anybody."""
    return "pong"


@frappe.whitelist(allow_guest=True)
def logout() -> None:
    """End the session; answers like Frappe's log-out."""
    frappe.local.login_manager.logout()
    frappe.local.response.update(message="No App", home_page="/login", full_name="Guest")
    # Frappe lets a GET log out, so this write must outlive the rollback of a GET.
    frappe.db.commit()


@frappe.whitelist(allow_guest=True)
def web_logout() -> None:
    """End the session and show the log-in page."""
    frappe.local.login_manager.logout()
    frappe.db.commit()
    frappe.local.response.update(type="redirect", location="/login")


@frappe.whitelist(allow_guest=True, methods=["POST", "GET"])
def login() -> None:
    """Log in with `usr` and `pwd` (or `tmp_id` and `otp`)."""
    frappe.local.login_manager.login()
    frappe.db.commit()


@frappe.whitelist()
def run_doc_method(
    method: str, docs: Any = None, dt: str | None = None, dn: Any = None, arg: Any = None, args: Any = None
) -> None:
    """Run a whitelisted method of a document, given by `dt` and `dn` or as JSON in `docs`.

    Raises TimestampMismatchError where the JSON is older than what is stored.
    """
    from frappe.api import make_document

    if not args and arg:
        args = arg
    if dt:
        doc = frappe.get_doc(dt, dn or dt)
    elif docs:
        doc = make_document(_read_document(docs))
        check_if_latest(doc)
    else:
        frappe.throw(_("Send dt and dn, or docs."))
    frappe.has_permission(doc.doctype, "read", doc=doc, throw=True)
    result = call_doc_method(doc, method, _read_args(args))
    frappe.local.response.docs = [doc.as_dict()]
    if result is not None:
        frappe.local.response["message"] = result


def check_if_latest(doc: Any) -> None:
    """Raise TimestampMismatchError where a document sent by a client is older than what is stored."""
    doc.__dict__["_original_modified"] = doc.get("modified")
    doc._check_if_latest()


def _read_document(docs: Any) -> dict:
    doc = parse_json(docs)
    if not isinstance(doc, dict) or not doc.get("doctype"):
        frappe.throw(_("docs must be one document as a JSON object with its doctype."))
    return doc


def _read_args(args: Any) -> dict:
    try:
        args = parse_json(args) if args else {}
    except ValueError:
        pass
    return args if isinstance(args, dict) else {"args": args}


def call_doc_method(doc: Any, method: str, kwargs: dict) -> Any:
    """Call a whitelisted method of `doc`. Raises PermissionError where it is not one."""
    bound = getattr(doc, method, None) if not method.startswith("_") else None
    if not isinstance(bound, types.MethodType):
        frappe.throw(
            _("{0} has no method {1} that may be called.").format(_(doc.doctype), frappe.bold(method)),
            frappe.PermissionError,
        )
    frappe.is_whitelisted(bound)
    check_http_method(bound)
    if getattr(bound.__func__, "__code__", None) and bound.__func__.__code__.co_argcount == 1:
        kwargs = {}
    return call(bound, kwargs)


@frappe.whitelist(allow_guest=True, methods=["POST"])
def upload_file() -> Any:
    """Store an uploaded file (multipart field `file`) or a link (`file_url`); answers the File document.

    Guests may upload only where System Settings allow. Raises PermissionError without write right on the document.
    """
    form = frappe.form_dict
    if frappe.session.user == "Guest" and not cint(
        frappe.get_system_settings("allow_guests_to_upload_files")
    ):
        raise frappe.PermissionError(_("Log in to upload files."))
    doctype, docname = form.get("doctype"), form.get("docname")
    if doctype and docname:
        check_attach_permission(doctype, docname)
    content, file_url, filename = None, form.get("file_url"), form.get("file_name")
    if upload := frappe.local.request.files.get("file"):
        content = upload.stream.read()
        filename = filename or upload.filename
    if form.get("method"):
        method = get_attr(form.method)
        frappe.is_whitelisted(method)
        frappe.local.uploaded_file, frappe.local.uploaded_filename = content, filename
        return method()
    if content is None and not file_url:
        frappe.throw(_("There is no file in the request. Send it as multipart form field file."))
    return frappe.get_doc(
        doctype="File",
        attached_to_doctype=doctype,
        attached_to_name=docname,
        attached_to_field=form.get("fieldname"),
        folder=form.get("folder") or "Home",
        file_name=filename,
        file_url=file_url if content is None else None,
        is_private=cint(form.get("is_private", 1)),
        content=content,
    ).save(ignore_permissions=True)


def check_attach_permission(doctype: str, docname: Any) -> None:
    """Attaching needs write on the document; one not saved yet has none to check."""
    if not frappe.db.exists("DocType", doctype):
        frappe.throw(_("There is no document type {0}.").format(doctype), frappe.DoesNotExistError)
    if frappe.db.exists(doctype, docname):
        doc = frappe.get_doc(doctype, docname)
        frappe.has_permission(doctype, "write", doc=doc, throw=True)
    elif not str(docname).startswith("new-"):
        frappe.throw(_("{0} {1} not found").format(_(doctype), docname), frappe.DoesNotExistError)


@frappe.whitelist(allow_guest=True)
def download_file(file_url: str) -> Response:
    """The file at `file_url`, for those who may read it."""
    from frappe.utils.response import download_private_file, send_public_file

    return send_public_file(file_url) if file_url.startswith("/files/") else download_private_file(file_url)


BUILT_IN: dict[str, Callable] = {
    "ping": ping,
    "login": login,
    "logout": logout,
    "web_logout": web_logout,
    "run_doc_method": run_doc_method,
    "runserverobj": run_doc_method,
    "upload_file": upload_file,
    "download_file": download_file,
}
