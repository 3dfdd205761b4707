"""Jinja templates in a sandbox: from files of the apps, and from texts kept in records."""

from __future__ import annotations

import os
import threading
from functools import lru_cache
from typing import Any

import frappe
from frappe.utils.caching import derived

MAX_OUTPUT = 20_000_000
_build_lock = threading.RLock()


def get_jenv() -> Any:
    """The sandboxed environment of this site, with its apps' `jinja` hooks."""
    return derived("jinja_environment", _make_environment)


def render_template(
    template: str, context: dict | None = None, is_path: bool | None = None, safe_render: bool = True
) -> str:
    """Render a text, or a file when the text is a path ending in .html.

    Raises ValidationError "Illegal template" for a text that reaches for `.__`, and says the line where Jinja
    cannot read it.
    """
    if not template:
        return ""
    is_file = bool(is_path) or (is_path is None and guess_is_path(template))
    if not is_file and safe_render and is_illegal(template):
        frappe.throw(frappe._("Illegal template"))
    return run_template(get_template(template) if is_file else compile_template(template), context)


def run_template(template: Any, context: dict | None = None) -> str:
    """Render a compiled template; what fails becomes a ValidationError that names the line."""
    from jinja2 import TemplateError
    from jinja2.sandbox import SecurityError

    try:
        return template.render(dict(context or {}))
    except SecurityError as exc:
        _refuse(frappe._("The template does what templates may not do: {0}"), exc)
    except TemplateError as exc:
        _refuse(frappe._("The template cannot be filled in: {0}"), exc)
    except (
        TypeError,
        ArithmeticError,
        LookupError,
        AttributeError,
        ValueError,
        RecursionError,
        MemoryError,
    ) as exc:
        _refuse(frappe._("The template cannot be filled in: {0}"), exc)


def validate_template(html: str) -> None:
    """Raise ValidationError where the text is no template."""
    if html and is_illegal(html):
        frappe.throw(frappe._("Illegal template"))
    if html:
        compile_template(html)


def compile_template(text: str) -> Any:
    """The text as a template, compiled once per site and text."""
    from jinja2 import TemplateSyntaxError

    templates = derived("jinja_texts", dict)
    found = templates.get(text)
    if found is None:
        try:
            found = get_jenv().from_string(text)
        except (TemplateSyntaxError, RecursionError, MemoryError) as exc:
            line = getattr(exc, "lineno", 0)
            message = frappe._("Syntax error in template as line {0}: {1}").format(line, _escaped(exc))
            frappe.throw(message, title=frappe._("Syntax error in template"))
        if len(templates) > 500:
            templates.clear()
        templates[text] = found
    return found


def get_template(path: str) -> Any:
    """A template file of an app, such as templates/includes/letter.html. Raises TemplateNotFoundError."""
    from jinja2 import TemplateNotFound

    try:
        return get_jenv().get_template(path)
    except TemplateNotFound:
        frappe.throw(frappe._("There is no template {0}.").format(_escaped(path)), frappe.TemplateNotFoundError)


def guess_is_path(template: str) -> bool:
    """Whether the text is the path of a template file."""
    return template.endswith((".html", ".txt", ".md")) and "\n" not in template and "<" not in template


def is_illegal(template: str) -> bool:
    return ".__" in template or "__class__" in template or "__subclasses__" in template


def get_jenv_customization(key: str) -> dict[str, Any]:
    """Methods or filters that the apps add by their `jinja` hook."""
    import inspect

    out: dict[str, Any] = {}
    for path in (frappe.get_hooks("jinja") or {}).get(key, []):
        try:
            thing = frappe.get_attr(path)
        except (AttributeError, ModuleNotFoundError):
            thing = frappe.get_module(path)
        if inspect.ismodule(thing):
            functions = inspect.getmembers(thing, inspect.isfunction)
            out.update({name: fn for name, fn in functions if fn.__module__ == thing.__name__})
        else:
            out[path.rsplit(".", 1)[1]] = thing
    return out


def _refuse(message: str, exc: Exception) -> None:
    frappe.throw(message.format(_escaped(exc)), title=frappe._("Error in template"))


def _escaped(thing: Any) -> str:
    return frappe.utils.escape_html(str(thing)[:300])


def _make_environment() -> Any:
    from frappe.utils import cint, flt
    from frappe.utils.safe_exec import get_safe_globals

    with _build_lock:
        environment = _environment_class()(loader=_make_loader(), auto_reload=bool(frappe.conf.developer_mode))
        environment.globals.update(get_safe_globals())
        environment.globals.update(get_jenv_customization("methods"))
        environment.filters.update(
            {
                "json": frappe.as_json,
                "len": len,
                "int": cint,
                "str": str,
                "flt": flt,
                "markdown": frappe.utils.md_to_html,
            }
        )
        environment.filters.update(get_jenv_customization("filters"))
    return environment


def _make_loader() -> Any:
    from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader

    folders = {app: frappe.get_app_path(app) for app in reversed(frappe.get_installed_apps())}
    loaders = {app: FileSystemLoader(folder) for app, folder in folders.items() if os.path.isdir(folder)}
    return ChoiceLoader([PrefixLoader(loaders), *loaders.values()])


@lru_cache(maxsize=1)
def _environment_class() -> type:
    from frappe.utils.safe_exec import _power, _times, copy_if_shared, is_forbidden_method
    from jinja2.sandbox import SandboxedEnvironment, SecurityError

    class Environment(SandboxedEnvironment):
        """Jinja's sandbox; documents cannot be written, and no product or power eats the machine."""

        intercepted_binops = frozenset({"*", "**"})

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            return _power(left, right) if operator == "**" else _times(left, right)

        def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
            if is_forbidden_method(obj, attr):
                raise SecurityError(f"{attr} may not be called in a template.")
            return super().is_safe_attribute(obj, attr, value)

        def getattr(self, obj: Any, attribute: str) -> Any:
            return super().getattr(copy_if_shared(obj), attribute)

        def getitem(self, obj: Any, argument: Any) -> Any:
            return super().getitem(copy_if_shared(obj), argument)

    return Environment
