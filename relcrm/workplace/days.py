"""Days and hours in the texts of the server, in the one form that the desk writes in either language.

The formats of the host (System Settings) stay those of its own pages and of other apps.
"""

import re

from frappe.utils import format_datetime, formatdate


def show_day(value) -> str:
    """Return a day: 05/03/2026; nothing for none."""
    return formatdate(value, "dd/MM/yyyy") if value else ""


def show_moment(value) -> str:
    """Return a day with its hour: 05/03/2026 09:30; nothing for none."""
    return format_datetime(value, "dd/MM/yyyy HH:mm") if value else ""


def show_kept(text: str) -> str:
    """Return a day or moment as a kept change has it: some hosts keep it as stored, some as their settings wrote it."""
    if re.match(r"\d{4}-\d\d-\d\d", text):
        return show_moment(text) if len(text) > 10 else show_day(text)
    return re.sub(r"^(\d\d)[-.](\d\d)[-.](\d{4})", r"\1/\2/\3", text)
