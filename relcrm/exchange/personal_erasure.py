"""Erasing one human being: their records become nobody's, what is about them loses its texts, counts stay.

Three steps, in one transaction: their own entries are emptied; what hangs on them is emptied or deleted; then every
text of the site is searched for what told who they were. What tax law obliges us to keep stays, and until when is said.
"""

import glob
import html
import json
import re
from contextlib import suppress

import frappe
from frappe import _
from frappe.model import no_value_fields
from frappe.utils import add_months, cint, getdate, now, nowdate

from relcrm.agenda.contact_forms.door import ANSWER
from relcrm.exchange.personal_data import Holding, get_tables
from relcrm.relations import keys, party_card
from relcrm.relations.duplicates.keys import forget_keys, keep_keys
from relcrm.relations.merging.trace import forget_steps
from relcrm.relations.search_text import fold
from relcrm.workplace.staff_words import say

TEXTS = (
    "Data", "Small Text", "Text", "Long Text", "Text Editor", "HTML Editor", "Markdown Editor", "Code", "JSON", "Phone",
    "Autocomplete", "Read Only",
)  # fmt: skip
ATTACHED = ("Attach", "Attach Image", "Signature", "Barcode", "Geolocation")
# What stays of an entry: where it stands among the others, and what statistics count.
STAYS = frozenset(
    (
        "party party_type parent_party lifecycle_stage agent territory sector source employees turnover customer_since"
        " kind reports_to active left_on language main_town main_province"
    ).split()
)
FOR_TAX = ("party_name", "first_name", "last_name", "vat_number", "fiscal_code", "sdi_code", "pec", "addresses")
CLOSED = {"no_phone": 1, "no_email": 1, "no_post": 1}
DELETED = ("Comment", "Version", "Tag Link", "Notification Log", "Email Queue", "DocShare", "Communication", "File")
DELETED_TOO = ("Party Profile", "Attachment Revision", "Event Mail", ANSWER, "Deleted Document")
KEPT_WHOLE = frozenset({"Party Order", "Access Log", "Personal Data Read"})  # figures, and who looked
PARTS_KEPT = frozenset({"sequence", "month"})
SHORTEST, CHUNK = 6, 400
NOT_SWEPT = frozenset({"User", "DocType", "DocField", "Custom Field", "Property Setter", "Translation", "Module Def"})
MARK = "—"


def get_tax_documents(holding: Holding) -> list[dict]:
    """Return what tax law obliges us to keep, from whoever answers `relcrm_tax_documents`."""
    return get_kept_documents([name for doctype, name in holding.records if doctype == "Party"])


def get_kept_documents(parties: list[str]) -> list[dict]:
    """Return what tax law obliges us to keep of some parties, each with the day until which."""
    found = []
    for path in frappe.get_hooks("relcrm_tax_documents"):
        found += frappe.get_attr(path)(parties) if parties else []
    months = get_tax_months()
    for row in found:
        row["keep_until"] = str(add_months(getdate(row["date"]), months))
    return [row for row in found if getdate(row["keep_until"]) >= getdate(nowdate())]


def get_tax_months() -> int:
    """Return for how many months documents are kept by law: the newest rule that has begun."""
    filters = {"subject": "Tax documents", "valid_from": ["<=", nowdate()], "disabled": 0}
    rows = frappe.get_all("Retention Rule", filters=filters, pluck="months", order_by="valid_from desc", limit=1)
    return cint(rows[0]) if rows else 120


def erase(holding: Holding, reason: str) -> dict:
    """Erase a person; returns what was done, which is kept in an Erasure Record without anything of the person."""
    kept = get_tax_documents(holding)
    terms = get_terms(holding)
    counts: dict[str, int] = {}
    files = _delete_import_files(holding)
    _delete_about(holding, counts)
    if files:
        counts["File"] = counts.get("File", 0) + files
    _forget_details(holding)
    for kind, names in _get_own(holding).items():
        if kind not in (*DELETED, *DELETED_TOO):
            for name in names:
                _empty(kind, name)
            counts[kind] = len(names)
    for doctype, name in holding.records:
        forget_steps(doctype, name)
        _erase_entry(doctype, name, for_tax=bool(kept) and doctype == "Party")
        counts[doctype] = counts.get(doctype, 0) + 1
    spared = _get_spared(holding) if kept else {}
    swept, left = sweep(terms)
    for party, values in spared.items():
        frappe.db.set_value("Party", party, values, update_modified=False)
    frappe.db.after_commit.add(lambda: forget_outside(terms))
    record = {
        "doctype": "Erasure Record",
        "erased_on": now(),
        "erased_by": frappe.session.user,
        "reason": reason,
        "entries": ", ".join(name for _doctype, name in holding.records),
        "counts": json.dumps(counts),
        "swept": swept,
        "kept_documents": "\n".join(f"{row['doctype']} {row['name']}" for row in kept),
        "kept_until": max((row["keep_until"] for row in kept), default=None),
    }
    doc = frappe.get_doc(record).insert(ignore_permissions=True)
    return {"record": doc.name, "counts": counts, "swept": swept, "kept": kept, "left": left}


