"""Taking a site archive into another site, on either host, and proving that everything arrived.

All data goes in within one transaction; counts and checksums of what is then stored are compared with the archive
before it is committed. Only the custom fields and DocTypes themselves, which change tables, are kept on a failure.
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from itertools import islice

import frappe
from frappe import _
from frappe.utils.password import set_encrypted_password

from relcrm.exchange import archive_reading, archive_scope
from relcrm.exchange.archive_scope import Part
from relcrm.exchange.archive_values import Checksum, get_column_types, restrict_lines, to_stored
from relcrm.exchange.exceptions import SiteArchiveError
from relcrm.exchange.site_export import BLOCK, get_file_path

INSERT = 500
DELETE = 500


def import_site(path: str, force: bool = False, on_progress: Callable[[str, int, int], None] | None = None) -> dict:
    """Take an archive in; returns what arrived, what has no place on this host, and the proof per table."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _read_manifest(archive, path)
            if archive_scope.is_in_use() and not force:
                raise SiteArchiveError(
                    _(
                        "This site is in use: it has companies, events or users. Take the archive into a new site, or "
                        "use --force to replace what is here."
                    )
                )
            return SiteImporter(archive, manifest, on_progress).run()
    except (OSError, zipfile.BadZipFile, KeyError) as error:
        raise SiteArchiveError(_("The archive {0} cannot be read: {1}.").format(path, error)) from None


def _read_manifest(archive: zipfile.ZipFile, path: str) -> dict:
    if "manifest.json" not in archive.namelist():
        raise SiteArchiveError(_("{0} is not a site archive. Make one with export-site.").format(path))
    manifest = json.loads(archive.read("manifest.json"))
    if manifest["format"] > archive_scope.FORMAT:
        raise SiteArchiveError(
            _("The archive was made by a newer RelCRM (format {0}). Upgrade this site first.").format(
                manifest["format"]
            )
        )
    lacking = sorted(set(manifest["apps"]) - set(frappe.get_installed_apps()))
    if lacking:
        raise SiteArchiveError(
            _("The archive needs apps that are not installed here: {0}. Install them first.").format(", ".join(lacking))
        )
    return manifest


