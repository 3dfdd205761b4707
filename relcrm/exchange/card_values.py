"""What a vCard says in our records: a company, a person of a company, or a person of their own.

The counterpart that writes cards is `card_writing.py`; how cards run as an import is in `card_import.py`.
"""

import re
from datetime import date

import frappe
from frappe import _

from relcrm.exchange.mapping import BESIDE, Target, parse_target
from relcrm.exchange.rows import Draft, LinkIndex
from relcrm.exchange.vcards import Card, Property
from relcrm.relations.provinces import get_province, get_region

OWN_UID = re.compile(r"relcrm:(?P<site>[^:]+):(?P<kind>party|person):(?P<name>[\w.-]{1,140})")
KINDS = {"party": "Party", "person": "Contact Person"}
PHONE_KINDS = ("Office", "Mobile", "Home", "Switchboard", "Fax", "Other")
EMAIL_KINDS = ("Work", "Personal", "PEC", "Other")
ADDRESS_KINDS = ("Main", "Home", "Other")
ADDRESS_FIELDS = ("po_box", "building", "street", "town", "province", "region", "cap", "country")
COUNTRIES = {
    "usa": "United States", "us": "United States", "unitedstatesofamerica": "United States", "uk": "United Kingdom",
    "italia": "Italy", "germania": "Germany", "deutschland": "Germany", "francia": "France", "svizzera": "Switzerland",
    "schweiz": "Switzerland", "austria": "Austria", "spagna": "Spain", "regnounito": "United Kingdom",
}  # fmt: skip
READ = {
    "BEGIN", "END", "VERSION", "FN", "N", "ORG", "TITLE", "ROLE", "TEL", "EMAIL", "ADR", "LABEL", "URL", "NOTE", "BDAY",
    "UID", "CATEGORIES", "PHOTO", "KIND", "GENDER", "X-GENDER", "REV", "PRODID", "X-ABSHOWAS", "X-ABLABEL",
    "SORT-STRING", "X-ABADR", "X-ABUID", "PROFILE", "MAILER", "CLASS", "X-RELCRM-TAXID",
    "X-RELCRM-FISCALCODE", "X-RELCRM-SDI",
}  # fmt: skip
OWN_FIELDS = {"X-RELCRM-TAXID": "vat_number", "X-RELCRM-FISCALCODE": "fiscal_code", "X-RELCRM-SDI": "sdi_code"}


def get_card_targets(doctype: str) -> list[Target]:
    """Return every place that a card can fill in a company or person."""
    texts = ["first_name", "last_name", "notes", "birth_date", "gender", "card_uid"]
    texts += [f"phones[kind={kind}].number" for kind in PHONE_KINDS]
    texts += [f"emails[kind={kind}].email" for kind in EMAIL_KINDS]
    if doctype == "Party":
        texts += ["party_name", "party_type", "website", "pec", *OWN_FIELDS.values()]
        texts += [f"addresses[kind={kind}].{name}" for kind in ADDRESS_KINDS for name in ADDRESS_FIELDS]
        return [parse_target(text) for text in texts]
    own = [parse_target(text) for text in [*texts, "full_name", "role", "department"]]
    return [*own, parse_target(f"{BESIDE}party_name")]