def preview(holding: Holding) -> dict:
    """Return what erasing would do: what is deleted, what is emptied, what is kept until when."""
    own = {kind: len(names) for kind, names in _get_own(holding).items()}
    all_of = {kind: len(names) for kind, names in holding.about.items()}
    deleted = (*DELETED, *DELETED_TOO)
    return {
        "deleted": _say({kind: count for kind, count in own.items() if kind in deleted}),
        "emptied": _say({kind: count for kind, count in own.items() if kind not in deleted}),
        "searched": _say({kind: n - own.get(kind, 0) for kind, n in all_of.items() if n > own.get(kind, 0)}),
        "kept": get_tax_documents(holding),
        "homonyms": count_homonyms(holding),
    }


def _say(counts: dict[str, int]) -> list[dict]:
    return [{"label": say(kind), "count": count} for kind, count in counts.items()]


def _get_own(holding: Holding) -> dict[str, list[str]]:
    """Return what is about the person alone; what belongs to a company too is searched for their name, and stays."""
    own = {
        kind: [name for name in names if (kind, name) not in holding.shared] for kind, names in holding.about.items()
    }
    return {kind: names for kind, names in own.items() if names and kind not in KEPT_WHOLE}


# ---- what tells who they are


def get_terms(holding: Holding) -> list[str]:
    """Return the texts to look for in the whole site: names, addresses, numbers and keys that are theirs alone."""
    terms: set[str] = set()
    for doctype, name in holding.records:
        doc = frappe.get_doc(doctype, name)
        title = doc.get("party_name") if doctype == "Party" else doc.full_name
        if not count_homonyms(holding):
            terms |= _get_name_forms(title, doc.first_name, doc.last_name)
        terms |= {doc.get("fiscal_code"), doc.get("vat_number"), doc.get("pec")}
        for row in doc.get("emails") or []:
            if not _has_another("Party Email", "email", row, holding):
                terms.add(row.email)
        for row in doc.get("phones") or []:
            if not _has_another("Party Phone", "number", row, holding):
                terms |= _get_number_forms(row)
    terms |= _get_typed(holding)
    users = set(frappe.get_all("User", pluck="name"))
    return sorted({term.strip() for term in terms if term and len(term.strip()) >= SHORTEST} - users, key=len)[::-1]


def _get_typed(holding: Holding) -> set[str]:
    """Return the addresses and numbers that they typed into forms of the web site, unless somebody else has them."""
    terms: set[str] = set()
    for name in holding.about.get(ANSWER, ()):
        email, number = frappe.db.get_value(ANSWER, name, ["email", "phone"])
        if email and not _has_another("Party Email", "email", frappe._dict(email=email), holding):
            terms.add(email)
        row = frappe._dict(number=number, e164=keys.parse_phone(number, party_card.get_region()))
        if number and not _has_another("Party Phone", "number", row, holding):
            terms |= _get_number_forms(row)
    return terms


def _get_spared(holding: Holding) -> dict[str, dict]:
    """Return of the parties that tax law keeps what the search of all texts would take from them again."""
    fields = [*(name for name in FOR_TAX if name != "addresses"), "search_text"]
    parties = [name for doctype, name in holding.records if doctype == "Party"]
    return {name: frappe.db.get_value("Party", name, fields, as_dict=True) for name in parties}


def _get_name_forms(title: str | None, first: str | None, last: str | None) -> set[str]:
    """Return a name in both orders; a single word is too common to be looked for everywhere."""
    words = (title or "").split()
    forms = {" ".join(words), " ".join(words[::-1])} if len(words) > 1 else set()
    if len(words) == 3:
        forms |= {" ".join((words[1], words[2], words[0])), " ".join((words[2], words[0], words[1]))}
    if first and last:
        forms |= {f"{first} {last}", f"{last} {first}"}
    return forms | {fold(form) for form in forms}


def _get_number_forms(row) -> set[str]:
    region = party_card.get_region()
    forms = {row.number, row.e164, keys.get_compact(row.number)}
    if row.e164:
        shown = keys.format_phone(row.e164, region)
        forms |= {shown, keys.get_compact(shown), row.e164.lstrip("+")}
    return {form for form in forms if form}


