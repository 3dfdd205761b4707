"""A list query (docs/developer/app-api.md): rows, names, counts, totals and groups, for whoever asks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import frappe
from frappe import _
from frappe.model.workflow import get_workflow_name
from frappe.utils import cint, getdate, strip_html

from relcrm.workplace.colleagues import get_telling
from relcrm.workplace.lists.conditions import Conditions, fold, refuse
from relcrm.workplace.lists.fields import ListField, ListFields
from relcrm.workplace.lists.statement import Statement, run
from relcrm.workplace.lists.text import get_text_condition
from relcrm.workplace.lists.titles import get_group_title, get_titles, is_coded
from relcrm.workplace.rules import double_percent

PAGE, LARGEST_PAGE, MOST_NAMES, COUNT_CAP = 50, 1000, 10_000, 1_000_000
FAR = 5000
MOST_COLUMNS, MOST_SORTS, MOST_LEVELS = 80, 8, 4
TOTALS = ("sum", "avg", "min", "max")


@dataclass
class ListQuery:
    """What somebody wants to see of one DocType."""

    doctype: str
    columns: list = field(default_factory=list)
    conditions: dict | list | None = None
    text: str = ""
    sort: list = field(default_factory=list)
    group_by: list = field(default_factory=list)
    totals: list = field(default_factory=list)
    start: int = 0
    length: int = PAGE
    far: int = FAR

    def __post_init__(self):
        check_list(self.doctype)
        self.fields = ListFields(self.doctype)
        self.start, self.length = max(cint(self.start), 0), min(max(cint(self.length), 1), LARGEST_PAGE)
        for name, most in (("columns", MOST_COLUMNS), ("sort", MOST_SORTS), ("group_by", MOST_LEVELS), ("totals", 20)):
            value = getattr(self, name) or []
            if not isinstance(value, (list, tuple)) or len(value) > most:
                refuse(_('"{0}" of a list takes at most {1} entries. Take some away.').format(name, most))
            setattr(self, name, value)

    # ---- answers

    def get_rows(self) -> dict:
        """Return one page of rows, the titles of what they link to, and whether there are more."""
        if self.group_by:
            return self.get_grouped_rows()
        names = self.find_names(self.start, self.length + 1)
        columns = [self.fields.get(path) for path in self.columns]
        rows = get_values(self.fields, columns, names[: self.length])
        return {"rows": rows, "titles": get_column_titles(self.fields, columns, rows), "more": len(names) > self.length}

    def get_grouped_rows(self) -> dict:
        """Return one page of rows in the order of their groups, each with the titles of its groups."""
        found = self.find_in_groups(start=self.start, length=self.length + 1)
        page = found[: self.length]
        columns = [self.fields.get(path) for path in self.columns]
        plain = get_values(self.fields, columns, list(dict.fromkeys(name for name, *_values in page)))
        by_name = {row["name"]: row for row in plain}
        rows = [
            {**by_name[name], "_groups": titles}
            for (name, *_values), titles in zip(page, self.get_heads(page), strict=True)
            if name in by_name
        ]
        titles = get_column_titles(self.fields, columns, plain)
        return {"rows": rows, "titles": titles, "more": len(found) > self.length}

    def get_heads(self, page: list[tuple]) -> list[list[str]]:
        """Return the titles of the groups that each of the rows of `find_in_groups` stands in."""
        levels = [self.get_group(path) for path in self.group_by]
        titles = [get_link_titles(level, [row[at] for row in page]) for at, level in enumerate(levels, 1)]
        return [
            [get_group_title(level, value, titled) for level, value, titled in zip(levels, values, titles, strict=True)]
            for _name, *values in page
        ]

    def find_names(self, start: int = 0, length: int = MOST_NAMES) -> list[str]:
        """Return names of records in the order of the list."""
        statement = self.make_statement(is_page=start + length <= LARGEST_PAGE)
        after = self.count_after(start, length) if start >= self.far else None
        if after is None:
            return self.read_names(statement, self.get_order(statement), length, start)
        order = self.get_order(statement, is_turned=True)
        return self.read_names(statement, order, max(length + min(after, 0), 0), max(after, 0))[::-1]

    def read_names(self, statement: Statement, order: str, length: int, start: int) -> list[str]:
        tail = f"order by {order} limit %s offset %s"
        return [row[0] for row in statement.run(f"{statement.table}.`name`", tail, (length, start))]

    def count_after(self, start: int, length: int) -> int | None:
        """Return how many records follow a page in the second half of a list, which is nearer to its end."""
        sql, values = self.make_statement().write("1", "limit %s", (2 * start,))
        count = run(f"select count(*) from ({sql}) as `found`", values)[0][0]
        return count - start - length if count < 2 * start else None

    def find_in_groups(self, names: list[str] | None = None, start: int = 0, length: int = 0) -> list[tuple]:
        """Return name and group values of all records, of the named ones, or of a page, in the order of the groups."""
        statement = self.make_statement()
        if names is not None:
            statement.add_condition((f"{statement.table}.`name` in ({_marks(names)})" if names else "1 = 0", names))
        select, order = [f"{statement.table}.`name`"], []
        for group in map(self.get_group, self.group_by):
            value, way = statement.use_group(group), self.get_group_way(group)
            select.append(value)
            order += [f"({value} is null)", *(f"{term} {way}" for term in self.get_group_order(statement, group))]
        order.append(self.get_order(statement))
        page = (" limit %s offset %s", (length, start)) if length else ("", ())
        return statement.run(", ".join(select), f"order by {', '.join(order)}{page[0]}", page[1])

    def get_count(self) -> dict:
        """Return how many records there are, counted up to a bound."""
        statement = self.make_statement()
        sql, values = statement.write("1", "limit %s", (COUNT_CAP + 1,))
        count = run(f"select count(*) from ({sql}) as `found`", values)[0][0]
        return {"count": min(count, COUNT_CAP), "capped": count > COUNT_CAP}

    def get_totals(self) -> dict:
        """Return the count and the totals of all records; no totals where they would be those of one colleague."""
        statement = self.make_statement()
        row = statement.run(", ".join(["count(*)", *self.get_total_columns(statement)]))[0]
        is_told, why = get_telling(self.fields, self.conditions)
        return {"count": row[0], "totals": self.name_totals(row[1:]) if is_told(None) else {}, "untold": why}

    def get_groups(self, within: Iterable = ()) -> dict:
        """Return the groups of one level; those that would tell colleagues apart without counts and totals."""
        within = list(within)
        group, rows = self.find_groups(within)
        is_told, why = get_telling(self.fields, self.conditions, self.group_by[: len(within) + 1], within)
        found = self.describe_groups(group, rows[: self.length], is_told)
        return {"groups": found, "more": len(rows) > self.length, "untold": why}

    def find_groups(self, within: list) -> tuple[ListField, list]:
        """Return one level and its groups inside those of the levels above it, whose values are given."""
        if len(within) >= len(self.group_by):
            refuse(_("The list is not grouped as deep as that. Add a level, or open the rows."))
        statement = self.make_statement()
        for path, value in zip(self.group_by, within, strict=False):
            statement.add_condition(self.get_group_condition(statement, self.get_group(path), value))
        group = self.get_group(self.group_by[len(within)])
        value = statement.use_group(group)
        way = self.get_group_way(group)
        order = ", ".join(f"min({term}) {way}" for term in self.get_group_order(statement, group))
        tail = f"group by {value} order by ({value} is null), {order} limit %s offset %s"
        select = ", ".join([value, "count(*)", *self.get_total_columns(statement)])
        return group, statement.run(select, tail, (self.length + 1, self.start))

    # ---- parts

    def make_statement(self, is_page: bool = False) -> Statement:
        """Return the statement of all records that the user may read and that fulfil the conditions."""
        statement = Statement(self.fields, is_page)
        statement.restrict_to_readable()
        if self.conditions:
            nodes = self.conditions if isinstance(self.conditions, list) else [self.conditions]
            statement.add_conditions({"op": "all", "of": nodes})
        if isinstance(self.text, str) and self.text.strip():
            statement.add_condition(get_text_condition(self.doctype, self.text.strip()[:300]))
        return statement

    def get_order(self, statement: Statement, is_turned: bool = False) -> str:
        """Return the order of the list, or from its end; the name breaks ties, so that no row is shown twice."""
        meta = self.fields.meta
        default = [(meta.sort_field or "modified", (meta.sort_order or "desc").lower())]
        entries = [read_sort(entry) for entry in self.sort or default]
        terms = [(self.get_term(statement, path), way) for path, way in entries]
        terms.append((f"{statement.table}.`name`", entries[-1][1]))
        turned = {"asc": "desc", "desc": "asc"} if is_turned else {}
        return ", ".join(f"{term} {turned.get(way, way)}" for term, way in terms)

    def get_term(self, statement: Statement, path: str) -> str:
        found = self.fields.get(path)
        if found.many or found.is_long:
            refuse(_('A list cannot be sorted by "{0}". Choose another column.').format(found.label))
        return self.get_sort_value(statement, found)

    def get_sort_value(self, statement: Statement, found: ListField) -> str:
        """Return what a column is sorted by: links by their titles, choices in the order of the choices."""
        found = self.get_title(found)
        return self.rank(found, statement.use(found))

    def get_title(self, found: ListField) -> ListField:
        """Return the title of what a column links to, or the column itself."""
        is_own_link = found.fieldtype == "Link" and not (found.group or found.is_apart)
        return (self.fields.find(get_title_path(found)) if is_own_link else None) or found

    def rank(self, found: ListField, value: str) -> str:
        """Return the SQL by which the values of a column are put in order."""
        options = self.get_ordered_values(found)
        if not options:
            return fold(value) if found.kind == "text" else value
        cases = " ".join(f"when {frappe.db.escape(option)} then {at}" for at, option in enumerate(options))
        return f"case {value} {cases} else {len(options)} end"

    def get_ordered_values(self, found: ListField) -> list[str]:
        """Return the values of a column whose order was chosen: choices, states of the workflow."""
        if found.fieldtype == "Select" and not found.part:
            return [option for option in found.options.split("\n") if option]
        workflow = found.options == "Workflow State" and not found.group and get_workflow_name(self.doctype)
        if not workflow:
            return []
        filters = {"parent": workflow, "parenttype": "Workflow"}
        states = frappe.get_all("Workflow Document State", filters=filters, order_by="idx asc", pluck="state")
        return list(dict.fromkeys(states))

    def get_group(self, path: str) -> ListField:
        found = self.fields.get(path)
        if found.kind == "datetime":
            found = self.fields.get(f"{path}@day")
        if found.is_long or found.path == "name":
            refuse(_('A list cannot be grouped by "{0}". Choose another column.').format(found.label))
        return found

    def get_group_condition(self, statement: Statement, group: ListField, value: object) -> tuple[str, list]:
        """Return the SQL of the records of one group."""
        if isinstance(value, (list, dict)):
            refuse(_("The value of a group is one value."))
        if group.is_apart:
            return Conditions(self.fields.get, statement.use, statement.table).compile([group.path, "=", value])
        expression = statement.use_group(group)
        return (f"{expression} is null", []) if value in (None, "") else (f"{expression} = %s", [value])

    def get_group_order(self, statement: Statement, group: ListField) -> list[str]:
        """Return the SQL of what groups are sorted by."""
        title, value = self.get_title(group), statement.use_group(group)
        return [self.rank(title, value if title is group else statement.use(title)), value]

    def get_group_way(self, group: ListField) -> str:
        """Return asc or desc: as the list is sorted by that column, else dates from the newest, others upwards."""
        sorted_by = dict(read_sort(entry) for entry in self.sort)
        is_date = bool(group.part) or group.kind == "date"
        return sorted_by.get(group.path) or sorted_by.get(group.path.split("@")[0]) or ("desc" if is_date else "asc")

    def describe_groups(self, group: ListField, rows: list, is_told: Callable[[object], bool]) -> list[dict]:
        titles = get_link_titles(group, [row[0] for row in rows])
        return [
            {
                "value": row[0],
                "title": get_group_title(group, row[0], titles),
                "count": row[1] if is_told(row[0]) else None,
                "totals": self.name_totals(row[2:]) if is_told(row[0]) else {},
            }
            for row in rows
        ]

    def get_total_columns(self, statement: Statement) -> list[str]:
        return [f"{way}({statement.use(found)})" for way, found in map(self.read_total, self.totals)]

    def read_total(self, entry: object) -> tuple[str, ListField]:
        way, path = entry if isinstance(entry, (list, tuple)) and len(entry) == 2 else (None, None)
        found = self.fields.get(path) if way in TOTALS else None
        kinds = ("number",) if way in ("sum", "avg") else ("number", "date", "datetime")
        if not found or found.many or found.kind not in kinds:
            refuse(_("A total is sum, avg, min or max of a column of numbers."))
        return way, found

    def name_totals(self, values: Iterable) -> dict:
        return {f"{way}:{path}": value or 0 for (way, path), value in zip(self.totals, values, strict=True)}


def check_list(doctype: object) -> None:
    """Refuse what cannot be listed at all."""
    known = isinstance(doctype, str) and frappe.db.exists("DocType", doctype)
    meta = frappe.get_meta(doctype) if known else None
    if not meta or meta.istable or meta.issingle or meta.get("is_virtual"):
        shown = frappe.utils.escape_html(str(doctype)[:140])
        refuse(_('There is no list "{0}". Choose one of the menu.').format(shown))
    frappe.has_permission(doctype, "read", throw=True)


def read_sort(entry: object) -> tuple[str, str]:
    """Return path and direction of one column of the order."""
    path, way = entry if isinstance(entry, (list, tuple)) and len(entry) == 2 else (entry, "asc")
    if not isinstance(path, str) or way not in ("asc", "desc"):
        refuse(_("A column is sorted asc or desc."))
    return path, way


def get_title_path(link: ListField) -> str:
    """Return the path of the title of what a column links to, empty where the name says it."""
    if link.options == "User":
        return f"{link.path}.full_name" if link.path not in ("owner", "modified_by") else ""
    meta = frappe.get_meta(link.options)
    return f"{link.path}.{meta.title_field}" if meta.title_field and is_coded(meta) else ""


# ---- values of rows


def get_values(fields: ListFields, columns: list[ListField], names: list[str]) -> list[dict]:
    """Return rows with name, modified and the columns, in the order of the names."""
    if not names:
        return []
    statement = Statement(fields)
    plain = [column for column in [*map(fields.get, ("name", "modified")), *columns] if not column.has_rows]
    plain = list({column.path: column for column in plain}.values())
    select = ", ".join(f"{statement.use(column)} as `c{at}`" for at, column in enumerate(plain))
    statement.add_condition((f"{statement.table}.`name` in ({_marks(names)})", names))
    rows = {}
    for found in statement.run(select):
        rows[found[0]] = {column.path: _show(column, value) for column, value in zip(plain, found, strict=True)}
    for column in columns:
        if column.has_rows:
            add_row_values(column, rows)
    return [rows[name] for name in names if name in rows]


def _show(column: ListField, value: object) -> object:
    return strip_html(value) if column.fieldtype == "Text Editor" and value else value


def add_row_values(column: ListField, rows: dict[str, dict]) -> None:
    """Add the values of a table's rows: a list of them where there may be several."""
    names = list(rows)
    sql = f"{double_percent(column.source)} and {column.key} in ({_marks(names)}) {column.tail}"
    for row in rows.values():
        row[column.path] = [] if column.many else None
    for parent, value, _idx in run(f"{sql} order by 3", names):
        value = getdate(value) if value and column.fieldtype == "Date" else value
        if not column.many:
            rows[parent][column.path] = value
        elif value not in (None, "", *rows[parent][column.path]):
            rows[parent][column.path].append(value)