class CardReader:
    """Turns cards into drafts, each for a company, a person of a company, or a person of their own."""

    def __init__(self, site: str):
        self.site = site
        self.links: dict[str, LinkIndex] = {}
        self.doctypes: dict[int, str] = {}

    def read(self, card: Card, row_hash: str) -> Draft:
        """Read one card; what has no place becomes a line of the notes or is named, it never refuses the card."""
        draft = Draft(card.number, row_hash, refusal=card.refusal)
        self.doctypes[card.number] = "Party"
        if not draft.refusal:
            if card.get_text("KIND").lower() == "group":
                draft.refusal = _("Card {0} is a list of people, not a company or person.").format(card.number)
            else:
                self._read(card, draft)
        return draft

    def _read(self, card: Card, draft: Draft) -> None:
        names = card.get("N").get_parts() if card.get("N") else []
        names += [""] * (5 - len(names))
        last, first, additional = names[0], " ".join(filter(None, (names[1], names[2]))), names[2]
        company, *units = (card.get("ORG").get_parts() if card.get("ORG") else []) or [""]
        full = card.get_text("FN") or " ".join(filter(None, (names[3], names[1], additional, last, names[4])))
        full = " ".join(full.split())
        is_company = self._is_company(card, company, full, bool(last or first))
        name = (full or company) if is_company else full
        name = name or company or next((one.get_text() for one in (*card.get_all("EMAIL"), *card.get_all("TEL"))), "")
        if not name:
            draft.refusal = _("Card {0} has no name, company, e-mail or telephone.").format(card.number)
            return
        uid = " ".join(card.get_text("UID").removeprefix("urn:uuid:").split())[:140]
        own = OWN_UID.fullmatch(uid)
        draft.key = own["name"] if own and own["site"] == self.site else None
        doctype = "Contact Person" if company and not is_company else "Party"
        doctype = KINDS[own["kind"]] if draft.key else doctype
        self.doctypes[card.number] = doctype
        values = draft.values
        set_text = lambda target, text, limit=140: values.update({target: [text[:limit]]}) if text else None  # noqa: E731
        if not own:
            set_text("card_uid", uid)
        if not is_company:
            set_text("first_name", first)
            set_text("last_name", last)
            self._read_birthday(card, draft)
            gender = (card.get_text("GENDER") or card.get_text("X-GENDER"))[:1].upper()
            set_text("gender", {"M": "Male", "F": "Female"}.get(gender, ""))
        self._read_phones(card, draft)
        self._read_emails(card, draft)
        notes = list(dict.fromkeys(one.get_text() for one in card.get_all("NOTE")))
        sites = list(dict.fromkeys(_join_site(one.get_text()) for one in card.get_all("URL")))
        if doctype == "Party":
            set_text("party_name", name, 240)
            values["party_type"] = ["Company" if is_company else "Person"]
            self._read_addresses(card, draft, "", notes)
            set_text("website", sites.pop(0) if sites else "", 240)
            for source, target in OWN_FIELDS.items():
                set_text(target, card.get_text(source), 30)
            if draft.key:
                values.pop("party_type")
        else:
            set_text("full_name", name, 200)
            set_text("role", card.get_text("TITLE") or card.get_text("ROLE"))
            set_text("department", " / ".join(filter(None, units)))
            set_text(f"{BESIDE}party_name", company, 240)
            self._read_addresses(card, draft, BESIDE, notes)
            if sites:
                draft.site = sites[0]
        notes += sites
        if notes:
            values["notes"] = ["\n".join(notes)[:5000]]
        unread = sorted({one.name for one in card.properties} - READ)
        if unread:
            draft.notes.append(_("Left aside: {0}.").format(", ".join(unread[:20])))
        draft.pictures = card.get_all("PHOTO")[:3]
        texts = (text for one in card.get_all("CATEGORIES") for text in one.get_list())
        tags = (" ".join(tag.split())[:60] for text in texts for tag in re.split(r"[,;]", text))
        draft.tags = list(dict.fromkeys(tag for tag in tags if tag and tag != "Tag"))[:10]  # a name Frappe cannot keep

    def _is_company(self, card: Card, company: str, full: str, has_name: bool) -> bool:
        if card.get_text("KIND").lower() in ("org", "organization") or card.get_text("X-ABSHOWAS").upper() == "COMPANY":
            return True
        return bool(company) and not has_name and full.casefold() in ("", company.casefold())

    def _read_birthday(self, card: Card, draft: Draft) -> None:
        for one in card.get_all("BDAY"):
            text = one.get_text()
            match = re.match(r"(\d{4})-?(\d{2})-?(\d{2})(?!\d)", text)
            try:
                draft.values["birth_date"] = [date(*map(int, match.groups())).isoformat()] if match else []
            except ValueError:
                draft.values["birth_date"] = []
            if draft.values["birth_date"]:
                return
            del draft.values["birth_date"]
            draft.remarks.append(_('{0}: "{1}" {2}').format(_("Date of birth"), text[:80], _("is not a date")))

    def _read_phones(self, card: Card, draft: Draft) -> None:
        for one in card.get_all("TEL"):
            number = re.sub(r"^tel:", "", one.get_text(), flags=re.IGNORECASE)
            number, _sign, extension = number.partition(";ext=")
            number = number.split(";phone-context=")[0] + (f" int. {extension}" if extension else "")
            number = " ".join(number.split())
            kind = _get_phone_kind(one)
            found = draft.values.setdefault(f"phones[kind={kind}].number", [])
            if number and number[:140] not in found:
                found.append(number[:140])

    def _read_emails(self, card: Card, draft: Draft) -> None:
        for one in card.get_all("EMAIL"):
            email = re.sub(r"^mailto:", "", one.get_text(), flags=re.IGNORECASE)
            label = card.get_label(one).casefold()
            if one.types == {"pec"} and self.doctypes[card.number] == "Party" and "pec" not in draft.values:
                draft.values["pec"] = [email[:254]]
                continue
            kind = "PEC" if "pec" in one.types or label == "pec" else "Personal" if "home" in one.types else "Work"
            found = draft.values.setdefault(f"emails[kind={kind}].email", [])
            if email and email[:254] not in found:
                found.append(email[:254])

    def _read_addresses(self, card: Card, draft: Draft, beside: str, notes: list[str]) -> None:
        """Read addresses: a person's own ones; of a person at a company those at work go to the company."""
        taken: set[str] = set()
        for one in card.get_all("ADR"):
            parts = one.get_parts() + [""] * 7
            is_home = "home" in one.types
            kind = "Home" if is_home else "Main"
            kind = "Other" if kind in taken else kind
            if kind in taken or (beside and is_home):
                notes.append(", ".join(" ".join(part.split()) for part in parts[:7] if part))
                continue
            taken.add(kind)
            for name, text in self._get_address(parts, draft).items():
                draft.values[f"{beside}addresses[kind={kind}].{name}"] = [text]

    def _get_address(self, parts: list[str], draft: Draft) -> dict[str, str]:
        po_box, building, street, town, region, cap, country = (" ".join(part.split()) for part in parts[:7])
        values = {"po_box": po_box[:140], "building": building[:140], "street": street[:200], "town": town[:140]}
        province = get_province(region) if region else None
        if province:
            values["province"] = province
        elif region:
            values["region"] = get_region(region) or region[:140]
        values["cap"] = cap[:20]
        if country:
            values["country"] = self._find_country(country, draft)
        return {name: text for name, text in values.items() if text}

    def _find_country(self, text: str, draft: Draft) -> str | None:
        index = self.links.setdefault("Country", self.links.get("Country") or LinkIndex("Country"))
        plain = re.sub(r"[^a-z]", "", text.casefold())
        found = index.get(text) or index.get(COUNTRIES.get(plain, "-"))
        if not found and len(text) == 2:
            found = frappe.get_all("Country", filters={"code": text.lower()}, pluck="name")
        if len(found) == 1:
            return found[0]
        draft.remarks.append(_('{0}: "{1}" {2}').format(_("Country"), text[:80], _("is not in the list")))
        return None


def _get_phone_kind(one: Property) -> str:
    types = one.types
    if "fax" in types:
        return "Fax"
    if types & {"cell", "iphone", "mobile"}:
        return "Mobile"
    if types & {"pager", "bbs", "modem", "isdn", "pcs"}:
        return "Other"
    if "home" in types:
        return "Home"
    return "Switchboard" if "main" in types else "Office"


def _join_site(text: str) -> str:
    return " ".join(text.replace("\\:", ":").split())[:240]
