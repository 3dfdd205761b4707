"""A letter is an outgoing event; this gathers what its page shows and lays it out, as HTML and as PDF."""

import frappe
from babel.dates import format_date
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname, getdate

from relcrm.agenda.event_type import get_lines
from relcrm.exceptions import LetterError
from relcrm.outreach import address_block, salutation
from relcrm.relations.party_card import get_main_address

TEMPLATE = "relcrm/print_formats/letter.html"
PAGE = "relcrm/print_formats/page.html"
TEST_PAGE = "relcrm/print_formats/test_page.html"
LETTER_HEAD = "RelCRM"
COUNTRY_LANGUAGES = {"IT": "it", "SM": "it", "VA": "it", "DE": "de", "AT": "de", "LI": "de"}
WORDS = {
    "it": {"subject": "Oggetto", "ours": "Ns. rif.", "yours": "Vs. rif.", "enclosures": "Allegati"},
    "en": {"subject": "Subject", "ours": "Our ref.", "yours": "Your ref.", "enclosures": "Enclosures"},
    "de": {"subject": "Betreff", "ours": "Unser Zeichen", "yours": "Ihr Zeichen", "enclosures": "Anlagen"},
}


def get_letter(doc: Document) -> dict:
    """Return what the page of a letter shows; used by the print format, the PDF and the preview."""
    party, person = get_correspondents(doc)
    to = get_addressee(party, person)
    lines = get_recipient_lines(party, person, to)
    settings = frappe.get_cached_doc("RelCRM Settings")
    return {
        "language": to.language,
        "words": WORDS[to.language],
        "place_date": get_place_date(settings.company_town, doc.get("starts_on"), to.language),
        "recipient": lines,
        "recipient_scale": address_block.get_font_scale(lines),
        "delivery": doc.get("delivery"),
        "subject": doc.get("subject"),
        "our_reference": doc.get("our_reference"),
        "your_reference": doc.get("your_reference"),
        "salutation": salutation.make_salutation(to),
        "body": doc.get("notes") or "",
        "closing": salutation.make_closing(to),
        "signature": get_fullname(doc.get("assigned_to") or doc.get("owner") or frappe.session.user),
        "enclosures": get_lines(doc.get("enclosures")),
        "sender": get_sender_lines(settings),
        "window": get_window(settings),
    }


def get_correspondents(doc: Document) -> tuple[Document | None, Document | None]:
    """Return the party and the person that a letter goes to."""
    if not doc.get("party"):
        text = _('The letter "{0}" has no recipient: fill in {1}.')
        frappe.throw(text.format(doc.get("subject"), _("Party")), LetterError)
    person = frappe.get_doc("Contact Person", doc.contact_person) if doc.get("contact_person") else None
    party = frappe.get_doc("Party", doc.party)
    if not is_stored_letter(doc):
        # A letter that a request made up would tell the address of anybody.
        for one in filter(None, (party, person)):
            one.check_permission("read")
    return party, person


def is_stored_letter(doc: Document) -> bool:
    """Return whether the recipients are those of a stored event that the user may read."""
    name = doc.get("name")
    stored = name and frappe.db.get_value("Relation Event", name, ["party", "contact_person"])
    if not stored or (stored[0], stored[1] or None) != (doc.party, doc.get("contact_person") or None):
        return False
    return bool(frappe.has_permission("Relation Event", "read", doc=name))


def get_addressee(party: Document, person: Document | None) -> salutation.Addressee:
    """Return whom the letter greets: the person, else the party itself."""
    source = person or party
    return salutation.Addressee(
        name=source.get("full_name") or party.party_name,
        is_person=(source.kind == "Person") if person else party.party_type == "Person",
        title=source.person_title or "",
        first_name=source.first_name or "",
        last_name=source.last_name or "",
        gender=source.gender or "",
        tone=source.tone or party.tone or "Formal",
        language=salutation.get_language(source.language, party.language, get_country_language(party)),
        is_customer=party.lifecycle_stage == "Customer",
        own_salutation=source.salutation_line or "",
        own_closing=source.closing_line or "",
    )


