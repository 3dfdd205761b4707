"""The WSGI application: one request from its arrival to its log line.

`dispatch` opens the site, authenticates, routes, and ends the transaction; `make_error_response` is the only place
where an exception becomes an answer. Where the handlers live: api/, handler.py, website/serve.py.
"""

from __future__ import annotations

import gzip
import json
import logging
import os
import sqlite3
import time
from typing import Any

import frappe
import frappe.utils.caching
import orjson
from frappe import _
from frappe.auth import UNSAFE_METHODS, HTTPRequest, record_failed_login
from frappe.utils import escape_html
from frappe.utils.response import make_json_response, make_logs, make_redirect
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Request, Response

MAX_BODY_BYTES = 26 * 1024 * 1024
MAX_JSON_DEPTH = 40
SECURITY_HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "SAMEORIGIN"),
    ("Referrer-Policy", "same-origin"),
)
JSON_HEADERS = (*SECURITY_HEADERS, ("Cache-Control", "no-store,no-cache,must-revalidate,max-age=0"))
PAGE_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; frame-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)

# Smaller answers gain nothing: few packets carry them as they are.
COMPRESS_FROM = 4 * 1024

# A line break in an address must not begin a log line of its own.
_CONTROL_SIGNS = {**{n: f"\\x{n:02x}" for n in range(32)}, 127: "\\x7f"}
log = logging.getLogger("frappe.request")

_site: str | None = None
_sites_path = "."


def set_site(site: str, sites_path: str = ".") -> None:
    """Name the site that `application` serves (a process serves one)."""
    global _site, _sites_path
    _site, _sites_path = site, sites_path


class SiteRequest(Request):
    """A request with our limits and with the client's address behind a trusted proxy."""

    max_content_length = MAX_BODY_BYTES
    max_form_memory_size = MAX_BODY_BYTES
    max_form_parts = 2000

    @property
    def is_secure_by_proxy(self) -> bool:
        return bool(frappe.local.conf.trusted_proxy) and self.headers.get("X-Forwarded-Proto") == "https"

    @property
    def is_secure(self) -> bool:  # type: ignore[override]
        return self.scheme == "https" or self.is_secure_by_proxy


def application(environ: dict, start_response: Any) -> Any:
    """WSGI entry point."""
    request = SiteRequest(environ)
    return dispatch(request)(environ, start_response)


def dispatch(request: SiteRequest) -> Response:
    """Answer one request; never raises."""
    started = time.perf_counter()
    response: Response | None = None
    try:
        open_site(request)
        response = handle(request)
        end_transaction(request.method, failed=False)
    except Exception as exc:
        try:
            end_transaction(request.method, failed=True)
            response = make_error_response(exc, request)
        except Exception:
            log.exception("error while answering an error")
            response = Response("Internal Server Error", status=500, mimetype="text/plain")
    try:
        response = finish(request, response)
        request.close()  # uploads that were spooled to disk
    except Exception:
        log.exception("error after the answer to %s %s", request.method, request.path)
    local = frappe.local
    log.info(
        "%s %s %s %.1f ms %s%s",
        local.session.user if getattr(local, "session", None) else "-",
        request.method,
        request.path.translate(_CONTROL_SIGNS),
        (time.perf_counter() - started) * 1000,
        response.status_code,
        f" {local.flags.log_note}" if getattr(local, "flags", None) and local.flags.log_note else "",
    )
    return response


def open_site(request: SiteRequest) -> None:
    """Prepare this thread for the site and the request; reuses the thread's database connection."""
    local = frappe.local
    frappe.init(_site or os.environ.get("FRAPPE_SITE") or _fail_without_site(), sites_path=_sites_path)
    frappe.reset_request_state()
    local.request = request
    local.request_ip = get_request_ip(request)
    local.flags.api_version = 2 if request.path.startswith("/api/v2/") else 1
    frappe.connect(set_admin_as_user=False)


def _fail_without_site() -> str:
    raise frappe.SiteNotSpecifiedError


