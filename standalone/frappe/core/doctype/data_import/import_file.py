"""The file of a data import: which column is which field, what each cell means, which rows make one document."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import frappe
from frappe import _, _dict
from frappe.utils import cint, cstr, duration_to_seconds
from frappe.utils.csvutils import decode_text, read_csv_content

INSERT, UPDATE = "Insert New Records", "Update Existing Records"
SKIP = "Don't Import"
NO_COLUMN = (
    "Section Break",
    "Column Break",
    "Tab Break",
    "HTML",
    "Button",
    "Heading",
    "Fold",
    "Image",
    "Table",
    "Table MultiSelect",
)
TRUE_WORDS = {"1", "yes", "true", "y", "t", "x", "on", "sì", "si"}
FALSE_WORDS = {"", "0", "no", "false", "n", "f", "off"}
DAYS = (
    "%Y-%m-%d",
    "%d-%m-%Y",
    "%d/%m/%Y",
    "%d.%m.%Y",
    "%m-%d-%Y",
    "%m/%d/%Y",
    "%Y/%m/%d",
    "%d/%m/%y",
    "%d-%m-%y",
    "%m/%d/%y",
    "%d-%b-%Y",
    "%d %b %Y",
    "%b %d, %Y",
    "%d %B %Y",
    "%Y%m%d",
)
TIMES = ("", " %H:%M:%S", " %H:%M", " %H:%M:%S.%f", "T%H:%M:%S", "T%H:%M", " %I:%M %p")
CLOCK = ("%H:%M:%S", "%H:%M", "%H:%M:%S.%f", "%I:%M %p")
SAMPLE = 1000


class Column:
    """One column: its header, its field, and its values read as that field wants them."""

    def __init__(self, index: int, header: str, target: tuple[str | None, Any] | None, skipped: bool) -> None:
        self.index, self.header = index, header
        self.table, self.df = target or (None, None)
        self.skipped = skipped or self.df is None
        self.warnings: list[dict] = []
        self.date_format: str | None = None

    def warn(self, message: str, kind: str | None = None) -> None:
        warning = {"col": self.index + 1, "message": message}
        self.warnings.append({**warning, "type": kind} if kind else warning)

    # ---- reading

    def read(self, values: list[Any]) -> list[Any]:
        """The column's values, converted; what does not fit is told once per column."""
        kind = self.df.fieldtype
        if kind in ("Date", "Datetime", "Time"):
            return self._convert(values, self._date_reader(kind, values))
        reader = {
            "Check": _read_check,
            "Int": _read_int,
            "Long Int": _read_int,
            "Float": _read_float,
            "Currency": _read_float,
            "Percent": _read_float,
            "Rating": _read_float,
            "Duration": _read_duration,
        }.get(kind)
        if reader:
            return self._convert(values, reader)
        values = [_text(value) for value in values]
        if kind == "Link":
            self._check_links(values)
        elif kind == "Select":
            self._check_options(values)
        return values

    def _convert(self, values: list[Any], reader: Any) -> list[Any]:
        out, bad, seen = [], [], {}
        for value in values:
            if value is None or value == "":
                out.append(None)
                continue
            try:
                if value not in seen:
                    seen[value] = reader(value)
                out.append(seen[value])
            except (ValueError, TypeError):
                out.append(None)
                bad.append(cstr(value))
        if bad:
            self.warn(
                _("{0}: these values are no {1}: {2}").format(
                    frappe.bold(self.header), _(self.df.fieldtype), _some(bad)
                )
            )
        return out

    def _date_reader(self, kind: str, values: list[Any]) -> Any:
        texts = list(dict.fromkeys(value for value in values if isinstance(value, str) and value))[:SAMPLE]
        self.date_format = guess_format(texts, kind) if texts else None
        return lambda value: _read_moment(value, kind, self.date_format)

    def _check_links(self, values: list[str | None]) -> None:
        wanted = sorted({value for value in values if value})
        missing = (
            [value for value in wanted if value.casefold() not in existing_names(self.df.options, wanted)]
            if wanted
            else []
        )
        if missing:
            self.warn(
                _("The following values do not exist for {0}: {1}").format(
                    frappe.bold(_(self.df.options)), _some(missing)
                )
            )

    def _check_options(self, values: list[str | None]) -> None:
        options = {option.strip() for option in (self.df.options or "").split("\n")}
        if options == {""} or self.df.fieldname == "naming_series":
            return
        bad = sorted({value for value in values if value and value not in options})
        if bad:
            self.warn(
                _("{0}: the following values are invalid: {1}. Values must be one of {2}").format(
                    frappe.bold(self.header), _some(bad), ", ".join(sorted(options - {""}))
                )
            )

    def as_dict(self) -> dict:
        """The column for the preview."""
        return {
            "header_title": self.header,
            "index": self.index,
            "map_to_field": self.map_to_field,
            "skip_import": self.skipped,
            "date_format": self.date_format,
            "df": dict(self.df) if self.df else None,
        }

    @property
    def map_to_field(self) -> str | None:
        """The field as `template_options` names it."""
        return None if self.df is None else f"{self.table}.{self.df.fieldname}" if self.table else self.df.fieldname


