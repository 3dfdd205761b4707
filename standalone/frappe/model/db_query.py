"""The list engine behind `get_list`, `get_all`, filters of `frappe.db` and `frappe.qb.get_query`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import frappe
from frappe import _, _dict
from frappe.database import planner
from frappe.database.conditions import Arm, Condition, Seek, combine, make_condition
from frappe.database.connection import to_date, to_datetime, to_timedelta
from frappe.database.errors import named_errors
from frappe.database.fields import Expression, not_permitted, parse_field, parse_group, parse_order
from frappe.database.filters import Filter, Group, parse_filters
from frappe.database.schema import OPTIONAL
from frappe.database.scope import Scope, get_field_facts
from frappe.database.text import quoted
from frappe.exceptions import NotInStandaloneError, PermissionError, ValidationError
from frappe.query_builder.builder import literal

_SQL_PARTS = re.compile(r"('[^']*'|`[^`]*`|\?)")
DEFAULT_ORDER = "KEEP_DEFAULT_ORDERING"
_PARSED_AGAIN: dict[str, Callable[[bytes], Any]] = {"date": to_date, "datetime": to_datetime, "time": to_timedelta}


class DatabaseQuery:
    """One list request on a DocType, as a user (default: the session's)."""

    def __init__(self, doctype: str, user: str | None = None) -> None:
        self.doctype = doctype
        self.user = user or frappe.session.user
        self.ignore_permissions = False
        self.is_internal = False
        self.parent_doctype: str | None = None
        self.match_filters: list[dict] = []

    # ---- entry points --------------------------------------------------------------------------

    def execute(
        self,
        fields: Any = None,
        filters: Any = None,
        or_filters: Any = None,
        docstatus: Any = None,
        group_by: str | None = None,
        order_by: str | None = DEFAULT_ORDER,
        limit_start: Any = None,
        limit_page_length: Any = None,
        as_list: bool = False,
        with_childnames: bool = False,
        debug: bool = False,
        ignore_permissions: bool = False,
        user: str | None = None,
        with_comment_count: bool = False,
        join: str = "left join",
        distinct: bool = False,
        start: Any = None,
        page_length: Any = None,
        limit: Any = None,
        ignore_ifnull: bool = False,
        update: dict | None = None,
        run: bool = True,
        strict: bool = True,
        pluck: str | None = None,
        *,
        parent_doctype: str | None = None,
        offset: Any = None,
        **_unused: Any,
    ) -> Any:
        """Rows as `_dict`s, tuples (`as_list`) or single values (`pluck`). See the contract of frappe.get_list."""
        if isinstance(fields, dict) or (
            isinstance(fields, (list, tuple)) and fields and isinstance(fields[0], (list, tuple))
        ):
            fields, filters = filters, fields
        self._begin(ignore_permissions, user, parent_doctype)
        statement, selected, children = self._statement(
            _field_list(fields, pluck), filters, or_filters, group_by, order_by, bool(distinct)
        )
        statement.limit = _number(limit or page_length or limit_page_length) or None
        statement.offset = _number(limit_start or start or offset)
        if not run:
            return inline(*statement.sql())
        rows = self._fetch(statement, selected)
        if as_list and not pluck:
            return tuple(row[: len(selected)] for row in rows)
        return self._as_dicts(rows, selected, children, update, pluck, with_comment_count)

    def count(
        self,
        filters: Any = None,
        or_filters: Any = None,
        *,
        ignore_permissions: bool = False,
        distinct: bool = False,
        limit: Any = None,
        parent_doctype: str | None = None,
    ) -> int:
        """How many rows match (at most `limit`); with permission checks unless ignored."""
        self._begin(ignore_permissions, None, parent_doctype)
        scope = self._scope()
        conditions = self._conditions(scope, filters, or_filters)
        statement = planner.Statement(
            scope.info, f"{quoted(scope.table)}.`name`", joins=scope.join_sql, conditions=conditions,
            limit=_number(limit) or None,
        )  # fmt: skip
        if distinct and scope.multiplies:
            sql, values = statement.sql()
            sql = sql.replace("SELECT ", "SELECT DISTINCT ", 1)
            return frappe.local.db.read(f"SELECT count(*) FROM ({sql})", values)[0][0]
        return planner.count(frappe.local.db, statement)

    def build_match_conditions(self, as_condition: bool = True) -> Any:
        """SQL that holds for what the user may read ("" when that is everything), or the match filters as dicts."""
        self.match_filters = []
        sql = self._match_sql(frappe.get_meta(self.doctype))
        return sql if as_condition else self.match_filters

    def get_filters_cond(self, filters: Any, ignore_permissions: Any = None) -> str:
        """Filters as SQL with its values written in, led by ` and `."""
        self._begin(True if ignore_permissions is None else bool(ignore_permissions), None, None)
        scope = self._scope()
        found = self._group(scope, parse_filters(filters))
        if found is None or scope.joins:
            return ""
        return " and " + inline(found.sql, found.values).replace("%", "%%")

    # ---- building ------------------------------------------------------------------------------

    def _begin(self, ignore_permissions: bool, user: str | None, parent_doctype: str | None) -> None:
        self.user = user or self.user
        self.parent_doctype = parent_doctype
        self.ignore_permissions = bool(ignore_permissions) or self.user == "Administrator"
        self.is_internal = bool(ignore_permissions)
        self.match_filters = []

    def _scope(self) -> Scope:
        meta = frappe.get_meta(self.doctype)
        if meta.is_virtual:
            raise NotInStandaloneError(_("{0} is a virtual DocType; standalone has none.").format(_(self.doctype)))
        if meta.issingle:
            raise ValidationError(_("{0} is kept without a table, so it cannot be listed.").format(_(self.doctype)))
        limits = () if self.ignore_permissions else (self._may_read, self._match_linked)
        scope = Scope(frappe.local.db, meta, *limits)
        if not scope.info.columns:
            frappe.local.db.read(f"SELECT 1 FROM {quoted(scope.table)} LIMIT 1")
        return scope

    def _statement(
        self, fields: list, filters: Any, or_filters: Any, group_by: str | None, order_by: str | None, distinct: bool
    ) -> tuple[planner.Statement, list[Expression], dict[str, list]]:
        scope = self._scope()
        match = self._match(scope)
        selected, children = self._selected(scope, fields)
        conditions = self._conditions(scope, filters, or_filters, match)
        distinct = distinct or any(expression.distinct for expression in selected)
        aliases = {expression.alias: expression for expression in selected if expression.alias}
        groups = self._read_group(scope, group_by, aliases)
        statement = planner.Statement(scope.info, "", conditions=conditions, distinct=distinct)
        statement.group_by = ", ".join(group.sql for group in groups)
        statement.order_by, statement.order_index, statement.plain_order = self._order(
            scope, order_by, selected, aliases, bool(groups), distinct
        )
        columns = [f"{expression.sql} AS {quoted(expression.alias)}" if expression.alias else expression.sql
                   for expression in selected]  # fmt: skip
        if children:
            columns.append(f"{quoted(scope.table)}.`name`")
        statement.select = ", ".join(columns)
        statement.joins = scope.join_sql
        if statement.group_by or any(expression.is_aggregate for expression in selected):
            statement.order_index = None
        return statement, selected, children

    def _selected(self, scope: Scope, fields: list) -> tuple[list[Expression], dict[str, list]]:
        selected: list[Expression] = []
        children: dict[str, list] = {}
        for entry in fields:
            if isinstance(entry, dict) and (nested := _nested_child(scope, entry)):
                children.update(nested)
                continue
            expression = parse_field(entry, scope.reference)
            if expression.star is not None:
                selected.extend(self._star(scope, expression.star))
            elif all(reference.permitted for reference in expression.references):
                if expression.is_function and not expression.alias:
                    expression.alias = entry if isinstance(entry, str) and "`" not in entry else expression.name
                selected.append(expression)
        if not selected:
            selected.append(parse_field("name", scope.reference))
        return selected, children

    def _star(self, scope: Scope, table: str) -> list[Expression]:
        if table and table not in (scope.table, scope.doctype):
            doctype = table.removeprefix("tab")
            found = [parse_field(f"`tab{doctype}`.`{name}`", scope.reference) for name in get_field_facts(doctype)]
        else:
            hidden = () if self.is_internal else (*OPTIONAL, "_seen")
            names = [name for name in scope.info.columns if name in scope.facts and name not in hidden]
            found = [parse_field(f"`{name}`", scope.reference) for name in names]
        return [one for one in found if all(reference.permitted for reference in one.references)]

    def _read_group(self, scope: Scope, group_by: Any, aliases: dict[str, Expression]) -> list[Expression]:
        if not group_by:
            return []
        if not isinstance(group_by, str):
            raise not_permitted(group_by)
        return [self._checked(term) for term in parse_group(group_by, scope.reference, aliases)]

    def _checked(self, expression: Expression) -> Expression:
        closed = [reference.name for reference in expression.references if not reference.permitted]
        if closed:
            raise PermissionError(_("You have no permission to read the field {0}.").format(closed[0]))
        return expression

    def _order(
        self,
        scope: Scope,
        order_by: Any,
        selected: list[Expression],
        aliases: dict[str, Expression],
        is_grouped: bool,
        distinct: bool,
    ) -> tuple[str, str | None, tuple[str, str, str] | None]:
        """The order as SQL, an index in that order, and the same order without folds (see planner.Statement)."""
        if order_by is None or order_by == DEFAULT_ORDER:
            if distinct or (not is_grouped and any(expression.is_aggregate for expression in selected)):
                return "", None, None
            order_by = default_order(scope.meta)
        if not order_by:
            return "", None, None
        if not isinstance(order_by, str):
            raise not_permitted(order_by)
        terms = [(self._checked(term), way) for term, way in parse_order(order_by, scope.reference, aliases)]
        sql = ", ".join(f"{f'fold({term.sql})' if term.kind == 'text' else term.sql} {way}" for term, way in terms)
        first, way = terms[0]
        if len({way for _term, way in terms}) > 1 or not _is_own_column(scope, first):
            return sql, None, None
        info, name = scope.info, first.references[0].name
        if first.kind != "text":
            return sql, info.plain.get(name), None
        if len(terms) == 1 and name in info.plain and name in info.wide:
            return sql, info.folded.get(name), (f"{first.sql} {way}", info.plain[name], info.wide[name])
        return sql, info.folded.get(name), None

    # ---- conditions ----------------------------------------------------------------------------

    def _conditions(self, scope: Scope, filters: Any, or_filters: Any, match: Any = False) -> list[Condition]:
        if match is False:
            match = self._match(scope)
        conditions = list(self._parts(scope, parse_filters(filters)))
        alternatives = parse_filters(or_filters, "OR")
        if found := self._group(scope, Group("OR", alternatives.parts)):
            conditions.append(found)
        if match:
            conditions.append(Condition(f"({match})", seek=_seek_of_match(scope.table, match)))
        return conditions

    def _parts(self, scope: Scope, group: Group) -> list[Condition]:
        if group.word == "OR":
            return [found] if (found := self._group(scope, group)) else []
        return [found for part in group.parts if (found := self._one(scope, part))]

    def _group(self, scope: Scope, group: Group) -> Condition | None:
        return combine([found for part in group.parts if (found := self._one(scope, part))], group.word)

    def _one(self, scope: Scope, part: Filter | Group) -> Condition | None:
        if isinstance(part, Group):
            return self._group(scope, part)
        column, permitted = scope.of(part.doctype, part.field)
        if not permitted:
            raise PermissionError(_("You have no permission to filter by the field {0}.").format(column.name))
        return make_condition(column, part.operator, part.value)

    # ---- permission ----------------------------------------------------------------------------

    def _may_read(self, what: str, doctype: str, permlevel: int) -> bool:
        meta = frappe.get_meta(doctype)
        if what == "level":
            parent = self.parent_doctype if meta.istable else None
            return permlevel in meta.get_permlevel_access("read", parent, user=self.user)
        from frappe.permissions import has_permission

        if not has_permission(doctype, "select", user=self.user, print_logs=False) and not has_permission(
            doctype, "read", user=self.user, print_logs=False
        ):
            raise PermissionError(_("Insufficient Permission for {0}").format(_(doctype)))
        return True

    def _match_linked(self, doctype: str) -> str:
        return DatabaseQuery(doctype, self.user)._match_sql(frappe.get_meta(doctype))

    def _match(self, scope: Scope) -> str:
        if self.ignore_permissions:
            return ""
        if not scope.meta.istable:
            return self._match_sql(scope.meta)
        parent = self.parent_doctype
        if not parent or self.doctype not in [df.options for df in frappe.get_meta(parent).get_table_fields()]:
            raise PermissionError(
                _("{0} is not a valid parent DocType for {1}").format(_(parent) if parent else "", _(self.doctype))
            )
        of_parent = DatabaseQuery(parent, self.user)._match_sql(frappe.get_meta(parent))
        table = quoted(scope.table)
        own = f"{table}.`parenttype` = {literal(parent)}"
        own = " AND ".join([own, *(f"({clause})" for clause in self._hook_clauses(self.doctype))])
        if not of_parent:
            return own
        parents = quoted(f"tab{parent}")
        return f"{own} AND {table}.`parent` IN (SELECT {parents}.`name` FROM {parents} WHERE {of_parent})"

    def _match_sql(self, meta: Any) -> str:
        """What restricts the user's reading of a DocType. Raises PermissionError where nothing is open."""
        if self.user == "Administrator":
            return ""
        from frappe.permissions import get_role_permissions
        from frappe.share import get_shared

        rights = get_role_permissions(meta, self.user)
        table = quoted(f"tab{meta.name}")
        if not (rights.get("read") or rights.get("select")):
            shared = get_shared(meta.name, self.user)
            if not shared:
                raise PermissionError(_("Insufficient Permission for {0}").format(_(meta.name)))
            return _names_in(table, shared)
        if _only_own(rights):
            restrictions = [f"{table}.`owner` = {literal(self.user)}"]
        else:
            restrictions = self._user_permission_clauses(meta, table)
        restrictions += self._hook_clauses(meta.name)
        if not restrictions:
            return ""
        sql = " AND ".join(f"({clause})" for clause in restrictions)
        shared = get_shared(meta.name, self.user)
        return f"({sql}) OR {_names_in(table, shared)}" if shared else sql

    def _user_permission_clauses(self, meta: Any, table: str) -> list[str]:
        from frappe.permissions import get_allowed_docs_for_doctype, get_user_permissions

        permissions = get_user_permissions(self.user)
        if not permissions:
            return []
        strict = bool(frappe.local.db.get_single_value("System Settings", "apply_strict_user_permissions"))
        clauses = []
        for field, target, guard in _restricted_links(meta, table):
            for allow in permissions if target is None else (target,) if target in permissions else ():
                names = get_allowed_docs_for_doctype(permissions[allow], meta.name)
                if not names:
                    continue
                column = f"{table}.{quoted(field)}"
                clause = f"{column} IN ({', '.join(map(literal, names))})"
                if field != "name" and not strict:
                    clause = f"{column} IS NULL OR {column} = '' OR {clause}"
                clauses.append(f"ifnull({guard}, '') <> {literal(allow)} OR {clause}" if guard else clause)
                self.match_filters.append({allow: names})
        return clauses

    def _hook_clauses(self, doctype: str) -> list[str]:
        hooks = frappe.get_hooks("permission_query_conditions", {}) or {}
        clauses = []
        for path in (*hooks.get(doctype, ()), *hooks.get("*", ())):
            if clause := frappe.call(frappe.get_attr(path), self.user, doctype=doctype):
                clauses.append(clause)
        return clauses

    # ---- rows ----------------------------------------------------------------------------------

    def _fetch(self, statement: planner.Statement, selected: list[Expression]) -> list[tuple]:
        db = frappe.local.db
        if _is_count(statement, selected):
            statement.limit = None
            return [(planner.count(db, statement),)]
        with named_errors(db.path):
            rows = planner.select(db, statement).fetchall()
        again = [
            (at, _PARSED_AGAIN[one.kind])
            for at, one in enumerate(selected)
            if one.is_function and one.kind in _PARSED_AGAIN
        ]
        return [_reparsed(row, again) for row in rows] if again else rows

    def _as_dicts(
        self, rows: list[tuple], selected: list[Expression], children: dict[str, list], update: dict | None,
        pluck: str | None, with_comment_count: bool,
    ) -> list:  # fmt: skip
        names = [expression.alias or expression.name for expression in selected]
        if pluck:
            at = names.index(pluck) if pluck in names else 0
            return [row[at] for row in rows]
        out = [_dict(zip(names, row)) for row in rows]  # noqa: B905 - a hidden name may follow
        for fieldname, fields in children.items():
            self._attach(out, [row[len(names)] for row in rows], fieldname, fields)
        if with_comment_count:
            for row in out:
                row._comment_count = _comment_count(row)
        if update:
            for row in out:
                row.update(update)
        return out

    def _attach(self, out: list[_dict], names: list, fieldname: str, fields: list) -> None:
        child = frappe.get_meta(self.doctype).get_field(fieldname).options
        wanted = list(fields)
        found = DatabaseQuery(child, self.user).execute(
            fields=[*wanted, "parent as __parent"],
            filters={"parent": ["in", names], "parenttype": self.doctype, "parentfield": fieldname},
            order_by="idx asc", ignore_permissions=self.ignore_permissions, parent_doctype=self.doctype,
        )  # fmt: skip
        by_parent: dict[Any, list] = {}
        for row in found:
            by_parent.setdefault(row.pop("__parent"), []).append(row)
        for row, name in zip(out, names, strict=True):
            row[fieldname] = by_parent.get(name, [])


class EngineQuery:
    """What `frappe.qb.get_query` returns."""

    def __init__(self, doctype: str, user: str | None = None, **arguments: Any) -> None:
        self.doctype = doctype
        self.user = user
        self.arguments = arguments

    def run(self, as_dict: bool | int = False, as_list: bool | int = False, pluck: Any = None, **kwargs: Any) -> Any:
        """Rows as tuples, `_dict`s or single values."""
        query = DatabaseQuery(self.doctype, self.user)
        if pluck:
            rows = query.execute(**self.arguments, as_list=pluck is True, pluck=None if pluck is True else pluck)
            return [row[0] for row in rows] if pluck is True else rows
        nested = any(isinstance(f, dict) for f in self.arguments.get("fields") or () if not isinstance(f, str))
        rows = query.execute(**self.arguments, as_list=not (as_dict or nested))
        return [list(row) for row in rows] if as_list and not as_dict else rows

    def get_sql(self, **kwargs: Any) -> str:
        """The SELECT with its values written in."""
        return DatabaseQuery(self.doctype, self.user).execute(**self.arguments, run=False)

    __str__ = get_sql


# ---- small parts -------------------------------------------------------------------------------------


def default_order(meta: Any) -> str:
    """`sort_field sort_order` of a DocType, else newest first."""
    field = meta.sort_field or "creation"
    if "," in field or " " in field.strip():
        return field
    return f"{field} {'asc' if str(meta.sort_order or '').lower() == 'asc' else 'desc'}"


def inline(sql: str, values: list[Any]) -> str:
    """SQL with its `?` values written in as literals."""
    remaining = iter(values)
    parts = _SQL_PARTS.split(sql)
    return "".join(literal(next(remaining)) if part == "?" else part for part in parts)


def _field_list(fields: Any, pluck: str | None) -> list:
    if isinstance(fields, str):
        text = fields.strip()
        if text.startswith("["):
            try:
                fields = json.loads(text)
            except (ValueError, RecursionError):
                raise ValidationError(_("The fields are not a valid JSON list.")) from None
        else:
            fields = _split(text)
    if not fields:
        return [pluck or "name"]
    if not isinstance(fields, (list, tuple)) or len(fields) > 500:
        raise not_permitted(fields)
    return list(fields)


def _split(text: str) -> list[str]:
    parts, depth = [""], 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts if part.strip()]