def get_request_ip(request: Request) -> str:
    """The client's address; `X-Forwarded-For` counts only where the site config has `trusted_proxy`."""
    if frappe.local.conf.trusted_proxy:
        forwarded = request.headers.get("X-Forwarded-For")
        if forwarded:
            return forwarded.split(",")[-1].strip()
    return request.remote_addr or "127.0.0.1"


def handle(request: SiteRequest) -> Response:
    """Authenticate and hand the request to who answers it."""
    path = request.path
    if path.startswith("/assets/"):
        from frappe.website.serve import send_asset

        return send_asset(path, request)
    if frappe.local.conf.maintenance_mode:
        raise frappe.SessionStopped(_("The site is being maintained. Try again in a few minutes."))
    try:
        frappe.local.form_dict = read_arguments(request)
    except Exception:
        recognise(request)
        read_arguments(request)  # says it again, in their language
        raise
    HTTPRequest()
    set_language(request)
    for hook in frappe.get_hooks("before_request"):
        frappe.get_attr(hook)()
    response = route(request, path)
    for hook in frappe.get_hooks("after_request"):
        frappe.call(frappe.get_attr(hook), response=response, request=request)
    return response


def recognise(request: SiteRequest) -> None:
    """Find out who sends what cannot be read, so that they are told why in their language."""
    frappe.local.form_dict = frappe._dict(request.args.to_dict())
    try:
        HTTPRequest()
    except Exception:
        frappe.local.message_log = []
    set_language(request)


def route(request: SiteRequest, path: str) -> Response:
    if request.method in ("OPTIONS", "HEAD") and path.startswith("/api/"):
        return Response(status=200)
    if frappe.local.form_dict.get("cmd") and not path.startswith("/api/"):
        from frappe.handler import handle_cmd

        return handle_cmd()
    if path.startswith("/api/"):
        from frappe.api import handle as handle_api

        return handle_api(request)
    if path.startswith("/private/files/"):
        from frappe.utils.response import download_private_file

        return download_private_file(path)
    if path.startswith("/files/"):
        from frappe.utils.response import send_public_file

        return send_public_file(path)
    from frappe.website.serve import get_response

    if request.method not in ("GET", "HEAD", "POST"):
        raise frappe.PermissionError(_("{0} is not allowed here.").format(request.method))
    return get_response(path.strip("/"))


def set_language(request: Request) -> None:
    """Language of this answer: `_lang`, the user's, the browser's (guests), the system's."""
    local, derived = frappe.local, frappe.utils.caching.derived
    asked = local.form_dict.get("_lang")
    if isinstance(asked, str) and 1 < len(asked) < 12 and asked.replace("-", "").replace("_", "").isalnum():
        local.lang = asked
        return
    user = local.session.user
    if user == "Guest":
        own = request.accept_languages.best_match(derived("languages", _get_enabled_languages))
    else:
        own = derived(("language", user), lambda: frappe.db.get_value("User", user, "language"))
    local.lang = own or derived("language", lambda: frappe.get_system_settings("language")) or local.lang


def _get_enabled_languages() -> list[str]:
    return frappe.get_all("Language", filters={"enabled": 1}, pluck="name") or ["en"]


# ---- arguments ---------------------------------------------------------------------------------


def read_arguments(request: SiteRequest) -> frappe._dict:
    """Query string, then form fields or the JSON object of the body. Raises ValidationError for what cannot be read."""
    args = frappe._dict(request.args.to_dict())
    if request.method in UNSAFE_METHODS or request.content_length:
        kind = request.mimetype
        if kind == "application/json" or (kind == "" and request.content_length):
            args.update(_read_json(request.get_data(cache=True)))
        elif request.form:
            args.update(request.form.to_dict())
    for value in args.values():
        if (
            isinstance(value, str)
            and value[:1] in "[{"
            and value.count("[") + value.count("{") > MAX_JSON_DEPTH
        ):
            _refuse_deep_text(value)
    args.pop("_", None)
    return args


def _read_json(body: bytes) -> dict:
    if not body.strip():
        return {}
    try:
        value = orjson.loads(body)
    except ValueError as exc:
        if "ecursion" in str(exc):
            _raise_too_deep()
        raise frappe.ValidationError(
            _("The request body is not valid JSON ({0}). Send one JSON object.").format(escape_html(str(exc)))
        ) from None
    if body.count(b"[") + body.count(b"{") > MAX_JSON_DEPTH:
        refuse_deep(value)
    return value if isinstance(value, dict) else {"data": value}


