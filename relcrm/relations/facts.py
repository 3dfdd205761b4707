"""The filled fields of a record as a card reads them, from the metadata: own fields of the firm too."""

import frappe
from frappe import _

from relcrm.relations.record_changes import get_title

NOT_TOLD = frozenset(
    (
        "Section Break|Column Break|Tab Break|Fold|Heading|HTML|Button|Image|Password|Table|Code|JSON|Signature"
        "|Geolocation|Barcode"
    ).split("|")
)
IN_HEAD = {
    "Party": frozenset(
        (
            "party_name lifecycle_stage agent parent_party to_check main_town main_province main_phone main_email"
            " search_text no_phone no_email no_post"
        ).split()
    ),
    "Contact Person": frozenset(
        (
            "full_name party party_name role department reports_to active left_on to_check main_phone main_email"
            " search_text same_as kind first_name last_name"
        ).split()
    ),
}


def get_facts(doc) -> list[dict]:
    """Return label, kind and value of each filled field that the user may read and the card's head does not show."""
    levels = doc.meta.get_permlevel_access("read")
    hidden = IN_HEAD.get(doc.doctype, frozenset())
    facts = []
    for df in doc.meta.fields:
        value = doc.get(df.fieldname)
        if df.fieldtype in NOT_TOLD or df.hidden or df.fieldname in hidden or value in (None, "", 0, 0.0, []):
            continue
        if df.permlevel and df.permlevel not in levels:
            continue
        facts.append(_tell(df, value))
    return facts


def _tell(df, value) -> dict:
    if df.fieldtype == "Table MultiSelect":
        value = [row.as_dict() for row in value]
    fact = {
        "field": df.fieldname,
        "label": _(df.label),
        "fieldtype": df.fieldtype,
        "options": df.options,
        "value": value,
    }
    if df.fieldtype == "Link":
        fact["title"] = get_link_title(df.options, value)
    if df.fieldtype == "Select":
        fact["title"] = _(value)
    return fact


def get_link_title(doctype: str, name: str) -> str:
    """Return what a linked record is called, in the reader's language where it is a list of ours."""
    if frappe.get_meta(doctype).get_title_field() == "name" and doctype != "User":
        return _(name)
    return get_title(doctype, name)