def _some(values: list[str]) -> str:
    shown = ", ".join(frappe.utils.escape_html(value) for value in list(dict.fromkeys(values))[:20])
    return shown if len(set(values)) <= 20 else shown + " " + _("and {0} more").format(len(set(values)) - 20)


def existing_names(doctype: str, wanted: list[str]) -> set[str]:
    """Which of these names exist, folded for comparison."""
    found: set[str] = set()
    for start in range(0, len(wanted), 500):
        names = frappe.get_all(doctype, filters={"name": ["in", wanted[start : start + 500]]}, pluck="name")
        found.update(cstr(name).casefold() for name in names)
    return found


def _text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return cstr(value).strip() or None


def _read_check(value: Any) -> int:
    word = cstr(value).strip().casefold()
    if word in TRUE_WORDS or isinstance(value, (int, float)) and value:
        return 1
    if word in FALSE_WORDS or isinstance(value, (int, float)):
        return 0
    raise ValueError(value)


def _read_float(value: Any) -> float:
    """A number with a decimal point or comma; the other of the two parts thousands."""
    if isinstance(value, (int, float)):
        return float(value)
    text = cstr(value).replace("\u00a0", "").replace(" ", "").replace("'", "").strip("€$£%")
    comma, point = text.rfind(","), text.rfind(".")
    if comma > point >= 0 or point < 0 <= comma and (text.count(",") == 1 and len(text) - comma - 1 != 3):
        text = text.replace(".", "").replace(",", ".")
    return float(text.replace(",", ""))


def _read_int(value: Any) -> int:
    number = _read_float(value)
    if not number.is_integer():
        raise ValueError(value)
    return int(number)


def _read_duration(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) else duration_to_seconds(value)


def _read_moment(value: Any, kind: str, form: str | None) -> Any:
    if isinstance(value, (date, timedelta)) or hasattr(value, "hour"):
        return value.date() if kind == "Date" and isinstance(value, datetime) else value
    moment = datetime.strptime(cstr(value).strip(), form or "")
    if kind == "Date":
        return moment.date().isoformat()
    return moment.strftime("%H:%M:%S") if kind == "Time" else moment.isoformat(" ")


def guess_format(texts: list[str], kind: str) -> str | None:
    """The format that reads most of the texts; day before month where both do."""
    forms = CLOCK if kind == "Time" else [day + clock for day in DAYS for clock in TIMES]
    best, most = None, 0
    for form in forms:
        if not _fits(texts[0], form) and not (len(texts) > 1 and _fits(texts[-1], form)):
            continue
        count = sum(_fits(text, form) for text in texts)
        if count == len(texts):
            return form
        if count > most:
            best, most = form, count
    return best


