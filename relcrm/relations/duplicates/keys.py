"""Keys by which records that may be the same are found: beginnings and ends of the words of a name, numbers, addresses.

A word with one typing error keeps its beginning or its end. Keys are kept in Match Key, changed with the record.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache

import frappe
from frappe.model.document import Document
from frappe.utils import now

from relcrm.relations.duplicates.names import get_tokens
from relcrm.relations.keys import get_compact, split_vat
from relcrm.relations.search_text import get_digits

KIND = "Match Key"
NAMES = {"Party": "party_name", "Contact Person": "full_name"}
LONG, PART, START = 6, 4, 2
PHONE_DIGITS, FEWEST_DIGITS = 8, 6
PHONE, EMAIL, VAT, FISCAL = "p", "e", "v", "f"
LONGEST = 80
MOST_SAME = 100
BATCH = 2000


@lru_cache(maxsize=200_000)
def get_word_keys(word: str) -> tuple[str, ...]:
    """Return the keys of one word of a name."""
    return (f"a:{word[:PART]}", f"z:{word[-PART:]}") if len(word) >= LONG else (f"w:{word}",)


def get_name_key(words: Iterable[str]) -> str:
    """Return the key of a whole name: how its words begin, of a single one its ends; errors further in keep it."""
    words = sorted(set(words))
    if len(words) == 1:
        return f"b:{words[0][:START]} {words[0][-START:]}"
    return "b:" + " ".join(dict.fromkeys(word[:START] for word in words))


def get_keys(doctype: str, record: Document | dict) -> set[str]:
    """Return the keys of a party or contact person, or of the values that somebody is typing."""
    words = get_tokens(record.get(NAMES[doctype]))
    found = {key for word in words for key in get_word_keys(word)} | ({get_name_key(words)} if words else set())
    for row in record.get("phones") or []:
        digits = get_digits(row.get("e164") or row.get("number"))
        if len(digits) >= FEWEST_DIGITS:
            found.add(f"{PHONE}:{digits[-PHONE_DIGITS:]}")
    addresses = [row.get("email") for row in record.get("emails") or []]
    found |= {f"{EMAIL}:{address.strip().lower()}" for address in addresses if address and address.strip()}
    found |= {get_number_key(field, record.get(field)) for field in ("vat_number", "fiscal_code") if record.get(field)}
    return {key[:LONGEST] for key in found}


def get_number_key(fieldname: str, value: str) -> str:
    """Return the key of a VAT number, whatever its country, or of a fiscal code."""
    key = f"{VAT}:{split_vat(value)[1]}" if fieldname == "vat_number" else f"{FISCAL}:{get_compact(value)}"
    return key[:LONGEST]


def find_same_number(fieldname: str, value: str, but: str) -> list[dict]:
    """Return name and party_name of up to 3 other parties that the reader may see with this number, however spelled."""
    key = get_number_key(fieldname, value)
    filters = {"reference_doctype": "Party", "match_key": key, "reference_name": ["!=", but]}
    names = frappe.get_all(KIND, filters=filters, pluck="reference_name", limit=MOST_SAME)
    if not names:
        return []
    fields = ["name", "party_name", fieldname]
    rows = frappe.get_list(
        "Party", filters={"name": ["in", names]}, fields=fields, order_by="name asc", limit=MOST_SAME
    )
    return [row for row in rows if is_same_number(fieldname, row[fieldname], value)][:3]


def is_same_number(fieldname: str, one: str, other: str) -> bool:
    """Tell whether two spellings are one number; VAT numbers of two countries with the same digits are not."""
    if fieldname == "fiscal_code":
        return get_compact(one) == get_compact(other)
    (country, rest), (elsewhere, digits) = split_vat(one), split_vat(other)
    return rest == digits and (country or "IT") == (elsewhere or "IT")


def keep_keys(doc: Document) -> None:
    """Keep the keys of a record that was saved."""
    before = doc.get_doc_before_save()
    wanted, present = get_keys(doc.doctype, doc), get_keys(doc.doctype, before) if before else set()
    if present - wanted:
        filters = {"reference_name": doc.name, "reference_doctype": doc.doctype}
        frappe.db.delete(KIND, {**filters, "match_key": ["in", sorted(present - wanted)]})
    insert_keys(doc.doctype, [(doc.name, key) for key in sorted(wanted - present)])


def forget_keys(doc: Document) -> None:
    """Take the keys of a deleted record away."""
    frappe.db.delete(KIND, {"reference_name": doc.name, "reference_doctype": doc.doctype})


def insert_keys(doctype: str, rows: Iterable[tuple[str, str]]) -> None:
    """Insert keys of records of one kind, given as name and key."""
    moment = now()
    values = [(frappe.generate_hash(length=20), moment, moment, doctype, name, key) for name, key in rows]
    if values:
        fields = ["name", "creation", "modified", "reference_doctype", "reference_name", "match_key"]
        frappe.db.bulk_insert(KIND, fields, values)


def fill_keys(doctype: str, after_batch: Callable[[int], None] | None = None) -> None:
    """Bring the keys of all records of a kind up to date, in batches; only what is missing or too much is written.

    `after_batch` is called with how many records are done.
    """
    frappe.db.sql(
        f"delete from `tab{KIND}` where `reference_doctype` = %s"
        f" and `reference_name` not in (select `name` from `tab{doctype}`)",
        doctype,
    )
    codes = ["vat_number", "fiscal_code"] if doctype == "Party" else []
    last, done = "", 0
    while rows := _read_batch(doctype, ["name", NAMES[doctype], *codes], last):
        _keep_only(doctype, {name: get_keys(doctype, one) for name, one in _add_reach(doctype, rows).items()})
        last, done = rows[-1].name, done + len(rows)
        if after_batch:
            after_batch(done)


def _read_batch(doctype: str, fields: list[str], after: str) -> list[dict]:
    return frappe.get_all(doctype, filters={"name": [">", after]}, fields=fields, order_by="name asc", limit=BATCH)


def _add_reach(doctype: str, rows: list[dict]) -> dict[str, dict]:
    """Return records by name, with their telephones and e-mails."""
    found = {row.name: {**row, "phones": [], "emails": []} for row in rows}
    for table, fields in (("phones", ["e164", "number"]), ("emails", ["email"])):
        filters = {"parenttype": doctype, "parent": ["in", list(found)]}
        for row in frappe.get_all(f"Party {table[:-1].title()}", filters=filters, fields=["parent", *fields]):
            found[row.parent][table].append(row)
    return found


def _keep_only(doctype: str, wanted: dict[str, set[str]]) -> None:
    """Let records have the wanted keys, each once, and no others; those that are right stay."""
    filters = {"reference_doctype": doctype, "reference_name": ["in", list(wanted)]}
    fields = ["name", "reference_name", "match_key"]
    missing, surplus = {(name, key) for name, found in wanted.items() for key in found}, []
    for row, *key in frappe.get_all(KIND, filters=filters, fields=fields, order_by=None, as_list=True, limit=0):
        if tuple(key) in missing:
            missing.remove(tuple(key))
        else:
            surplus.append(row)
    for start in range(0, len(surplus), BATCH):
        frappe.db.delete(KIND, {"name": ["in", surplus[start : start + BATCH]]})
    insert_keys(doctype, sorted(missing))
