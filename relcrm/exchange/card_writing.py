"""Companies and people as vCards 4.0 or 3.0, for the address book of a telephone or a mail program.

What a card holds comes back by `card_values.py` as it was; only what the reader may read is written.
"""

import re
from collections.abc import Iterable, Iterator

import frappe
from frappe import _
from frappe.core.doctype.access_log.access_log import make_access_log
from frappe.utils import nowdate

from relcrm.exceptions import ListQueryError
from relcrm.exchange.card_values import KINDS
from relcrm.workplace.staff_words import say

VERSIONS = ("4.0", "3.0")
MOST_CARDS, PAGE, LINE = 20_000, 500, 75
PHONE_TYPES = {"Office": "work,voice", "Mobile": "cell", "Home": "home,voice", "Switchboard": "main", "Fax": "work,fax"}
EMAIL_TYPES = {"Personal": "home", "PEC": "work,pec"}
ADDRESS_TYPES = {"Home": "home"}


def make_card_file(doctype: str, names: Iterable[str], version: str = "4.0") -> tuple[str, bytes]:
    """Return name and content of a file with the cards of these companies or people, in their order.

    Needs the right to export; what the reader may not see is left out. The export is noted in the access log.
    """
    if doctype not in KINDS.values() or version not in VERSIONS:
        frappe.throw(_("Companies and people go out as vCard 4.0 or 3.0. Choose one of the two."), ListQueryError)
    frappe.has_permission(doctype, "export", throw=True)
    names = list(dict.fromkeys(names))
    if len(names) > MOST_CARDS:
        text = _("A file of cards holds {0} at most, and these are {1}. Narrow the list.")
        frappe.throw(text.format(MOST_CARDS, len(names)), ListQueryError)
    content = "".join(make_cards(doctype, names, version)).encode()
    make_access_log(
        doctype=doctype, file_type="VCF", method="relcrm.api.lists.export", filters=frappe.as_json(names)
    )
    return f"{say(doctype)} {nowdate()}.vcf", content


def make_cards(doctype: str, names: list[str], version: str) -> Iterator[str]:
    """Yield the cards, read in pages with one query for each table."""
    for start in range(0, len(names), PAGE):
        page = names[start : start + PAGE]
        rows = {row.name: row for row in frappe.get_list(doctype, filters={"name": ["in", page]}, fields=["*"])}
        tables = {
            table: _fetch_rows(doctype, list(rows), kind)
            for table, kind in (("phones", "Party Phone"), ("emails", "Party Email"), ("addresses", "Party Address"))
        }
        for name in page:
            if name in rows:
                parts = {table: found.get(name, []) for table, found in tables.items()}
                yield make_card(doctype, rows[name], parts, version)


def _fetch_rows(doctype: str, parents: list[str], table: str) -> dict[str, list]:
    found: dict[str, list] = {}
    if parents and not (doctype == "Contact Person" and table == "Party Address"):
        filters = {"parenttype": doctype, "parent": ["in", parents]}
        for row in frappe.get_all(table, filters=filters, fields=["*"], order_by="parent asc, idx asc"):
            found.setdefault(row.parent, []).append(row)
    return found


def make_card(doctype: str, row: dict, parts: dict[str, list], version: str) -> str:
    """Return one card as text; `row` are the record's fields, `parts` its phones, emails and addresses."""
    is_person = doctype == "Contact Person" or row.get("party_type") == "Person"
    name = row.get("full_name") if doctype == "Contact Person" else row.get("party_name")
    company = (row.get("party_name") or "") if doctype == "Contact Person" else "" if is_person else name
    slug = next(key for key, kind in KINDS.items() if kind == doctype)
    lines = ["BEGIN:VCARD", f"VERSION:{version}"]
    own = ":".join(("relcrm", frappe.local.site, slug, row["name"]))
    lines.append(f"UID:{escape(row.get('card_uid') or own)}")
    lines.append(f"FN:{escape(name)}")
    if is_person:
        lines.append("N:" + ";".join(escape(row.get(field)) for field in ("last_name", "first_name")) + ";;;")
    elif version == "4.0":
        lines.append("KIND:org")
    if not is_person:
        lines.append("X-ABShowAs:COMPANY")
    if company:
        lines.append("ORG:" + ";".join(escape(text) for text in (company, row.get("department")) if text))
    lines += _make_plain(row, version)
    for phone in parts["phones"]:
        lines.append(f"TEL;TYPE={_quote(PHONE_TYPES.get(phone.kind, 'pager'), version)}:{escape(phone.number)}")
    for email in parts["emails"]:
        lines.append(f"EMAIL;TYPE={_quote(EMAIL_TYPES.get(email.kind, 'work'), version)}:{escape(email.email)}")
    if row.get("pec"):
        lines.append(f"EMAIL;TYPE=pec:{escape(row['pec'])}")
    for address in parts["addresses"]:
        lines.append(_make_address(address))
    return "".join(fold(line) for line in (*lines, "END:VCARD"))


def _make_plain(row: dict, version: str) -> Iterator[str]:
    plain = {"TITLE": "role", "URL": "website", "NOTE": "notes", "X-RELCRM-TAXID": "vat_number"}
    plain |= {"X-RELCRM-FISCALCODE": "fiscal_code", "X-RELCRM-SDI": "sdi_code"}
    for name, field in plain.items():
        if row.get(field):
            yield f"{name}:{escape(row[field])}"
    if row.get("birth_date"):
        yield f"BDAY:{str(row['birth_date']).replace('-', '') if version == '4.0' else row['birth_date']}"
    if row.get("gender"):
        yield f"{'GENDER' if version == '4.0' else 'X-GENDER'}:{row['gender'][0]}"
    tags = [tag for tag in (row.get("_user_tags") or "").split(",") if tag]
    if tags:
        yield "CATEGORIES:" + ",".join(escape(tag) for tag in tags)


def _make_address(address: dict) -> str:
    region = address.province or address.region
    street = ", ".join(filter(None, (address.street, address.hamlet)))
    parts = (address.po_box, address.building, street, address.town, region, address.cap, address.country)
    kind = ADDRESS_TYPES.get(address.kind, "work")
    return f"ADR;TYPE={kind}:" + ";".join(escape(part) for part in parts)


def escape(value: object) -> str:
    """Return a value as a card writes it: backslashes, commas, semicolons and ends of lines marked."""
    text = str(value or "").replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(sign for sign in text if sign >= " " or sign in "\n\t")
    return re.sub(r"([\\,;])", r"\\\1", text).replace("\n", "\\n")


def _quote(types: str, version: str) -> str:
    return f'"{types}"' if version == "4.0" and "," in types else types


def fold(line: str) -> str:
    """Return a line cut after 75 bytes, never within a letter, each next one begun with a blank."""
    parts, part, size = [], [], 0
    for sign in line:
        width = len(sign.encode())
        if size + width > LINE - (1 if parts else 0):
            parts.append("".join(part))
            part, size = [], 0
        part.append(sign)
        size += width
    return "\r\n ".join([*parts, "".join(part)]) + "\r\n"