def _marks(values: list) -> str:
    return ", ".join(["%s"] * len(values))


# ---- titles of columns


def get_column_titles(fields: ListFields, columns: list[ListField], rows: list[dict]) -> dict[str, dict[str, str]]:
    """Return the titles of linked records by column and name, with one query for each linked DocType."""
    kinds: dict[str, dict[str, str]] = {}
    links = [column for column in columns if column.options and column.fieldtype in ("Link", "Table MultiSelect")]
    wanted: dict[str, set] = {}
    for column in links:
        wanted.setdefault(column.options, set()).update(_get_names(column, rows))
    titles = {doctype: get_titles(doctype, names) for doctype, names in wanted.items()}
    for column in links:
        of_kind = titles[column.options]
        kinds[column.path] = {name: of_kind[name] for name in _get_names(column, rows)}
    for column in columns:
        if column.fieldtype == "Dynamic Link" and not column.group:
            kinds[column.path] = _get_dynamic_titles(fields, column, rows)
    own = get_spoken_field(fields.meta)
    for column in columns:
        if own and column.path in ("name", own):
            kinds[column.path] = {name: _(name) for name in _get_names(column, rows)}
    return kinds


def get_spoken_field(meta) -> str:
    """Return the field that names the records of a DocType whose names are translated, empty for any other."""
    rule = meta.autoname or ""
    return rule.partition(":")[2] if meta.get("translated_doctype") and rule.startswith("field:") else ""


def get_link_titles(column: ListField, values: list) -> dict[str, str]:
    """Return the titles of values of one column, nothing where it does not link."""
    if column.fieldtype not in ("Link", "Table MultiSelect") or not column.options or column.part:
        return {}
    return get_titles(column.options, [value for value in values if value])


def _get_names(column: ListField, rows: list[dict]) -> set[str]:
    values = (row[column.path] for row in rows)
    return {name for value in values for name in (value if isinstance(value, list) else [value]) if name}


def _get_dynamic_titles(fields: ListFields, column: ListField, rows: list[dict]) -> dict[str, str]:
    """Titles behind a dynamic link, whose kind stands in another field of the row."""
    names = [row["name"] for row in rows if row[column.path]]
    pairs = get_values(fields, [column, fields.get(column.options)], names)
    wanted: dict[str, set] = {}
    for row in pairs:
        if row[column.options]:
            wanted.setdefault(row[column.options], set()).add(row[column.path])
    return {name: title for doctype, some in wanted.items() for name, title in get_titles(doctype, some).items()}
