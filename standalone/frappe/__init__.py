"""The subset of Frappe's Python API that apps such as RelCRM use, over SQLite, in one process.

Thread-local state lives in `local`; the familiar names (`db`, `session`, `form_dict`, ...) are proxies onto it.
"""

from __future__ import annotations

import importlib
import json
import os
import threading
from collections.abc import Callable, Iterable
from typing import Any

from frappe.exceptions import *  # noqa: F403
from frappe.exceptions import DoesNotExistError, PermissionError, ValidationError
from werkzeug.local import LocalProxy

__version__ = "15.44.0"


class _dict(dict):
    """A dict whose keys are attributes too; a missing one reads as None."""

    __slots__ = ()
    __getattr__ = dict.get
    __setattr__ = dict.__setitem__
    __delattr__ = dict.__delitem__

    def __setstate__(self, state: dict) -> None:
        self.update(state)

    def __getstate__(self) -> _dict:
        return self

    def update(self, *args: Any, **kwargs: Any) -> _dict:
        super().update(*args, **kwargs)
        return self

    def copy(self) -> _dict:
        return _dict(self)


class _Local(threading.local):
    """Everything that belongs to one request, job or command."""


local = _Local()


def _proxy(name: str) -> Any:
    return LocalProxy(lambda: getattr(local, name))


db = _proxy("db")
conf = _proxy("conf")
form_dict = form = _proxy("form_dict")
flags = _proxy("flags")
session = _proxy("session")
request = _proxy("request")
response = _proxy("response")
message_log = _proxy("message_log")
error_log = _proxy("error_log")
debug_log = _proxy("debug_log")
lang = _proxy("lang")
user = LocalProxy(lambda: get_user())

whitelisted: set[Callable] = set()
guest_methods: set[Callable] = set()
xss_safe_methods: set[Callable] = set()
allowed_http_methods_for_whitelisted_func: dict[Callable, list[str]] = {}

from frappe.query_builder import qb  # noqa: E402,F401
from frappe.utils.caching import cache, request_cache, site_cache  # noqa: E402,F401

# ---- a site in this thread ---------------------------------------------------------------------


def init(site: str, sites_path: str = ".", force: bool = False) -> None:
    """Prepare this thread for a site (a folder under `sites_path`); opens no database."""
    site_path = os.path.abspath(os.path.join(sites_path or ".", site))
    if not force and getattr(local, "initialised", False) and local.site_path == site_path:
        return
    local.site = os.path.basename(site_path)
    local.sites_path = os.path.dirname(site_path)
    local.site_path = site_path
    local.conf = get_site_config(site_path=site_path)
    local.db = None
    local.request = None
    local.initialised = True
    reset_request_state()


def reset_request_state() -> None:
    """A clean slate for the next request or job of this thread; the connection stays."""
    local.flags = _dict()
    local.message_log = []
    local.error_log = []
    local.debug_log = []
    local.realtime_log = []
    local.form_dict = _dict()
    local.response = _dict({"docs": []})
    local.session = _dict(user="Guest", sid="Guest", data=_dict())
    local.lang = local.conf.get("lang") or "en"
    local.request_cache = {}
    local.document_cache = {}
    local.user_cache = {}
    local.jenv = None


def connect(site: str | None = None, set_admin_as_user: bool = True) -> None:
    """Open (or reuse) this thread's connection to the site's database."""
    from frappe.database import get_db

    if site:
        init(site)
    if local.db is None:
        local.db = get_db(local.site_path)
    from frappe.utils.caching import refresh_derived

    refresh_derived()
    if set_admin_as_user:
        set_user("Administrator")


def destroy() -> None:
    """Close the connection and forget the site."""
    if getattr(local, "db", None) is not None:
        local.db.close()
        local.db = None
    local.initialised = False


