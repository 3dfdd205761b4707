"""Backup of a site in use, restore elsewhere, and the checksums that prove both equal.

One archive (tar, gzip) holds the database and the job queue, each copied by SQLite's own backup interface,
the configuration, every file, and `manifest.json`: rows and SHA-256 of each table, size and SHA-256 of each
file.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import sqlite3
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

import click
from frappe.database.text import fold

from relcrm_standalone.site_lock import SiteLock

ARCHIVE_FORMAT = 1
DATABASES = ("site.db", "jobs.db")
CONFIGURATION = ("site_config.json", "admin_password.txt")
FILE_FOLDERS = ("public/files", "private/files")
BACKUP_FOLDER = "private/backups"
MANIFEST = "manifest.json"
_BLOCK = 1 << 20
_DAMAGE = (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, sqlite3.DatabaseError, json.JSONDecodeError)


class BackupError(click.ClickException):
    """A backup or restore that cannot go on; the site is as it was."""


# ---- checksums -----------------------------------------------------------------------------------


def get_table_checksums(database: Path) -> dict[str, dict[str, Any]]:
    """Rows and SHA-256 of every table with content of its own; search indexes are left out."""
    with closing(sqlite3.connect(database)) as connection:
        connection.create_function("fold", 1, fold, deterministic=True)  # indexes name it
        return {table: _checksum_table(connection, table) for table in _own_tables(connection)}


def _own_tables(connection: sqlite3.Connection) -> list[str]:
    """Every table but virtual ones and those that belong to them (SQLite 3.37 names both kinds)."""
    rows = connection.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    return sorted(name for (name,) in rows if not name.startswith("sqlite_"))


def _checksum_table(connection: sqlite3.Connection, table: str) -> dict[str, Any]:
    columns = sorted(row[1] for row in connection.execute(f"PRAGMA table_info({_quoted(table)})"))
    # quote() keeps type and value apart; columns by name, so that their order does not count.
    line = " || char(31) || ".join(f"quote({_quoted(column)})" for column in columns)
    order = "`name` COLLATE BINARY" if "name" in columns else ", ".join(map(_quoted, columns))
    digest, count = hashlib.sha256("\x1f".join(columns).encode()), 0
    for (text,) in connection.execute(f"SELECT {line} FROM {_quoted(table)} ORDER BY {order}"):
        digest.update(text.encode("utf-8", "surrogatepass"))
        digest.update(b"\n")
        count += 1
    return {"rows": count, "sha256": digest.hexdigest()}


def _quoted(identifier: str) -> str:
    return "`" + identifier.replace("`", "``") + "`"


def get_file_checksums(site_path: Path) -> dict[str, dict[str, Any]]:
    """Size and SHA-256 of every attached file and of the configuration."""
    found = {}
    for name in _list_files(site_path):
        with (site_path / name).open("rb") as handle:
            found[name] = _checksum_file(handle)
    return found


def _list_files(site_path: Path) -> list[str]:
    names = [name for name in CONFIGURATION if (site_path / name).is_file()]
    for folder in FILE_FOLDERS:
        paths = sorted((site_path / folder).rglob("*"))
        names += [str(path.relative_to(site_path)) for path in paths if path.is_file()]
    return names


def _checksum_file(handle: BinaryIO) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    while block := handle.read(_BLOCK):
        digest.update(block)
        size += len(block)
    return {"size": size, "sha256": digest.hexdigest()}


def get_site_checksum(site_path: Path) -> dict[str, Any]:
    """Checksums of a whole site: `databases` by table, `files` by name."""
    present = [name for name in DATABASES if (site_path / name).is_file()]
    databases = {name: get_table_checksums(site_path / name) for name in present}
    return {"databases": databases, "files": get_file_checksums(site_path)}


def total_of(checksums: dict[str, Any]) -> str:
    """One SHA-256 over all of them: equal for equal sites."""
    content = {key: checksums[key] for key in ("databases", "files")}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


# ---- backup --------------------------------------------------------------------------------------


def make_backup(site_path: str, target_folder: str | None = None) -> Path:
    """Write an archive of the site, which may be in use, and return its path; none is left half written."""
    site = Path(site_path)
    folder = Path(target_folder) if target_folder else site / BACKUP_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    stamp = datetime.now().strftime("%Y%m%d_%H%M%S_%f")
    archive = folder / f"{stamp}-{site.resolve().name}.relcrm-backup.tar.gz"
    unfinished = archive.with_suffix(".part")
    try:
        _write_archive(site, unfinished, folder)
        os.replace(unfinished, archive)
    finally:
        unfinished.unlink(missing_ok=True)
    return archive


def _write_archive(site: Path, target: Path, scratch: Path) -> None:
    manifest: dict[str, Any] = {"format": ARCHIVE_FORMAT, "databases": {}, "files": {}}
    manifest["site"] = site.resolve().name
    manifest["made_on"] = datetime.now().isoformat(sep=" ", timespec="seconds")
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as raw:
        with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=1) as packed:
            with tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as archive:
                _add_databases(site, archive, manifest, scratch / f"{target.name}.db")
                _add_files(site, archive, manifest)
                _add_manifest(archive, manifest)
        raw.flush()
        os.fsync(raw.fileno())


def _add_databases(site: Path, archive: tarfile.TarFile, manifest: dict[str, Any], copy: Path) -> None:
    for name in DATABASES:
        if not (site / name).is_file():
            continue
        try:
            copy_database(site / name, copy)
            manifest["databases"][name] = get_table_checksums(copy)
            archive.add(copy, name, filter=_without_owner)
        finally:
            copy.unlink(missing_ok=True)


def copy_database(source: Path, target: Path) -> None:
    """Copy a database that others may be writing to: one state of it, whole, as one file."""
    target.unlink(missing_ok=True)
    target.touch(0o600)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        # A copy in one file: without this it would ask for a write-ahead log beside it.
        new.execute("PRAGMA journal_mode = DELETE")


def _add_files(site: Path, archive: tarfile.TarFile, manifest: dict[str, Any]) -> None:
    for name in _list_files(site):
        try:
            content = (site / name).open("rb")
        except FileNotFoundError:
            continue  # deleted since it was listed, with the record that named it
        with content:
            manifest["files"][name] = _checksum_file(content)
            content.seek(0)
            info = tarfile.TarInfo(name)
            info.size, info.mode = manifest["files"][name]["size"], 0o600
            archive.addfile(info, content)


def _add_manifest(archive: tarfile.TarFile, manifest: dict[str, Any]) -> None:
    content = json.dumps(manifest, indent=1, sort_keys=True).encode()
    info = tarfile.TarInfo(MANIFEST)
    info.size, info.mode = len(content), 0o600
    archive.addfile(info, BytesIO(content))


def _without_owner(info: tarfile.TarInfo) -> tarfile.TarInfo:
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    info.mode = 0o600
    return info


# ---- restore -------------------------------------------------------------------------------------


def restore_backup(archive: str, site_path: str, force: bool = False) -> dict[str, Any]:
    """Make the site at `site_path` from an archive, checked before it takes its place. Returns the manifest.

    An existing site is replaced only with `force`, and kept beside as `<site>.before-restore-<time>`.
    """
    site = Path(site_path)
    _check_target(site, force)
    making = site.with_name(f"{site.name}.restoring")
    _remove_tree(making)
    making.mkdir(parents=True, mode=0o700)
    try:
        _unpack(Path(archive), making)
        manifest = _check_content(making, archive)
    except _DAMAGE as exc:
        _remove_tree(making)
        raise BackupError(f"{archive} is damaged or not a backup ({exc}). Use another one.") from exc
    except BaseException:
        _remove_tree(making)
        raise
    if site.exists() and any(site.iterdir()):
        site.rename(site.with_name(f"{site.name}.before-restore-{datetime.now():%Y%m%d_%H%M%S}"))
    elif site.exists():
        site.rmdir()
    making.rename(site)
    return manifest


def _check_target(site: Path, force: bool) -> None:
    if not site.exists() or not any(site.iterdir()):
        return
    if SiteLock(str(site)).is_held():
        raise BackupError(f"{site} is being served. Stop its server, then restore.")
    if not force:
        raise BackupError(f"{site} is not empty. Name another folder, or add --force (it is kept beside).")


def _remove_tree(folder: Path) -> None:
    if not folder.exists():
        return
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    folder.rmdir()


def _unpack(archive: Path, target: Path) -> None:
    if not archive.is_file():
        raise BackupError(f"There is no file {archive}. Check the path.")
    with gzip.open(archive) as packed:
        with tarfile.open(fileobj=packed, mode="r|") as source:
            for member in source:
                _unpack_member(source.extractfile(member), target / _checked_name(member))
        # To the end, where gzip keeps the checksum of all of it: free pages of a database are in no table.
        for _rest in _blocks(packed):
            pass


def _unpack_member(content: Any, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
        for block in _blocks(content):
            handle.write(block)


def _checked_name(member: tarfile.TarInfo) -> str:
    """The member's name, when it is a plain file of the kinds that a backup holds."""
    path = PurePosixPath(member.name)
    known = member.name in (*DATABASES, *CONFIGURATION, MANIFEST) or member.name.startswith(
        tuple(f"{folder}/" for folder in FILE_FOLDERS)
    )
    if not member.isreg() or not known or path.is_absolute() or ".." in path.parts:
        raise BackupError(f"The archive holds {member.name}, which no backup has. Nothing was restored.")
    return member.name


def _blocks(handle: Any) -> Iterator[bytes]:
    while block := handle.read(_BLOCK):
        yield block


def _check_content(folder: Path, archive: str) -> dict[str, Any]:
    if not (folder / MANIFEST).is_file():
        raise BackupError(f"{archive} has no {MANIFEST}: it is not a whole backup. Use another one.")
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    if manifest.get("format", 0) > ARCHIVE_FORMAT:
        raise BackupError(f"{archive} was made by a newer release. Install that release, then restore.")
    (folder / MANIFEST).unlink()
    found = get_site_checksum(folder)
    for kind in ("databases", "files"):
        if found[kind] != manifest[kind]:
            where = _first_difference(manifest[kind], found[kind])
            raise BackupError(f"{archive} is damaged: {where}. Use another one.")
    for name in FILE_FOLDERS + (BACKUP_FOLDER, "logs"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return manifest


def _first_difference(wanted: dict[str, Any], found: dict[str, Any]) -> str:
    for key in sorted({*wanted, *found}):
        if wanted.get(key) != found.get(key):
            return f"{key} is not as it was"
    return "its content is not as it was"
