"""Trees kept as nested sets: every node knows the range (lft, rgt) of its subtree."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint


class NestedSetRecursionError(frappe.ValidationError):
    """A node would become its own ancestor."""


class NestedSetMultipleRootsError(frappe.ValidationError):
    """A tree has more roots than its DocType allows."""


class NestedSetChildExistsError(frappe.ValidationError):
    """A node that still has children was to be deleted."""


class NestedSetInvalidMergeError(frappe.ValidationError):
    """Only a group merges into a group, a leaf into a leaf."""


class NestedSet(Document):
    """Base of tree controllers."""

    @property
    def nsm_parent_field(self) -> str:
        return get_parent_field(self.doctype)

    def on_update(self) -> None:
        update_nsm(self)

    def on_trash(self, allow_root_deletion: bool = False) -> None:
        if not self.get(self.nsm_parent_field) and not allow_root_deletion:
            siblings = frappe.db.count(self.doctype)
            if siblings > 1 and frappe.db.exists(self.doctype, {self.nsm_parent_field: self.name}):
                self._refuse_delete()
        if frappe.db.exists(self.doctype, {self.nsm_parent_field: self.name}):
            self._refuse_delete()
        self.flags.in_tree_delete = True

    def after_delete(self) -> None:
        rebuild_tree(self.doctype)

    def _refuse_delete(self) -> None:
        frappe.throw(
            _("Cannot delete {0} {1} as it has child nodes").format(_(self.doctype), self.name),
            NestedSetChildExistsError,
        )

    def before_rename(self, old: str, new: str, merge: bool = False, group_fname: str = "is_group") -> None:
        if merge and frappe.get_meta(self.doctype).has_field(group_fname):
            mine, other = (cint(frappe.db.get_value(self.doctype, n, group_fname)) for n in (old, new))
            if mine != other:
                frappe.throw(
                    _("Merging is only possible between Group-to-Group or Leaf Node-to-Leaf Node"),
                    NestedSetInvalidMergeError,
                )

    def after_rename(self, old: str, new: str, merge: bool = False) -> None:
        frappe.db.sql(
            f"update `tab{self.doctype}` set `{self.nsm_parent_field}` = %s where `{self.nsm_parent_field}` = %s",
            (new, old),
        )
        rebuild_tree(self.doctype)

    def get_children(self) -> list[NestedSet]:
        for name in frappe.get_all(self.doctype, {self.nsm_parent_field: self.name}, pluck="name"):
            yield frappe.get_doc(self.doctype, name)

    def get_ancestors(self) -> list[str]:
        return get_ancestors_of(self.doctype, self.name)


def get_parent_field(doctype: str) -> str:
    return frappe.get_meta(doctype).nsm_parent_field or f"parent_{frappe.scrub(doctype)}"


def update_nsm(doc: Any) -> None:
    """After a save: refuse circles, then number the tree again when the node is new or has moved."""
    field = get_parent_field(doc.doctype)
    parent = doc.get(field) or None
    previous = doc.get_doc_before_save()
    stored = frappe.db.get_value(doc.doctype, doc.name, ["lft", "rgt"])
    if parent:
        _check_circle(doc.doctype, doc.name, parent, field)
    if stored and cint(stored[0]) and previous is not None and (previous.get(field) or None) == parent:
        return
    rebuild_tree(doc.doctype)
    lft, rgt = frappe.db.get_value(doc.doctype, doc.name, ["lft", "rgt"])
    doc.lft, doc.rgt = lft, rgt


def _check_circle(doctype: str, name: str, parent: str, field: str) -> None:
    seen = set()
    node: Any = parent
    while node:
        if node == name or node in seen:
            frappe.throw(_("Item cannot be added to its own descendants"), NestedSetRecursionError)
        seen.add(node)
        node = frappe.db.get_value(doctype, node, field)


def rebuild_tree(doctype: str, parent_field: str | None = None) -> None:
    """Number every node of a tree again, from its parent links."""
    field = parent_field or get_parent_field(doctype)
    rows = frappe.db.sql(f"select `name`, `{field}`, `lft`, `rgt` from `tab{doctype}` order by `name`")
    children: dict[str | None, list[str]] = {}
    names = {row[0] for row in rows}
    for name, parent, _lft, _rgt in rows:
        children.setdefault(parent if parent in names else None, []).append(name)
    numbers: dict[str, list[int]] = {}
    counter = 0
    stack: list[tuple[str, bool]] = [(n, False) for n in reversed(children.get(None, []))]
    while stack:
        name, done = stack.pop()
        counter += 1
        if done:
            numbers[name][1] = counter
            continue
        numbers[name] = [counter, 0]
        stack.append((name, True))
        stack.extend((n, False) for n in reversed(children.get(name, [])))
    for name, _parent, lft, rgt in rows:
        new = numbers.get(name)
        if new and (cint(lft), cint(rgt)) != tuple(new):
            frappe.db.sql(f"update `tab{doctype}` set `lft` = %s, `rgt` = %s where `name` = %s", (*new, name))


def get_root_of(doctype: str) -> str | None:
    field = get_parent_field(doctype)
    rows = frappe.db.sql(f"select `name` from `tab{doctype}` where coalesce(`{field}`, '') = '' order by `lft` limit 1")
    return rows[0][0] if rows else None


def get_ancestors_of(doctype: str, name: str, order_by: str = "lft desc", limit: int | None = None) -> list[str]:
    node = frappe.db.get_value(doctype, name, ["lft", "rgt"])
    if not node:
        return []
    return frappe.db.sql(
        f"select `name` from `tab{doctype}` where `lft` < %s and `rgt` > %s order by `lft` desc",
        tuple(node),
        pluck=True,
    )


def get_descendants_of(
    doctype: str,
    name: str,
    order_by: str = "lft desc",
    limit: int | None = None,
    ignore_permissions: bool = False,
) -> list[str]:
    node = frappe.db.get_value(doctype, name, ["lft", "rgt"])
    if not node:
        return []
    return frappe.db.sql(
        f"select `name` from `tab{doctype}` where `lft` > %s and `rgt` < %s order by `lft` desc",
        tuple(node),
        pluck=True,
    )