def get_site_config(sites_path: str | None = None, site_path: str | None = None) -> _dict:
    """The site's `site_config.json`, with defaults. Raises ValidationError where it is not valid JSON."""
    config = _dict()
    path = os.path.join(site_path or local.site_path, "site_config.json")
    if os.path.exists(path):
        with open(path, encoding="utf-8") as handle:
            try:
                config.update(json.load(handle))
            except json.JSONDecodeError as exc:
                raise ValidationError(
                    f"{path} is not valid JSON ({exc}). Mend it or restore it from a backup."
                ) from exc
    return config


def get_conf(site: str | None = None) -> _dict:
    return local.conf


def get_site_path(*parts: str) -> str:
    return os.path.join(local.site_path, *parts)


def get_app_path(app: str, *parts: str) -> str:
    """Path of the app's Python package, joined with `parts` (the first is scrubbed)."""
    base = os.path.dirname(importlib.import_module(scrub(app)).__file__)
    return os.path.join(base, *parts)


get_pymodule_path = get_app_path


def get_module_path(module: str, *parts: str) -> str:
    """Path of a module's folder."""
    return get_app_path(
        get_module_app(module), scrub(module), *[scrub(p) if i == 0 else p for i, p in enumerate(parts)]
    )


def get_module_app(module: str) -> str:
    """The app that a module belongs to, by `modules.txt`."""
    from frappe.modules import get_module_app_map

    try:
        return get_module_app_map()[scrub(module)]
    except KeyError:
        raise ImportError(f"Module {module} belongs to no installed app.") from None


def get_module(modulename: str) -> Any:
    return importlib.import_module(modulename)


def get_installed_apps(*args: Any, **kwargs: Any) -> list[str]:
    """Apps of this site in install order; `frappe` first."""
    if getattr(local, "db", None) is None:
        return ["frappe"]
    from frappe.utils.caching import derived

    return list(derived("installed_apps", _read_installed_apps))


def _read_installed_apps() -> list[str]:
    value = local.db.get_global_meta("installed_apps")
    return json.loads(value) if value else ["frappe"]


def get_hooks(hook: str | None = None, default: Any = "_KEEP_DEFAULT_LIST", app_name: str | None = None) -> Any:
    """Hook values of all installed apps: a list, or a dict of lists for dict-valued hooks."""
    from frappe.utils.caching import derived

    if app_name:
        hooks = _load_app_hooks([app_name])
    else:
        hooks = derived("hooks", lambda: _load_app_hooks(get_installed_apps()))
    if hook:
        return hooks.get(hook, [] if default == "_KEEP_DEFAULT_LIST" else default)
    return _dict(hooks)


def _load_app_hooks(apps: Iterable[str]) -> dict[str, Any]:
    hooks: dict[str, Any] = {}
    for app in apps:
        try:
            module = importlib.import_module(f"{app}.hooks")
        except ModuleNotFoundError as exc:
            raise ValidationError(f"App {app} is installed on this site but cannot be imported: {exc}.") from exc
        for key, value in vars(module).items():
            if not key.startswith("_") and not callable(value) and not isinstance(value, type(json)):
                _append_hook(hooks, key, value)
    return hooks


def _append_hook(target: dict, key: Any, value: Any) -> None:
    if isinstance(value, dict):
        inner = target.setdefault(key, {})
        for k, v in value.items():
            for one in k if isinstance(k, tuple) else (k,):
                _append_hook(inner, one, v)
    else:
        values = target.setdefault(key, [])
        values.extend(value if isinstance(value, (list, tuple)) and not isinstance(value, str) else [value])


def get_attr(method_string: str) -> Any:
    """The object named by a dotted path. Raises AppNotInstalledError for the module of an app that is not installed."""
    modulename, _dot, methodname = method_string.rpartition(".")
    if not modulename:
        raise ValidationError(f"{method_string} is not a dotted path.")
    return getattr(importlib.import_module(modulename), methodname)


def call(fn: str | Callable, *args: Any, **kwargs: Any) -> Any:
    """Call a function with only those keyword arguments that it accepts."""
    if isinstance(fn, str):
        fn = get_attr(fn)
    return fn(*args, **get_newargs(fn, kwargs))


