"""Addresses of the site, its forms and files. Public names are those of `frappe.utils`."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urljoin

import frappe

APP_PREFIX = "/app"


def get_url(uri: str | None = None, full_address: bool = False) -> str:
    """The site's address, or that of a path on it: site config `host_name`, else the host of the user's request.

    A guest's request may name any host, so mails that it causes carry the address that an administrator last used.
    """
    host = frappe.local.conf.get("host_name") or frappe.local.conf.get("hostname")
    request = getattr(frappe.local, "request", None)
    if not host and request is not None and frappe.local.session.user != "Guest":
        host = request.host_url.rstrip("/")
    if not host:
        known = frappe.db.get_default("site_address") if getattr(frappe.local, "db", None) else None
        host = known or f"http://localhost:{frappe.local.conf.get('webserver_port') or 8000}"
    if "://" not in host:
        host = f"http://{host}"
    if not uri and full_address:
        uri = frappe.local.request.full_path if getattr(frappe.local, "request", None) is not None else ""
    return urljoin(host.rstrip("/") + "/", uri) if uri else host.rstrip("/")


def get_host_name() -> str:
    return get_url().split("://", 1)[1]


def slug(name: str) -> str:
    """A DocType name as it stands in an address."""
    return name.lower().replace(" ", "-")


def get_url_to_form(doctype: str, name: Any) -> str:
    """The address of a record's form."""
    return get_url(f"{APP_PREFIX}/{quote(slug(doctype))}/{quote(str(name))}")


def get_url_to_list(doctype: str) -> str:
    return get_url(f"{APP_PREFIX}/{quote(slug(doctype))}")


def get_url_to_report(name: str, report_type: str | None = None, doctype: str | None = None) -> str:
    """The address of a report."""
    if report_type == "Report Builder":
        return get_url(f"{APP_PREFIX}/{quote(slug(doctype))}/view/report/{quote(name)}")
    return get_url(f"{APP_PREFIX}/query-report/{quote(name)}")


def get_absolute_url(doctype: str, name: Any) -> str:
    return f"{APP_PREFIX}/{quote(slug(doctype))}/{quote(str(name))}"


def get_link_to_form(doctype: str, name: Any, label: str | None = None) -> str:
    """An HTML link to a record's form; the label may be HTML, which is cleaned."""
    from frappe.utils.html_utils import sanitize_html

    return f'<a href="{get_url_to_form(doctype, name)}">{sanitize_html(str(label or name))}</a>'


def get_link_to_report(
    name: str, label: str | None = None, report_type: str | None = None, doctype: str | None = None
) -> str:
    from frappe.utils._text import escape_html

    return f'<a href="{get_url_to_report(name, report_type, doctype)}">{escape_html(label or name)}</a>'


def expand_relative_urls(html: str) -> str:
    """Links and pictures of an HTML text, made absolute."""
    base = get_url()

    def absolute(found: re.Match) -> str:
        target = found["url"]
        if not target or re.match(r"(?i)(https?:|mailto:|tel:|data:|cid:|#|\{)|//", target):
            return found[0]
        return f"{found['head']}{urljoin(base + '/', target)}{found['quote']}"

    return re.sub(r"""(?P<head>\s(?:href|src)\s*=\s*(?P<quote>["']))(?P<url>[^"'>]*)(?P=quote)""", absolute, html)


def scrub_urls(html: str) -> str:
    return expand_relative_urls(html)


def get_files_path(*path: str, is_private: int | bool = 0) -> str:
    """A path in the site's folder of public or private files."""
    return frappe.get_site_path("private" if is_private else "public", "files", *path)


def get_site_path(*path: str) -> str:
    return frappe.get_site_path(*path)


def get_backups_path() -> str:
    return frappe.get_site_path("private", "backups")


def get_site_base_path() -> str:
    return frappe.local.site_path
