"""Labels and the names that follow from them."""

import json
import re
import unicodedata

import frappe
from frappe import _
from frappe.utils import cstr, escape_html

from relcrm.exceptions import CustomisationError

MAX_LABEL = 100
MAX_NAME = 50


def read_label(text, what: str) -> str:
    """Return a label as it is kept; refuse one that is empty, too long or holds markup."""
    label = " ".join(cstr(text).split())
    if not label:
        raise CustomisationError(_("{0} is empty. Write what it is called.").format(what))
    if len(label) > MAX_LABEL:
        message = _('{0}: "{1}..." is longer than {2} signs. Write it shorter.')
        raise CustomisationError(message.format(what, escape_html(label[:30]), MAX_LABEL))
    if re.search(r"[<>\x00-\x1f]", label) or not re.search(r"\w", label):
        message = _('{0}: "{1}" has signs that cannot be used, such as < or >. Write words.')
        raise CustomisationError(message.format(what, escape_html(label)))
    return label


def read_labels(values: dict, what: str, key: str = "label") -> tuple[str, str]:
    """Return the English and the Italian label; either stands for the other where it is missing."""
    italian, english = cstr(values.get(f"{key}_it")).strip(), cstr(values.get(f"{key}_en")).strip()
    return read_label(english or italian, what), read_label(italian or english, what)


def read_values(given) -> dict:
    """Return what a request sent as a dictionary, also where it came as JSON text."""
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            given = None
    if not isinstance(given, dict):
        raise CustomisationError(_("Say what is to be changed: name and values."))
    return given


def make_slug(label: str) -> str:
    """Return a label in small letters, digits and underlines."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:MAX_NAME].strip("_") or "field"


def make_fieldname(doctype: str, label: str) -> str:
    """Return a free name for a field; never that of a column which keeps the values of a removed field."""
    base, number = f"custom_{make_slug(label)}", 1
    taken = {df.fieldname for df in frappe.get_meta(doctype).fields}
    if not frappe.get_meta(doctype).issingle:
        taken |= set(frappe.db.get_table_columns(doctype))
    taken |= set(frappe.get_all("Choice List", filters={"for_doctype": doctype}, pluck="fieldname"))
    rows = {"parenttype": doctype, "parentfield": ["like", f"{base}%"]}  # choices that a removed field left behind
    taken |= set(frappe.get_all("Own Choice Row", filters=rows, pluck="parentfield", distinct=True))
    name = base
    while name in taken:
        number += 1
        name = f"{base}_{number}"
    return name


def make_kind_name(label: str) -> str:
    """Return the name of a new kind of record: words with a capital, as the desk's addresses expect."""
    words = [word for word in make_slug(label).split("_") if word]
    name = " ".join(word[0].upper() + word[1:] for word in words)
    if not re.match(r"[A-Z]", name):
        message = _('A kind of record cannot be called "{0}": the name must begin with a letter.')
        raise CustomisationError(message.format(escape_html(label)))
    return name