def count_homonyms(holding: Holding) -> int:
    """Return how many others have the same name: then the name is left where it may be theirs."""
    own = {name for _doctype, name in holding.records}
    fields = {"Party": "party_name", "Contact Person": "full_name"}
    titles = {frappe.db.get_value(doctype, name, fields[doctype]) for doctype, name in holding.records}
    others = 0
    for doctype, fieldname in fields.items():
        found = frappe.get_all(doctype, filters={fieldname: ["in", sorted(filter(None, titles))]}, pluck="name")
        others += len(set(found) - own)
    return others


def _has_another(table: str, column: str, row, holding: Holding) -> bool:
    own = {name for _doctype, name in holding.records}
    key = {"e164": row.e164} if table == "Party Phone" and row.e164 else {column: row.get(column)}
    found = frappe.get_all(table, filters=key, pluck="parent")
    if column == "email":
        found += frappe.get_all("Party", filters={"pec": row.email}, pluck="name")
    return bool(set(found) - own)


# ---- what is about them


def _delete_about(holding: Holding, counts: dict) -> None:
    for kind in (*DELETED, *DELETED_TOO):
        own = _get_own(holding).get(kind, [])
        for name in own:
            if frappe.db.exists(kind, name):
                frappe.delete_doc(kind, name, ignore_permissions=True, force=True, delete_permanently=True)
        if own:
            counts[kind] = len(own)
    # Taking a file away is itself noted in a comment, which names the file.
    for doctype, name in holding.records:
        frappe.db.delete("Comment", {"reference_doctype": doctype, "reference_name": name})


def _forget_details(holding: Holding) -> None:
    """Take the names of files out of the log of readings; who looked and when stays."""
    for kind, names in _by_kind_of(holding).items():
        for first in range(0, len(names), CHUNK):
            of_them = {"reference_doctype": kind, "reference_name": ["in", names[first : first + CHUNK]]}
            frappe.db.set_value("Personal Data Read", of_them, "detail", None, update_modified=False)


def _by_kind_of(holding: Holding) -> dict[str, list[str]]:
    entries: dict[str, list[str]] = {}
    for kind, name in holding.records:
        entries.setdefault(kind, []).append(name)
    return {**_get_own(holding), **entries}


def _empty(kind: str, name: str) -> None:
    """Take the free texts out of a record; its kind, dates, amounts, states and links stay to be counted."""
    meta = frappe.get_meta(kind)
    title = meta.get_title_field()
    values = {}
    for df in meta.fields:
        if df.fieldtype in (*TEXTS, *ATTACHED) and df.fieldname not in PARTS_KEPT:
            values[df.fieldname] = MARK if df.get("reqd") or df.fieldname == title else None
    if values:
        frappe.db.set_value(kind, name, values, update_modified=False)
    for df in meta.get_table_fields():
        _empty_rows(df.options, kind, name, df.fieldname)
    if "_comments" in frappe.db.get_table_columns(kind):
        frappe.db.set_value(kind, name, {"_comments": None, "_user_tags": None}, update_modified=False)


def _empty_rows(table: str, kind: str, name: str, fieldname: str) -> None:
    texts = [df.fieldname for df in frappe.get_meta(table).fields if df.fieldtype in TEXTS and not df.reqd]
    texts = [one for one in texts if one not in ("field_key", "label")]
    if not texts:
        return
    filters = {"parenttype": kind, "parent": name, "parentfield": fieldname}
    for row in frappe.get_all(table, filters=filters, pluck="name"):
        frappe.db.set_value(table, row, dict.fromkeys(texts), update_modified=False)


# ---- their own entries


def get_erased_word() -> str:
    """Return the search text that every erased entry begins with."""
    return fold(_("Erased person"))


def _erase_entry(doctype: str, name: str, for_tax: bool) -> None:
    doc = frappe.get_doc(doctype, name)
    forget_keys(doc)
    spared = STAYS | (frozenset(FOR_TAX) if for_tax else frozenset())
    values: dict = {}
    for df in doc.meta.fields:
        if df.fieldtype in ("Table", "Table MultiSelect"):
            if df.fieldname not in (*spared, "roles"):
                frappe.db.delete(df.options, {"parenttype": doctype, "parent": name, "parentfield": df.fieldname})
        elif df.fieldname not in spared and df.fieldtype not in no_value_fields and df.fieldname not in CLOSED:
            values[df.fieldname] = 0 if df.fieldtype in ("Check", "Int", "Float", "Currency") else None
    title = "party_name" if doctype == "Party" else "full_name"
    if not for_tax:
        values[title] = _("Erased person")
    if doctype == "Contact Person":
        values |= {"active": 0, "party_name": doc.party_name}
    else:
        values |= CLOSED
    values["_comments"] = values["_user_tags"] = None
    frappe.db.set_value(doctype, name, values, update_modified=False)
    doc = frappe.get_doc(doctype, name)
    if doctype == "Party":
        search = party_card.get_party_search_text(doc)
    else:
        search = party_card.get_contact_search_text(doc, doc.party_name, None)
    frappe.db.set_value(doctype, name, {"search_text": search}, update_modified=False)
    if for_tax:
        keep_keys(frappe.get_doc(doctype, name))


