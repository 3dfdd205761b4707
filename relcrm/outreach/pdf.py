"""PDF by WeasyPrint on both hosts. A page shows embedded images and the site's own files, nothing else."""

import mimetypes
from urllib.parse import unquote, urlsplit

import frappe


class BlockedAddressError(ValueError):
    """A page asked for an address that a document may not reach."""


def make_pdf(html: str) -> bytes:
    """Return a PDF of a complete HTML document."""
    from weasyprint import HTML

    return HTML(string=html, base_url="site:/", url_fetcher=fetch).write_pdf()


def fetch(url: str, *args, **kwargs) -> dict:
    """Answer WeasyPrint's requests: data addresses, and files of this site that the user may read."""
    from weasyprint import default_url_fetcher

    if url.startswith("data:"):
        return default_url_fetcher(url)
    parts = urlsplit(url)
    path = unquote(parts.path)
    if parts.scheme != "site" or not path.startswith(("/files/", "/private/files/")):
        raise BlockedAddressError(url)
    name = frappe.db.get_value("File", {"file_url": path}, "name")
    file = frappe.get_doc("File", name) if name else None
    if not file or not (path.startswith("/files/") or file.has_permission("read")):
        raise BlockedAddressError(url)
    content = file.get_content()
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return {"string": content if isinstance(content, bytes) else content.encode(), "mime_type": kind}
