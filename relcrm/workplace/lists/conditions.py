"""Conditions and groups of conditions as SQL. Every part is true or false, never unknown, once it is negated."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import frappe
from frappe import _

from relcrm.exceptions import ListQueryError
from relcrm.workplace.lists.fields import UNOFFERED, ListField
from relcrm.workplace.lists.periods import get_span
from relcrm.workplace.rules import double_percent

Sql = tuple[str, list]
NEGATIVE = {"!=": "=", "not contains": "contains", "not in": "in", "not within": "within", "not below": "below"}
WORDS = {"all": " and ", "any": " or ", "none": " or "}
ME = "@me"
DEEPEST, MOST_CONDITIONS, MOST_VALUES = 12, 300, 5000
DEEPEST_OPENED = 5 * DEEPEST


@dataclass(frozen=True)
class Written:
    """A condition that a module wrote as SQL; no request can hold one."""

    sql: str
    values: list


@dataclass(frozen=True)
class Opened:
    """What a node of a module stands for, and the sentence that tells of a fault in it ("{0}")."""

    node: object
    sentence: str = "{0}"


def fold(expression: str) -> str:
    """Return text without case and accents: MariaDB compares so by itself, SQLite has a function for it."""
    return f"fold({expression})" if frappe.db.db_type == "sqlite" else expression


def write_is_text(column: str, values: list) -> Sql:
    """Return the condition that a text is one of several, without regard to case and accents.

    SQLite disregards the case of A to Z by itself, and with an index; only texts with other signs need to be folded.
    """
    marks = ", ".join([fold("%s")] * len(values))
    if frappe.db.db_type != "sqlite":
        return f"{column} in ({marks})", values
    is_wide = f"length({column}) <> length(cast({column} as blob))"
    return f"({column} collate nocase in ({marks}) or ({is_wide} and {fold(column)} in ({marks})))", [*values, *values]


class Conditions:
    """Compiles the conditions of one list; `use` gives the SQL expression of a field, joined where it must be.

    Values beyond the record, asked for alone, are sought first, and then their records. Beside other conditions, only
    the values of the records that the others leave are looked at (`is_by_record`), the ones that leave few first. Where
    `is_common` finds that there are many, the records of a page are walked, and what they link to is looked at.
    """

    def __init__(
        self,
        get_field: Callable[[object], ListField],
        use: Callable[[ListField], str],
        table: str,
        is_common: Callable[[str, list], bool] | None = None,
        compile_other: Callable[[dict, int, bool], Sql | Opened | None] | None = None,
    ):
        self.get_field, self.use, self.table, self.is_common = get_field, use, table, is_common
        self.compile_other = compile_other
        self.is_by_record = False

    def compile(self, node: object, depth: int = 0) -> Sql:
        """Return SQL and its values; nothing for an empty group."""
        if depth == 0:
            check_size(node)
        elif depth > DEEPEST_OPENED:
            refuse_group()
        if isinstance(node, Written):
            return node.sql, node.values
        if isinstance(node, Opened):
            return self._compile_opened(node, depth)
        if isinstance(node, dict):
            other = self.compile_other(node, depth, self.is_by_record) if self.compile_other else None
            if isinstance(other, Opened):
                return self._compile_opened(other, depth)
            return other or self._compile_group(node, depth)
        if not isinstance(node, (list, tuple)) or len(node) != 3:
            refuse(_("A condition has a column, an operator and a value; one of the conditions has not."))
        return self._compile_condition(*node)

    def _compile_opened(self, opened: Opened, depth: int) -> Sql:
        try:
            return self.compile(opened.node, depth + 1)
        except ListQueryError as fault:
            frappe.clear_last_message()
            refuse(opened.sentence.format(fault))

    def _compile_group(self, node: dict, depth: int) -> Sql:
        word, parts = node.get("op", "all"), node.get("of") or []
        if not isinstance(word, str) or word not in WORDS or not isinstance(parts, (list, tuple)):
            refuse_group()
        compiled = [sql for sql in self._compile_parts(word, parts, depth + 1) if sql[0]]
        if not compiled:
            return "", []
        sql = "(" + WORDS[word].join(sql for sql, _values in compiled) + ")"
        values = [value for _sql, some in compiled for value in some]
        return (negate(sql) if word == "none" else sql), values

    def _compile_parts(self, word: str, parts: list, depth: int) -> Iterator[Sql]:
        """Yield the SQL of the parts of a group; where none is on an own column, the first is sought by itself."""
        if len(parts) > 1:
            parts = sorted(parts, key=get_rank, reverse=word != "all")
            is_sought = isinstance(parts[0], (list, tuple)) or (isinstance(parts[0], dict) and "has" in parts[0])
            leads = word == "all" and is_sought and get_rank(parts[0]) in (1, 2)
            if leads and not self.is_common and not self.is_by_record:
                yield self.compile(parts[0], depth)
                parts = parts[1:]
            self.is_by_record = True
        for part in parts:
            yield self.compile(part, depth)

    def _compile_condition(self, path: object, operator: object, value: object) -> Sql:
        field = self.get_field(path)
        if operator not in (*field.operators, *UNOFFERED.get(field.kind, ())):
            text = _('"{0}" cannot be compared by "{1}". Use one of: {2}.')
            shown = frappe.utils.escape_html(str(operator)[:40])
            refuse(text.format(field.label, shown, ", ".join(field.operators)))
        if operator == "is" and value not in ("set", "not set"):
            refuse(_('"{0}" is either set or not set.').format(field.label))
        is_negative = operator in NEGATIVE or (operator == "is" and value == "not set")
        operator = NEGATIVE.get(operator, operator)
        sql, values = self._compile_positive(field, operator, value)
        return (negate(sql) if is_negative else sql), values

    def _compile_positive(self, field: ListField, operator: str, value: object) -> Sql:
        if not field.source or (field.has_rows and field.column):
            return compare(field, self.use(field), operator, value)
        is_blank = operator in ("=", "in") and any(v in (None, "") for v in _as_list(value))
        given = [v for v in _as_list(value) if v not in (None, "")]
        if is_blank and not given:
            sql, values = self._among_rows(field, "is", "set")
            return negate(sql), values
        sql, values = self._among_rows(field, operator, given if operator == "in" else value)
        if is_blank:
            unset, _none = self._among_rows(field, "is", "set")
            return f"({sql} or {negate(unset)})", values
        return sql, values

    def _among_rows(self, field: ListField, operator: str, value: object) -> Sql:
        """The records of which a row fulfils the condition."""
        if self.is_by_record and field.origin:
            sql, values = compare(field, field.value, operator, value)
            own = f"{field.key} = {self.table}.`name`"
            return f"exists (select 1 {double_percent(field.origin)} and {own} and {sql})", values
        sql, values = compare(field, "`row`.`value`", operator, value)
        rows = f"select `row`.`parent` from {field.rows} as `row` where {sql}"
        if field.link and self.is_common and self.is_common(rows, values):
            return compare(field, self.use(field), operator, value)
        key = field.link or f"{self.table}.`name`"
        return f"{key} in ({rows})", values


def get_rank(node: object) -> int:
    """Return how late a condition of a group is looked at: own columns, counts, rows and presences, absences."""
    if isinstance(node, (list, tuple)):
        return 2 if node and isinstance(node[0], str) and (":" in node[0] or "." in node[0]) else 0
    if not isinstance(node, dict) or "has" not in node:
        return 1
    count = node.get("count")
    if not isinstance(count, (list, tuple)) or not count or tuple(count) == (">=", 1):
        return 1 if node.get("total") else 2
    return 3 if count[0] in ("=", "<", "<=") else 1


def check_size(node: object) -> None:
    """Refuse conditions that are too many or too deep, those on what hangs on records among them."""
    waiting, count = [(node, 0)], 0
    while waiting:
        part, depth = waiting.pop()
        count += 1
        if depth > DEEPEST:
            refuse_group()
        if count > MOST_CONDITIONS:
            refuse(_("There are more than {0} conditions. Take some away.").format(MOST_CONDITIONS))
        if isinstance(part, dict) and isinstance(part.get("of"), (list, tuple)):
            waiting += [(one, depth + 1) for one in part["of"]]


def refuse_group() -> None:
    refuse(_("A group of conditions is one of all, any or none, at most {0} deep.").format(DEEPEST))


def negate(sql: str) -> str:
    """Return what holds wherever the SQL does not, also where it is unknown."""
    return f"not coalesce({sql}, 0)"


def refuse(sentence: str) -> None:
    """Refuse a question in one sentence."""
    frappe.throw(sentence, ListQueryError)


def _as_list(value: object) -> list:
    return list(value) if isinstance(value, (list, tuple)) else [value]


# ---- one condition: `column` stands for the value


def compare(field: ListField, column: str, operator: str, value: object) -> Sql:
    """Return the SQL of one condition that is not negative."""
    if operator == "is":
        return _is_set(field, column), []
    if operator in ("contains", "starts"):
        return _is_like(field, column, operator, value)
    if operator in ("=", "in"):
        return _is_among(field, column, _as_list(value) if operator == "in" else [value])
    if operator == "below":
        return _is_below(field, column, _as_list(value))
    if field.kind in ("date", "datetime"):
        return _is_within(field, column, operator, value)
    if operator == "between":
        low, high = get_two(field, value)
        return f"({column} >= %s and {column} <= %s)", [read(field, low), read(field, high)]
    return f"{column} {operator} %s", [read(field, value)]


def _is_set(field: ListField, column: str) -> str:
    if field.kind == "number" and not field.is_apart:
        return f"{column} <> 0"
    empty = f" and {column} <> ''" if field.kind in ("text", "key") else ""
    return f"({column} is not null{empty})"


def _is_like(field: ListField, column: str, operator: str, value: object) -> Sql:
    text = read_text(field, value)
    if not text:
        return _is_set(field, column), []
    for sign in "!%_":
        text = text.replace(sign, f"!{sign}")
    pattern = f"%{text}%" if operator == "contains" else f"{text}%"
    return f"{fold(column)} like {fold('%s')} escape '!'", [pattern]


def _is_among(field: ListField, column: str, given: list) -> Sql:
    if len(given) > MOST_VALUES:
        refuse(_('"{0}" is compared with more than {1} values. Take some away.').format(field.label, MOST_VALUES))
    known = [value for value in given if value not in (None, "")]
    parts, values = [], []
    if len(known) < len(given) or not given:
        parts.append(negate(_is_set(field, column)) if given else "1 = 0")
    if field.kind == "datetime":
        spans = [_is_within(field, column, "between", [value, value]) for value in known]
        parts += [sql for sql, _values in spans]
        values += [value for _sql, some in spans for value in some]
    elif known:
        known = [frappe.session.user if _is_me(field, value) else read(field, value) for value in known]
        plain = f"{column} in ({', '.join(['%s'] * len(known))})", known
        sql, some = write_is_text(column, known) if field.kind == "text" else plain
        parts.append(sql)
        values += some
    return f"({' or '.join(parts)})", values


def _is_below(field: ListField, column: str, given: list) -> Sql:
    """A link to one of some records of a tree, or to one that stands below them."""
    sql, values = _is_among(field, "`top`.`name`", [value for value in given if value not in (None, "")])
    table = f"`tab{field.options}`"
    pairs = f"{table} as `below` join {table} as `top` on `below`.`lft` between `top`.`lft` and `top`.`rgt`"
    return f"{column} in (select `below`.`name` from {pairs} where {sql})", values


def _is_me(field: ListField, value: object) -> bool:
    return value == ME and field.options == "User"


def _is_within(field: ListField, column: str, operator: str, value: object) -> Sql:
    """Dates and moments; a day compared with a moment is the whole day, a period is before or after all of its days."""
    if operator in ("<", ">=", ">", "<=") and isinstance(value, str) and (span := get_span(value)):
        value = span[operator in (">", "<=")]
    if operator == "within":
        span = get_span(value)
        if not span:
            shown = frappe.utils.escape_html(str(value)[:60])
            refuse(_('"{0}" of "{1}" is no period. Use one like this week or last month.').format(shown, field.label))
        low, high = span
    elif operator == "between":
        low, high = (read_moment(field, bound) for bound in get_two(field, value))
    else:
        bound = read_moment(field, value)
        at_end = operator in (">", "<=")
        return f"{column} {operator} %s", [_get_stored(field, bound, at_end)]
    return f"({column} >= %s and {column} <= %s)", [_get_stored(field, low, False), _get_stored(field, high, True)]


def _get_stored(field: ListField, bound: date | datetime, at_end: bool) -> str:
    """Return a bound as it is stored: of a day, its first or last moment."""
    is_day = not isinstance(bound, datetime)
    if field.kind == "date":
        return str(bound if is_day else bound.date())
    if is_day:
        bound = datetime.combine(bound, time.max if at_end else time.min)
    return bound.isoformat(" ")


# ---- values


def get_two(field: ListField, value: object) -> list:
    """Return the first and the last value of a comparison by between."""
    pair = _as_list(value)
    if len(pair) != 2:
        refuse(_('"{0}" is compared with a first and a last value.').format(field.label))
    return pair


def read(field: ListField, value: object) -> object:
    """Return a value in the type of its column."""
    if field.kind == "date":
        return str(read_moment(field, value))[:10]
    return {"number": read_number, "check": read_yes_no, "time": read_time}.get(field.kind, read_text)(field, value)


def read_text(field: ListField, value: object) -> str:
    if isinstance(value, (list, dict, tuple)) or "\0" in str(value):
        _refuse_value(field, value)
    return "" if value is None else str(value)


def read_number(field: ListField, value: object) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = float("nan")
    if number != number or number in (float("inf"), float("-inf")):
        _refuse_value(field, value)
    return number


def read_yes_no(field: ListField, value: object) -> int:
    if value not in (0, 1, "0", "1", True, False):
        _refuse_value(field, value)
    return int(value)


def read_time(field: ListField, value: object) -> str:
    try:
        found = time.fromisoformat(str(value).zfill(8) if len(str(value)) == 7 else str(value))
    except ValueError:
        _refuse_value(field, value)
    return str(timedelta(hours=found.hour, minutes=found.minute, seconds=found.second)).zfill(8)


def read_moment(field: ListField, value: object) -> date | datetime:
    """Return a day (ten signs) or a moment."""
    if isinstance(value, date):
        return value
    text = str(value).strip()
    try:
        return date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        _refuse_value(field, value)


def _refuse_value(field: ListField, value: object) -> None:
    shown = frappe.utils.escape_html(str(value)[:60])
    refuse(_('"{0}" is no value for "{1}". Correct it or take the condition away.').format(shown, field.label))
