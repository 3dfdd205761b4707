"""Pages and static files: `www/` of the installed apps, route rules, /assets, the log-in and the desk's address."""

from __future__ import annotations

import gzip
import importlib
import mimetypes
import os
import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

import frappe
from frappe import _
from frappe.utils import cint, escape_html
from frappe.utils.caching import derived
from frappe.utils.response import make_redirect
from werkzeug.exceptions import NotFound
from werkzeug.routing import Map, Rule
from werkzeug.security import safe_join
from werkzeug.utils import send_file
from werkzeug.wrappers import Request, Response

_HASHED = re.compile(r"[.-][0-9A-Za-z_-]{8,}\.(?:js|mjs|css|woff2?|png|svg|jpg|webp)$")
_COMPRESSED_TYPES = ("text/", "application/javascript", "application/json", "image/svg+xml")
mimetypes.add_type("text/javascript", ".mjs")
mimetypes.add_type("font/woff2", ".woff2")


class Page(NamedTuple):
    """A file below an app's www folder."""

    app: str
    template: str
    module: str | None


def get_response(path: str) -> Response:
    """The page at `path`, a redirect, or the 404 page."""
    if not path:
        return make_redirect("/" + get_home_route())
    if path == "app" or path.startswith("app/") or path == "desk" or path.startswith("desk/"):
        return _get_desk_page(path)
    if path == "login":
        return _get_login_page()
    for dotted in frappe.get_hooks("page_renderer"):
        renderer = frappe.get_attr(dotted)(path, 200)
        if renderer.can_render():
            return renderer.render()
    page, arguments = _find_page(path)
    if page is None:
        raise frappe.PageDoesNotExistError(_("There is no page {0}.").format(escape_html("/" + path)))
    for key, value in arguments.items():
        frappe.local.form_dict.setdefault(key, value)
    return render_page(page, path)


def get_home_route() -> str:
    """Where `/` leads: the hook `home_page`, the last app's own screen, or /app."""
    if pages := frappe.get_hooks("home_page"):
        return pages[-1].strip("/")
    for screen in reversed(frappe.get_hooks("add_to_apps_screen")):
        route = (screen.get("route") or "").strip("/")
        if route and _find_page(route)[0]:
            return route
    return "app"


# ---- pages -------------------------------------------------------------------------------------


def _find_page(path: str) -> tuple[Page | None, dict]:
    pages = derived("www_pages", _collect_pages)
    if path in pages:
        return pages[path], {}
    try:
        target, arguments = derived("route_rules", _make_rules).bind("site").match("/" + path)
    except NotFound:
        return None, {}
    return pages.get(target.strip("/")), arguments


def _collect_pages() -> dict[str, Page]:
    pages: dict[str, Page] = {}
    for app in frappe.get_installed_apps():
        root = frappe.get_app_path(app, "www")
        for folder, _folders, names in os.walk(root):
            for name in names:
                stem, ext = os.path.splitext(name)
                relative = os.path.relpath(os.path.join(folder, stem), root).replace(os.sep, "/")
                if ext == ".html":
                    has_module = os.path.exists(os.path.join(folder, stem.replace("-", "_") + ".py"))
                    module = (
                        f"{app}.www.{relative.replace('/', '.').replace('-', '_')}" if has_module else None
                    )
                    route = relative.removesuffix("/index") if relative != "index" else ""
                    pages[route] = Page(app, f"www/{relative}.html", module)
    return pages


def _make_rules() -> Map:
    rules = [
        Rule(rule["from_route"], endpoint=rule["to_route"], strict_slashes=False)
        for rule in frappe.get_hooks("website_route_rules")
        if "from_route" in rule and "to_route" in rule
    ]
    return Map(rules, merge_slashes=False)


