"""The form of a kind of record as an administrator sees it: fields added, moved, relabelled, hidden, removed."""

import frappe
from frappe import _
from frappe.utils import cint, cstr, escape_html

from relcrm.exceptions import CustomisationError
from relcrm.workplace import choices
from relcrm.workplace.customising import names, records, wording
from relcrm.workplace.customising.changes import Change
from relcrm.workplace.customising.conditions import make_condition, read_condition

AREA = "Fields"
KINDS = {
    "text": ("Data", None),
    "long_text": ("Small Text", None),
    "whole": ("Int", None),
    "number": ("Float", None),
    "amount": ("Currency", None),
    "date": ("Date", None),
    "moment": ("Datetime", None),
    "yes_no": ("Check", None),
    "choice": ("Select", None),
    "choices": ("Table MultiSelect", choices.ROW),
    "link": ("Link", None),
    "phone": ("Data", "Phone"),
    "email": ("Data", "Email"),
    "file": ("Attach", None),
    "rating": ("Rating", "5"),
    "section": ("Section Break", None),
    "column": ("Column Break", None),
    "tab": ("Tab Break", None),
}
LAYOUT = ("Section Break", "Column Break", "Tab Break", "HTML", "Heading", "Fold", "Button")
NOT_IN_LIST = (*LAYOUT, "Small Text", "Text", "Long Text", "Text Editor", "Table", "Table MultiSelect", "Attach")
MAX_CHOICES, MAX_CHOICE, MAX_FIELDS, MAX_HELP = 500, 140, 200, 500
LEVELS = (0, 1)
LEVEL_ROLES = ("RelCRM Manager", "RelCRM Administrator", "System Manager")
SETTINGS = ("reqd", "hidden", "in_list_view", "in_standard_filter")


def get_customisable(doctype: str):
    """Return the metadata of a kind of record that may be changed here; any other is refused."""
    from relcrm.workplace.customising.kinds import is_customisable

    if not isinstance(doctype, str) or not is_customisable(doctype):
        raise CustomisationError(_("There is no kind of record of this name that can be changed here."))
    return frappe.get_meta(doctype, cached=False)


def get_form(doctype: str) -> dict:
    """Return the fields of a form in order, with all that can be set on each."""
    from relcrm.workplace.customising.leading import get_leading

    meta = get_customisable(doctype)
    shipped = _get_shipped(doctype)
    return {
        "doctype": doctype,
        "label_it": wording.get_shown(doctype, "it"),
        "label_en": wording.get_shown(doctype, "en"),
        "many_it": wording.get_shown(doctype, "it", wording.MANY),
        "many_en": wording.get_shown(doctype, "en", wording.MANY),
        "own": cint(meta.custom),
        "leading": None if cint(meta.istable) else get_leading(meta),
        "fields": [describe_field(meta, df, shipped) for df in meta.fields],
    }


def _get_shipped(doctype: str) -> dict:
    fields = ["fieldname", "reqd", "hidden", "label", "read_only", "default"]
    rows = frappe.get_all("DocField", filters={"parent": doctype, "parenttype": "DocType"}, fields=fields)
    return {row.fieldname: row for row in rows}


def describe_field(meta, df, shipped: dict) -> dict:
    """Return one field in plain words."""
    own = df.fieldname not in shipped
    label = df.label or ""
    return {
        "fieldname": df.fieldname,
        "fieldtype": df.fieldtype,
        "kind": get_kind(df),
        "label": label,
        "label_it": wording.get_shown(label, "it") if label else "",
        "label_en": wording.get_shown(label, "en") if label else "",
        "help": df.description or "",
        "default": df.default or "",
        "options": df.options or "",
        "choices": get_choices(meta.name, df),
        "own": own,
        "fixed": get_reason_fixed(meta, df, shipped),
        "changed": bool(not own and cstr(shipped[df.fieldname].label) != label),
        "condition": read_condition(df.depends_on),
        "condition_text": df.depends_on or "",
        "level": cint(df.permlevel),
        "read_only": cint(df.read_only),
        **{key: cint(df.get(key)) for key in SETTINGS},
    }


def get_kind(df) -> str:
    """Return the plain kind of a field; empty for one of the product that has no plain name."""
    options = df.options if df.fieldtype in ("Data", "Table MultiSelect") else None
    exact = next((kind for kind, pair in KINDS.items() if pair == (df.fieldtype, options)), "")
    return exact or next((kind for kind, pair in KINDS.items() if pair[0] == df.fieldtype and not options), "")