def get_newargs(fn: Callable, kwargs: dict) -> dict:
    import inspect

    spec = inspect.signature(fn)
    if any(p.kind is p.VAR_KEYWORD for p in spec.parameters.values()):
        wanted = dict(kwargs)
    else:
        wanted = {k: v for k, v in kwargs.items() if k in spec.parameters}
    wanted.pop("ignore_permissions", None)
    wanted.pop("flags", None)
    return wanted


# ---- messages and errors -----------------------------------------------------------------------


def msgprint(
    msg: Any,
    title: str | None = None,
    raise_exception: Any = 0,
    as_table: bool = False,
    as_list: bool = False,
    indicator: str | None = None,
    alert: bool = False,
    primary_action: Any = None,
    is_minimizable: bool = False,
    wide: bool = False,
    *,
    realtime: bool = False,
) -> None:
    """Queue a message for the user; with `raise_exception` raise it too."""
    out = _dict(message=msg if isinstance(msg, str) else (list(msg) if as_list else str(msg)))
    out.title = title or _("Message")
    if indicator or raise_exception:
        out.indicator = indicator or "red"
    if as_list:
        out.as_list = 1
    if alert:
        out.alert = 1
    if primary_action:
        out.primary_action = primary_action
    if raise_exception:
        out.raise_exception = 1
    if not local.flags.mute_messages:
        local.message_log.append(out)
    if raise_exception:
        exc = raise_exception if not isinstance(raise_exception, (int, bool)) else ValidationError
        if isinstance(exc, BaseException):
            exc.args = exc.args or (msg,)
            raise exc
        raise exc(msg if isinstance(msg, str) else ", ".join(map(str, msg)))


def throw(
    msg: Any,
    exc: Any = ValidationError,
    title: str | None = None,
    is_minimizable: bool = False,
    wide: bool = False,
    as_list: bool = False,
    primary_action: Any = None,
) -> None:
    """Queue a message and raise `exc` with it."""
    msgprint(msg, title=title, raise_exception=exc, indicator="red", as_list=as_list, primary_action=primary_action)


def clear_messages() -> None:
    local.message_log = []


def clear_last_message() -> None:
    if local.message_log:
        local.message_log = local.message_log[:-1]


def get_message_log() -> list[_dict]:
    return [_dict(m) for m in local.message_log]


def errprint(msg: Any) -> None:
    local.error_log.append({"exc": str(msg)})


def log(msg: Any) -> None:
    local.debug_log.append(str(msg))


def get_traceback(with_context: bool = False) -> str:
    import sys
    import traceback

    return "".join(traceback.format_exception(*sys.exc_info())) if sys.exc_info()[0] else ""


def log_error(
    title: str | None = None,
    message: str | None = None,
    reference_doctype: str | None = None,
    reference_name: str | None = None,
    *,
    defer_insert: bool = False,
) -> Any:
    """Keep an Error Log: `method` = title, `error` = message (default: the current traceback)."""
    if message and title and ("\n" in title or len(title) > 140):
        title, message = message, title
    elif title and not message and ("\n" in title or len(title) > 140):
        title, message = None, title
    doc = get_doc(
        doctype="Error Log",
        method=str(title or _("Error"))[:140],
        error=message or get_traceback() or str(title),
        reference_doctype=reference_doctype,
        reference_name=reference_name,
    )
    return doc.insert(ignore_permissions=True)


def logger(module: str | None = None, *args: Any, **kwargs: Any) -> Any:
    import logging

    return logging.getLogger(f"frappe.{module}" if module else "frappe")


def only_for(roles: str | Iterable[str], message: bool = False) -> None:
    """Raise PermissionError unless the session user has one of the roles."""
    if local.session.user == "Administrator" or local.flags.in_test_setup:
        return
    wanted = {roles} if isinstance(roles, str) else set(roles)
    if wanted.isdisjoint(get_roles()):
        if message:
            msgprint(_("This action is only allowed for {0}").format(", ".join(bold(_(r)) for r in sorted(wanted))))
        raise PermissionError


