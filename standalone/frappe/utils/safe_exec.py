"""Expressions kept in metadata, run with no reach to the machine; the names that templates may use."""

from __future__ import annotations

import ast
import copy
import unicodedata
from functools import lru_cache
from types import CodeType, MappingProxyType
from typing import Any

import frappe

MAX_EXPRESSION = 10_000
MAX_REPEAT = 1_000_000


# ---- expressions ---------------------------------------------------------------------------------


def safe_eval(code: str, eval_globals: dict | None = None, eval_locals: dict | None = None) -> Any:
    """The value of a Python expression over the given names.

    Raises SyntaxError for names and attributes with a leading underscore and for anything but an expression.
    """
    names = _guards() | (eval_globals or {})
    names["__builtins__"] = {}
    return eval(compile_expression(code), names, eval_locals)  # noqa: S307 - RestrictedPython's byte code


@lru_cache(maxsize=2048)
def compile_expression(code: str) -> CodeType:
    """The expression as guarded byte code; kept, because conditions are evaluated at every save."""
    from RestrictedPython import compile_restricted_eval

    text = unicodedata.normalize("NFKC", code or "").strip()
    if len(text) > MAX_EXPRESSION:
        raise SyntaxError(f"The expression is longer than {MAX_EXPRESSION} characters.")
    try:
        result = compile_restricted_eval(text, filename="<safe_eval>", policy=_policy())
    except (RecursionError, MemoryError, ValueError) as exc:
        raise SyntaxError("The expression is too deep or not text.") from exc
    if result.errors:
        raise SyntaxError("; ".join(str(error) for error in result.errors))
    return result.code


@lru_cache(maxsize=1)
def _policy() -> type:
    from RestrictedPython import RestrictingNodeTransformer

    class Policy(RestrictingNodeTransformer):
        """Powers, products and shifts go through a guard: they are how an expression eats the machine."""

        def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
            node = self.node_contents_visit(node)
            kind = {ast.Pow: "_power_", ast.Mult: "_times_", ast.LShift: "_shift_"}.get(type(node.op))
            if not kind:
                return node
            call = ast.Call(ast.Name(kind, ast.Load()), [node.left, node.right], [])
            return ast.fix_missing_locations(ast.copy_location(call, node))

    return Policy


@lru_cache(maxsize=1)
def _guard_names() -> dict[str, Any]:
    from RestrictedPython.Eval import default_guarded_getitem, default_guarded_getiter
    from RestrictedPython.Guards import guarded_iter_unpack_sequence, guarded_unpack_sequence

    return {
        "_getattr_": guarded_getattr,
        "_getitem_": default_guarded_getitem,
        "_getiter_": default_guarded_getiter,
        "_unpack_sequence_": guarded_unpack_sequence,
        "_iter_unpack_sequence_": guarded_iter_unpack_sequence,
        "_apply_": lambda function, *args, **kwargs: function(*args, **kwargs),
        "_power_": _power,
        "_times_": _times,
        "_shift_": _shift,
        "int": int,
        "float": float,
        "round": round,
        "long": int,
    }


def _guards() -> dict[str, Any]:
    return dict(_guard_names())


def guarded_getattr(thing: Any, name: str, default: Any = None, getattr: Any = getattr) -> Any:
    """An attribute, unless it leads out of the sandbox."""
    if type(name) is not str or name.startswith("_"):
        raise AttributeError(f"{name} is not allowed in an expression.")
    if name in ("format", "format_map") and (isinstance(thing, str) or thing is str):
        raise AttributeError("str.format is not allowed in an expression.")
    if is_forbidden_method(thing, name):
        raise AttributeError(f"{name} is not allowed in an expression.")
    return getattr(copy_if_shared(thing), name)


def _power(base: Any, exponent: Any) -> Any:
    if abs(exponent) > 1000 or abs(base) > 10**9:
        raise ValueError("The power is too large for an expression.")
    return base**exponent


def _times(left: Any, right: Any) -> Any:
    for sequence, count in ((left, right), (right, left)):
        if hasattr(sequence, "__len__") and isinstance(count, int) and len(sequence) * count > MAX_REPEAT:
            raise ValueError("The result is too long for an expression.")
    return left * right


def _shift(left: Any, right: Any) -> Any:
    if right > 64:
        raise ValueError("The shift is too large for an expression.")
    return left << right


# ---- documents in expressions and templates ------------------------------------------------------

READING_METHODS = frozenset(
    ("check_permission", "get", "getone", "in_format_data", "is_child_row", "is_dummy_password", "precision")
)
READING_PREFIXES = ("as_", "get_", "has_", "is_")
SECRETS = frozenset(("get_password",))


def is_forbidden_method(thing: Any, name: str) -> bool:
    """Whether it is a document's method that does more than read: a template or condition only reads."""
    from frappe.model.base_document import BaseDocument

    if not isinstance(thing, BaseDocument) or not callable(getattr(type(thing), name, None)):
        return False
    return name in SECRETS or not (name in READING_METHODS or name.startswith(READING_PREFIXES))


def copy_if_shared(value: Any) -> Any:
    """Metadata is one object for the whole process; templates and conditions get a copy of their own to handle."""
    from frappe.model.meta import Meta
    from frappe.utils.caching import derived

    if not isinstance(value, Meta):
        return value
    return derived(("meta_for_templates", value.name), lambda: copy.deepcopy(value))