def get_choices(doctype: str, df) -> list[str]:
    """Return the choices of a field that has some."""
    if df.fieldtype == "Select":
        return [one for one in (df.options or "").split("\n") if one]
    return choices.get_offered(doctype, df.fieldname) if df.options == choices.ROW else []


def get_reason_fixed(meta, df, shipped: dict) -> str:
    """Say why a field can be neither hidden nor made optional; empty for one that can."""
    origin = shipped.get(df.fieldname)
    label = _(df.label or df.fieldname)
    is_ours = not cint(meta.custom) or meta.autoname == f"field:{df.fieldname}"
    if df.fieldname == meta.title_field:
        return _("{0} is what the record is called: it stays.").format(label)
    if is_ours and origin and cint(origin.reqd) and not origin.default:
        return _("{0} is needed by the product itself: it stays.").format(label)
    workflow = frappe.db.get_value("Workflow", {"document_type": meta.name, "is_active": 1}, "workflow_state_field")
    if df.fieldname == workflow:
        return _("{0} shows where the record stands in its process: it stays.").format(label)
    return ""


# --- adding ------------------------------------------------------------------------------------------------


def add_field(doctype: str, values: dict) -> dict:
    """Add a field to a form; returns its name."""
    meta = get_customisable(doctype)
    if sum(1 for df in meta.fields if df.get("is_custom_field")) >= MAX_FIELDS:
        raise CustomisationError(_("{0} has {1} own fields already. Remove one first.").format(_(doctype), MAX_FIELDS))
    values = names.read_values(values)
    change = Change(_("Field {0} added to {1}").format(_get_title(values), _(doctype)), AREA, doctype)
    fieldname = make_field(change, doctype, values)
    return {"fieldname": fieldname, "change": change.keep()}


def _get_title(values: dict) -> str:
    return " ".join(cstr(values.get("label_it") or values.get("label_en") or values.get("kind")).split())[:80]


def make_field(change: Change, doctype: str, values: dict) -> str:
    """Make a Custom Field from plain words, within a change."""
    kind = values.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise CustomisationError(_("Choose what the field holds."))
    fieldtype, options = KINDS[kind]
    field: dict = {"dt": doctype, "fieldtype": fieldtype, "is_system_generated": 0}
    english, italian = ("", "")
    if kind != "column":
        english, italian = names.read_labels(values, _("The name of the field"))
        validate_label_is_free(doctype, english, italian)
        field["label"] = wording.write_labels(change, english, italian)
    field["fieldname"] = names.make_fieldname(doctype, english or f"column {frappe.generate_hash(length=5)}")
    field["options"] = options
    offered = read_choices(values.get("choices")) if kind in ("choice", "choices") else []
    if kind == "choice":
        field["options"] = "\n".join(["", *offered])
    elif kind == "link":
        field["options"] = read_link(doctype, values.get("link_to"))
    field |= read_settings(doctype, fieldtype, values, offered)
    after = values.get("after")
    if not isinstance(after, str) or not frappe.get_meta(doctype).has_field(after):
        after = get_last_visible(doctype)
    field["insert_after"] = after
    if kind == "choices":
        make_list(change, doctype, field["fieldname"], offered)
    field = {key: value for key, value in field.items() if value not in (None, "")}
    change.insert("Custom Field", f"{doctype}-{field['fieldname']}", field)
    _place(doctype, field["fieldname"], after)
    return field["fieldname"]


def get_last_visible(doctype: str) -> str | None:
    """Return the field after which a new one is seen without opening anything: the last of the first section."""
    last = None
    for df in frappe.get_meta(doctype).fields:
        if df.fieldtype in ("Section Break", "Tab Break") and last:
            break
        last = df.fieldname
    return last


def _place(doctype: str, fieldname: str, after: str | None) -> None:
    """Where the order of the form is kept as a whole, it is kept with the new field in its place."""
    if frappe.db.exists("Property Setter", {"doc_type": doctype, "property": "field_order"}):
        order = [name for name in records.get_order(doctype) if name != fieldname]
        order.insert(order.index(after) + 1 if after in order else len(order), fieldname)
        records.set_order(doctype, order)


def make_list(change: Change, doctype: str, fieldname: str, offered: list[str]) -> None:
    """Keep what a field with several choices offers."""
    values = {"for_doctype": doctype, "fieldname": fieldname, "choices": choices.make_choices(offered)}
    change.insert("Choice List", f"{doctype}-{fieldname}", values)