class SiteImporter:
    """The steps of taking an archive in, and what they found."""

    def __init__(self, archive: zipfile.ZipFile, manifest: dict, on_progress=None):
        self.archive = archive
        self.manifest = manifest
        self.report = on_progress or (lambda what, done, total: None)
        self.no_place: dict[str, list[str]] = {}
        self.proof: dict[str, dict] = {}

    def run(self) -> dict:
        """Metadata first, then everything else, the proof, and only then the commit."""
        tables = self.manifest["tables"]
        self.check_archive()
        frappe.db.rollback()
        try:
            self.replace_rows([table for table in tables if table["is_meta"]])
            self.update_tables()
            self.replace_rows([table for table in tables if not table["is_meta"]])
            self.write_singles()
            self.write_series()
            self.write_secrets()
            for table in tables:
                self.prove(table)
            self.prove_values()
            self.write_files()
            frappe.db.commit()
        except Exception:
            frappe.db.rollback()
            raise
        finally:
            frappe.clear_cache()
        return {"tables": self.proof, "no_place": self.no_place, "files": len(self.manifest["files"])}

    def check_archive(self) -> None:
        """Refuse a damaged archive before anything is changed."""
        for table in self.manifest["tables"]:
            checksum = Checksum()
            for line in self.read_lines(table):
                checksum.add(line)
            if (checksum.rows, checksum.value) != (table["rows"], table["checksum"]):
                raise SiteArchiveError(_("The archive is damaged at {0}. Export the site again.").format(table["key"]))
        for url, expected in self.manifest["files"].items():
            digest = hashlib.sha256()
            with self.archive.open(f"content{url}") as stream:
                while block := stream.read(BLOCK):
                    digest.update(block)
            if digest.hexdigest() != expected["sha256"]:
                raise SiteArchiveError(_("The archive is damaged at {0}. Export the site again.").format(url))

    def read_lines(self, table: dict) -> Iterator[str]:
        """Yield the lines of a table of the archive."""
        with self.archive.open(table["member"]) as stream:
            for line in stream:
                yield line.decode("utf-8", "surrogatepass").rstrip("\n")

    def get_part(self, table: dict) -> Part | None:
        """Return the part of this site that takes a table in, or None when this host has no such DocType."""
        known = [table["doctype"], *([table["parent_type"]] if table["parent_type"] else [])]
        if all(frappe.db.exists("DocType", doctype) for doctype in known) and frappe.db.table_exists(table["doctype"]):
            return Part(table["doctype"], table["parent_type"], table["filters"], table["is_meta"])
        return None

    def replace_rows(self, tables: list[dict]) -> None:
        """Delete what this site has in the scope of these tables, children before their parents; then fill them."""
        for table in reversed(tables):
            part = self.get_part(table)
            if part and part.key in archive_scope.SHARED_LISTS:
                delete_names(part.doctype, self.get_names(table))
            elif part:
                delete_part(part)
        for table in tables:
            self.insert_rows(table)

    def get_names(self, table: dict) -> set[str]:
        """Return the names in a table of the archive."""
        return {json.loads(line)["name"] for line in self.read_lines(table)}

    def insert_rows(self, table: dict) -> None:
        """Put the rows of a table of the archive in."""
        part = self.get_part(table)
        if not part:
            if table["rows"]:
                self.no_place[table["key"]] = [_("{0} rows").format(table["rows"])]
            return
        types = get_column_types(part.doctype)
        columns = [name for name in table["columns"] if name in types]
        lacking, lost = set(table["columns"]) - set(types), set()
        lines, done = self.read_lines(table), 0
        while batch := list(islice(lines, INSERT)):
            rows = [json.loads(line) for line in batch]
            values = [
                [to_stored(row.get(name, get_blank(types[name])), types[name]) for name in columns] for row in rows
            ]
            frappe.db.bulk_insert(part.doctype, columns, values)
            lost |= {name for row in rows for name in lacking & set(row) if row[name] not in (0, "0", "")}
            done += len(rows)
            self.report(part.key, done, table["rows"])
        if lost:
            self.no_place[table["key"]] = sorted(lost)

    def update_tables(self) -> None:
        """Make the tables of DocTypes made on the old site and the columns of its custom fields."""
        frappe.db.commit()
        frappe.clear_cache()
        made = frappe.get_all("DocType", filters={"custom": 1}, pluck="name", order_by="istable desc")
        changed = frappe.get_all("Custom Field", pluck="dt", distinct=True, order_by="dt asc")
        for doctype in dict.fromkeys([*made, *changed]):
            if frappe.db.exists("DocType", doctype):
                frappe.db.updatedb(doctype)
        frappe.db.commit()
        frappe.clear_cache()

    def write_singles(self) -> None:
        """Set the values of Singles whose fields this host has."""
        for doctype, field, value in json.loads(self.archive.read("singles.json")):
            if not frappe.db.exists("DocType", doctype) or not frappe.get_meta(doctype).has_field(field):
                self.no_place.setdefault(doctype, []).append(field)
                continue
            frappe.db.sql("delete from `tabSingles` where `doctype` = %s and `field` = %s", (doctype, field))
            frappe.db.sql(
                "insert into `tabSingles` (`doctype`, `field`, `value`) values (%s, %s, %s)", (doctype, field, value)
            )
            if doctype == "System Settings" and field in archive_scope.SITE_DEFAULTS:
                frappe.db.set_default(field, value)

    def write_series(self) -> None:
        """Set the counters, so that the next name follows the last one of the old site."""
        table = frappe.qb.Table("tabSeries")
        for name, current in json.loads(self.archive.read("series.json")):
            frappe.qb.from_(table).delete().where(table.name == name).run()
            frappe.qb.into(table).columns("name", "current").insert(name, current).run()

    def write_secrets(self) -> None:
        """Store password hashes as they are, and secrets encrypted with this site's key."""
        table = frappe.qb.Table("__Auth")
        for secret in json.loads(self.archive.read("secrets.json")):
            doctype, name, field = secret["doctype"], secret["name"], secret["fieldname"]
            if "plain" in secret:
                set_encrypted_password(doctype, name, secret["plain"], field)
                continue
            same = (table.doctype == doctype) & (table.name == name) & (table.fieldname == field)
            frappe.qb.from_(table).delete().where(same).run()
            columns = ("doctype", "name", "fieldname", "password", "encrypted")
            frappe.qb.into(table).columns(*columns).insert(doctype, name, field, secret["hash"], 0).run()

    def prove(self, table: dict) -> None:
        """Compare count and checksum of what is stored now with the archive, over the columns that both have."""
        part = self.get_part(table)
        if not part:
            return
        types = {name: kind for name, kind in get_column_types(part.doctype).items() if name in table["columns"]}
        here, there = Checksum(), Checksum()
        names = self.get_names(table) if part.key in archive_scope.SHARED_LISTS else None
        for line in archive_reading.read_part(part, types, names):
            here.add(line)
        whole = set(types) == set(table["columns"])
        lines = () if whole else restrict_lines(self.read_lines(table), set(types))
        for line in lines:
            there.add(line)
        expected = (table["rows"], table["checksum"]) if whole else (there.rows, there.value)
        if (here.rows, here.value) != expected:
            raise SiteArchiveError(
                _("{0} did not arrive whole: {1} rows of {2}. Nothing was kept; please report this.").format(
                    table["key"], here.rows, expected[0]
                )
            )
        self.proof[table["key"]] = {"rows": here.rows, "checksum": here.value, "all_columns": whole}

    def prove_values(self) -> None:
        """Read singles, counters and password hashes back and compare them with the archive."""
        singles = {(d, f): v for d, f, v in archive_reading.read_singles(archive_scope.get_own_singles(), set())}
        series = dict(archive_reading.read_series())
        stored = {
            row[:3]: row[3]
            for row in archive_reading.read_secrets(sorted({t["doctype"] for t in self.manifest["tables"]}))
        }
        wrong = [
            f"{doctype}.{field}"
            for doctype, field, value in json.loads(self.archive.read("singles.json"))
            if field not in self.no_place.get(doctype, ()) and singles.get((doctype, field)) != value
        ]
        wrong += [name for name, current in json.loads(self.archive.read("series.json")) if series.get(name) != current]
        for secret in json.loads(self.archive.read("secrets.json")):
            found = stored.get((secret["doctype"], secret["name"], secret["fieldname"]))
            if found is None or found != secret.get("hash", found):
                wrong.append(f"{secret['doctype']} {secret['name']}")
        if wrong:
            raise SiteArchiveError(
                _("These values did not arrive: {0}. Nothing was kept.").format(", ".join(wrong[:10]))
            )

    def write_files(self) -> None:
        """Unpack the attached files into the folders of this site."""
        for done, url in enumerate(self.manifest["files"], start=1):
            path = get_file_path(url)
            if not path:
                raise SiteArchiveError(_("The archive holds a file outside of the site: {0}.").format(url))
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with self.archive.open(f"content{url}") as source, open(path, "wb") as target:
                while block := source.read(BLOCK):
                    target.write(block)
            self.report(_("Files"), done, len(self.manifest["files"]))


def get_blank(fieldtype: str) -> object:
    """Return what a column holds when the archive says nothing: 0 for numbers, which cannot be without."""
    return 0 if fieldtype in ("Int", "Long Int", "Check", "Float", "Currency", "Percent") else None


def delete_part(part: Part) -> None:
    """Delete this site's rows in the scope of a part."""
    if not part.parent_type:
        frappe.db.delete(part.doctype, part.filters or None)
        return
    filters = {"parenttype": part.parent_type}
    if not part.filters:
        frappe.db.delete(part.doctype, filters)
        return
    names = archive_reading.get_names(part.parent_type, part.filters)
    for start in range(0, len(names), DELETE):
        frappe.db.delete(part.doctype, {**filters, "parent": ["in", names[start : start + DELETE]]})


def delete_names(doctype: str, names: set[str]) -> None:
    """Delete single records of a list, whose other entries belong to the host."""
    ordered = sorted(names)
    for start in range(0, len(ordered), DELETE):
        frappe.db.delete(doctype, {"name": ["in", ordered[start : start + DELETE]]})