def _refuse_deep_text(text: str) -> None:
    try:
        refuse_deep(orjson.loads(text))
    except ValueError as exc:
        if "ecursion" in str(exc):
            _raise_too_deep()


def refuse_deep(value: Any) -> None:
    """Raise ValidationError where lists and objects are nested deeper than any document needs."""
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > MAX_JSON_DEPTH:
            _raise_too_deep()
        below: list = []
        for item in level:
            below.extend(
                v for v in (item.values() if isinstance(item, dict) else item) if isinstance(v, (dict, list))
            )
        level = below


def _raise_too_deep() -> None:
    raise frappe.ValidationError(
        _("The request nests lists and objects more than {0} deep. Send a flatter one.").format(
            MAX_JSON_DEPTH
        )
    )


# ---- the end of a request ----------------------------------------------------------------------


def end_transaction(method: str, failed: bool) -> None:
    """Commit what a writing request did; roll back a read and whatever failed."""
    db = getattr(frappe.local, "db", None)
    if db is None:
        return
    if failed or method not in UNSAFE_METHODS:
        db.rollback()
    else:
        db.commit()


def finish(request: Request, response: Response) -> Response:
    """Cookies, headers, and what is stored apart from the request's own transaction."""
    local = frappe.local
    if getattr(local, "cookie_manager", None) and local.request is request:
        local.cookie_manager.flush_cookies(response)
    headers = response.headers
    if len(headers) == 2 and response.mimetype == "application/json":
        headers.extend(JSON_HEADERS)
    else:
        for key, value in SECURITY_HEADERS:
            if key != "X-Frame-Options" or "frame-ancestors" not in headers.get("Content-Security-Policy", ""):
                headers.setdefault(key, value)
        headers.setdefault("Cache-Control", "no-store")
        if response.mimetype == "text/html":
            headers.setdefault("Content-Security-Policy", PAGE_POLICY)
    if getattr(local, "session_obj", None) and local.session_obj.sid == local.session.sid:
        local.session_obj.write_back()
    if getattr(local, "flags", None) and local.flags.failed_login is not None:
        record_failed_login()
    local.cookie_manager = local.session_obj = None
    if response.mimetype == "application/json":
        compress(request, response)
    return response


def compress(request: Request, response: Response) -> None:
    """Send a long answer as gzip where the client takes it; on a bench the web server in front does so."""
    if "gzip" not in request.headers.get("Accept-Encoding", "") or "Content-Encoding" in response.headers:
        return
    if response.is_streamed or (response.content_length or 0) < COMPRESS_FROM:
        return
    response.set_data(gzip.compress(response.get_data(), 1))
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"


# ---- errors ------------------------------------------------------------------------------------

# Raised below our own checks when a caller's value has no place in the database.
_UNSTORABLE = (OverflowError, UnicodeEncodeError)


def make_error_response(exc: Exception, request: Request) -> Response:
    """The one place where an exception becomes an answer, in the shape of REST v1, v2 or a page."""
    if isinstance(exc, frappe.Redirect):
        return make_redirect(frappe.local.flags.redirect_location or "/", exc.http_status_code)
    name, status, text = _classify(exc)
    if status >= 500 and status not in (501, 503, 507, 508):
        text = _report(exc, request)
    else:
        frappe.local.flags.log_note = name
    if not wants_json(request):
        from frappe.website.serve import get_error_page

        return get_error_page(exc, status, text)
    if frappe.local.flags.api_version == 2:
        return _make_error_v2(name, status, text)
    return _make_error_v1(exc, name, status, text)