def validate_label_is_free(doctype: str, english: str, italian: str, but: str = "") -> None:
    """Refuse a label that another field of the form has."""
    wanted = {english.casefold(), italian.casefold()}
    for df in frappe.get_meta(doctype, cached=False).fields:
        if df.fieldname == but or not df.label or df.fieldtype in LAYOUT:
            continue
        shown = {wording.get_shown(df.label, language) for language in wording.LANGUAGES}
        if wanted & {text.casefold() for text in shown}:
            message = _('{0} has a field "{1}" already. Give this one another name.')
            raise CustomisationError(message.format(_(doctype), escape_html(italian)))


def read_choices(given) -> list[str]:
    """Return choices, one per line or as a list, each once."""
    lines = given.split("\n") if isinstance(given, str) else given if isinstance(given, list) else []
    offered = list(dict.fromkeys(" ".join(cstr(line).split()) for line in lines))
    offered = [one for one in offered if one]
    if not offered:
        raise CustomisationError(_("A field to choose from needs at least one choice. Write one on each line."))
    if len(offered) > MAX_CHOICES:
        message = _("{0} choices are too many; {1} is the most. A kind of record of its own suits longer lists.")
        raise CustomisationError(message.format(len(offered), MAX_CHOICES))
    folded: dict[str, str] = {}
    for one in offered:
        names.read_label(one, _("A choice")) if len(one) <= MAX_CHOICE else _refuse_long(one)
        if one.casefold() in folded:
            message = _('The choices "{0}" and "{1}" differ in capitals only. Leave one of them out.')
            raise CustomisationError(message.format(escape_html(folded[one.casefold()]), escape_html(one)))
        folded[one.casefold()] = one
    return offered


def _refuse_long(one: str) -> None:
    raise CustomisationError(
        _('The choice "{0}..." is longer than {1} signs. Write it shorter.').format(escape_html(one[:30]), MAX_CHOICE)
    )


def read_link(doctype: str, target) -> str:
    """Return the kind of record that a field points to."""
    from relcrm.workplace.customising.kinds import get_link_targets

    if not isinstance(target, str) or target not in {row["doctype"] for row in get_link_targets()}:
        raise CustomisationError(_("Choose the kind of record that the field points to."))
    return target


def read_settings(doctype: str, fieldtype: str, values: dict, offered: list[str]) -> dict:
    """Return what else was set on a field."""
    settings: dict = {}
    if fieldtype in ("Column Break", "Section Break", "Tab Break"):
        condition = make_condition(doctype, values.get("condition"))
        return {"depends_on": condition} if condition else {}
    help_text = cstr(values.get("help")).strip()
    if len(help_text) > MAX_HELP or "<" in help_text:
        raise CustomisationError(_("The help text has at most {0} signs and no mark <.").format(MAX_HELP))
    settings["description"] = help_text
    settings["default"] = read_default(fieldtype, values.get("default"), offered)
    for key in SETTINGS:
        settings[key] = int(bool(cint(values.get(key)))) if not isinstance(values.get(key), (dict, list)) else 0
    if fieldtype in NOT_IN_LIST:
        settings["in_list_view"] = settings["in_standard_filter"] = 0
    settings["depends_on"] = make_condition(doctype, values.get("condition"))
    if settings["reqd"] and settings["depends_on"]:
        settings |= {"reqd": 0, "mandatory_depends_on": settings["depends_on"]}
    settings["permlevel"] = read_level(values.get("level"))
    if settings["permlevel"]:
        open_level(doctype)
    return settings


def read_level(level) -> int:
    """Return who sees a field: 0 everybody who sees the record, 1 managers and administrators."""
    number = cint(level) if not isinstance(level, (dict, list)) else -1
    if number not in LEVELS:
        raise CustomisationError(_("Choose who sees the field."))
    return number


def open_level(doctype: str) -> None:
    """Let managers and administrators into the fields of level 1, where no role is let in yet."""
    from frappe.permissions import add_permission, update_permission_property

    meta = frappe.get_meta(doctype, cached=False)
    if meta.istable or any(cint(row.permlevel) == 1 for row in meta.permissions):
        return
    basic = {row.role for row in meta.permissions if not cint(row.permlevel)}
    for role in LEVEL_ROLES:
        if role in basic:
            add_permission(doctype, role, 1)
            update_permission_property(doctype, role, 1, "write", 1)