# ---- whitelisting ------------------------------------------------------------------------------


def whitelist(allow_guest: bool = False, xss_safe: bool = False, methods: list[str] | None = None) -> Callable:
    """Let a function be called over HTTP. `methods` defaults to GET, POST, PUT, DELETE."""
    methods = methods or ["GET", "POST", "PUT", "DELETE"]

    def register(fn: Callable) -> Callable:
        whitelisted.add(fn)
        allowed_http_methods_for_whitelisted_func[fn] = methods
        if allow_guest:
            guest_methods.add(fn)
        if xss_safe:
            xss_safe_methods.add(fn)
        return fn

    return register


def is_whitelisted(method: Callable) -> None:
    """Raise PermissionError where `method` may not be called by the session user over HTTP."""
    method = getattr(method, "__func__", method)
    is_guest = local.session.user == "Guest"
    if method not in whitelisted or (is_guest and method not in guest_methods):
        name = f"{getattr(method, '__module__', '')}.{getattr(method, '__qualname__', method)}"
        summary = _("You are not permitted to access this resource.")
        detail = _("Function {0} is not whitelisted.").format(bold(name))
        if method in whitelisted:
            detail = _("Log in to access {0}.").format(bold(name))
        throw(
            f"<details><summary>{summary}</summary>{detail}</details>",
            PermissionError,
            title=_("Method Not Allowed"),
        )


def read_only() -> Callable:
    def wrap(fn: Callable) -> Callable:
        return fn

    return wrap


def validate_and_sanitize_search_inputs(fn: Callable) -> Callable:
    """For custom link queries: refuses a search field that is not a plain name, makes numbers numbers."""
    import functools

    @functools.wraps(fn)
    def wrapper(
        doctype: str, txt: str, searchfield: str, start: Any, page_len: Any, filters: Any, *a: Any, **kw: Any
    ) -> Any:
        from frappe.utils import cint

        if searchfield and not searchfield.replace("_", "").isalnum():
            throw(_("{0} is not a field that can be searched.").format(searchfield), ValidationError)
        if doctype and not local.db.exists("DocType", doctype):
            return []
        return fn(doctype, txt, searchfield or "name", cint(start), cint(page_len), filters, *a, **kw)

    return wrapper


# ---- users, roles, permissions -----------------------------------------------------------------


def set_user(username: str) -> None:
    """Act as `username` from here on; does not touch the session cookie."""
    local.session.user = username
    local.session.sid = username if not local.session.sid else local.session.sid
    local.session.data = local.session.data if local.session.data is not None else _dict()
    local.form_dict = _dict()
    local.user_cache = {}


def get_user() -> Any:
    from frappe.permissions import UserPermissionsView

    return UserPermissionsView(local.session.user)


def get_roles(username: str | None = None) -> list[str]:
    """Roles of a user, with All, Guest and (System Users) Desk User."""
    from frappe.permissions import get_roles as _get_roles

    return list(_get_roles(username))


def has_permission(
    doctype: str | None = None,
    ptype: str = "read",
    doc: Any = None,
    user: str | None = None,
    throw: bool = False,
    *,
    parent_doctype: str | None = None,
    print_logs: bool = True,
    debug: bool = False,
) -> bool:
    """Whether the user has a right on a DocType or document; `throw` raises PermissionError instead."""
    if not doctype and doc:
        doctype = doc.doctype
    allowed = permissions.has_permission(
        doctype, ptype, doc=doc, user=user, print_logs=print_logs, parent_doctype=parent_doctype
    )
    if throw and not allowed:
        where = f"{_(doctype)} {doc if isinstance(doc, str) else getattr(doc, 'name', '') or ''}".strip()
        globals()["throw"](_("No permission for {0}").format(where), PermissionError)
    return bool(allowed)


def get_meta(doctype: Any, cached: bool = True) -> Any:
    from frappe.model.meta import get_meta as _get_meta

    return _get_meta(doctype, cached)


def get_meta_module(doctype: str) -> Any:
    from frappe.modules import load_doctype_module

    return load_doctype_module(doctype)