def get_country_language(party: Document) -> str:
    """Return the language of the party's country; an address without a country is in ours."""
    code = get_place(get_main_address(party)).country_code or get_home_code()
    return COUNTRY_LANGUAGES.get(code.upper(), "en")


def get_home_code() -> str:
    """Return the two letters of our own country."""
    return frappe.db.get_single_value("RelCRM Settings", "default_country_code") or "IT"


def get_recipient_lines(party: Document, person: Document | None, to: salutation.Addressee) -> list[str]:
    """Return the lines of the address window."""
    if person:
        body = salutation.Addressee(
            party.party_name, is_person=party.party_type == "Person", language=to.language
        )
        names = [salutation.make_recipient_line(body), salutation.make_attention_line(to)]
    else:
        names = [salutation.make_recipient_line(to)]
    return address_block.make_lines(names, get_place(get_main_address(party)), get_home_code(), to.language)


def get_place(address) -> address_block.Place:
    """Return the postal address of a table row."""
    if not address:
        return address_block.Place()
    names = "street cap town province care_of building po_box hamlet".split()
    code = frappe.db.get_value("Country", address.country, "code") if address.country else ""
    return address_block.Place(**{name: address.get(name) or "" for name in names}, country_code=code or "")


def get_place_date(town: str | None, day, language: str) -> str:
    """Return place and date in words: Treviso, 22 novembre 2026."""
    pattern = {"it": "d MMMM y", "en": "d MMMM y", "de": "d. MMMM y"}[language]
    words = format_date(getdate(day), pattern, locale=language)
    return f"{town}, {words}" if town else words


def get_sender_lines(settings: Document) -> list[str]:
    """Return our own name and address; the first line is the name."""
    province = f"({settings.company_province})" if settings.company_province else ""
    town = " ".join(filter(None, [settings.company_cap, settings.company_town, province]))
    address = ", ".join(filter(None, [settings.company_street, town]))
    return list(filter(None, [settings.company_name, address, settings.company_contact_line]))


def get_sender() -> list[str]:
    """Return our own name and address, for letter heads."""
    return get_sender_lines(frappe.get_cached_doc("RelCRM Settings"))


def get_window(settings: Document) -> dict:
    """Return where the envelope's window stands on the sheet, in millimetres."""
    defaults = {"left": 112, "top": 55, "width": 76, "height": 24}
    return {side: settings.get(f"window_{side}") or standard for side, standard in defaults.items()}


def get_letter_head(doc: Document, name: str | None = None) -> str:
    """Return the HTML of the letter head, made from our settings unless an administrator wrote another."""
    content = frappe.db.get_value("Letter Head", name or LETTER_HEAD, "content")
    return frappe.render_template(content, {"doc": doc}) if content else ""


def get_html(doc: Document, with_letter_head: bool = True, letter_head: str | None = None) -> str:
    """Return the page of a letter as a complete HTML document."""
    letter = get_letter(doc)
    head = get_letter_head(doc, letter_head) if with_letter_head else ""
    content = frappe.render_template(TEMPLATE, {"letter": letter, "letter_head": head, "doc": doc})
    return frappe.render_template(
        PAGE, {"content": content, "language": letter["language"], "title": doc.subject}
    )


def get_test_page() -> str:
    """Return a page that shows where the recipient stands, to lay over an envelope."""
    window = get_window(frappe.get_cached_doc("RelCRM Settings"))
    words = {"title": _("Test page for the window of the envelope"), "here": _("The recipient stands here.")}
    hint = _(
        "Fold the sheet, put it in the envelope, and change the measures in RelCRM Settings until it fits."
    )
    return frappe.render_template(TEST_PAGE, {"window": window, "hint": hint, **words})
