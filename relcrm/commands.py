"""The app's own verbs, for `bench --site SITE VERB` and `relcrm --site SITE VERB` alike."""

import json
import os
import sys
from collections.abc import Callable

import click
import frappe
from frappe.commands import get_site, pass_context


def _connect(context) -> None:
    frappe.init(get_site(context))
    frappe.connect()
    frappe.set_user("Administrator")


def _make_bar(quiet: bool = False) -> Callable[..., None]:
    """Return a progress report: one line that grows on a terminal, one line per tenth elsewhere."""
    shown: dict[str, int] = {}

    def report(what: str, done: int, total: int) -> None:
        tenth = done * 10 // total if total else done
        if quiet or shown.get(what) == tenth:
            return
        shown[what] = tenth
        ending = "\n" if done == total or not sys.stdout.isatty() else "\r"
        click.echo(f"{what}: {done} of {total}{ending}" if total else f"{what}: {done}{ending}", nl=False)

    return report


def _run(context, work: Callable[[], None]) -> None:
    try:
        _connect(context)
        work()
    except (frappe.ValidationError, frappe.PermissionError) as error:
        frappe.db.rollback()
        raise click.ClickException(frappe.utils.strip_html(str(error))) from None
    finally:
        frappe.destroy()


@click.command("load-demo")
@click.option("--password", help="One password for all demo users; made at random when not given.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
@pass_context
def load_demo(context, password, quiet):
    """Load the demo company: a believable year of a firm in Treviso."""
    from relcrm.demo.loading import load_demo as load

    def work() -> None:
        result = load(password, _make_bar(quiet))
        click.echo(f"The demo company is loaded: {result['records']} records.")
        for email, role in result["users"].items():
            click.echo(f"  {email}  ({role})")
        click.echo(f"Password of the demo users: {result['password']}")

    _run(context, work)


@click.command("remove-demo")
@click.option("--quiet", is_flag=True, help="Show no progress.")
@pass_context
def remove_demo(context, quiet):
    """Take the demo company away again, with all that was entered on its parties."""
    from relcrm.demo.removing import remove_demo as remove

    def work() -> None:
        removed = remove(_make_bar(quiet))
        click.echo("The demo company is gone: " + ", ".join(f"{n} {dt}" for dt, n in removed.items()) + ".")

    _run(context, work)


@click.command("import-data")
@click.argument("path", type=click.Path(exists=True, dir_okay=False))
@click.option("--doctype", default="Party", show_default=True, help="What the rows of the file are.")
@click.option("--column", "columns", multiple=True, metavar="HEADING=FIELD", help="Tie a column to a field; repeat.")
@click.option(
    "--make-missing", multiple=True, metavar="FIELD", help="Add unknown values to the list behind this field."
)
@click.option("--match-by", help="The field by which a row finds its record.")
@click.option("--on-ambiguous", type=click.Choice(["Create", "Hold"]), help="What becomes of a row in doubt.")
@click.option("--blank-cells", type=click.Choice(["Keep", "Clear"]), help="What a blank cell does to a value.")
@click.option("--source", help="Where new companies and people come from: the name of a source.")
@click.option("--mark-absent", is_flag=True, help="Tag the records that the file no longer holds.")
@click.option("--encoding", help="Of a CSV file; detected when not given.")
@click.option("--delimiter", help="Of a CSV file; detected when not given.")
@click.option("--sheet", help="Of an XLSX file; the first visible one when not given.")
@click.option("--dry-run", is_flag=True, help="Say what the import would do and change nothing.")
@click.option("--refused", type=click.Path(dir_okay=False, writable=True), help="Write refused and held rows here.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
@pass_context
def import_data(context, path, doctype, columns, make_missing, refused, quiet, **options):
    """Import a CSV or XLSX file; without --column the columns remembered for its layout, or guessed ones."""
    path = os.path.abspath(path)
    _run(context, lambda: _import_file(path, doctype, columns, make_missing, refused, quiet, options))


def _import_file(path, doctype, columns, make_missing, refused, quiet, options) -> None:
    from relcrm.exchange import running, starting

    with open(path, "rb") as stream:
        content = stream.read()
    file_settings = {name: options.pop(name) for name in starting.FILE_SETTINGS}
    run = starting.make_run(doctype, os.path.basename(path), content, **file_settings)
    preview = starting.get_preview(run)
    chosen = _parse_columns(columns) or preview["columns"]
    for column in chosen:
        column["make_missing"] = int(column["target"] in make_missing or bool(column.get("make_missing")))
    settings = {name: value for name, value in preview["settings"].items() if value is not None}
    settings |= {name: options[name] for name in starting.SETTINGS if options.get(name)}
    starting.prepare_run(run, chosen, dry_run=options["dry_run"], **settings)
    frappe.db.commit()
    click.echo(f"Import {run.name}: {preview['total_rows']} rows, {preview['encoding'] or preview['sheet']}")
    for column in chosen:
        click.echo(f"  {column['source_column']} -> {column['target']}")
    report = _make_bar(quiet)
    running.run_import(run.name, lambda done, total: report("Rows", done, total))
    _show_result(run.name)
    if refused:
        _write_refused(run.name, refused)


def _parse_columns(columns: tuple[str, ...]) -> list[dict]:
    parsed = []
    for column in columns:
        heading, sign, target = column.partition("=")
        if not sign:
            raise click.UsageError(f'"{column}" is not of the form HEADING=FIELD.')
        parsed.append({"source_column": heading.strip(), "target": target.strip()})
    return parsed


def _show_result(name: str) -> None:
    run = frappe.get_doc("Import Run", name)
    fields = ("created_rows", "updated_rows", "unchanged_rows", "left_out_rows", "held_rows", "refused_rows")
    fields += ("check_rows", "duplicate_rows", "absent_records")
    click.echo(f"{run.status}. " + ", ".join(f"{run.meta.get_label(f)} {run.get(f)}" for f in fields))
    changed = json.loads(run.tally or "{}").get("changed")
    if changed:
        click.echo("Changed: " + ", ".join(f"{target} {count}" for target, count in sorted(changed.items())))
    click.echo(f"Take it back with: undo-import {run.name}")


def _write_refused(name: str, path: str) -> None:
    from relcrm.exchange.refused import make_refused_file

    with open(path, "w", encoding="utf-8", newline="") as stream:
        stream.write(make_refused_file(frappe.get_doc("Import Run", name)))
    click.echo(f"Refused and held rows: {path}")


@click.command("resume-import")
@click.argument("name")
@click.option("--quiet", is_flag=True, help="Show no progress.")
@pass_context
def resume_import(context, name, quiet):
    """Go on with an import that was stopped, failed or killed, after the last row that was saved."""
    from relcrm.exchange.running import run_import

    def work() -> None:
        report = _make_bar(quiet)
        run_import(name, lambda done, total: report("Rows", done, total))
        _show_result(name)

    _run(context, work)


@click.command("undo-import")
@click.argument("name")
@click.option("--quiet", is_flag=True, help="Show no progress.")
@pass_context
def undo_import(context, name, quiet):
    """Take a whole import back: what it made is deleted, what it changed gets its old values again."""
    from relcrm.exchange.undoing import undo_import as undo

    def work() -> None:
        report = _make_bar(quiet)
        undo(name, lambda done, total: report("Undone", done, total))
        kept = frappe.get_all("Import Run Row", filters={"import_run": name, "kept": 1}, pluck="message")
        click.echo(f"Import {name} is undone." + (f" {len(kept)} records were left as they are:" if kept else ""))
        for message in kept[:20]:
            click.echo(f"  {message}")

    _run(context, work)


@click.command("export-site")
@click.argument("path", type=click.Path(dir_okay=False))
@click.option("--quiet", is_flag=True, help="Show no progress.")
@pass_context
def export_site(context, path, quiet):
    """Write everything this site owns into one archive, for a site on either host."""
    from relcrm.exchange.site_export import export_site as export

    path = os.path.abspath(path)

    def work() -> None:
        manifest = export(path, _make_bar(quiet))
        rows = sum(table["rows"] for table in manifest["tables"])
        click.echo(f"{path}: {rows} rows of {len(manifest['tables'])} tables, {len(manifest['files'])} files.")
        for url in manifest["missing_files"]:
            click.echo(f"Not there any more: {url}")
        click.echo("The archive holds passwords and secrets. Keep it where only you can read it.")

    _run(context, work)


@click.command("import-site")
@click.argument("path", type=click.Path(exists=True, dir_okay=False))
@click.option("--force", is_flag=True, help="Replace what a site in use holds.")
@click.option("--proof", is_flag=True, help="Show rows and checksum of every table.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
@pass_context
def import_site(context, path, force, proof, quiet):
    """Take in an archive made by export-site, and prove that everything arrived."""
    from relcrm.exchange.site_import import import_site as take_in

    path = os.path.abspath(path)

    def work() -> None:
        result = take_in(path, force, _make_bar(quiet))
        rows = sum(entry["rows"] for entry in result["tables"].values())
        click.echo(
            f"{rows} rows of {len(result['tables'])} tables and {result['files']} files arrived; checksums equal."
        )
        for key, entry in result["tables"].items() if proof else ():
            click.echo(f"  {entry['checksum'][:16]} {entry['rows']:>8} {key}")
        for key, lacking in result["no_place"].items():
            click.echo(f"This host has no place for {key}: {', '.join(lacking)}")

    _run(context, work)


commands = [load_demo, remove_demo, import_data, resume_import, undo_import, export_site, import_site]