def _number(value: Any) -> int:
    if value in (None, "", False):
        return 0
    try:
        number = int(float(value))
    except (TypeError, ValueError, OverflowError):
        raise ValidationError(_("{0} is not a number of rows.").format(str(value)[:40])) from None
    if number < 0:
        raise ValidationError(_("The number of rows cannot be negative."))
    return min(number, 2**53)


def _is_count(statement: planner.Statement, selected: list[Expression]) -> bool:
    name = f"{quoted(statement.table.name)}.`name`"
    is_plain = not (statement.group_by or statement.distinct or statement.offset or statement.joins)
    return is_plain and len(selected) == 1 and selected[0].sql in ("count(*)", f"count({name})")


def _is_own_column(scope: Scope, term: Expression) -> bool:
    is_column = len(term.references) == 1 and term.references[0].sql == term.sql
    return is_column and term.sql.startswith(quoted(scope.table) + ".")


def _nested_child(scope: Scope, entry: dict) -> dict[str, list] | None:
    out = {}
    for fieldname, fields in entry.items():
        df = scope.meta.get_field(fieldname)
        if df is None or df.fieldtype not in ("Table", "Table MultiSelect") or not isinstance(fields, (list, tuple)):
            return None
        out[fieldname] = list(fields)
    return out


def _seek_of_match(table: str, match: str) -> Seek | None:
    """Row rules that are one clause `name` in (select ...) can be begun with: few rows for who may see few."""
    head = f"{quoted(table)}.`name` in ("
    clause = match
    while clause.startswith("(") and clause.endswith(")") and _is_one_group(clause):
        clause = clause[1:-1].strip()
    if not clause.lower().startswith(head.lower()) or not _is_one_group(clause[len(head) - 1 :]):
        return None
    return Seek(arms=[Arm(clause, [], "")])