class Names:
    """Names for templates, read as attributes or items. All templates of a process share them: none can change them."""

    __slots__ = ("_names",)

    def __init__(self, **names: Any) -> None:
        object.__setattr__(self, "_names", MappingProxyType(names))

    def __getattr__(self, name: str) -> Any:
        try:
            return self._names[name]
        except KeyError:
            raise AttributeError(name) from None

    def __getitem__(self, name: str) -> Any:
        return self._names[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{name} cannot be changed.")


# ---- the names of templates ----------------------------------------------------------------------


def get_safe_globals() -> frappe._dict:
    """What templates may use: reading through the session user's rights, formatting, translation."""
    from frappe.utils.caching import derived

    return frappe._dict(derived("safe_globals", _make_safe_globals))


def _make_safe_globals() -> dict[str, Any]:
    import json

    from frappe.utils import data
    from werkzeug.local import LocalProxy

    names = Names(
        **{
            "_": frappe._,
            "_dict": frappe._dict,
            "as_json": frappe.as_json,
            "bold": frappe.bold,
            "date_format": LocalProxy(data.get_user_date_format),
            "db": Names(
                get_list=_get_list,
                get_all=_get_list,
                get_value=_get_value,
                get_single_value=_get_single_value,
                exists=_exists,
                count=_count,
                escape=lambda value: frappe.db.escape(value),
            ),
            "form_dict": frappe.form_dict,
            "format": frappe.format_value,
            "format_date": data.formatdate,
            "format_value": frappe.format_value,
            "full_name": LocalProxy(lambda: frappe.utils.get_fullname()),
            "get_all": _get_list,
            "get_cached_doc": _get_doc,
            "get_doc": _get_doc,
            "get_fullname": frappe.utils.get_fullname,
            "get_list": _get_list,
            "get_meta": lambda doctype: copy_if_shared(frappe.get_meta(doctype)),
            "get_system_settings": frappe.get_system_settings,
            "get_url": data.get_url,
            "lang": LocalProxy(lambda: frappe.local.lang),
            "msgprint": frappe.msgprint,
            "parse_json": frappe.parse_json,
            "scrub": frappe.scrub,
            "session": Names(user=LocalProxy(lambda: frappe.local.session.user)),
            "throw": frappe.throw,
            "user": LocalProxy(lambda: frappe.local.session.user),
            "utils": get_safe_utils(),
        }
    )
    return {
        "frappe": names,
        "_": frappe._,
        "_dict": frappe._dict,
        "dict": dict,
        "json": Names(loads=json.loads, dumps=json.dumps),
        "scrub": frappe.scrub,
        "get_url": data.get_url,
    }


def get_safe_utils() -> Names:
    """The functions of frappe.utils.data, none of which writes or reaches a file."""
    from frappe.utils import data

    hidden = {
        "get_site_path",
        "get_files_path",
        "get_backups_path",
        "get_site_base_path",
        "get_setting",
        "derived",
    }
    return Names(
        **{
            name: value
            for name, value in vars(data).items()
            if not name.startswith("_")
            and name not in hidden
            and callable(value)
            and getattr(value, "__module__", "").startswith("frappe.utils._")
        },
        get_fullname=frappe.utils.get_fullname,
    )


LIST_ARGUMENTS = frozenset(
    """
    as_dict as_list debug distinct fields filters group_by limit limit_page_length limit_start or_filters order_by
    page_length parent_doctype pluck start
    """.split()
)


def _get_list(doctype: str, fields: Any = None, filters: Any = None, **arguments: Any) -> list:
    """Records that the session user may read. Raises PermissionError for the switches that Python callers have."""
    if closed := sorted(arguments.keys() - LIST_ARGUMENTS):
        raise frappe.PermissionError(frappe._("A template may not list records with {0}.").format(", ".join(closed)))
    wanted = {key: value for key, value in arguments.items() if key not in ("as_dict", "debug")}
    return frappe.get_list(doctype, fields=fields, filters=filters, **wanted)


def _get_doc(doctype: str, name: Any = None) -> Any:
    doc = frappe.get_doc(doctype, name if name is not None else doctype)
    doc.check_permission("read")
    doc.apply_fieldlevel_read_permissions()
    return doc


def _get_value(doctype: str, filters: Any = None, fieldname: Any = "name", as_dict: bool = False) -> Any:
    frappe.has_permission(doctype, "read", throw=True)
    fields = [fieldname] if isinstance(fieldname, str) else list(fieldname)
    filters = {"name": filters} if isinstance(filters, (str, int)) else filters
    rows = frappe.get_list(doctype, filters=filters, fields=fields, limit_page_length=1)
    if not rows:
        return None
    if as_dict:
        return rows[0]
    values = tuple(rows[0].get(field) for field in fields)
    return values[0] if isinstance(fieldname, str) else values


def _get_single_value(doctype: str, fieldname: str) -> Any:
    field = frappe.get_meta(doctype).get_field(fieldname)
    if field and field.fieldtype == "Password":
        raise frappe.PermissionError(frappe._("A template may not read a password."))
    return frappe.db.get_single_value(doctype, fieldname)


def _exists(doctype: str, filters: Any) -> Any:
    return _get_value(doctype, filters)


def _count(doctype: str, filters: Any = None) -> int:
    return len(frappe.get_list(doctype, filters=filters, pluck="name"))
