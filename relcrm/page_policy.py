"""The content security policy of the desk's page; on a bench no other page is touched."""

import re

import frappe

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "frame-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)


def get_picture_host(address: str | None) -> str:
    """Return scheme and host of an address that pictures of a map may come from; nothing for any other text."""
    found = re.match(r"https://((?:\{s\}\.)?[A-Za-z0-9.-]+(?::\d{1,5})?)/", address or "")
    return f"https://{found.group(1).replace('{s}', '*')}" if found else ""


def get_policy() -> str:
    """Return the policy of the page: pictures of a map from the firm's chosen host, and from no other."""
    host = get_picture_host(frappe.db.get_single_value("RelCRM Settings", "map_tile_address"))
    return POLICY.replace("img-src 'self' data: blob:", f"img-src 'self' data: blob: {host}") if host else POLICY


def add_policy(response=None, request=None) -> None:
    """Hook after a request: add the policy to the desk's page unless the host has set one."""
    path = request.path.rstrip("/") if request else ""
    if response is not None and (path == "/relcrm" or path.startswith("/relcrm/")):
        response.headers.setdefault("Content-Security-Policy", get_policy())
