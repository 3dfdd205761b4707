"""PDF by WeasyPrint on both hosts. A page shows embedded images and the site's own files, nothing else."""

import mimetypes
from urllib.parse import unquote, urlsplit
from urllib.request import urlopen

import frappe


class BlockedAddressError(ValueError):
    """A page asked for an address that a document may not reach."""


class SiteFetcher:
    """Answers WeasyPrint's requests: data addresses, and files of this site that the user may read."""

    _fail_on_errors = False

    def __call__(self, url: str, *args, **kwargs):
        """Return the content of an address, in the form that the installed WeasyPrint wants."""
        content, kind = read_address(url)
        try:
            from weasyprint.urls import URLFetcherResponse
        except ImportError:
            return {"string": content, "mime_type": kind}
        return URLFetcherResponse(url, content, {"Content-Type": kind})


def make_pdf(html: str) -> bytes:
    """Return a PDF of a complete HTML document."""
    from weasyprint import HTML

    return HTML(string=html, base_url="site:/", url_fetcher=SiteFetcher()).write_pdf()


def read_address(url: str) -> tuple[bytes, str]:
    """Return content and type of an address that a document may show."""
    if url.startswith("data:"):
        with urlopen(url) as answer:
            return answer.read(), answer.headers.get_content_type()
    parts = urlsplit(url)
    path = unquote(parts.path)
    if parts.scheme != "site" or not path.startswith(("/files/", "/private/files/")):
        raise BlockedAddressError(url)
    name = frappe.db.get_value("File", {"file_url": path}, "name")
    file = frappe.get_doc("File", name) if name else None
    if not file or not (path.startswith("/files/") or file.has_permission("read")):
        raise BlockedAddressError(url)
    content = file.get_content()
    return _to_bytes(content), mimetypes.guess_type(path)[0] or "application/octet-stream"


def _to_bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode()
