"""Heads and feet of printed pages: name, picture, text."""

import frappe
from frappe import _
from frappe.utils import cint, cstr, sanitize_html

from relcrm.exceptions import CustomisationError
from relcrm.workplace.customising import names
from relcrm.workplace.customising.changes import Change

AREA = "Letter heads"
FIELDS = ["name", "content", "footer", "is_default", "disabled", "image", "source"]
MAX_HTML = 100_000


def get_all() -> list[dict]:
    """Return the letter heads, the usual one first."""
    return frappe.get_all("Letter Head", fields=FIELDS, order_by="is_default desc, disabled asc, name asc")


def save(values: dict) -> dict:
    """Make a letter head or change one; returns its name."""
    values = names.read_values(values)
    present = values.get("name")
    exists = isinstance(present, str) and frappe.db.exists("Letter Head", present)
    name = present if exists else names.read_label(values.get("title"), _("The name of the letter head"))
    if not exists and frappe.db.exists("Letter Head", name):
        raise CustomisationError(_('There is a letter head called "{0}" already. Choose another name.').format(name))
    stored = frappe.db.get_value("Letter Head", name, ["content", "footer"]) if exists else None
    content, footer = stored or (None, None)
    wanted = {
        "source": "HTML",
        "content": read_html(values.get("content"), content),
        "footer": read_html(values.get("footer"), footer),
        "is_default": int(bool(cint(values.get("is_default")))),
        "disabled": int(bool(cint(values.get("disabled")))),
    }
    if wanted["is_default"] and wanted["disabled"]:
        raise CustomisationError(
            _("The usual letter head cannot be switched off. Make another one the usual one first.")
        )
    title = _("Letter head {0} changed") if exists else _("Letter head {0} made")
    change = Change(title.format(name), AREA)
    if wanted["is_default"]:
        for other in frappe.get_all("Letter Head", filters={"is_default": 1, "name": ["!=", name]}, pluck="name"):
            change.set_values("Letter Head", other, {"is_default": 0})
    if exists:
        change.set_values("Letter Head", name, wanted)
    else:
        change.insert("Letter Head", name, {"letter_head_name": name, **wanted})
    change.keep()
    return {"name": name}


def read_html(html, present: str | None = None) -> str:
    """Return the text of a head or foot without anything that runs; a template's marks are refused."""
    text = cstr(html) if not isinstance(html, (dict, list)) else ""
    if len(text) > MAX_HTML:
        raise CustomisationError(_("The text is too long. Put the picture in as a file."))
    if ("{%" in text or "{{" in text) and text != present:
        raise CustomisationError(_("The text holds marks of a program ({{ or {%). Take them out."))
    return text if text == present else cstr(sanitize_html(text, always_sanitize=True))


def remove(name: str) -> dict:
    """Delete a letter head; taking back brings it again."""
    if not isinstance(name, str) or not frappe.db.exists("Letter Head", name):
        raise CustomisationError(_("There is no letter head of this name any more."))
    if frappe.db.get_value("Letter Head", name, "is_default"):
        raise CustomisationError(_("This is the usual letter head. Make another one the usual one first."))
    change = Change(_("Letter head {0} deleted").format(name), AREA)
    change.delete("Letter Head", name)
    return {"change": change.keep()}