def read_default(fieldtype: str, default, offered: list[str]) -> str:
    """Return the value that a new record begins with; refuse one that the field could not hold."""
    text = cstr(default).strip() if not isinstance(default, (dict, list)) else ""
    if not text or fieldtype in ("Table MultiSelect", "Attach", "Link"):
        return ""
    if len(text) > 140:
        raise CustomisationError(_("The value to begin with has at most {0} signs.").format(140))
    if fieldtype == "Check":
        return "1" if text.lower() in ("1", "true", "yes") else "0"
    if fieldtype in ("Int", "Float", "Currency", "Rating"):
        text = text.replace(",", ".")
        try:
            float(text)
        except ValueError:
            raise CustomisationError(_('"{0}" is not a number.').format(escape_html(text))) from None
    if fieldtype == "Select" and text not in offered:
        raise CustomisationError(_('"{0}" is not among the choices.').format(escape_html(text)))
    if fieldtype == "Date":
        if text.lower() != "today":
            _validate_date(text)
        return "Today" if text.lower() == "today" else text
    if fieldtype == "Datetime":
        return "now" if text.lower() in ("now", "today") else _validate_date(text)
    return text


def _validate_date(text: str) -> str:
    try:
        frappe.utils.get_datetime(text)
    except Exception:
        raise CustomisationError(_('"{0}" is not a date.').format(escape_html(text))) from None
    return text


# --- changing ----------------------------------------------------------------------------------------------


def change_field(doctype: str, fieldname: str, values: dict) -> dict:
    """Change what is set on a field, the product's own ones included; returns what is worth knowing."""
    meta, df = _get_field(doctype, fieldname)
    values = names.read_values(values)
    shipped = _get_shipped(doctype)
    reason = get_reason_fixed(meta, df, shipped)
    if reason and (cint(values.get("hidden")) or ("reqd" in values and not cint(values["reqd"]) and cint(df.reqd))):
        raise CustomisationError(reason)
    change = Change(_("Field {0} of {1} changed").format(_(df.label or df.fieldname), _(doctype)), AREA, doctype)
    if {"label_it", "label_en"} & set(values) and df.fieldtype != "Column Break":
        given = {
            "label_it": wording.get_shown(df.label or "", "it"),
            "label_en": wording.get_shown(df.label or "", "en"),
        }
        english, italian = names.read_labels({**given, **values}, _("The name of the field"))
        if df.fieldtype not in LAYOUT:
            validate_label_is_free(doctype, english, italian, but=fieldname)
        if {"label_it": italian, "label_en": english} != given:
            change.set_property(doctype, fieldname, "label", wording.write_labels(change, english, italian), df.label)
    if "choices" in values:
        _change_choices(change, doctype, df, read_choices(values["choices"]), shipped)
    _change_settings(change, doctype, df, values)
    _validate_together(doctype, fieldname)
    needed = fieldname if cint(values.get("reqd")) else None
    return {"change": change.keep(), "holds_nothing": count_empty(doctype, needed)}


def _change_settings(change: Change, doctype: str, df, values: dict) -> None:
    offered = read_choices(values["choices"]) if "choices" in values else get_choices(doctype, df)
    keys = {"help": "description", "default": "default", "condition": "depends_on", "level": "permlevel"}
    current = {"help": df.description or "", "default": df.default or "", "level": cint(df.permlevel)}
    given = {**current, **{key: df.get(key) for key in SETTINGS}, **values}
    if "condition" not in values:
        given["condition"] = None
    settings = read_settings(doctype, df.fieldtype, given, offered)
    for key, prop in {**{key: key for key in SETTINGS}, **keys}.items():
        if key in values and prop in settings:
            change.set_property(doctype, df.fieldname, prop, settings[prop], df.get(prop))
    if "condition" in values and "depends_on" not in settings:
        change.set_property(doctype, df.fieldname, "depends_on", "", df.depends_on)


