"""Facts about field types and standard columns, shared by the whole model layer."""

from __future__ import annotations

data_fieldtypes = (
    "Currency", "Int", "Long Int", "Float", "Percent", "Check", "Small Text", "Long Text", "Code", "Text Editor",
    "Markdown Editor", "HTML Editor", "Date", "Datetime", "Time", "Text", "Data", "Link", "Dynamic Link", "Password",
    "Select", "Rating", "Read Only", "Attach", "Attach Image", "Signature", "Color", "Barcode", "Geolocation",
    "Duration", "Icon", "Phone", "Autocomplete", "JSON",
)  # fmt: skip
display_fieldtypes = (
    "Section Break",
    "Column Break",
    "Tab Break",
    "HTML",
    "Button",
    "Image",
    "Fold",
    "Heading",
)
table_fields = ("Table", "Table MultiSelect")
no_value_fields = (*display_fieldtypes, *table_fields)
numeric_fieldtypes = ("Currency", "Int", "Long Int", "Float", "Percent", "Check")
int_fieldtypes = ("Int", "Long Int", "Check")
float_fieldtypes = ("Currency", "Float", "Percent")
datetime_fields = ("Datetime", "Date", "Time")
varchar_fieldtypes = (
    "Data", "Link", "Dynamic Link", "Select", "Read Only", "Color", "Icon", "Phone", "Autocomplete",
)  # fmt: skip
attachment_fieldtypes = ("Attach", "Attach Image")
html_exempt_fieldtypes = (
    "Code",
    "Attach",
    "Attach Image",
    "Barcode",
    "JSON",
    "Password",
    "Geolocation",
    "Signature",
)

default_fields = ("doctype", "name", "owner", "creation", "modified", "modified_by", "docstatus", "idx")
child_table_fields = ("parent", "parentfield", "parenttype")
optional_fields = ("_user_tags", "_comments", "_assign", "_liked_by", "_seen")
std_columns = ("name", "owner", "creation", "modified", "modified_by", "docstatus", "idx")
std_fields = [
    {"fieldname": "name", "fieldtype": "Link", "label": "ID"},
    {"fieldname": "owner", "fieldtype": "Link", "label": "Created By", "options": "User"},
    {"fieldname": "idx", "fieldtype": "Int", "label": "Index"},
    {"fieldname": "creation", "fieldtype": "Datetime", "label": "Created On"},
    {"fieldname": "modified", "fieldtype": "Datetime", "label": "Last Updated On"},
    {"fieldname": "modified_by", "fieldtype": "Link", "label": "Last Updated By", "options": "User"},
    {"fieldname": "_user_tags", "fieldtype": "Data", "label": "Tags"},
    {"fieldname": "_liked_by", "fieldtype": "Data", "label": "Liked By"},
    {"fieldname": "_comments", "fieldtype": "Text", "label": "Comments"},
    {"fieldname": "_assign", "fieldtype": "Text", "label": "Assigned To"},
    {"fieldname": "docstatus", "fieldtype": "Int", "label": "Document Status"},
]
log_types = (
    "Version",
    "Error Log",
    "Activity Log",
    "Access Log",
    "Route History",
    "Scheduled Job Log",
    "View Log",
)

# Metadata that describes metadata: read from the JSON files, never customised.
bootstrap_doctypes = (
    "DocType", "DocField", "DocPerm", "DocType Action", "DocType Link", "DocType State",
    "Custom Field", "Property Setter", "Custom DocPerm",
)  # fmt: skip
# Saving or deleting one of these drops every cache derived from the database.
metadata_doctypes = frozenset(
    {
        *bootstrap_doctypes, "Module Def", "Role", "Role Profile", "User", "User Permission", "Workflow",
        "Workflow State", "Workflow Action Master", "Notification", "Webhook", "Assignment Rule", "Report",
        "Print Format", "Letter Head", "Translation", "Language", "Workspace", "Scheduled Job Type", "Email Account",
        "Document Naming Rule", "Currency", "Country",
    }
)  # fmt: skip


def get_permitted_fields(
    doctype: str,
    parenttype: str | None = None,
    user: str | None = None,
    permission_type: str = "read",
    **kw: object,
) -> list[str]:
    """Columns of a DocType that the user may read (or write), standard ones included."""
    import frappe

    meta = frappe.get_meta(doctype)
    levels = (frappe.get_meta(parenttype) if parenttype and meta.istable else meta).get_permlevel_access(
        permission_type, user=user
    )
    fields = [f for f in meta.get_valid_columns() if (meta.get_field(f) or {}).get("permlevel", 0) in levels]
    return [f for f in fields if f not in optional_fields]
