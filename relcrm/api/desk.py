"""What the desk needs at its start."""

import csv
import os

import frappe
from frappe import _

from relcrm import __version__
from relcrm.agenda import event_type
from relcrm.workplace.customising.kinds import get_own_kinds
from relcrm.workplace.customising.wording import MANY, get_shown

DOCTYPES = (
    "Party",
    "Contact Person",
    "Party Relationship",
    "Party Profile",
    "Profile Attribute",
    "Survey Sheet",
    "Contact Form",
    "Contact Form Answer",
    "Relation Event",
    "Relation Event Type",
    "Relation Area",
    "Relationship Type",
    "Party Sector",
    "Party Source",
    "Party Territory",
    "Possible Duplicate",
    "Quality Rule",
    "RelCRM Team",
    "Working Calendar",
    "Calendar Share",
    "RelCRM Settings",
    "Negotiation",
    "Party Contract",
    "Party Need",
    "Party Order",
    "Party Product",
    "Party Product Group",
    "Process Design",
    "Segment",
    "Import Run",
    "Import Mapping",
    "Document Template",
)
RIGHTS = ("read", "write", "create", "delete", "report", "export", "import", "share", "print")
LANGUAGES = ("en", "it")


@frappe.whitelist(methods=["GET", "POST"])
def get_boot() -> dict:
    """Return who the user is, what they may do and what every screen needs; any logged-in user."""
    user = frappe.db.get_value(
        "User", frappe.session.user, ["name", "full_name", "language", "user_image"], as_dict=True
    )
    own_kinds = get_own_kinds()
    return {
        "version": __version__,
        "user": {**user, "roles": frappe.get_roles()},
        "lang": get_language(),
        "languages": LANGUAGES,
        "rights": {doctype: get_rights(doctype) for doctype in get_present([*DOCTYPES, *own_kinds])},
        "own_kinds": [{"name": kind, "many": get_many(kind)} for kind in own_kinds if get_rights(kind)["read"]],
        "time_zone": frappe.db.get_single_value("System Settings", "time_zone"),
        "first_day_of_week": 1,
        "currency": frappe.db.get_default("currency") or "EUR",
        "event_types": event_type.get_types(),
        "areas": get_areas(),
        "map": get_map(),
        "company": frappe.db.get_single_value("RelCRM Settings", "company_name"),
    }


def get_present(doctypes: list[str]) -> list[str]:
    """Return those of some kinds of record that this site has, in their order."""
    present = set(frappe.get_all("DocType", filters={"name": ["in", doctypes]}, pluck="name", order_by=None))
    return [doctype for doctype in doctypes if doctype in present]


def get_many(doctype: str) -> str:
    """Return what the records of an own kind are called."""
    return get_shown(doctype, get_language(), MANY)


def get_map() -> dict:
    """Return where the pictures of maps come from, as the firm chose; nothing: outlines only."""
    address, attribution = (
        frappe.db.get_single_value("RelCRM Settings", field) for field in ("map_tile_address", "map_attribution")
    )
    return {"address": address or "", "attribution": frappe.utils.escape_html(attribution or "")}


def get_rights(doctype: str) -> dict:
    """Return what the user may do with a doctype, 0 or 1 each."""
    from frappe.permissions import get_role_permissions

    rights = get_role_permissions(frappe.get_meta(doctype))
    return {right: int(bool(rights.get(right))) for right in RIGHTS}


def get_areas() -> list[dict]:
    """Return the areas in use."""
    rows = frappe.get_all(
        "Relation Area", filters={"disabled": 0}, fields=["name", "color"], order_by="name asc"
    )
    return [{**row, "title": _(row.name)} for row in rows]


def get_language() -> str:
    """Return the language of the session, as two letters that the desk has texts for."""
    language = (frappe.local.lang or "en").split("-")[0]
    return language if language in LANGUAGES else "en"


@frappe.whitelist(allow_guest=True, methods=["GET", "POST"])
def get_translations(lang: str | None = None) -> dict:
    """Return the texts of the app and of this site in a language; anybody, the log-in screen needs them."""
    language = lang if lang in LANGUAGES else get_language()
    texts = read_texts(language)
    if frappe.session.user != "Guest":
        fields = ["source_text", "translated_text", "context"]
        for row in frappe.get_all("Translation", filters={"language": language}, fields=fields):
            texts[_get_key(row.source_text, row.context)] = row.translated_text
    return texts


def get_texts_version() -> str:
    """Return a word that changes whenever a text does: with the app's own file, or with a translation of this site."""
    path = frappe.get_app_path("relcrm", "translations", "it.csv")
    latest = frappe.get_all("Translation", pluck="modified", order_by="modified desc", limit=1)
    return f"{__version__}-{os.stat(path).st_mtime_ns}-{frappe.db.count('Translation')}-{latest[0] if latest else ''}"


def read_texts(language: str) -> dict:
    """Return the texts of the app's own file for a language."""
    if language == "en":
        return {}
    with open(
        frappe.get_app_path("relcrm", "translations", f"{language}.csv"), encoding="utf-8", newline=""
    ) as file:
        return {
            _get_key(row[0], row[2] if len(row) > 2 else None): row[1]
            for row in csv.reader(file)
            if len(row) > 1
        }


def _get_key(source: str, context: str | None) -> str:
    return f"{source}:{context}" if context else source


@frappe.whitelist(methods=["POST"])
def set_language(language: str) -> str:
    """Keep the user's language; any logged-in user, for themselves."""
    if language not in LANGUAGES:
        text = _('There is no language "{0}". Choose one of: {1}.')
        frappe.throw(text.format(frappe.utils.escape_html(language), ", ".join(LANGUAGES)))
    frappe.db.set_value("User", frappe.session.user, "language", language)
    frappe.clear_cache(user=frappe.session.user)
    return language
