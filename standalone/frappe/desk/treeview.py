"""Tree view: the children of a node, and new nodes."""

from __future__ import annotations

import inspect
from typing import Any

import frappe
from frappe import _
from frappe.api import check_doctype
from frappe.model.query_args import read_json


@frappe.whitelist()
def get_all_nodes(doctype: str, label: str, parent: str, tree_method: str, **filters: Any) -> list[dict]:
    """The whole tree below `parent`, level by level, by a whitelisted `tree_method`."""
    from frappe.handler import check_http_method, get_attr

    method = get_attr(tree_method)
    frappe.is_whitelisted(method)
    check_http_method(method)
    if tree_method.rpartition(".")[2] in ("get_all_nodes", "add_node"):
        frappe.throw(_("{0} does not answer the children of a node.").format(tree_method))
    try:
        inspect.signature(method).bind(
            doctype, parent, **frappe.get_newargs(method, {**filters, "is_root": False})
        )
    except TypeError:
        frappe.throw(
            _("{0} does not answer the children of a node.").format(frappe.utils.escape_html(tree_method))
        )
    result = [{"parent": label, "data": frappe.call(method, doctype, parent, **filters)}]
    to_check = [node["value"] for node in result[0]["data"] if node.get("expandable")]
    while to_check:
        parent = to_check.pop()
        data = frappe.call(method, doctype, parent, is_root=False, **filters)
        result.append({"parent": parent, "data": data})
        to_check.extend(node["value"] for node in data if node.get("expandable"))
    return result


@frappe.whitelist()
def get_children(
    doctype: str, parent: str = "", include_disabled: Any = False, is_root: Any = False, **filters: Any
) -> list[dict]:
    """Nodes below `parent` (at the top without it): [{value, title, expandable}]."""
    check_doctype(doctype)
    meta = frappe.get_meta(doctype)
    parent_field = _get_parent_field(meta)
    at_top = not parent or parent == doctype or frappe.utils.sbool(is_root) is True
    where = [[doctype, parent_field, "is", "not set"] if at_top else [doctype, parent_field, "=", parent]]
    if meta.has_field("disabled") and frappe.utils.sbool(include_disabled) is not True:
        where.append([doctype, "disabled", "=", 0])
    title = meta.get("title_field") or "name"
    return frappe.get_list(
        doctype,
        fields=["name as value", f"{title} as title", "is_group as expandable"],
        filters=where,
        order_by=f"`tab{doctype}`.`name` asc",
        limit_page_length=0,
    )


def _get_parent_field(meta: Any) -> str:
    if not meta.is_tree and not meta.get("nsm_parent_field"):
        frappe.throw(_("{0} is not a tree.").format(_(meta.name)))
    return meta.get("nsm_parent_field") or f"parent_{frappe.scrub(meta.name)}"


@frappe.whitelist(methods=["POST", "PUT"])
def add_node() -> None:
    """Make a node from the request's arguments."""
    doc = frappe.get_doc(make_tree_args(**frappe.local.form_dict))
    doc.save()


def make_tree_args(**kwargs: Any) -> dict:
    """Arguments of a tree dialog as a document."""
    kwargs.pop("cmd", None)
    doctype = str(kwargs.get("doctype") or "")
    check_doctype(doctype)
    parent_field = _get_parent_field(frappe.get_meta(doctype))
    if frappe.utils.sbool(kwargs.get("is_root")) is True:
        kwargs["parent"] = None
    if kwargs.get("parent") and kwargs["parent"] != doctype:
        kwargs[parent_field] = kwargs["parent"]
    kwargs.pop("parent", None)
    kwargs.pop("is_root", None)
    if isinstance(kwargs.get("data"), str):
        kwargs.update(read_json(kwargs.pop("data"), "data", (dict,)) or {})
    return kwargs