def _fits(text: str, form: str) -> bool:
    try:
        datetime.strptime(text.strip(), form)
        return True
    except ValueError:
        return False


def field_map(doctype: str) -> dict[str, tuple[str | None, Any]]:
    """Every header that names a field: labels, translated labels and field names, folded. Parent fields win."""
    meta = frappe.get_meta(doctype)
    found: dict[str, tuple[str | None, Any]] = {}
    id_field = _dict(fieldname="name", label="ID", fieldtype="Data", reqd=0)
    for key in ("name", "ID", _("ID")):
        found[_folded(key)] = (None, id_field)
    for df in meta.fields:
        if df.fieldtype not in NO_COLUMN:
            for key in (df.fieldname, df.label, _(df.label)):
                found.setdefault(_folded(key), (None, df))
    for table in meta.get_table_fields():
        for df in [id_field, *frappe.get_meta(table.options).fields]:
            if df.fieldtype in NO_COLUMN:
                continue
            labels = [
                f"{df.label} ({table.label})",
                f"{_(df.label)} ({_(table.label)})",
                f"{df.label} ({table.fieldname})",
            ]
            for key in (f"{table.fieldname}.{df.fieldname}", f"{table.fieldname}:{df.fieldname}", *labels):
                found.setdefault(_folded(key), (table.fieldname, df))
    return found


def _folded(text: Any) -> str:
    return " ".join(cstr(text).replace("\ufeff", "").split()).casefold()