def _classify(exc: Exception) -> tuple[str, int, str]:
    """(exc_type, status, sentence) of an exception."""
    name, status, text = type(exc).__name__, getattr(exc, "http_status_code", 500), str(exc)
    if isinstance(exc, RequestEntityTooLarge):
        limit = MAX_BODY_BYTES // 1024 // 1024
        return name, 413, _("The request is larger than {0} MB. Send less at a time.").format(limit)
    if isinstance(exc, HTTPException):
        return name, exc.code or 500, exc.description or name
    if isinstance(exc, _UNSTORABLE):
        return (
            "ValidationError",
            417,
            _("A number or text in the request cannot be stored. Correct it and send it again."),
        )
    if isinstance(exc, json.JSONDecodeError):
        return (
            "ValidationError",
            417,
            _("A part of the request is not valid JSON ({0}). Correct it.").format(exc),
        )
    if isinstance(exc, RecursionError):
        return "ValidationError", 417, _("The request is nested too deep. Send a flatter one.")
    if isinstance(exc, sqlite3.OperationalError):
        return _classify_sqlite(exc)
    if status >= 500 and getattr(frappe.local, "db", None):
        # Where the site lies on the server is for its administrator, not for callers.
        text = text.replace(frappe.db.path, _("the site's database"))
    return name, status, text


def _classify_sqlite(exc: sqlite3.OperationalError) -> tuple[str, int, str]:
    text = str(exc)
    if "full" in text:
        return (
            "DiskFullError",
            507,
            _("The disk of the server is full, so nothing was saved. Free space, then try again."),
        )
    if "readonly" in text:
        return (
            "InReadOnlyMode",
            503,
            _("The site's folder cannot be written, so nothing was saved. Check its permissions."),
        )
    if "locked" in text or "busy" in text:
        return "QueryTimeoutError", 508, _("The database was busy for too long. Try again.")
    return type(exc).__name__, 500, text


def _report(exc: Exception, request: Request) -> str:
    """Keep trace and request of an unexpected error; what the caller gets is its id."""
    error_id = frappe.generate_hash(length=10)
    frappe.local.message_log = []
    frappe.local.flags.log_note = f"error {error_id}"
    log.error("error %s: %s %s", error_id, request.method, request.path, exc_info=exc)
    try:
        import traceback

        trace = "".join(traceback.format_exception(exc))
        frappe.log_error(f"{type(exc).__name__} {error_id}", f"{request.method} {request.path}\n\n{trace}")
        frappe.db.commit()
    except Exception:
        log.exception("error %s could not be kept in the Error Log", error_id)
        if getattr(frappe.local, "db", None):
            frappe.db.rollback()
    return _("Something went wrong on the server. Tell the administrator the error id {0}.").format(error_id)


def wants_json(request: Request) -> bool:
    """Whether an error goes out as JSON: under /api/ unless text is asked for, or where the headers ask for JSON."""
    accept = request.headers.get("Accept", "")
    if request.path.startswith("/api/"):
        return not accept.startswith("text")
    return "application/json" in accept or request.headers.get("X-Requested-With") == "XMLHttpRequest"


def _make_error_v1(exc: Exception, name: str, status: int, text: str) -> Response:
    local = frappe.local
    body: dict[str, Any] = {"exc_type": name}
    if status < 500 and status != 404 and not local.flags.disable_traceback and text:
        module = type(exc).__module__
        body["exception"] = f"{module}.{name}: {text}" if module != "builtins" else f"{name}: {text}"
    for key in ("session_expired", "message"):
        if local.response and local.response.get(key) is not None:
            body[key] = local.response[key]
    if text:
        body["_error_message"] = text
    if text and not local.message_log and status != 404:
        local.message_log.append(
            {"message": text, "title": _("Message"), "indicator": "red", "raise_exception": 1}
        )
    make_logs(body)
    return make_json_response(body, status)


def _make_error_v2(name: str, status: int, text: str) -> Response:
    raised = [m for m in frappe.local.message_log if m.get("raise_exception")] or list(
        frappe.local.message_log
    )
    last = raised[-1] if raised else {}
    error = {"type": name, "message": last.get("message") or text, "title": last.get("title") or _("Message")}
    error["indicator"] = last.get("indicator") or "red"
    body: dict[str, Any] = {"errors": [error]}
    others = [m for m in frappe.local.message_log if m is not last]
    if others:
        body["messages"] = others
    if frappe.local.response and frappe.local.response.get("session_expired"):
        body["session_expired"] = 1
    return make_json_response(body, status)