# ---- documents ---------------------------------------------------------------------------------


def get_doc(*args: Any, **kwargs: Any) -> Any:
    """An existing document by (doctype, name or filters), or a new one from a dict or keywords."""
    from frappe.model.document import get_doc as _get_doc

    return _get_doc(*args, **kwargs)


def get_cached_doc(*args: Any, **kwargs: Any) -> Any:
    """Like get_doc, kept for the rest of the request (until that DocType is written to)."""
    key = (args[0], args[1] if len(args) > 1 else args[0])
    cached = local.document_cache.get(key) if isinstance(key[1], (str, int)) else None
    if cached is not None:
        return cached
    doc = get_doc(*args, **kwargs)
    if isinstance(key[1], (str, int)):
        local.document_cache[key] = doc
    return doc


def get_cached_value(doctype: str, name: str, fieldname: str | Iterable[str] = "name", as_dict: bool = False) -> Any:
    try:
        doc = get_cached_doc(doctype, name)
    except DoesNotExistError:
        clear_last_message()
        return None
    if isinstance(fieldname, str):
        return doc.get(fieldname)
    values = [doc.get(f) for f in fieldname]
    return _dict(zip(fieldname, values, strict=True)) if as_dict else values


def clear_document_cache(doctype: str, name: str | None = None) -> None:
    for key in [k for k in local.document_cache if k[0] == doctype]:
        del local.document_cache[key]


def get_last_doc(
    doctype: str, filters: Any = None, order_by: str = "creation desc", *, for_update: bool = False
) -> Any:
    names = get_all(doctype, filters=filters, limit_page_length=1, order_by=order_by, pluck="name")
    if names:
        return get_doc(doctype, names[0], for_update=for_update)
    throw(_("No {0} found").format(_(doctype)), DoesNotExistError)


def get_single(doctype: str) -> Any:
    return get_doc(doctype, doctype)


def new_doc(
    doctype: str,
    *,
    parent_doc: Any = None,
    parentfield: str | None = None,
    as_dict: bool = False,
    **values: Any,
) -> Any:
    """A new document with its defaults applied; `values` win."""
    from frappe.model.create_new import make_new_doc

    doc = make_new_doc(doctype, parent_doc, parentfield)
    doc.update(values)
    return doc.as_dict() if as_dict else doc


def copy_doc(doc: Any, ignore_no_copy: bool = True) -> Any:
    from frappe.model.create_new import copy_doc as _copy_doc

    return _copy_doc(doc, ignore_no_copy)


def delete_doc(
    doctype: str | None = None,
    name: Any = None,
    force: int = 0,
    ignore_doctypes: Any = None,
    for_reload: bool = False,
    ignore_permissions: bool = False,
    flags: Any = None,
    ignore_on_trash: bool = False,
    ignore_missing: bool = True,
    delete_permanently: bool = False,
) -> Any:
    from frappe.model.delete_doc import delete_doc as _delete_doc

    return _delete_doc(
        doctype,
        name,
        force=force,
        ignore_permissions=ignore_permissions,
        flags=flags,
        ignore_on_trash=ignore_on_trash,
        ignore_missing=ignore_missing,
        delete_permanently=delete_permanently,
        for_reload=for_reload,
    )


def delete_doc_if_exists(doctype: str, name: str, force: int = 0) -> None:
    delete_doc(doctype, name, force=force, ignore_missing=True)


def rename_doc(doctype: str, old: str, new: str, force: bool = False, merge: bool = False, **kwargs: Any) -> str:
    from frappe.model.rename_doc import rename_doc as _rename_doc

    return _rename_doc(doctype=doctype, old=old, new=new, force=force, merge=merge, **kwargs)


def reload_doc(module: str, dt: str | None = None, dn: str | None = None, force: bool = False, **kwargs: Any) -> Any:
    from frappe.modules import reload_doc as _reload_doc

    return _reload_doc(module, dt, dn, force=force)


