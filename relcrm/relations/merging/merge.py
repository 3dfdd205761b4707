"""Making one of two records: checks, values, all that hangs on the other, and the trace of it. Never by itself."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, now_datetime

from relcrm.exceptions import MergeError
from relcrm.relations.duplicates import pairs
from relcrm.relations.duplicates.keys import NAMES, forget_keys
from relcrm.relations.merging import links, own, values
from relcrm.relations.merging.log import MergeLog, get_rows, get_table_rows
from relcrm.relations.merging.trace import get_readable, get_trace
from relcrm.workplace.days import show_day

MERGE, LOG = "Party Merge", "Party Merge Log"
UNDO_DAYS = 30
ABOVE = {"Party": "parent_party", "Contact Person": "reports_to"}
SAVEPOINT = "merge"
MOST_CLEARED = 500  # kinds of more records are not kept in the cache


class Merger:
    """One merge: `kept` stays, `merged` goes; handlers of other modules get this object."""

    def __init__(self, doctype: str, kept: str, merged: str, choices: dict[str, str]):
        self.doctype = doctype
        self.choices = choices
        self.kept, self.merged = (self._get_record(name) for name in (kept, merged))
        self.log = MergeLog()

    def _get_record(self, name: str) -> Document:
        trace = get_trace(self.doctype, name)
        if trace and not frappe.db.exists(self.doctype, name) and get_readable(self.doctype, name):
            text = _('"{0}" was merged into another one already, on {1}. Choose that one instead.')
            frappe.throw(text.format(trace.merged_title or name, show_day(trace.merged_on)), MergeError)
        doc = frappe.get_doc(self.doctype, name, for_update=True)
        doc.check_permission("read")
        doc.check_permission("write")
        return doc

    def validate(self) -> None:
        """Refuse what cannot be one."""
        kept, merged = self.kept, self.merged
        title, other = kept.get_title(), merged.get_title()
        if kept.name == merged.name:
            frappe.throw(_('"{0}" cannot be merged with itself. Choose another one.').format(title), MergeError)
        if self.doctype == "Party" and (kept.party_type == "Person") != (merged.party_type == "Person"):
            text = _('"{0}" and "{1}" are a person and a company. Tie them to each other instead.')
            frappe.throw(text.format(title, other), MergeError)
        if self.doctype == "Contact Person" and kept.party != merged.party:
            text = _(
                '"{0}" and "{1}" are people of different companies. Merge the companies first, or move one of the two.'
            )
            frappe.throw(text.format(title, other), MergeError)
        self._validate_no_ring()

    def _validate_no_ring(self) -> None:
        """The one that goes may stand right above the one that stays, but with nobody between them."""
        field, seen = ABOVE[self.doctype], {self.kept.name}
        first = above = self.kept.get(field)
        while above and above not in seen:
            if above == self.merged.name and above != first:
                text = _(
                    '"{0}" and "{1}" cannot be merged: {2} would stand above itself. Change where it belongs first.'
                )
                between = frappe.db.get_value(self.doctype, first, NAMES[self.doctype])
                frappe.throw(text.format(self.kept.get_title(), self.merged.get_title(), between), MergeError)
            seen.add(above)
            above = frappe.db.get_value(self.doctype, above, field)

    def run(self) -> str:
        """Do all of it or nothing; returns the name of the trace."""
        self.validate()
        frappe.db.savepoint(SAVEPOINT)
        try:
            return self._run()
        except Exception:
            frappe.db.rollback(save_point=SAVEPOINT)
            raise

    def _run(self) -> str:
        before, tables = self._snapshot(self.kept.name)
        gone, gone_tables = self._snapshot(self.merged.name)
        self._leave_hierarchy()
        for path in frappe.get_hooks("relcrm_merge_handlers"):
            frappe.get_attr(path)(self)
        self._move_all()
        self._drop_merged()
        self._keep_pairs()
        self._save_kept(values.get_common_columns(before, gone))
        own.count_profile(self)
        after, tables_after = self._snapshot(self.kept.name)
        self.log.steps["kept"] = {"before": before, "after": after, "tables": tables, "tables_after": tables_after}
        self.log.steps["merged"] = {"row": gone, "tables": gone_tables}
        return self._write_trace()

    def _snapshot(self, name: str) -> tuple[dict, dict]:
        return get_rows(self.doctype, [name])[0], get_table_rows(self.doctype, [name])

    def _leave_hierarchy(self) -> None:
        """What stood right below the one that goes comes below what that stood below."""
        field = ABOVE[self.doctype]
        if self.kept.get(field) == self.merged.name:
            above = self.merged.get(field)
            self.kept.set(field, above if above != self.kept.name else None)
        elif not self.kept.get(field) and self.merged.get(field) not in (None, "", self.kept.name):
            if not self._stands_below(self.merged.get(field), self.kept.name):
                self.kept.set(field, self.merged.get(field))

    def _stands_below(self, name: str | None, top: str) -> bool:
        seen: set[str] = set()
        while name and name not in seen:
            if name == top:
                return True
            seen.add(name)
            name = frappe.db.get_value(self.doctype, name, ABOVE[self.doctype])
        return False

    def _move_all(self) -> None:
        """Let everything that names the one that goes name the other one; what would be there twice goes."""
        for naming in links.get_naming_fields(self.doctype):
            moving = links.find_rows(naming, self.doctype, self.merged.name)
            moving = [row for row in moving if (naming.doctype, row.name) != (self.doctype, self.kept.name)]
            if not moving:
                continue
            present = links.find_rows(naming, self.doctype, self.kept.name)
            second = set(links.find_second_ones(naming, moving, present))
            self._join_shares(naming, second)
            self.log.drop(naming.doctype, sorted(second))
            names = [row.name for row in moving if row.name not in second]
            self._copy_fetched(naming, names)
            self.log.move(naming.doctype, naming.field, names, self.kept.name)
            if not naming.is_table and len(names) <= MOST_CLEARED:
                for name in names:
                    frappe.clear_document_cache(naming.doctype, name)

    def _join_shares(self, naming: links.NamingField, second: set[str]) -> None:
        """Whoever had a right on either has it on what stays."""
        if naming.doctype != "DocShare" or not second:
            return
        rights = ("read", "write", "submit", "share")
        for row in get_rows("DocShare", sorted(second)):
            filters = {"share_doctype": self.doctype, "share_name": self.kept.name}
            filters |= {"user": row["user"]} if row["user"] else {"everyone": 1}
            mine = frappe.db.get_value("DocShare", filters, ["name", *rights], as_dict=True)
            if mine:
                self.log.change("DocShare", mine.name, {one: max(mine[one] or 0, row[one] or 0) for one in rights})

    def _copy_fetched(self, naming: links.NamingField, names: list[str]) -> None:
        """Fields that show a value of the record that is named show that of the one that stays."""
        fetched = {
            df.fieldname: df.fetch_from.split(".")[1]
            for df in frappe.get_meta(naming.doctype).fields
            if df.get("fetch_from") and df.fetch_from.split(".")[0] == naming.field and not df.get("fetch_if_empty")
        }
        for name in names if fetched else ():
            self.log.change(naming.doctype, name, {field: self.kept.get(source) for field, source in fetched.items()})

    def _drop_merged(self) -> None:
        forget_keys(self.merged)
        for kind in {df.options for df in self.merged.meta.get_table_fields()}:
            frappe.db.delete(kind, {"parent": self.merged.name, "parenttype": self.doctype})
        frappe.db.delete(self.doctype, {"name": self.merged.name})
        frappe.clear_document_cache(self.doctype, self.merged.name)

    def _save_kept(self, columns: dict) -> None:
        self.kept.update(values.get_chosen_values(self.kept, self.merged, self.choices))
        for df in self.kept.meta.get_link_fields():
            if df.options == self.doctype and self.kept.get(df.fieldname) in (self.kept.name, self.merged.name):
                self.kept.set(df.fieldname, None)  # an own field by which one of the two named the other
        values.add_rows(self.kept, self.merged)
        self.kept.flags.ignore_version = self.kept.flags.merging = True
        self.kept.save()
        if columns:
            frappe.db.set_value(self.doctype, self.kept.name, columns, update_modified=False)

    def _keep_pairs(self) -> None:
        """The pair of the two is decided; the other pairs of the one that goes are looked for again."""
        key = pairs.get_pair_key(self.doctype, self.kept.name, self.merged.name)
        names = [
            name
            for side in ("left_name", "right_name")
            for name in frappe.get_all(
                pairs.PAIR,
                filters={"reference_doctype": self.doctype, side: self.merged.name, "pair_key": ["!=", key]},
                pluck="name",
            )
        ]
        self.log.drop(pairs.PAIR, names)
        pair = frappe.db.get_value(pairs.PAIR, {"pair_key": key})
        if pair:
            decided = {"state": pairs.MERGED, "decided_by": frappe.session.user, "decided_on": now_datetime()}
            self.log.change(pairs.PAIR, pair, decided)

    def _write_trace(self) -> str:
        doc = frappe.new_doc(MERGE)
        doc.update(
            {
                "merged_doctype": self.doctype,
                "kept_name": self.kept.name,
                "merged_name": self.merged.name,
                "merged_title": self.merged.get(NAMES[self.doctype]),
                "merged_by": frappe.session.user,
                "merged_on": now_datetime(),
                "undo_until": add_days(now_datetime(), UNDO_DAYS),
                "state": "Merged",
            }
        )
        doc.insert(ignore_permissions=True)
        steps = frappe.get_doc({"doctype": LOG, "merge": doc.name, "steps": self.log.as_json()})
        steps.insert(ignore_permissions=True)
        return doc.name


def merge(doctype: str, kept: str, merged: str, choices: dict[str, str] | None = None) -> str:
    """Make one of two records; returns the name of the trace, by which it is taken back."""
    return Merger(doctype, kept, merged, choices or {}).run()
