"""The command line `relcrm`: bench's verbs for a site of this runtime, and each installed app's own."""

from __future__ import annotations

import code
import errno
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import click

from relcrm_standalone import __version__
from relcrm_standalone.guard import refuse_foreign_frappe

PASSWORD_FILE = "admin_password.txt"


# ---- the group: our verbs first, then those of the apps ------------------------------------------


class AppGroup(click.Group):
    """Looks for a verb in the installed apps only when it is not one of ours: `serve` starts without them."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        own = super().get_command(ctx, cmd_name)
        return own or _get_app_commands().get(cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *_get_app_commands()})


def _get_app_commands() -> dict[str, click.Command]:
    from relcrm_standalone.apps import find_app_commands

    return find_app_commands()


@click.group(cls=AppGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="relcrm")
@click.option("--site", envvar="RELCRM_SITE", default="./site", show_default=True, help="Folder of the site.")
@click.option("--verbose", is_flag=True, help="Say more.")
@click.pass_context
def relcrm(ctx: click.Context, site: str, verbose: bool) -> None:
    """Run Frappe apps over SQLite: make a site, serve it, back it up, work on it."""
    ctx.obj = {"sites": [os.path.abspath(site)], "verbose": verbose, "force": False, "profile": False}


@contextmanager
def open_site(path: str, user: str = "Administrator") -> Iterator[Any]:
    """The site ready for work as `user`; what is not committed inside is undone."""
    import frappe

    check_site(path)
    frappe.init(path)
    frappe.connect()
    try:
        frappe.set_user(user)
        yield frappe
    finally:
        frappe.destroy()


def check_site(path: str) -> None:
    """Raise a ClickException where the folder is no site, or its configuration cannot be read."""
    config = Path(path) / "site_config.json"
    if not config.is_file():
        raise click.ClickException(
            f"There is no site in {path}. Make one: relcrm new-site {os.path.relpath(path)}"
        )
    try:
        json.loads(config.read_text(encoding="utf-8"))
    except ValueError as exc:
        raise click.ClickException(
            f"{config} is not valid JSON ({exc}). Mend it, or restore the site from a backup."
        ) from exc


def site_of(ctx: click.Context) -> str:
    """Absolute path of the site that the command is for."""
    return ctx.obj["sites"][0]


# ---- making and changing a site ------------------------------------------------------------------


@relcrm.command("new-site")
@click.argument("path")
@click.option("--admin-password", envvar="ADMIN_PASSWORD", help="Of Administrator; random when not given.")
@click.option("--install-app", multiple=True, metavar="APP", help="Install an app at once; may be repeated.")
def new_site(path: str, admin_password: str | None, install_app: tuple[str, ...]) -> None:
    """Make a site in the folder PATH."""
    from frappe.installer import new_site as make

    site = os.path.abspath(path)
    if os.path.isdir(site) and os.listdir(site):
        raise click.ClickException(f"{site} is not empty. Choose another folder for the new site.")
    try:
        password = make(site, admin_password=admin_password, install_apps=install_app, progress=click.echo)
    except BaseException:
        shutil.rmtree(site, ignore_errors=True)  # it was empty: no half site is left
        raise
    if not admin_password:
        click.echo(f"Administrator's password: {password} (kept in the site folder, {PASSWORD_FILE})")


@relcrm.command("install-app")
@click.argument("apps", nargs=-1, required=True)
@click.pass_context
def install_app(ctx: click.Context, apps: tuple[str, ...]) -> None:
    """Install one or more apps on the site."""
    from frappe.installer import install_app as install

    with open_site(site_of(ctx)) as frappe:
        for app in apps:
            install(app, progress=click.echo)
            frappe.db.commit()


@relcrm.command("list-apps")
@click.pass_context
def list_apps(ctx: click.Context) -> None:
    """Name the apps installed on the site, with their versions."""
    from importlib import import_module

    with open_site(site_of(ctx)) as frappe:
        for app in frappe.get_installed_apps():
            click.echo(f"{app} {getattr(import_module(app), '__version__', '')}".rstrip())


@relcrm.command("migrate")
@click.option("--if-needed", is_flag=True, help="Do nothing where code and metadata are as at the last time.")
@click.pass_context
def migrate(ctx: click.Context, if_needed: bool) -> None:
    """Bring the site up to the code: patches, metadata, what the apps deliver."""
    from relcrm_standalone.migration_mark import MigrationMark

    site = site_of(ctx)
    check_site(site)
    mark = MigrationMark(site)
    if if_needed and mark.is_current():
        return
    with open_site(site) as frappe:
        from frappe.migrate import migrate as run

        click.echo(f"Migrating {os.path.relpath(site)}")
        run(progress=click.echo)
        frappe.db.commit()
    mark.write()


# ---- serving -------------------------------------------------------------------------------------


@relcrm.command("serve")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--show-login", is_flag=True, help="Say how to log in, too.")
@click.pass_context
def serve(ctx: click.Context, port: int, host: str, show_login: bool) -> None:
    """Serve the site until Ctrl-C or SIGTERM: pages, REST, jobs, schedule."""
    from relcrm_standalone.server import check_port
    from relcrm_standalone.server import serve as run
    from relcrm_standalone.site_lock import SiteLock

    site = site_of(ctx)
    check_site(site)
    try:
        check_port(host, port)
    except OSError as exc:
        raise click.ClickException(f"{exc.strerror} (make start PORT={port + 1})") from exc
    lock = SiteLock(site)
    address = f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}"
    lock.acquire(f"{address}, process {os.getpid()}")
    try:
        check_database(site)
        run(site, host, port, on_ready=lambda: announce(site, address, show_login))
    finally:
        lock.release()


def check_database(site: str) -> None:
    """Open the database for writing once; raises the named error, a sentence, where that is not possible.

    The connection is closed again: none may be carried over into the worker that the server forks.
    """
    from frappe.database.connection import DATABASE_FILE, open_connection
    from frappe.database.errors import named_errors

    path = os.path.join(site, DATABASE_FILE)
    if not os.path.isfile(path):
        raise click.ClickException(f"{path} is missing. Restore the site from a backup: relcrm restore ARCHIVE")
    with named_errors(path), closing(open_connection(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        connection.execute("ROLLBACK")


def announce(site: str, address: str, show_login: bool) -> None:
    """Say where the site is once it answers."""
    click.echo(f"Serving {os.path.relpath(site)} at {address}/relcrm (Ctrl-C stops it)")
    if show_login:
        file = Path(site) / PASSWORD_FILE
        told = f"the password in {os.path.relpath(file)}" if file.is_file() else "the password you gave"
        click.echo(f"Log in as Administrator with {told}.")
    sys.stdout.flush()


# ---- backup --------------------------------------------------------------------------------------


@relcrm.command("backup")
@click.option("--backup-path", metavar="FOLDER", help="Instead of the site's private/backups.")
@click.option("--with-files", is_flag=True, hidden=True, help="As on a bench; files are always in it.")
@click.pass_context
def backup(ctx: click.Context, backup_path: str | None, with_files: bool) -> None:
    """Write database, files and configuration to one archive; the site may be in use."""
    from relcrm_standalone.backup import make_backup

    site = site_of(ctx)
    check_site(site)
    archive = make_backup(site, backup_path)
    click.echo(f"{os.path.relpath(archive)} ({archive.stat().st_size / 1e6:.1f} MB)")


@relcrm.command("restore")
@click.argument("archive")
@click.option("--force", is_flag=True, help="Replace an existing site; it is kept beside.")
@click.pass_context
def restore(ctx: click.Context, archive: str, force: bool) -> None:
    """Make the site from an archive that `backup` wrote, checked table by table and file by file."""
    from relcrm_standalone.backup import restore_backup, total_of

    site = site_of(ctx)
    manifest = restore_backup(archive, site, force=force)
    rows = sum(t["rows"] for tables in manifest["databases"].values() for t in tables.values())
    files = len(manifest["files"])
    click.echo(f"Restored {os.path.relpath(site)}: {rows} rows, {files} files, as they were.")
    click.echo(f"Checksum {total_of(manifest)}")


@relcrm.command("checksum")
@click.option("--json", "as_json", is_flag=True, help="Every table and file, as JSON.")
@click.pass_context
def checksum(ctx: click.Context, as_json: bool) -> None:
    """One figure for all tables and files: equal for equal sites."""
    from relcrm_standalone.backup import get_site_checksum, total_of

    site = site_of(ctx)
    check_site(site)
    found = get_site_checksum(Path(site))
    click.echo(json.dumps(found, indent=1, sort_keys=True) if as_json else total_of(found))


@relcrm.command("compact")
@click.pass_context
def compact(ctx: click.Context) -> None:
    """Write the database anew without what was deleted; not while the site is served."""
    from relcrm_standalone.site_lock import SiteLock

    with open_site(site_of(ctx)) as frappe:
        lock = SiteLock(frappe.local.site_path)
        lock.acquire("being compacted")
        before = os.path.getsize(frappe.db.path)
        frappe.db.compact()
        lock.release()
        click.echo(f"{before >> 20} MB before, {os.path.getsize(frappe.db.path) >> 20} MB now.")


# ---- working on a site ---------------------------------------------------------------------------


@relcrm.command("execute")
@click.argument("method")
@click.option("--args", "arguments", default="[]", help="JSON list of positional arguments.")
@click.option("--kwargs", default="{}", help="JSON object of named arguments.")
@click.pass_context
def execute(ctx: click.Context, method: str, arguments: str, kwargs: str) -> None:
    """Call a function by its dotted path as Administrator, commit, print what it returned."""
    positional, named = _read_json("--args", arguments, list), _read_json("--kwargs", kwargs, dict)
    with open_site(site_of(ctx)) as frappe:
        function = _find_function(frappe, method)
        result = function(*positional, **named)
        frappe.db.commit()
        if result is not None:
            click.echo(frappe.as_json(result))


def _find_function(frappe: Any, path: str) -> Any:
    """The function at a dotted path, which may lead through an object as `frappe.db.get_value` does."""
    try:
        return frappe.get_attr(path)
    except (ImportError, AttributeError, frappe.ValidationError) as exc:
        found = sys.modules.get(path.partition(".")[0])
        for name in path.split(".")[1:]:
            found = getattr(found, name, None)
        if not callable(found):
            raise click.ClickException(f"There is no function {path} ({exc}). Give a dotted path.") from exc
        return found


def _read_json(option: str, text: str, kind: type) -> Any:
    try:
        value = json.loads(text)
    except ValueError as exc:
        raise click.UsageError(f"{option} is not valid JSON: {exc}") from exc
    if not isinstance(value, kind):
        raise click.UsageError(f"{option} takes a JSON {'list' if kind is list else 'object'}.")
    return value


@relcrm.command("console")
@click.pass_context
def console(ctx: click.Context) -> None:
    """Python with `frappe` ready for the site; nothing is kept without frappe.db.commit()."""
    with open_site(site_of(ctx)) as frappe:
        banner = f"Site {site_of(ctx)}; `frappe` is ready. Keep changes with frappe.db.commit()."
        code.interact(banner=banner if sys.stdin.isatty() else "", local={"frappe": frappe}, exitmsg="")


@relcrm.command("add-user")
@click.argument("email")
@click.option("--first-name")
@click.option("--last-name")
@click.option("--password")
@click.option("--user-type", default="System User", show_default=True)
@click.option("--add-role", multiple=True, metavar="ROLE", help="Give a role; may be repeated.")
@click.option("--send-welcome-email", is_flag=True)
@click.pass_context
def add_user(ctx: click.Context, email: str, **options: Any) -> None:
    """Make a user with the roles named."""
    with open_site(site_of(ctx)) as frappe:
        user = frappe.get_doc(
            {
                "doctype": "User",
                "email": email,
                "first_name": options["first_name"] or email.partition("@")[0],
                "last_name": options["last_name"],
                "user_type": options["user_type"],
                "enabled": 1,
                "new_password": options["password"],
                "send_welcome_email": int(options["send_welcome_email"]),
                "roles": [{"role": role} for role in options["add_role"]],
            }
        ).insert()
        frappe.db.commit()
        click.echo(f"Made the user {user.name}")


@relcrm.command("set-password")
@click.argument("user")
@click.argument("password", required=False)
@click.option("--logout-all-sessions", is_flag=True, help="End the user's sessions, too.")
@click.pass_context
def set_password(ctx: click.Context, user: str, password: str | None, logout_all_sessions: bool) -> None:
    """Give a user another password."""
    site = site_of(ctx)
    password = password or click.prompt(f"Password for {user}", hide_input=True, confirmation_prompt=True)
    with open_site(site) as frappe:
        from frappe.utils.password import update_password

        if not frappe.db.exists("User", user):
            raise click.ClickException(f"There is no user {user}. Make one: relcrm add-user {user}")
        update_password(user, password, logout_all_sessions=logout_all_sessions)
        frappe.db.commit()
    if user == "Administrator":
        Path(site, PASSWORD_FILE).unlink(missing_ok=True)  # the one kept there is no longer true
    click.echo(f"{user} has a new password.")


@relcrm.command("run-tests")
@click.option("--app", help="Every test of one app.")
@click.option("--module", help="One test module, by its dotted path.")
@click.option("--doctype", help="The tests beside one DocType.")
@click.option("--module-def", help="The tests of one module of the app.")
@click.option("--test", "tests", multiple=True, help="Only tests of this name.")
@click.option("--case", help="Only this test class.")
@click.option("--failfast", is_flag=True, help="Stop at the first failure.")
@click.option("--skip-test-records", is_flag=True, help="As on a bench; no test records are made here.")
@click.option("--skip-before-tests", is_flag=True, help="Do not run the before_tests hooks.")
@click.pass_context
def run_tests(ctx: click.Context, skip_test_records: bool, **options: Any) -> None:
    """Run an app's unittest classes on the site (which needs `allow_tests` in its configuration)."""
    from relcrm_standalone.test_runner import run

    with open_site(site_of(ctx)) as frappe:
        if not frappe.conf.get("allow_tests"):
            raise click.ClickException('No tests here: add "allow_tests": 1 to site_config.json')
        passed = run(**options)
    sys.exit(0 if passed else 1)