def get_list(doctype: str, *args: Any, **kwargs: Any) -> list:
    """Records that the session user may read. See frappe.model.db_query."""
    from frappe.model.db_query import DatabaseQuery

    return DatabaseQuery(doctype).execute(*args, **kwargs)


def get_all(doctype: str, *args: Any, **kwargs: Any) -> list:
    """Records without any permission check."""
    kwargs["ignore_permissions"] = True
    if "limit_page_length" not in kwargs:
        kwargs["limit_page_length"] = 0
    return get_list(doctype, *args, **kwargs)


def get_value(*args: Any, **kwargs: Any) -> Any:
    return local.db.get_value(*args, **kwargs)


def set_value(doctype: str, docname: Any, fieldname: Any, value: Any = None) -> Any:
    from frappe.client import set_value as _set_value

    return _set_value(doctype, docname, fieldname, value)


def get_system_settings(key: str) -> Any:
    return local.db.get_single_value("System Settings", key)


def get_website_settings(key: str) -> Any:
    return None


# ---- text, templates, files --------------------------------------------------------------------


def _(msg: str, lang: str | None = None, context: str | None = None) -> str:
    """Translate `msg` into `lang` (default: the reader's); a missing text comes back as it is."""
    if not msg:
        return msg or ""
    lang = lang or getattr(local, "lang", None) or "en"
    if not isinstance(msg, str):
        msg = str(msg)
    if getattr(local, "db", None) is None:
        return msg
    from frappe.translate import get_all_translations

    texts = get_all_translations(lang)
    if not texts:
        return msg
    found = texts.get(f"{msg}:{context}") if context else None
    if not found:
        found = texts.get(msg)
    if not found and "<" in msg:
        from frappe.utils import strip_html_tags

        found = texts.get(strip_html_tags(msg).strip())
    return found or msg


def _lt(msg: str, lang: str | None = None, context: str | None = None) -> Any:
    """A text that is translated when it is used, for module-level constants."""
    return LocalProxy(lambda: _(msg, lang, context))


def as_unicode(text: Any, encoding: str = "utf-8") -> str:
    return text.decode(encoding) if isinstance(text, bytes) else str(text or "")


def safe_decode(text: Any, encoding: str = "utf-8") -> Any:
    return text.decode(encoding, "replace") if isinstance(text, bytes) else text


def safe_encode(text: Any, encoding: str = "utf-8") -> Any:
    return text.encode(encoding) if isinstance(text, str) else text


def bold(text: Any) -> str:
    return f"<strong>{text}</strong>"


def scrub(txt: str) -> str:
    return str(txt).replace(" ", "_").replace("-", "_").lower()


def unscrub(txt: str) -> str:
    return txt.replace("_", " ").replace("-", " ").title()


