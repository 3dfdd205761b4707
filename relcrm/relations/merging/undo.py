"""Making two again of what was merged: exactly as it was, but for what somebody has changed since, which is said."""

import json

import frappe
from frappe import _
from frappe.utils import get_datetime, now_datetime

from relcrm.exceptions import MergeError
from relcrm.relations.duplicates.keys import NAMES, forget_keys, get_keys, insert_keys
from relcrm.relations.merging.log import CHUNK, get_rows, get_table_rows, insert_rows, write_row
from relcrm.relations.merging.trace import LOG, MERGE, get_trace
from relcrm.workplace.days import show_day

MANAGERS = {"RelCRM Manager", "RelCRM Administrator", "System Manager"}
SAVEPOINT = "merge_undo"
OFTEN_CHANGED = ("modified", "modified_by")


class Undoer:
    """One merge, taken back."""

    def __init__(self, merge: str):
        self.doc = frappe.get_doc(MERGE, merge)
        self.doctype = self.doc.merged_doctype
        self.kept, self.merged = self.doc.kept_name, self.doc.merged_name
        self.conflicts: list[str] = []

    def validate(self) -> None:
        """Refuse what cannot be taken back, with the way out."""
        self.doc.check_permission("read")
        title = self.doc.merged_title or self.merged
        if self.doc.state != "Merged":
            frappe.throw(_('The merge of "{0}" is taken back already.').format(title), MergeError)
        if self.doc.pruned or get_datetime(self.doc.undo_until) < now_datetime():
            text = _("A merge can be taken back for 30 days; those are over. Enter the second one anew.")
            frappe.throw(text, MergeError)
        later = get_trace(self.doctype, self.kept)
        if later and not frappe.db.exists(self.doctype, self.kept):
            text = _('What "{0}" became was merged itself on {1}. Take that merge back first.')
            frappe.throw(text.format(title, show_day(later.merged_on)), MergeError)
        if not frappe.db.exists(self.doctype, self.kept):
            text = _('What "{0}" became is no longer there. Bring it back first.')
            frappe.throw(text.format(title), MergeError)
        frappe.has_permission(self.doctype, "write", doc=self.kept, throw=True)
        if self.doc.merged_by != frappe.session.user and not MANAGERS & set(frappe.get_roles()):
            text = _("Only who merged these two, or a manager, may take it back. Ask {0}.")
            name = frappe.db.get_value("User", self.doc.merged_by, "full_name") or self.doc.merged_by
            frappe.throw(text.format(name), frappe.PermissionError)

    def run(self) -> list[str]:
        """Do all of it or nothing; returns what stays as it is now, in sentences."""
        self.validate()
        frappe.db.savepoint(SAVEPOINT)
        try:
            self._run()
        except Exception:
            frappe.db.rollback(save_point=SAVEPOINT)
            raise
        return self.conflicts

    def _run(self) -> None:
        steps = json.loads(frappe.db.get_value(LOG, {"merge": self.doc.name}, "steps"))
        self.steps = steps
        insert_rows(self.doctype, [steps["merged"]["row"]])
        for kind, rows in steps["merged"]["tables"].items():
            insert_rows(kind, rows)
        for moved in reversed(steps["moved"]):
            self._move_back(**moved)
        for changed in reversed(steps["changed"]):
            self._change_back(**changed)
        for dropped in reversed(steps["dropped"]):
            self._put_back(**dropped)
        self._restore_kept(**steps["kept"])
        self._make_keys()
        self._finish()

    def _move_back(self, doctype: str, field: str, names: list[str]) -> None:
        there: dict[str, str] = {}
        for start in range(0, len(names), CHUNK):
            filters = {"name": ["in", names[start : start + CHUNK]]}
            marks = ", ".join(["%s"] * len(filters["name"][1]))
            sql = f"select `name`, `{field}` from `tab{doctype}` where `name` in ({marks})"
            there |= dict(frappe.db.sql(sql, filters["name"][1]))
        back = [name for name, named in there.items() if named == self.kept]
        for start in range(0, len(back), CHUNK):
            part = back[start : start + CHUNK]
            marks = ", ".join(["%s"] * len(part))
            frappe.db.sql(f"update `tab{doctype}` set `{field}` = %s where `name` in ({marks})", (self.merged, *part))
        elsewhere = len(there) - len(back)
        if elsewhere:
            text = _("{0}: {1} entered elsewhere since; they stay there.")
            self.conflicts.append(text.format(_(doctype), elsewhere))
        for name in back[:500]:
            frappe.clear_document_cache(doctype, name)

    def _change_back(self, doctype: str, name: str, before: dict, after: dict) -> None:
        rows = get_rows(doctype, [name])
        if not rows:
            return
        same = {column: value for column, value in before.items() if rows[0].get(column) == after[column]}
        write_row(doctype, name, same)
        self._say_changed(doctype, [column for column in before if column not in same])

    def _put_back(self, doctype: str, rows: list[dict]) -> None:
        names = [row["name"] for row in rows]
        there = {row["name"] for row in get_rows(doctype, names)}
        insert_rows(doctype, [row for row in rows if row["name"] not in there])

    def _restore_kept(self, before: dict, after: dict, tables: dict, tables_after: dict) -> None:
        row = get_rows(self.doctype, [self.kept])[0]
        changed = [column for column in before if row.get(column) != after.get(column)]
        back = {column: value for column, value in before.items() if column not in changed and value != row.get(column)}
        write_row(self.doctype, self.kept, back)
        own = {df.fieldname for df in frappe.get_meta(self.doctype).fields if not df.read_only and not df.hidden}
        mine = [column for column in changed if column in own and before[column] != after[column]]
        self._say_changed(self.doctype, mine)
        now = get_table_rows(self.doctype, [self.kept])
        is_touched = bool(changed)
        for kind, rows in tables.items():
            if now.get(kind) == tables_after.get(kind):
                frappe.db.delete(kind, {"parent": self.kept, "parenttype": self.doctype})
                insert_rows(kind, rows)
            else:
                is_touched = True
                self._restore_rows(kind, rows, tables_after.get(kind) or [], now.get(kind) or [])
        frappe.clear_document_cache(self.doctype, self.kept)
        if is_touched:
            doc = frappe.get_doc(self.doctype, self.kept)
            doc.flags.ignore_version = True
            doc.save(ignore_permissions=True)

    def _restore_rows(self, kind: str, before: list[dict], after: list[dict], now: list[dict]) -> None:
        """Take away the rows that the merge added and nobody changed; rows of later stay."""
        mine = {row["name"] for row in before}
        left = {row["name"]: row for row in after}
        for row in now:
            if row["name"] in mine or row["name"] not in left:
                continue
            if _without_stamp(row) == _without_stamp(left[row["name"]]):
                frappe.db.delete(kind, {"name": row["name"]})
            else:
                self._say_changed(kind, [c for c in row if row[c] != left[row["name"]].get(c)])

    def _say_changed(self, doctype: str, columns: list[str]) -> None:
        labels = [_(frappe.get_meta(doctype).get_label(c)) for c in columns if c not in (*OFTEN_CHANGED, "idx")]
        if labels:
            text = _("{0} was changed since and stays as it is now.")
            self.conflicts.append(text.format(", ".join(dict.fromkeys(labels))))

    def _make_keys(self) -> None:
        for name in (self.kept, self.merged):
            doc = frappe.get_doc(self.doctype, name)
            forget_keys(doc)
            insert_keys(self.doctype, [(name, key) for key in sorted(get_keys(self.doctype, doc))])

    def _finish(self) -> None:
        self.conflicts = list(dict.fromkeys(self.conflicts))
        values = {
            "state": "Undone",
            "undone_by": frappe.session.user,
            "undone_on": now_datetime(),
            "conflicts": "\n".join(self.conflicts) or None,
        }
        frappe.db.set_value(MERGE, self.doc.name, values)
        frappe.db.delete(LOG, {"merge": self.doc.name})


def _without_stamp(row: dict) -> dict:
    return {column: value for column, value in row.items() if column not in (*OFTEN_CHANGED, "idx")}


def undo(merge: str) -> dict:
    """Make two again; returns the name that came back, its title, and what stays as it is now in sentences."""
    undoer = Undoer(merge)
    conflicts = undoer.run()
    title = frappe.db.get_value(undoer.doctype, undoer.merged, NAMES[undoer.doctype])
    return {"doctype": undoer.doctype, "name": undoer.merged, "title": title, "conflicts": conflicts}