# ---- errors as sentences -------------------------------------------------------------------------


def explain(exc: BaseException) -> str | None:
    """One sentence for an error that a person can mend; None for one that is a bug."""
    if isinstance(exc, OSError) and exc.errno in _SYSTEM_ERRORS:
        return _SYSTEM_ERRORS[exc.errno].format(exc.filename or "the site folder")
    # Every named error of frappe carries the status it has over HTTP.
    return (str(exc) or type(exc).__name__) if hasattr(type(exc), "http_status_code") else None


_SYSTEM_ERRORS = {
    errno.ENOSPC: "The disk that holds {0} is full. Make room and try again.",
    errno.EDQUOT: "Your share of the disk that holds {0} is used up. Make room and try again.",
    errno.EFBIG: "{0} may not grow any further (a limit of this system). Raise it and try again.",
    errno.EROFS: "{0} is on a disk that may not be written to. Choose another folder.",
    errno.EACCES: "{0} may not be read or written by you. Ask its owner, or choose another folder.",
    errno.EPERM: "{0} may not be changed by you. Ask its owner, or choose another folder.",
    errno.ENOTDIR: "{0} cannot be made: part of its path is a file. Choose another folder.",
}


def main() -> None:
    """Entry point of the script `relcrm`."""
    refuse_foreign_frappe()
    try:
        relcrm()
    except Exception as exc:
        sentence = explain(exc)
        if sentence is None:
            raise
        click.echo(f"Error: {sentence}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