def generate_hash(txt: str | None = None, length: int = 56) -> str:
    import secrets

    return secrets.token_hex((length + 1) // 2)[:length]


def as_json(obj: Any, indent: int | None = 1, separators: Any = None, ensure_ascii: bool = True) -> str:
    from frappe.utils.response import json_handler

    separators = separators or (",", ": ")
    return json.dumps(
        obj,
        indent=indent,
        sort_keys=True,
        default=json_handler,
        separators=separators,
        ensure_ascii=ensure_ascii,
    )


def parse_json(val: Any) -> Any:
    if isinstance(val, str):
        val = json.loads(val)
    return _dict(val) if isinstance(val, dict) and not isinstance(val, _dict) else val


def safe_eval(code: str, eval_globals: dict | None = None, eval_locals: dict | None = None) -> Any:
    from frappe.utils.safe_exec import safe_eval as _safe_eval

    return _safe_eval(code, eval_globals, eval_locals)


def render_template(
    template: str, context: dict | None = None, is_path: bool | None = None, safe_render: bool = True
) -> str:
    from frappe.utils.jinja import render_template as _render_template

    return _render_template(template, context or {}, is_path=is_path, safe_render=safe_render)


def get_template(path: str) -> Any:
    from frappe.utils.jinja import get_template as _get_template

    return _get_template(path)


def format_value(*args: Any, **kwargs: Any) -> str:
    from frappe.utils.formatters import format_value as _format_value

    return _format_value(*args, **kwargs)


format = format_value


def get_print(*args: Any, **kwargs: Any) -> Any:
    from frappe.utils.print_format import get_print as _get_print

    return _get_print(*args, **kwargs)


def attach_print(*args: Any, **kwargs: Any) -> dict:
    from frappe.utils.print_format import attach_print as _attach_print

    return _attach_print(*args, **kwargs)


def read_file(path: str, raise_not_found: bool = False) -> str | None:
    if os.path.exists(path):
        with open(path, encoding="utf-8") as handle:
            return handle.read()
    if raise_not_found:
        raise OSError(f"{path} Not Found")
    return None


def get_file_items(path: str, raise_not_found: bool = False, ignore_empty_lines: bool = True) -> list[str]:
    content = read_file(path, raise_not_found) or ""
    return [line.strip() for line in content.splitlines() if line.strip() and not line.strip().startswith("#")]


def get_file_json(path: str) -> Any:
    with open(path, encoding="utf-8") as handle:
        return json.load(handle)


def get_request_header(key: str, default: Any = None) -> Any:
    return local.request.headers.get(key, default) if local.request else default


def respond_as_web_page(
    title: str, html: str, success: bool | None = None, http_status_code: int | None = None, **kw: Any
) -> None:
    local.response.update(
        type="page",
        route="message",
        message_title=title,
        message_html=html,
        http_status_code=http_status_code or 200,
    )


def redirect(url: str) -> None:
    local.flags.redirect_location = url
    raise Redirect  # noqa: F405


# ---- services ----------------------------------------------------------------------------------


def enqueue(*args: Any, **kwargs: Any) -> Any:
    from frappe.utils.background_jobs import enqueue as _enqueue

    return _enqueue(*args, **kwargs)


def enqueue_doc(*args: Any, **kwargs: Any) -> Any:
    from frappe.utils.background_jobs import enqueue_doc as _enqueue_doc

    return _enqueue_doc(*args, **kwargs)


def sendmail(*args: Any, **kwargs: Any) -> Any:
    from frappe.email.queue import sendmail as _sendmail

    return _sendmail(*args, **kwargs)


def publish_realtime(*args: Any, **kwargs: Any) -> None:
    from frappe.realtime import publish_realtime as _publish_realtime

    _publish_realtime(*args, **kwargs)


def publish_progress(*args: Any, **kwargs: Any) -> None:
    from frappe.realtime import publish_progress as _publish_progress

    _publish_progress(*args, **kwargs)


def clear_cache(user: str | None = None, doctype: str | None = None) -> None:
    """Drop everything derived from the database, here and (by the version counter) in other processes."""
    from frappe.utils.caching import bump_derived

    bump_derived()
    local.document_cache = {}
    local.user_cache = {}


def set_request(**kwargs: Any) -> None:
    """For tests: put a werkzeug request in this thread."""
    from werkzeug.test import EnvironBuilder
    from werkzeug.wrappers import Request

    local.request = Request(EnvironBuilder(**kwargs).get_environ())


def publish_message(*args: Any, **kwargs: Any) -> None:
    publish_realtime(*args, **kwargs)


def make_property_setter(
    args: dict, ignore_validate: bool = False, validate_fields_for_doctype: bool = True, **kw: Any
) -> Any:
    from frappe.custom.doctype.property_setter.property_setter import make_property_setter as _make

    args = _dict(args)
    return _make(
        args.doctype or args.doc_type,
        args.fieldname or args.field_name,
        args.property,
        args.value,
        args.property_type or "Data",
        for_doctype=(args.doctype_or_field == "DocType"),
    )


def get_domain_data(*args: Any) -> dict:
    return {}


def get_active_domains() -> list:
    return []


def is_setup_complete() -> bool:
    return True


from frappe import defaults, permissions, share, utils  # noqa: E402,F401
from frappe.modules import reload_doctype  # noqa: E402,F401
