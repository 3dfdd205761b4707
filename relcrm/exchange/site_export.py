"""Writing everything a site owns into one archive, while nothing of it changes.

The archive is a zip file: one file of lines per table, the attached files, and a manifest with counts and checksums.
It holds password hashes and, readable, the secrets of mail accounts and webhooks: only its owner may read it.
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Callable
from datetime import datetime, timezone

import frappe
from frappe import _
from frappe.utils.password import decrypt

from relcrm.exchange import archive_reading, archive_scope
from relcrm.exchange.archive_values import Checksum, get_column_types
from relcrm.exchange.exceptions import SiteArchiveError

BLOCK = 1 << 20
REPORT_EVERY = 5000


def export_site(path: str, on_progress: Callable[[str, int, int], None] | None = None) -> dict:
    """Write the archive and return its manifest; an existing file is never overwritten, a broken one never left."""
    if os.path.exists(path):
        raise SiteArchiveError(_("{0} already exists. Choose another name for the archive.").format(path))
    partial = f"{path}.part"
    report = on_progress or (lambda what, done, total: None)
    frappe.db.commit()
    frappe.db.begin(read_only=True)
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            manifest = _write_archive(archive, report)
        os.replace(partial, path)
    except OSError as error:
        raise SiteArchiveError(
            _("The archive {0} cannot be written: {1}.").format(path, error.strerror or error)
        ) from None
    finally:
        frappe.db.rollback()
        if os.path.exists(partial):
            os.remove(partial)
    return manifest


def _write_archive(archive: zipfile.ZipFile, report: Callable[[str, int, int], None]) -> dict:
    manifest = {
        "format": archive_scope.FORMAT,
        "made_on": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "apps": {app: frappe.get_attr(f"{app}.__version__") for app in frappe.get_installed_apps()},
        "tables": [],
    }
    doctypes = []
    for number, part in enumerate(archive_scope.get_parts()):
        manifest["tables"].append(_write_part(archive, number, part, report))
        doctypes.append(part.doctype)
    singles = archive_reading.read_singles(archive_scope.get_own_singles(), archive_scope.HOST_SETTINGS)
    series = archive_reading.read_series()
    secrets = [_make_secret(*row) for row in archive_reading.read_secrets(sorted(set(doctypes)))]
    for name, content in (("singles", singles), ("series", series), ("secrets", [s for s in secrets if s])):
        archive.writestr(f"{name}.json", json.dumps(content, ensure_ascii=False))
        manifest[name] = len(content)
    manifest["files"], manifest["missing_files"] = _write_files(archive, report)
    archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
    return manifest


def _write_part(archive: zipfile.ZipFile, number: int, part, report: Callable[[str, int, int], None]) -> dict:
    types = get_column_types(part.doctype)
    checksum = Checksum()
    member = f"tables/{number:03d}.jsonl"
    with archive.open(member, "w", force_zip64=True) as stream:
        for line in archive_reading.read_part(part, types):
            checksum.add(line)
            stream.write(line.encode("utf-8", "surrogatepass") + b"\n")
            if checksum.rows % REPORT_EVERY == 0:
                report(part.key, checksum.rows, 0)
    return {
        "key": part.key, "doctype": part.doctype, "parent_type": part.parent_type, "filters": part.filters,
        "is_meta": part.is_meta, "member": member, "columns": types, "rows": checksum.rows, "checksum": checksum.value,
    }  # fmt: skip


def _make_secret(doctype: str, name: str, fieldname: str, password: str, encrypted: int) -> dict | None:
    secret = {"doctype": doctype, "name": name, "fieldname": fieldname}
    if not encrypted:
        return secret | {"hash": password}
    try:
        return secret | {"plain": decrypt(password)}
    except frappe.ValidationError:
        frappe.clear_messages()
        return None


def _write_files(archive: zipfile.ZipFile, report: Callable[[str, int, int], None]) -> tuple[dict, list[str]]:
    urls = frappe.get_all("File", filters={"is_folder": 0}, pluck="file_url", order_by="name asc", limit_page_length=0)
    urls = sorted({url for url in urls if url and url.startswith(("/files/", "/private/files/"))})
    written, missing = {}, []
    for done, url in enumerate(urls, start=1):
        path = get_file_path(url)
        if path and os.path.isfile(path):
            written[url] = _write_file(archive, url, path)
        else:
            missing.append(url)
        report(_("Files"), done, len(urls))
    return written, missing


def get_file_path(url: str) -> str | None:
    """Return where the site keeps a file, or None for an address that leads out of its folders."""
    private = url.startswith("/private/")
    folder = os.path.realpath(frappe.get_site_path("private" if private else "public", "files"))
    path = os.path.realpath(os.path.join(folder, url.split("/files/", 1)[1]))
    return path if path.startswith(folder + os.sep) else None


def _write_file(archive: zipfile.ZipFile, url: str, path: str) -> dict:
    digest, size = hashlib.sha256(), 0
    with open(path, "rb") as source, archive.open(f"content{url}", "w", force_zip64=True) as target:
        while block := source.read(BLOCK):
            digest.update(block)
            size += len(block)
            target.write(block)
    return {"size": size, "sha256": digest.hexdigest()}