def _is_one_group(text: str) -> bool:
    """Whether the parenthesis that opens the text closes at its very end; quoted texts are passed over."""
    depth, quote = 0, ""
    for at, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'`\"":
            quote = sign
        elif sign in "()":
            depth += 1 if sign == "(" else -1
            if depth == 0:
                return at == len(text) - 1
    return False


def _only_own(rights: Any) -> bool:
    owned = rights.get("if_owner") or {}
    granted = [right for right in ("select", "read") if rights.get(right)]
    return bool(owned) and all(owned.get(right) for right in granted)


def _names_in(table: str, names: list) -> str:
    return f"{table}.`name` IN ({', '.join(map(literal, names))})"


def _restricted_links(meta: Any, table: str) -> list[tuple[str, str | None, str | None]]:
    """(field, doctype or None for a dynamic one, column that holds the doctype) of what user permissions restrict."""
    links: list[tuple[str, str | None, str | None]] = [("name", meta.name, None)]
    links += [(df.fieldname, df.options, None) for df in meta.get_link_fields() if not df.ignore_user_permissions]
    links += [
        (df.fieldname, None, f"{table}.{quoted(df.options)}")
        for df in meta.get_dynamic_link_fields()
        if not df.ignore_user_permissions and df.options
    ]
    return links


def _reparsed(row: tuple, again: list[tuple[int, Callable[[bytes], Any]]]) -> tuple:
    values = list(row)
    for at, parse in again:
        if isinstance(values[at], str):
            values[at] = parse(values[at].encode())
    return tuple(values)


def _comment_count(row: _dict) -> int:
    try:
        return len(json.loads(row.get("_comments") or "[]"))
    except ValueError:
        return 0
