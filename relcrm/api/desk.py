"""What the desk needs at its start, and the card of a party in one request."""

import csv

import frappe
from frappe import _

from relcrm import __version__
from relcrm.agenda import event_type, events
from relcrm.processes.negotiations import get_negotiations_of
from relcrm.relations import party_card, profile
from relcrm.relations.ties import get_ties

DOCTYPES = (
    "Party",
    "Contact Person",
    "Party Relationship",
    "Party Profile",
    "Profile Attribute",
    "Relation Event",
    "Relation Event Type",
    "Relation Area",
    "Relationship Type",
    "Party Sector",
    "Party Source",
    "Party Territory",
    "RelCRM Team",
    "RelCRM Settings",
    "Negotiation",
    "Process Design",
    "Import Run",
    "Import Mapping",
)
RIGHTS = ("read", "write", "create", "delete", "report", "export", "import", "share", "print")
LANGUAGES = ("en", "it")
PERSON_FIELDS = (
    "name full_name role department reports_to kind active left_on person_title same_as main_phone main_email"
    " to_check"
).split()


@frappe.whitelist(methods=["GET", "POST"])
def get_boot() -> dict:
    """Return who the user is, what they may do and what every screen needs; any logged-in user."""
    user = frappe.db.get_value(
        "User", frappe.session.user, ["name", "full_name", "language", "user_image"], as_dict=True
    )
    return {
        "version": __version__,
        "user": {**user, "roles": frappe.get_roles()},
        "lang": get_language(),
        "languages": LANGUAGES,
        "rights": {
            doctype: get_rights(doctype) for doctype in DOCTYPES if frappe.db.exists("DocType", doctype)
        },
        "time_zone": frappe.db.get_single_value("System Settings", "time_zone"),
        "first_day_of_week": 1,
        "currency": frappe.db.get_default("currency") or "EUR",
        "event_types": event_type.get_types(),
        "areas": get_areas(),
        "company": frappe.db.get_single_value("RelCRM Settings", "company_name"),
    }


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


@frappe.whitelist(methods=["GET", "POST"])
def get_card(party: str, events_limit: int = 20) -> dict:
    """Return all that one screen shows of a party; needs read on it, each part by its own rights."""
    doc = frappe.get_doc("Party", party)
    doc.check_permission("read")
    findings = party_card.get_party_findings(doc)
    doc.apply_fieldlevel_read_permissions()
    card = {
        "party": doc.as_dict(),
        "to_check": findings,
        "agent_name": frappe.db.get_value("User", doc.agent, "full_name") if doc.agent else None,
        "parent_name": frappe.db.get_value("Party", doc.parent_party, "party_name")
        if doc.parent_party
        else None,
        "rights": get_document_rights(doc),
        "people": get_people(party),
        "divisions": get_divisions(party),
        "ties": get_ties(party),
        "profile": profile.get_profile(party, doc.party_type),
        "happened": events.get_events_of("party", party, planned=False, limit=events_limit),
        "planned": events.get_events_of("party", party, planned=True, limit=events_limit),
        "negotiations": get_negotiations_of(party),
        "files": get_files("Party", party),
        "sections": {},
    }
    for path in frappe.get_hooks("relcrm_card_sections"):
        card["sections"].update(frappe.get_attr(path)(party))
    return card


def get_document_rights(doc) -> dict:
    """Return what the user may do with one document, silently."""
    from frappe.permissions import get_doc_permissions

    rights = get_doc_permissions(doc)
    return {right: int(bool(rights.get(right))) for right in ("write", "delete", "share", "print")}


def get_people(party: str) -> list[dict]:
    """Return the contact persons of a party, those still there first."""
    return frappe.get_list(
        "Contact Person",
        filters={"party": party},
        fields=PERSON_FIELDS,
        order_by="active desc, full_name asc",
        limit=500,
    )


def get_divisions(party: str) -> list[dict]:
    """Return the parties that are part of a party."""
    return frappe.get_list(
        "Party",
        filters={"parent_party": party},
        fields=["name", "party_name"],
        order_by="party_name asc",
        limit=100,
    )


def get_files(doctype: str, name: str) -> list[dict]:
    """Return the files attached to a document that the user may read."""
    fields = ["name", "file_name", "file_url", "file_size", "is_private", "creation", "owner"]
    filters = {"attached_to_doctype": doctype, "attached_to_name": name}
    return frappe.get_all("File", filters=filters, fields=fields, order_by="creation desc", limit=100)


@frappe.whitelist(methods=["GET", "POST"])
def get_more_events(
    party: str | None = None, contact_person: str | None = None, planned: int = 0, start: int = 0
) -> list:
    """Return further events of a party or a person; any user, only what they may see."""
    field, value = ("party", party) if party else ("contact_person", contact_person)
    return events.get_events_of(field, value, planned=bool(planned), limit=50, start=start) if value else []


@frappe.whitelist(methods=["POST"])
def save_profile(party: str, values: dict) -> dict:
    """Write profile values of a party and return the whole profile; needs write on Party Profile."""
    set_on = profile.set_profile_values(party, values)
    return profile.get_profile(set_on.party, frappe.db.get_value("Party", party, "party_type"))
