"""Run as a process of its own: reads a spreadsheet from the input with calamine and writes its sheets, or one, as JSON.

A file of a few kilobytes can ask calamine for a table of 16,384 columns and a million rows; the limits set here end
this process then, and not the server. Imports nothing of the app: it runs with its path alone.
"""

import io
import json
import resource
import sys
from datetime import date, datetime, time, timedelta

MEMORY, SECONDS = 2 << 30, 60
KINDS = {datetime: "datetime", date: "date", time: "time"}


def main(sheet: str) -> None:
    """Write {names} of the shown sheets, or {rows} of one; dates and times as [kind, text]."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    import python_calamine

    book = python_calamine.load_workbook(io.BytesIO(sys.stdin.buffer.read()))
    if sheet:
        rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        sys.stdout.write(json.dumps({"rows": [[_write(value) for value in row] for row in rows]}))
        return
    shown = python_calamine.SheetVisibleEnum.Visible
    kinds = [one for one in book.sheets_metadata if one.typ == python_calamine.SheetTypeEnum.WorkSheet]
    names = [one.name for one in kinds if one.visible == shown] or [one.name for one in kinds]
    sys.stdout.write(json.dumps({"names": names}))


def _write(value: object) -> object:
    if isinstance(value, timedelta):
        return ["timedelta", value.total_seconds()]
    kind = KINDS.get(type(value))
    return [kind, value.isoformat()] if kind else value


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
