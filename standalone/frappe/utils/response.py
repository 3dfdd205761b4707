"""Turns `frappe.local.response` into an HTTP response: JSON, downloads, redirects, pages."""

from __future__ import annotations

import datetime
import decimal
import json
import mimetypes
import os
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

import frappe
import orjson
from frappe import _
from werkzeug.local import LocalProxy
from werkzeug.utils import send_file
from werkzeug.wrappers import Response

_ORJSON_OPTIONS = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_NON_STR_KEYS
# Opened in the browser by a download link these would run in our origin.
INLINE_TYPES = (
    "image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "application/pdf", "text/plain", "text/csv",
    "audio/mpeg", "audio/ogg", "video/mp4", "video/webm",
)  # fmt: skip


def json_handler(obj: Any) -> Any:
    """What JSON has no type for: dates as text without T, decimals as floats, documents without their nulls."""
    if isinstance(obj, datetime.datetime):
        return str(obj)
    if isinstance(obj, datetime.date):
        return obj.isoformat()
    if isinstance(obj, datetime.timedelta):
        return format_timedelta(obj)
    if isinstance(obj, datetime.time):
        return obj.isoformat()
    if isinstance(obj, decimal.Decimal):
        return float(obj)
    if hasattr(obj, "as_dict"):
        return obj.as_dict(no_nulls=True)
    if isinstance(obj, LocalProxy):
        return str(obj) if isinstance(obj._get_current_object(), str) else obj._get_current_object()
    if isinstance(obj, Mapping):
        return dict(obj)
    if isinstance(obj, Iterable) and not isinstance(obj, (str, bytes)):
        return list(obj)
    if isinstance(obj, bytes):
        return obj.decode("utf-8", "replace")
    return str(obj)


def format_timedelta(value: datetime.timedelta) -> str:
    """A Time value as HH:MM:SS[.ffffff]."""
    seconds = value.days * 86400 + value.seconds
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    text = f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{text}.{value.microseconds:06}" if value.microseconds else text


def dump_json(value: Any) -> bytes:
    """Compact JSON as REST answers it."""
    try:
        return orjson.dumps(value, default=json_handler, option=_ORJSON_OPTIONS)
    except TypeError:
        # Integers beyond 64 bits and lone surrogates, which orjson refuses.
        return json.dumps(value, default=json_handler, separators=(",", ":")).encode()


def make_json_response(value: Any, status: int = 200) -> Response:
    return Response(dump_json(value), status=status, mimetype="application/json")


def make_logs(response: dict) -> None:
    """Move queued messages into the answer: `_server_messages` for v1, `messages` for v2."""
    log = frappe.local.message_log
    if log:
        response["_server_messages"] = json.dumps([json.dumps(m, default=json_handler) for m in log])
    if frappe.local.debug_log and frappe.local.conf.developer_mode:
        response["_debug_messages"] = json.dumps(frappe.local.debug_log)


def build_response(response_type: str | None = None) -> Response:
    """The HTTP response for `frappe.local.response`, by its `type`."""
    builder = BUILDERS.get(response_type or frappe.local.response.get("type") or "json")
    if builder is None:
        raise frappe.ValidationError(_("{0} is not a kind of response.").format(response_type))
    return builder()


def as_json() -> Response:
    """v1 JSON, or v2 JSON where the request came in under /api/v2."""
    response = frappe.local.response
    status = response.pop("http_status_code", None) or 200
    response.pop("type", None)
    if frappe.local.flags.api_version == 2:
        return _as_json_v2(response, status)
    if not response.get("docs"):
        response.pop("docs", None)
    make_logs(response)
    return Response(dump_json(response), status=status, mimetype="application/json")


def _as_json_v2(response: dict, status: int) -> Response:
    message = response.pop("message", None)
    if "data" not in response and message is not None:
        response["data"] = message
    if not response.get("docs"):
        response.pop("docs", None)
    if frappe.local.message_log:
        response["messages"] = [dict(m) for m in frappe.local.message_log]
    return Response(dump_json(response), status=status, mimetype="application/json")


def as_raw() -> Response:
    response = frappe.local.response
    body = response.get("filecontent") or b""
    kind = response.get("content_type") or mimetypes.guess_type(response.get("filename") or "")[0]
    return _make_download(
        body if isinstance(body, bytes) else str(body).encode(),
        response.get("filename") or "download",
        kind or "application/octet-stream",
        response.get("display_content_as") or "attachment",
    )


def as_pdf() -> Response:
    response = frappe.local.response
    return _make_download(response.filecontent, response.filename, "application/pdf", "inline")


def as_binary() -> Response:
    response = frappe.local.response
    body = response.get("filecontent") or b""
    return _make_download(
        body if isinstance(body, bytes) else str(body).encode(),
        response.get("filename") or "download",
        "application/octet-stream",
    )


def _make_download(content: bytes, filename: str, kind: str, disposition: str = "attachment") -> Response:
    result = Response(content, mimetype=kind)
    result.headers["Content-Disposition"] = make_disposition(filename, disposition)
    result.headers["X-Content-Type-Options"] = "nosniff"
    return result


def make_disposition(filename: str, disposition: str) -> str:
    """A Content-Disposition header that carries any file name."""
    plain = "".join(c if 32 <= ord(c) < 127 and c not in '"\\' else "_" for c in filename)
    if plain == filename:
        return f'{disposition}; filename="{plain}"'
    return f"{disposition}; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


def as_redirect() -> Response:
    response = frappe.local.response
    return make_redirect(response.location, response.get("http_status_code") or 302)


def make_redirect(location: str, status: int = 302) -> Response:
    return Response("", status=status, headers={"Location": location})


def as_page() -> Response:
    """A page with a message, as `respond_as_web_page` asks for."""
    from frappe.website.serve import get_message_page

    response = frappe.local.response
    return get_message_page(
        response.get("message_title") or _("Message"),
        response.get("message_html") or "",
        response.get("http_status_code") or 200,
    )


BUILDERS = {
    "json": as_json,
    "txt": as_raw,
    "download": as_raw,
    "pdf": as_pdf,
    "binary": as_binary,
    "redirect": as_redirect,
    "page": as_page,
}


def send_path(path: str, filename: str | None = None, cache: str = "private, no-cache") -> Response:
    """A file from disk, with ranges and conditional answers; active content only as a download."""
    filename = filename or os.path.basename(path)
    kind = mimetypes.guess_type(filename)[0] or "application/octet-stream"
    inline = kind in INLINE_TYPES
    response = send_file(path, frappe.local.request.environ, mimetype=kind, conditional=True, etag=True)
    response.headers["Content-Disposition"] = make_disposition(filename, "inline" if inline else "attachment")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = cache
    if kind != "application/pdf":  # the browser's PDF reader does not start in a sandbox
        response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def download_private_file(path: str) -> Response:
    """The private file at URL `path`, for those who may read it or what it hangs on."""
    from frappe.core.doctype.file.file import find_readable_file

    file = find_readable_file(path)
    return send_path(file.get_full_path(), file.file_name)


def send_public_file(path: str) -> Response:
    """The public file at URL `path`. Raises DoesNotExistError."""
    from frappe.core.doctype.file.file import get_path_of_url

    full = get_path_of_url(path)
    if not full or not os.path.isfile(full):
        raise frappe.DoesNotExistError(_("There is no file {0}.").format(path))
    return send_path(full, cache="public, max-age=3600")