# ---- every text of the site


def sweep(terms: list[str]) -> tuple[int, list[dict]]:
    """Replace the terms in every text of every table; returns how many texts, and what could not be changed."""
    if not terms:
        return 0, []
    forms = sorted({form for term in terms for form in _get_written_forms(term)}, key=len, reverse=True)
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, forms)) + r")(?!\w)", re.IGNORECASE)
    count, left = 0, []
    for table, meta in get_tables().items():
        if table in NOT_SWEPT:
            continue
        columns = [df.fieldname for df in meta.fields if df.fieldtype in TEXTS]
        present = set(frappe.db.get_table_columns(table))
        columns = [name for name in (*columns, "_comments", "_user_tags") if name in present]
        if columns:
            count += _sweep_table(table, columns, forms, pattern, left)
    return count + _sweep_others(pattern, forms), left


def _get_written_forms(term: str) -> set[str]:
    """Return how a text may be written inside JSON and HTML."""
    escaped = html.escape(term)
    forms = {term, escaped, escaped.replace("&#x27;", "&#39;"), html.escape(term, quote=False)}
    return forms | {json.dumps(form)[1:-1] for form in forms}


def _sweep_table(table: str, columns: list[str], forms: list[str], pattern: re.Pattern, left: list) -> int:
    like = " or ".join(f"`{column}` like %s" for column in columns for _form in forms)
    # A backslash escapes on MariaDB and not on SQLite: any sign is sought in its place, and the pattern decides.
    likes = [f"%{form}%".replace("\\", "_") for form in forms]
    values = likes * len(columns)
    select = ", ".join(f"`{column}`" for column in ("name", *columns))
    count = 0
    for name, *texts in frappe.db.sql(f"select {select} from `tab{table}` where {like}", values):
        changed = {}
        for column, text in zip(columns, texts, strict=True):
            if isinstance(text, str) and pattern.search(text):
                if table == "File" and column in ("file_url", "thumbnail_url"):
                    left.append({"doctype": table, "name": name})
                    continue
                changed[column] = pattern.sub(MARK, text)
        if changed:
            frappe.db.set_value(table, name, changed, update_modified=False)
            count += len(changed)
    return count


def _sweep_others(pattern: re.Pattern, forms: list[str]) -> int:
    """Sweep what is no kind of record: what each user has set and looked for."""
    count = 0
    for user, doctype, data in frappe.db.sql("select `user`, `doctype`, `data` from `__UserSettings`"):
        if data and pattern.search(data):
            sql = "update `__UserSettings` set `data` = %s where `user` = %s and `doctype` = %s"
            frappe.db.sql(sql, (pattern.sub(MARK, data), user, doctype))
            count += 1
    return count


# ---- beside the tables


def _delete_import_files(holding: Holding) -> int:
    """Delete the files from which finished imports made or changed their entries, wherever they were uploaded again."""
    unfinished = {"status": ["in", ["Queued", "Running", "Undoing"]]}
    going = set(frappe.get_all("Import Run", filters=unfinished, pluck="name"))
    made = {"reference_name": ["in", [name for _doctype, name in holding.records]]}
    runs = set(frappe.get_all("Import Run Row", filters=made, pluck="import_run", distinct=True)) - going
    fields = ["name", "attached_to_name", "content_hash"]
    files = frappe.get_all("File", filters={"attached_to_doctype": "Import Run"}, fields=fields)
    hashes = {file.content_hash for file in files if file.attached_to_name in runs}
    found = [file.name for file in files if file.content_hash in hashes and file.attached_to_name not in going]
    for name in found:
        frappe.delete_doc("File", name, ignore_permissions=True, force=True, delete_permanently=True)
    frappe.db.delete("Comment", {"reference_doctype": "Import Run", "comment_type": "Attachment Removed"})
    return len(found)


def forget_outside(terms: list[str]) -> None:
    """After the commit: blank the terms in the logs of the site, and empty the database's own log where it has one."""
    forms = sorted({form for term in terms for form in _get_written_forms(term)}, key=len, reverse=True)
    pattern = re.compile(b"|".join(re.escape(form.encode()) for form in forms), re.IGNORECASE) if forms else None
    for path in glob.glob(frappe.get_site_path("logs", "*.log*")) if pattern else ():
        with suppress(OSError), open(path, "r+b") as log:
            for found in pattern.finditer(log.read()):
                log.seek(found.start())
                log.write(b"*" * len(found[0]))  # as long as before: the server goes on writing at the end
    empty_log = getattr(frappe.db, "empty_log", None)
    if empty_log:
        empty_log()
