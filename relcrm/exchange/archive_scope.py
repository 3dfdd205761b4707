"""What a site owns and takes along when it moves: our DocTypes, its own ones, and its part of Frappe's."""

from dataclasses import dataclass, field

import frappe

FORMAT = 1
META = (
    ("DocType", {"custom": 1}),
    ("Custom Field", {}),
    ("Property Setter", {}),
    ("Custom DocPerm", {}),
)
CORE = (
    ("Role", {}),
    ("Role Profile", {}),
    ("User", {}),
    ("User Permission", {}),
    ("User Group", {}),
    ("DefaultValue", {"parent": ["not in", ["__default", "__global"]]}),
    ("Salutation", {}),
    ("Gender", {}),
    ("Workflow State", {}),
    ("Workflow Action Master", {}),
    ("Workflow", {}),
    ("Workflow Action", {}),
    ("Print Format", {"standard": "No"}),
    ("Letter Head", {}),
    ("Report", {"is_standard": "No"}),
    ("Notification", {"is_standard": 0}),
    ("Webhook", {}),
    ("Assignment Rule", {}),
    ("Auto Repeat", {}),
    ("Email Account", {}),
    ("Email Template", {}),
    ("Email Unsubscribe", {}),
    ("Document Naming Rule", {}),
    ("Kanban Board", {}),
    ("List Filter", {}),
    ("Number Card", {"is_standard": 0}),
    ("Dashboard Chart", {"is_standard": 0}),
    ("Client Script", {}),
    ("Server Script", {}),
    ("Translation", {}),
    ("File", {}),
    ("Comment", {}),
    ("Communication", {}),
    ("Version", {}),
    ("ToDo", {}),
    ("DocShare", {}),
    ("Tag", {}),
    ("Tag Link", {}),
    ("Deleted Document", {}),
    ("Notification Log", {}),
    ("Notification Settings", {}),
)
SHARED_LISTS = ("Role", "Salutation", "Gender", "Tag")  # the host's own entries stay beside the archive's
CORE_SINGLES = ("System Settings", "Print Settings")
HOST_SETTINGS = {
    "setup_complete", "enable_scheduler", "modified", "modified_by", "creation", "owner", "name", "idx", "docstatus",
    "doctype",
}  # fmt: skip
SITE_DEFAULTS = (
    "language", "country", "time_zone", "date_format", "time_format", "number_format", "first_day_of_the_week",
    "float_precision", "currency_precision",
)  # fmt: skip
BUSINESS = ("Party", "Contact Person", "Relation Event", "Negotiation", "Party Order")
STANDARD_USERS = ("Administrator", "Guest")


@dataclass(frozen=True)
class Part:
    """One table of the archive: the rows of a DocType, or the child rows of one kind of parent."""

    doctype: str
    parent_type: str = ""
    filters: dict = field(default_factory=dict, hash=False, compare=False)
    is_meta: bool = False

    @property
    def key(self) -> str:
        """The name of the part in the archive and in reports."""
        return f"{self.doctype} of {self.parent_type}" if self.parent_type else self.doctype


def get_parts() -> list[Part]:
    """Return every part of this site, metadata first; what the host does not have is left out."""
    parts = []
    for doctype, filters in META:
        parts += _get_part(doctype, filters, is_meta=True)
    for doctype, filters in CORE:
        parts += _get_part(doctype, filters)
    for doctype in get_own_doctypes():
        parts += _get_part(doctype, {})
    unique = {part.key: part for part in parts}
    return list(unique.values())


def get_own_doctypes() -> list[str]:
    """Return the DocTypes of apps other than Frappe, and those made on this site; no child tables, no Singles."""
    modules = frappe.get_all("Module Def", filters={"app_name": ["!=", "frappe"]}, pluck="name")
    common = {"istable": 0, "issingle": 0, "is_virtual": 0}
    own = frappe.get_all("DocType", filters={**common, "module": ["in", modules]}, pluck="name", order_by="name asc")
    made = frappe.get_all("DocType", filters={**common, "custom": 1}, pluck="name", order_by="name asc")
    return list(dict.fromkeys([*own, *made]))


def get_own_singles() -> list[str]:
    """Return the Singles whose values move along."""
    modules = frappe.get_all("Module Def", filters={"app_name": ["!=", "frappe"]}, pluck="name")
    own = frappe.get_all(
        "DocType", filters={"issingle": 1, "module": ["in", modules]}, pluck="name", order_by="name asc"
    )
    made = frappe.get_all("DocType", filters={"issingle": 1, "custom": 1}, pluck="name", order_by="name asc")
    core = [name for name in CORE_SINGLES if frappe.db.exists("DocType", name)]
    return list(dict.fromkeys([*own, *made, *core]))


def _get_part(doctype: str, filters: dict, is_meta: bool = False) -> list[Part]:
    if not frappe.db.exists("DocType", doctype) or not frappe.db.table_exists(doctype):
        return []
    parts = [Part(doctype, "", dict(filters), is_meta)]
    for table in frappe.get_meta(doctype).get_table_fields():
        if table.options != "DefaultValue":  # a part of its own: defaults of the site have no parent document
            parts.append(Part(table.options, doctype, dict(filters), is_meta))
    return parts


def is_in_use(doctype: str = "") -> bool:
    """Tell whether the site holds anything that somebody has entered."""
    if any(frappe.db.count(doctype) for doctype in BUSINESS if frappe.db.exists("DocType", doctype)):
        return True
    return bool(frappe.db.count("User", {"name": ["not in", STANDARD_USERS]}))