def render_page(page: Page, path: str, status: int = 200) -> Response:
    """Run the page's get_context and render its template."""
    context = frappe._dict(path=path, route=path, lang=frappe.local.lang, no_cache=1)
    if page.module:
        module = importlib.import_module(page.module)
        if getattr(module, "login_required", False) and frappe.session.user == "Guest":
            return _redirect_to_login(path)
        if hasattr(module, "get_context"):
            context.update(module.get_context(context) or {})
    html = frappe.get_template(page.template).render(context)
    response = Response(html, status=cint(context.get("http_status_code")) or status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    return response


def _redirect_to_login(path: str) -> Response:
    return make_redirect(f"/login?redirect-to={quote('/' + path)}")


def _get_login_page() -> Response:
    home = get_home_route()
    if home != "app":
        # The desk shows its own log-in to a guest.
        return make_redirect("/" + home)
    if frappe.session.user != "Guest":
        return make_redirect("/app")
    return render_page(Page("frappe", "www/login.html", None), "login")


def _get_desk_page(path: str) -> Response:
    """The address of Frappe's own Desk: who is there and where the desk of this site is.

    A link to a record, /app/<doctype>/<name>, goes on to the form of the desk that the hook `desk_form_route` names.
    """
    parts = path.split("/", 2)
    forms = frappe.get_hooks("desk_form_route")
    if len(parts) == 3 and forms:
        slug, name = (parts[1], parts[2])
        if slug == "Form":  # the old form of the address: /app/Form/<DocType>/<name>
            slug, _mark, name = name.partition("/")
            slug = slug.lower().replace(" ", "-")
        return make_redirect(forms[-1].format(doctype=quote(slug), name=quote(name, safe="")))
    if frappe.session.user == "Guest":
        return _redirect_to_login(path)
    from frappe.sessions import get_csrf_token

    user = frappe.get_user()
    home = get_home_route()
    full_name = frappe.db.get_value("User", frappe.session.user, "full_name")
    boot = {
        "user": {"name": frappe.session.user, "full_name": full_name, "roles": sorted(frappe.get_roles())},
        "can_read": sorted(user.can_read),
        "lang": frappe.local.lang,
        "time_zone": frappe.get_system_settings("time_zone"),
        "apps": frappe.get_installed_apps(),
        "home": "/" + home,
        "csrf_token": get_csrf_token(),
    }
    html = frappe.get_template("www/app.html").render(
        {"boot": boot, "home": "/" + home if home != "app" else None, "lang": frappe.local.lang}
    )
    return Response(html, mimetype="text/html")


def get_message_page(title: str, message: str, status: int = 200) -> Response:
    """A small page with a title and a message (HTML)."""
    context = {"title": title, "message": message, "lang": frappe.local.lang, "home": "/"}
    return Response(
        frappe.get_template("www/message.html").render(context), status=status, mimetype="text/html"
    )


def get_error_page(exc: Exception, status: int, text: str) -> Response:
    """An error as a page."""
    titles = {403: _("Not Permitted"), 404: _("Not Found"), 401: _("Not logged in"), 503: _("Not available")}
    title = titles.get(status) or (_("Server Error") if status >= 500 else _("That did not work"))
    message = escape_html(text or "")
    if status in (401, 403) and frappe.session.user == "Guest":
        path = frappe.local.request.path
        message += f' <a href="/login?redirect-to={quote(path)}">{_("Log in")}</a>'
    return get_message_page(title, message, status)


# ---- static files ------------------------------------------------------------------------------


def send_asset(path: str, request: Request) -> Response:
    """A file of an installed app's public folder; names with a hash are kept for a year, others revalidated."""
    parts = path.split("/", 3)
    app, name = (parts[2], parts[3]) if len(parts) == 4 else ("", "")
    full = None
    if name and app in frappe.get_installed_apps():
        full = safe_join(frappe.get_app_path(app, "public"), name)
    if not full or not os.path.isfile(full):
        raise frappe.PageDoesNotExistError(_("There is no file {0}.").format(escape_html(path)))
    kind = mimetypes.guess_type(full)[0] or "application/octet-stream"
    response = send_file(full, request.environ, mimetype=kind, conditional=True, etag=True)
    response.headers["Cache-Control"] = (
        "public, max-age=31536000, immutable" if _HASHED.search(full) else "no-cache"
    )
    if (
        response.status_code == 200
        and kind.startswith(_COMPRESSED_TYPES)
        and "gzip" in request.headers.get("Accept-Encoding", "")
    ):
        _compress(response, full)
    return response


def _compress(response: Response, path: str) -> None:
    body = _gzip_file(path, os.path.getmtime(path))
    response.close()
    response.response = [body]
    response.direct_passthrough = False
    response.headers["Content-Length"] = str(len(body))
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"


@lru_cache(maxsize=128)
def _gzip_file(path: str, mtime: float) -> bytes:
    with open(path, "rb") as handle:
        return gzip.compress(handle.read(), 6)