class ImportFile:
    """A table of cells, its columns mapped to fields."""

    def __init__(
        self,
        doctype: str,
        file: str | list[list[Any]],
        template_options: dict | None = None,
        import_type: str = INSERT,
        delimiters: str | None = None,
    ) -> None:
        self.doctype, self.import_type = doctype, import_type
        self.warnings: list[dict] = []
        rows = file if isinstance(file, list) else read_table(file, delimiters)
        self.header_row = [cstr(cell).strip() for cell in rows[0]] if rows else []
        width = len(self.header_row)
        self.rows: list[tuple[int, list[Any]]] = [
            (number, list(row[:width]) + [None] * (width - len(row)))
            for number, row in enumerate(rows[1:], 2)
            if any(cell not in (None, "") for cell in row)
        ]
        if not self.rows:
            frappe.throw(_("The import file has no rows below its header."), title=_("Template Error"))
        self.columns = self._map_columns(template_options or {})
        self.values = self._read_columns()
        self._warn_of_missing_columns()

    def _map_columns(self, options: dict) -> list[Column]:
        known, chosen = field_map(self.doctype), options.get("column_to_field_map") or {}
        columns = []
        used: set[tuple[str | None, str]] = set()
        for index, header in enumerate(self.header_row):
            wanted = chosen.get(str(index))
            target = known.get(_folded(wanted or header))
            column = Column(index, header, target, wanted == SKIP)
            if target and not column.skipped and (target[0], target[1].fieldname) in used:
                column.skipped = True
                column.warn(_("{0} appears twice; the second column is left out.").format(frappe.bold(header)), "info")
            elif target and not column.skipped:
                used.add((target[0], target[1].fieldname))
            elif wanted != SKIP and header:
                column.warn(_("Cannot match column {0} with any field").format(frappe.bold(header)), "info")
            elif wanted != SKIP:
                column.warn(_("Skipping Untitled Column"), "info")
            columns.append(column)
        return columns

    def _read_columns(self) -> dict[int, list[Any]]:
        return {c.index: c.read([row[c.index] for _n, row in self.rows]) for c in self.columns if not c.skipped}

    def _warn_of_missing_columns(self) -> None:
        used = {(c.table, c.df.fieldname) for c in self.columns if not c.skipped}
        if self.import_type == UPDATE:
            if (None, "name") not in used:
                self.warnings.append(
                    {"message": _("The file needs a column {0} to update records.").format(frappe.bold("ID"))}
                )
            return
        meta = frappe.get_meta(self.doctype)
        tables = {table for table, _field in used if table}
        needed = [(None, df) for df in meta.fields if df.reqd]
        for table in meta.get_table_fields():
            if table.fieldname in tables:
                needed += [(table.fieldname, df) for df in frappe.get_meta(table.options).fields if df.reqd]
        missing = [
            df.label
            for table, df in needed
            if df.fieldtype not in NO_COLUMN
            and (table, df.fieldname) not in used
            and df.default in (None, "")
            and not (df.fieldtype == "Select" and (df.options or "").split("\n")[0])
        ]
        missing += [
            df.label
            for _t, df in needed
            if df.fieldtype in ("Table", "Table MultiSelect") and df.fieldname not in tables
        ]
        if missing:
            self.warnings.append(
                {"message": _("These fields are mandatory and have no column: {0}").format(", ".join(map(_, missing)))}
            )

    def get_warnings(self) -> list[dict]:
        """Everything the reader should know; what has no type `info` keeps the import from starting."""
        return self.warnings + [warning for column in self.columns for warning in column.warnings]

    # ---- documents

    def payloads(self) -> Iterator[_dict]:
        """One after the other: `doc` (values of one document) and `rows` (numbers of its rows in the file)."""
        current: _dict | None = None
        for position, (number, _cells) in enumerate(self.rows):
            parent, children = self._values_of(position)
            if current and not parent and children:
                current.rows.append(number)
            else:
                if current:
                    yield current
                current = _dict(doc=parent, rows=[number])
            for table, row in children.items():
                current.doc.setdefault(table, []).append(row)
        if current:
            yield current

    def _values_of(self, position: int) -> tuple[dict, dict[str, dict]]:
        parent: dict[str, Any] = {}
        children: dict[str, dict] = {}
        for column in self.columns:
            if column.skipped:
                continue
            value = self.values[column.index][position]
            if value is None:
                continue
            if column.table:
                children.setdefault(column.table, {})[column.df.fieldname] = value
            else:
                parent[column.df.fieldname] = value
        return parent, children

    def get_data_for_import_preview(self, rows: int = 10) -> dict:
        """Header, mapping and first rows for the browser."""
        number = {"header_title": "Sr. No", "skip_import": True}
        return _dict(
            data=[[number_, *row] for number_, row in self.rows[:rows]],
            columns=[number, *(column.as_dict() for column in self.columns)],
            warnings=self.get_warnings(),
            max_rows_exceeded=len(self.rows) > rows,
            max_rows_in_preview=rows,
            total_number_of_rows=len(self.rows),
        )


def read_table(file_url: str, delimiters: str | None = None) -> list[list[Any]]:
    """Rows of an uploaded CSV or XLSX file. Raises ValidationError for another kind of file."""
    from frappe.core.doctype.file.file import find_readable_file

    file = find_readable_file(file_url)
    content = file.get_content(as_bytes=True)
    extension = os.path.splitext(file.file_name or file_url)[1].lower()
    if extension == ".csv":
        return _read_csv(content, delimiters)
    if extension == ".xlsx":
        from frappe.utils.xlsxutils import read_xlsx_file_from_attached_file

        return read_xlsx_file_from_attached_file(fcontent=content)
    frappe.throw(
        _("{0} cannot be imported. Use a .csv or .xlsx file.").format(file.file_name), title=_("Template Error")
    )


def _read_csv(content: bytes, delimiters: str | None) -> list[list[str]]:
    text = decode_text(content)
    if not delimiters:
        return read_csv_content(text, use_sniffer=True)
    import csv
    import io

    head = next((line for line in text.splitlines() if line.strip()), "")
    signs = delimiters.replace("\\t", "\t")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=max(signs, key=head.count)))


def count_payloads(file: ImportFile) -> int:
    """How many documents the file makes."""
    return sum(1 for _payload in file.payloads()) if file else cint(0)
