"""Reads the field, order and group expressions of a list request and writes them as SQL.

Nothing of the caller's text reaches SQL but column names known to the metadata, numbers and plain words in quotes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from frappe.database.text import quoted
from frappe.exceptions import DataError

AGGREGATES = frozenset(("count", "sum", "avg", "min", "max"))
FUNCTIONS = AGGREGATES | frozenset(
    ("date", "time", "year", "month", "day", "quarter", "abs", "round", "lower", "upper", "length", "substr")
)
ARITHMETIC = {"add": "+", "sub": "-", "mul": "*", "div": "/"}
_TOKEN = re.compile(
    r"\s*(?:(?P<name>`[^`\x00]+`)|(?P<number>\d+(?:\.\d+)?)|(?P<text>'[\w .,:;/%@#+-]*')|(?P<double>\"[^\"\x00]*\")"
    r"|(?P<word>[^\W\d]\w*)|(?P<sign>[().,*+/-]))"
)
_ALIAS = re.compile(r"[^`\x00-\x1f\"'\\;]{1,140}\Z")
_MAX_DEPTH = 30
_PLAIN = re.compile(r"(?:`(tab[^`\x00]+)`\.)?(`?)([^\W\d]\w*)\2\Z")
_PLAIN_ORDER = re.compile(r"\s*(?:`(tab[^`\x00]+)`\.)?(`?)([^\W\d]\w*)\2(?:\s+(asc|desc))?\s*\Z", re.IGNORECASE)


@dataclass(slots=True)
class Reference:
    """A column as written: its path (`tabX`, link field or table field first) and what it resolved to."""

    sql: str
    kind: str
    name: str
    permitted: bool = True


@dataclass(slots=True)
class Expression:
    """SQL made of references, with what a list needs to know of it."""

    sql: str
    kind: str = ""
    references: list[Reference] = field(default_factory=list)
    is_aggregate: bool = False
    is_function: bool = False
    alias: str | None = None
    name: str = ""
    star: str | None = None
    distinct: bool = False


Resolver = Callable[[list[str]], Reference]


def not_permitted(text: Any) -> DataError:
    """The error for a field that cannot be part of a query."""
    return DataError(f"Field not permitted in query: {str(text)[:140]}")


class Parser:
    """Parses one text; every column goes through `resolve`."""

    def __init__(self, text: str, resolve: Resolver) -> None:
        self.text = text
        self.resolve = resolve
        self.tokens = self._tokens(text)
        self.at = 0
        self.depth = 0

    def _tokens(self, text: str) -> list[tuple[str, str]]:
        if len(text) > 2_000:
            raise not_permitted(text)
        tokens, at = [], 0
        stripped = text.rstrip()
        while at < len(stripped):
            match = _TOKEN.match(stripped, at)
            if not match:
                raise not_permitted(text)
            tokens.append((match.lastgroup or "", match[match.lastgroup or 0]))
            at = match.end()
        return tokens

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("", "")

    def take(self, *values: str) -> str | None:
        """The next token where it is one of `values`."""
        kind, value = self.peek()
        if kind and value.lower() in values and kind in ("word", "sign"):
            self.at += 1
            return value.lower()
        return None

    def need(self, value: str) -> None:
        if not self.take(value):
            raise not_permitted(self.text)

    @property
    def at_end(self) -> bool:
        return self.at >= len(self.tokens)

    # ---- grammar -------------------------------------------------------------------------------

    def field(self) -> Expression:
        """A whole `fields` entry: an expression or star, with an alias if there is one."""
        distinct = self._leading_distinct()
        found = self._star() or self.expression()
        if self.take("as"):
            found.alias = self._alias()
        if not self.at_end:
            raise not_permitted(self.text)
        found.distinct = distinct
        return found

    def _leading_distinct(self) -> bool:
        if self.peek()[1].lower() == "distinct" and len(self.tokens) > 1 and self.tokens[1][1] not in (".", "as"):
            self.at += 1
            return True
        return False

    def _star(self) -> Expression | None:
        if self.take("*"):
            return Expression("*", star="")
        if len(self.tokens) - self.at == 3 and [t[1] for t in self.tokens[self.at + 1 :]] == [".", "*"]:
            name = self.tokens[self.at][1].strip("`")
            self.at += 3
            return Expression("*", star=name)
        return None

    def _alias(self) -> str:
        kind, value = self.peek()
        self.at += 1
        if kind in ("name", "text", "double"):
            value = value[1:-1]
        elif kind not in ("word", "number"):
            raise not_permitted(self.text)
        if not _ALIAS.match(value):
            raise not_permitted(self.text)
        return value

    def expression(self) -> Expression:
        """A sum."""
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise not_permitted(self.text)
        left = self._product()
        while operator := self.take("+", "-"):
            left = arithmetic(operator, left, self._product())
        self.depth -= 1
        return left

    def _product(self) -> Expression:
        left = self._factor()
        while operator := self.take("*", "/"):
            left = arithmetic(operator, left, self._factor())
        return left

    def _factor(self) -> Expression:
        kind, value = self.peek()
        if self.take("("):
            inner = self.expression()
            self.need(")")
            inner.sql = f"({inner.sql})"
            return inner
        if self.take("-"):
            return arithmetic("-", Expression("0"), self._factor())
        if kind in ("number", "text"):
            self.at += 1
            return Expression(value, name=value.strip("'"), is_function=True)
        if kind == "word" and self.at + 1 < len(self.tokens) and self.tokens[self.at + 1][1] == "(":
            return self._function(value.lower())
        if kind in ("word", "name"):
            return self._reference()
        raise not_permitted(self.text)

    def _function(self, name: str) -> Expression:
        if name not in FUNCTIONS:
            raise DataError(f"Use of function {name} in field is restricted")
        self.at += 2
        distinct = bool(name in AGGREGATES and self.take("distinct"))
        if name == "count" and self.take("*"):
            self.need(")")
            return Expression("count(*)", "int", is_aggregate=True, is_function=True, name="count(*)")
        arguments = [self.expression()]
        while self.take(","):
            arguments.append(self.expression())
        self.need(")")
        return function(name, arguments, distinct)

    def _reference(self) -> Expression:
        path = [self._part()]
        while self.take("."):
            path.append(self._part())
        if len(path) > 2:
            raise not_permitted(self.text)
        reference = self.resolve(path)
        return Expression(reference.sql, reference.kind, [reference], name=reference.name)

    def _part(self) -> str:
        kind, value = self.peek()
        if kind not in ("word", "name"):
            raise not_permitted(self.text)
        self.at += 1
        return value.strip("`")


def function(name: str, arguments: list[Expression], distinct: bool = False) -> Expression:
    """A call of a permitted function."""
    body = ", ".join(argument.sql for argument in arguments)
    kind = arguments[0].kind if name in ("min", "max") else ("date" if name == "date" else "")
    return Expression(
        f"{name}({'DISTINCT ' if distinct else ''}{body})",
        kind,
        [reference for argument in arguments for reference in argument.references],
        is_aggregate=name in AGGREGATES or any(argument.is_aggregate for argument in arguments),
        is_function=True,
        name=f"{name}({', '.join(argument.name for argument in arguments)})",
    )


def arithmetic(operator: str, left: Expression, right: Expression) -> Expression:
    """`left operator right`; a quotient is never cut to a whole number."""
    middle = " * 1.0 / " if operator == "/" else f" {operator} "
    return Expression(
        f"({left.sql}{middle}{right.sql})",
        "",
        [*left.references, *right.references],
        is_aggregate=left.is_aggregate or right.is_aggregate,
        is_function=True,
        name=f"{left.name}{operator}{right.name}",
    )


def parse_field(text: Any, resolve: Resolver) -> Expression:
    """One `fields` entry: text, or a dict such as {"COUNT": "name", "as": "c"}."""
    if isinstance(text, dict):
        return _from_dict(text, resolve, 0)
    if not isinstance(text, str) or not text.strip():
        raise not_permitted(text)
    if match := _PLAIN.match(text):
        return _plain(match[1], match[3], resolve)
    return Parser(text, resolve).field()


def _plain(table: str | None, name: str, resolve: Resolver) -> Expression:
    reference = resolve([table, name] if table else [name])
    return Expression(reference.sql, reference.kind, [reference], name=reference.name)


def _from_dict(value: dict, resolve: Resolver, depth: int) -> Expression:
    keys = [key for key in value if key != "as"]
    alias = value.get("as")
    if len(keys) != 1 or depth > 5 or (alias is not None and not (isinstance(alias, str) and _ALIAS.match(alias))):
        raise not_permitted(value)
    name = str(keys[0]).lower()
    given = value[keys[0]]
    arguments = [_argument(one, resolve, depth) for one in (given if isinstance(given, (list, tuple)) else [given])]
    if name in ARITHMETIC and len(arguments) == 2:
        found = arithmetic(ARITHMETIC[name], *arguments)
    elif name in FUNCTIONS and arguments and (name == "count" or arguments[0].sql != "*"):
        found = function(name, arguments)
    else:
        raise DataError(f"Use of function {str(keys[0])[:40]} in field is restricted")
    found.alias = alias
    return found


def _argument(value: Any, resolve: Resolver, depth: int) -> Expression:
    if isinstance(value, dict):
        return _from_dict(value, resolve, depth + 1)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Expression(str(value), name=str(value))
    if value == "*":
        return Expression("*", name="*")
    if not isinstance(value, str):
        raise not_permitted(value)
    parser = Parser(value, resolve)
    found = parser.expression()
    if not parser.at_end:
        raise not_permitted(value)
    return found


def parse_order(text: str, resolve: Resolver, aliases: dict[str, Expression]) -> list[tuple[Expression, str]]:
    """The terms of an `order_by` with ASC or DESC."""
    match = _PLAIN_ORDER.match(text)
    if match and match[3] not in aliases:
        return [(_plain(match[1], match[3], resolve), (match[4] or "asc").upper())]
    parser = Parser(text, resolve)
    terms = []
    while True:
        term = _alias_or_expression(parser, aliases)
        direction = (parser.take("asc", "desc") or "asc").upper()
        terms.append((term, direction))
        if not parser.take(","):
            break
    if not parser.at_end:
        raise not_permitted(text)
    return terms


def parse_group(text: str, resolve: Resolver, aliases: dict[str, Expression]) -> list[Expression]:
    """The terms of a `group_by`."""
    parser = Parser(text, resolve)
    terms = [_alias_or_expression(parser, aliases)]
    while parser.take(","):
        terms.append(_alias_or_expression(parser, aliases))
    if not parser.at_end:
        raise not_permitted(text)
    return terms


def _alias_or_expression(parser: Parser, aliases: dict[str, Expression]) -> Expression:
    kind, value = parser.peek()
    following = parser.tokens[parser.at + 1][1].lower() if parser.at + 1 < len(parser.tokens) else ","
    name = value.strip("`")
    if kind in ("word", "name") and name in aliases and following in (",", "asc", "desc"):
        parser.at += 1
        found = aliases[name]
        return Expression(quoted(name), found.kind, found.references, found.is_aggregate, True, name=name)
    return parser.expression()