def _change_choices(change: Change, doctype: str, df, offered: list[str], shipped: dict) -> None:
    if df.options == choices.ROW:
        change.set_values("Choice List", f"{doctype}-{df.fieldname}", {"choices": choices.make_choices(offered)})
        return
    if df.fieldtype != "Select":
        raise CustomisationError(_("{0} has no list of choices.").format(_(df.label)))
    present = get_choices(doctype, df)
    missing = [one for one in present if one not in offered]
    if missing and df.fieldname in shipped:
        message = _('"{0}" is a choice that the product itself uses: it stays. You may add others.')
        raise CustomisationError(message.format(_(missing[0])))
    blank = [""] if not df.options or df.options.startswith("\n") else []
    change.set_property(doctype, df.fieldname, "options", "\n".join([*blank, *offered]), df.options)


def _validate_together(doctype: str, fieldname: str) -> None:
    df = frappe.get_meta(doctype, cached=False).get_field(fieldname)
    if cint(df.hidden) and cint(df.reqd) and not df.default:
        message = _("{0} cannot be hidden and needed at once: nobody could fill it in.")
        raise CustomisationError(message.format(_(df.label)))


def count_empty(doctype: str, fieldname: str | None) -> int:
    """Return how many records hold nothing in a field that has just become needed."""
    from relcrm.workplace.customising.taking_back import count_filled

    if not fieldname or frappe.get_meta(doctype).istable:
        return 0
    return max(0, frappe.db.count(doctype) - count_filled(doctype, fieldname))


def _get_field(doctype: str, fieldname: str) -> tuple:
    meta = get_customisable(doctype)
    df = meta.get_field(fieldname) if isinstance(fieldname, str) else None
    if not df:
        raise CustomisationError(_("{0} has no such field any more. Open the page again.").format(_(doctype)))
    return meta, df


def move_field(doctype: str, fieldname: str, after: str = "") -> dict:
    """Move a field behind another one, or to the head of the form."""
    meta, df = _get_field(doctype, fieldname)
    order = [one.fieldname for one in meta.fields]
    if after == fieldname or (after and after not in order):
        raise CustomisationError(_("The field cannot be moved there. Open the page again."))
    at = order.index(fieldname)
    before = order[at - 1] if at else ""
    if before == after:
        return {"change": None}
    change = Change(_("Field {0} of {1} moved").format(_(df.label or df.fieldname), _(doctype)), AREA, doctype)
    change.do(sort="order", doctype=doctype, fieldname=fieldname, before=before, after=after)
    return {"change": change.keep()}


def remove_field(doctype: str, fieldname: str) -> dict:
    """Remove an own field; its values stay aside. One of the product is hidden instead."""
    meta, df = _get_field(doctype, fieldname)
    name = f"{doctype}-{fieldname}"
    if not frappe.db.exists("Custom Field", name):
        message = _("{0} comes with the product and cannot be removed. Hide it instead.")
        raise CustomisationError(message.format(_(df.label or df.fieldname)))
    reason = get_reason_fixed(meta, df, _get_shipped(doctype))
    if reason:
        raise CustomisationError(reason)
    for user in get_users_of_field(meta, fieldname):
        message = _('{0} cannot be removed: "{1}" has a condition on it. Change that first.')
        raise CustomisationError(message.format(_(df.label), user))
    change = Change(_("Field {0} removed from {1}").format(_(df.label or df.fieldname), _(doctype)), AREA, doctype)
    follow_previous(change, meta, fieldname)
    change.delete("Custom Field", name)
    if df.options == choices.ROW:
        change.delete("Choice List", name)
    return {"change": change.keep()}


def follow_previous(change: Change, meta, fieldname: str) -> None:
    """Own fields that stand behind one which goes away stand behind the one before it."""
    order = [df.fieldname for df in meta.fields]
    at = order.index(fieldname)
    for name in frappe.get_all("Custom Field", filters={"dt": meta.name, "insert_after": fieldname}, pluck="name"):
        change.set_values("Custom Field", name, {"insert_after": order[at - 1] if at else ""})


def get_users_of_field(meta, fieldname: str) -> list[str]:
    """Return the labels of what has a condition on a field."""
    mark = f"doc.{fieldname}"
    found = []
    for df in meta.fields:
        texts = [df.get(key) or "" for key in ("depends_on", "mandatory_depends_on", "read_only_depends_on")]
        if df.fieldname != fieldname and any(mark in text for text in texts):
            found.append(_(df.label or df.fieldname))
    workflow = frappe.db.get_value("Workflow", {"document_type": meta.name, "is_active": 1}, "name")
    if workflow:
        filters = {"parent": workflow, "condition": ["like", f"%{mark}%"]}
        found += [_(row) for row in frappe.get_all("Workflow Transition", filters=filters, pluck="action")]
    return found
