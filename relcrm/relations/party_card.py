"""What parties and contact persons have in common: numbers, main values, findings and the search text."""

import frappe
from frappe import _
from frappe.model.document import Document

from relcrm.relations import keys, provinces, search_text
from relcrm.relations.town_places import NOWHERE, Place, get_caps, get_place

ITALY = "Italy"


def get_region() -> str:
    """Return the two letters of the country that a number without a prefix belongs to."""
    return frappe.db.get_single_value("RelCRM Settings", "default_country_code") or "IT"


def set_phone_forms(doc: Document) -> None:
    """Give each telephone its international form and keep what was typed."""
    region = get_region()
    for row in doc.get("phones") or []:
        row.e164 = keys.parse_phone(row.number, region)


def get_primary(rows: list, *kinds: str):
    """Return the row marked primary, else the first of the wanted kinds, else the first."""
    wanted = [row for row in rows if row.get("is_primary")] or [r for r in rows if r.get("kind") in kinds]
    return (wanted or rows or [None])[0]


def get_main_address(doc: Document):
    """Return the address that a list shows and a letter goes to."""
    return get_primary(doc.get("addresses") or [], "Main", "Legal")


def get_main_place(doc: Document) -> Place:
    """Return where a party lies: its main address, else the town of that address."""
    forget_old_places(doc)
    address = get_main_address(doc)
    if not address:
        return NOWHERE
    if address.get("latitude") or address.get("longitude"):
        return address.latitude, address.longitude
    return get_place(address.town, address.province, address.town_code) if is_italian(address) else NOWHERE


def get_main_region(address) -> str | None:
    """Return the region of an address: what its province says in Italy, else what is written, by its usual name."""
    if not address:
        return None
    province = provinces.get_province(address.get("province") or "") if is_italian(address) else None
    written = (address.get("region") or "").strip()
    known = provinces.get_region(written) if is_italian(address) else None
    return (provinces.get_region_of(province) if province else known or written) or None


def forget_old_places(doc: Document) -> None:
    """Take coordinates away from addresses that moved without them."""
    before = doc.get_doc_before_save()
    former = {row.name: row for row in (before.addresses if before else [])}
    for row in doc.get("addresses") or []:
        old = former.get(row.name)
        moved = old and any(old.get(part) != row.get(part) for part in ("street", "town", "province", "country"))
        if moved and all(old.get(part) == row.get(part) for part in ("latitude", "longitude")):
            row.latitude = row.longitude = 0


def set_main_values(doc: Document) -> None:
    """Copy the main telephone and e-mail to the document itself, for lists."""
    phone, email = get_primary(doc.get("phones") or []), get_primary(doc.get("emails") or [], "Work")
    doc.main_phone = _show_phone(phone) if phone else None
    doc.main_email = email.email if email else None


def _show_phone(row) -> str:
    return keys.format_phone(row.e164, get_region()) if row.e164 else row.number


def get_reach_findings(doc: Document, name: str) -> list[str]:
    """Return what is to check in telephones and e-mails."""
    region = get_region()
    findings = [s for row in doc.get("phones") or [] for s in keys.check_phone(row.number, name, region)]
    return findings + [s for row in doc.get("emails") or [] for s in keys.check_email(row.email, name)]


def is_italian(address) -> bool:
    """Return whether an address is in Italy, which an empty country means too."""
    return not address or not address.get("country") or address.country == ITALY


def get_party_findings(doc: Document) -> list[str]:
    """Return what is to check in a party, as sentences in the reader's language."""
    name = doc.party_name or doc.name or ""
    findings = keys.check_vat(doc.vat_number, name)
    if is_italian(get_main_address(doc)):
        findings += keys.check_fiscal_code(doc.fiscal_code, name)
        findings += keys.check_sdi(doc.sdi_code, name, doc.party_type == "Public Body")
        findings += keys.check_ateco(doc.ateco, name) + keys.check_rea(doc.rea, name)
    findings += keys.check_email(doc.pec, name, _("PEC"))
    for address in doc.get("addresses") or []:
        findings += check_address(address, name) if is_italian(address) else []
    return list(dict.fromkeys(findings + get_reach_findings(doc, name)))


def check_address(address, name: str) -> list[str]:
    """Return what is to check in the postal code of an Italian address: its form, else whether it is of the town.

    A hamlet may have a code of its own, which begins as those of its town do. A town that is not known says nothing.
    """
    cap = (address.get("cap") or "").strip()
    findings = keys.check_cap(cap, name)
    caps = get_caps(address.get("town"), address.get("province")) if cap and not findings else ()
    if not caps or cap in caps or (address.get("hamlet") and any(cap[:2] == one[:2] for one in caps)):
        return findings
    text = _('Postal code "{0}" of {1} is not of {2} ({3}): check it, or leave it as it is.')
    shown = ", ".join(caps) if len(caps) < 4 else f"{caps[0]}-{caps[-1]}"
    return [text.format(cap, name, address.town, shown)]


def get_reach_words(doc: Document) -> list[str]:
    """Return the search words of telephones and e-mails."""
    words = [w for row in doc.get("phones") or [] for w in search_text.get_phone_words(row.number, row.e164)]
    return words + [search_text.fold(row.email) for row in doc.get("emails") or []]


def get_party_search_text(doc: Document) -> str:
    """Return the search text of a party: name, towns, numbers, e-mails, keys."""
    words = search_text.get_name_words(doc.party_name)
    for address in doc.get("addresses") or []:
        words += search_text.get_words(address.town) + search_text.get_words(address.hamlet)
    words += get_reach_words(doc) + [search_text.fold(doc.pec)]
    numbers = [doc.vat_number, doc.fiscal_code, *(row.number for row in doc.get("tax_ids") or [])]
    return search_text.make_search_text(words + [search_text.fold(keys.get_compact(n)) for n in numbers])


def get_contact_search_text(doc: Document, party_name: str | None, town: str | None) -> str:
    """Return the search text of a contact person: own name and numbers, and the party's name and town."""
    words = search_text.get_name_words(doc.full_name) + search_text.get_name_words(party_name)
    return search_text.make_search_text(words + search_text.get_words(town) + get_reach_words(doc))
