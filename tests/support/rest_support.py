"""HTTP for tests: the same calls go to our application in this process, or to a server named by BASE_URL.

Local requests run in one thread of their own, because the runtime keeps its state per thread and other tests of the
same process have theirs.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

_TOKEN = re.compile(rb"csrf_token[\"'\]]*\s*[=:]\s*[\"']([0-9a-zA-Z_\-]+)[\"']")


@dataclass
class Response:
    """What came back; header names in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes
    cookies: dict[str, str] = field(default_factory=dict)

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def exc_type(self) -> str | None:
        answer = self.json()
        return answer["errors"][0]["type"] if "errors" in answer else answer.get("exc_type")


class RemoteTransport:
    """A running server."""

    is_local = False

    def __init__(self, base_url: str, host: str | None) -> None:
        self.parts = urlsplit(base_url)
        self.host = host

    def send(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Response:
        connection = http.client.HTTPConnection(self.parts.hostname, self.parts.port or 80, timeout=60)
        if self.host:
            headers = {**headers, "Host": self.host}
        connection.request(method, target, body or None, headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return _make_response(answer.status, answer.getheaders(), content)


class LocalTransport:
    """Our WSGI application, called in a thread of its own."""

    is_local = True

    def __init__(self, site_path: str) -> None:
        self.thread = ThreadPoolExecutor(1)
        self.site_path = site_path

    def run(self, fn: Any, *args: Any) -> Any:
        """Call a function in the application's thread."""
        return self.thread.submit(fn, *args).result()

    def send(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Response:
        return self.run(self._send, method, target, headers, body)

    def _send(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Response:
        import frappe.app
        from werkzeug.test import EnvironBuilder, run_wsgi_app

        path, _mark, query = target.partition("?")
        builder = EnvironBuilder(
            path=path, query_string=query, method=method, headers=headers, data=body, base_url="http://localhost/"
        )
        environ = builder.get_environ()
        environ.setdefault("REMOTE_ADDR", "127.0.0.1")
        # Another test of this process may have named its own site since.
        frappe.app.set_site(os.path.basename(self.site_path), os.path.dirname(self.site_path))
        chunks, status, answer_headers = run_wsgi_app(frappe.app.application, environ, buffered=True)
        return _make_response(int(status.split()[0]), list(answer_headers), b"".join(chunks))


def _make_response(status: int, headers: list[tuple[str, str]], body: bytes) -> Response:
    plain, cookies = {}, {}
    for key, value in headers:
        if key.lower() == "set-cookie":
            name, _sign, rest = value.split(";", 1)[0].partition("=")
            cookies[name.strip()] = rest.strip()
        plain[key.lower()] = value
    return Response(status, plain, body, cookies)


class Client:
    """One user's session (or token, or nobody)."""

    def __init__(self, transport: Any) -> None:
        self.transport = transport
        self.sid: str | None = None
        self.csrf: str | None = None
        self.token: str | None = None

    def request(
        self,
        method: str,
        url: str,
        *,
        params: dict | None = None,
        data: Any = None,
        form: dict | None = None,
        body: bytes | None = None,
        files: dict[str, tuple[str, bytes]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Response:
        """Send JSON (`data`), a form, raw bytes or a multipart form with files."""
        sent = {"Accept": "application/json", **(headers or {})}
        if self.token and "Authorization" not in sent:
            sent["Authorization"] = self.token
        if self.sid and "Cookie" not in sent:
            sent["Cookie"] = f"sid={self.sid}"
        if self.csrf and "X-Frappe-CSRF-Token" not in sent:
            sent["X-Frappe-CSRF-Token"] = self.csrf
        content = body or b""
        if data is not None:
            content = json.dumps(data).encode()
            sent.setdefault("Content-Type", "application/json")
        elif files is not None:
            content, sent["Content-Type"] = make_multipart(form or {}, files)
        elif form is not None:
            content = urlencode({k: v if isinstance(v, str) else json.dumps(v) for k, v in form.items()}).encode()
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        target = quote(url, safe="/%?&=:+,;@!$'()*~[]\"{}<>|^`\\#".replace("#", "").replace('"', ""))
        if params:
            target += "?" + urlencode({k: v if isinstance(v, str) else json.dumps(v) for k, v in params.items()})
        return self.transport.send(method, target, sent, content)

    def get(self, url: str, **params: Any) -> Response:
        return self.request("GET", url, params=params)

    def post(self, url: str, data: Any = None) -> Response:
        return self.request("POST", url, data={} if data is None else data)

    def put(self, url: str, data: Any) -> Response:
        return self.request("PUT", url, data=data)

    def delete(self, url: str) -> Response:
        return self.request("DELETE", url)

    def call(self, method: str, **arguments: Any) -> Any:
        """What a whitelisted function answers; fails unless it answers 200."""
        answer = self.post(f"/api/method/{method}", arguments)
        assert answer.status == 200, f"{method}: {answer.status} {answer.text[:600]}"
        return answer.json().get("message")

    def login(self, user: str, password: str) -> Response:
        answer = self.request("POST", "/api/method/login", form={"usr": user, "pwd": password})
        if answer.status == 200 and "sid" in answer.cookies:
            self.sid = answer.cookies["sid"]
        return answer

    def load_page(self, path: str) -> str | None:
        """Load a page that prints the session's token, and use the token from then on."""
        page = self.request("GET", path, headers={"Accept": "text/html"})
        found = _TOKEN.search(page.body)
        self.csrf = found.group(1).decode() if found else None
        return self.csrf


def make_multipart(form: dict, files: dict[str, tuple[str, bytes]]) -> tuple[bytes, str]:
    """Body and content type of a multipart form."""
    mark = uuid.uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in form.items()
    ]
    for key, (name, content) in files.items():
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{key}"; filename="{name}"\r\n'
        parts.append(head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n")
    return b"".join([*parts, f"--{mark}--\r\n".encode()]), f"multipart/form-data; boundary={mark}"


def resource(doctype: str, name: str | None = None, version: str = "") -> str:
    """The REST address of a DocType or record."""
    kind = "v2/document" if version == "v2" else "resource"
    path = f"/api/{kind}/{quote(doctype)}"
    return path if name is None else f"{path}/{quote(str(name), safe='')}"
