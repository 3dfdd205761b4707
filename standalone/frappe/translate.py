"""Texts in the reader's language: the CSV files of every app, then the site's own Translation records."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from contextlib import contextmanager

import frappe
from frappe.utils.caching import derived

DEFAULT_LANGUAGE = "en"


def get_all_translations(lang: str) -> dict[str, str]:
    """Every text known in `lang`; a text with a context stands under "text:context".

    Later sources win: country names, the language without its region, apps in install order, the site's own.
    """
    return derived(("translations", lang), lambda: _load(lang))


def _load(lang: str) -> dict[str, str]:
    parent = get_parent_language(lang)
    texts = dict(get_all_translations(parent)) if parent else get_country_names(lang)
    for app in frappe.get_installed_apps():
        texts.update(get_translations_from_csv(lang, app))
    texts.update(get_user_translations(lang))
    return texts


def get_country_names(lang: str) -> dict[str, str]:
    """The countries' names in `lang`, by their names here, which are English."""
    db = getattr(frappe.local, "db", None)
    if lang == DEFAULT_LANGUAGE or db is None or not db.table_exists("Country"):
        return {}
    from babel import Locale, UnknownLocaleError, localedata

    try:
        locale = Locale.parse(lang, sep="-")
    except (UnknownLocaleError, ValueError):
        return {}
    known = locale.territories
    rows = db.sql("select name, code from `tabCountry` where code is not null")
    names = {name: known[code.upper()] for name, code in rows if code.upper() in known}
    localedata._cache.pop(str(locale), None)  # a megabyte that dates will ask for again only where they need it
    return names


def get_translations_from_csv(lang: str, app: str) -> dict[str, str]:
    """The texts of one app: rows of source, translation and, where two uses differ, context."""
    path = frappe.get_app_path(app, "translations", f"{lang}.csv")
    if not os.path.exists(path):
        return {}
    texts = {}
    with open(path, encoding="utf-8", newline="") as handle:
        for row in csv.reader(handle):
            if len(row) < 2 or not row[0] or not row[1].strip():
                continue
            context = row[2].strip() if len(row) > 2 else ""
            texts[f"{row[0]}:{context}" if context else row[0]] = row[1]
    return texts


def get_user_translations(lang: str) -> dict[str, str]:
    """The texts of the site's Translation records."""
    if getattr(frappe.local, "db", None) is None or not frappe.local.db.table_exists("Translation"):
        return {}
    rows = frappe.local.db.sql(
        """select source_text, translated_text, context from `tabTranslation`
        where language = %s order by creation""",
        (lang,),
    )
    return {f"{source}:{context}" if context else source: text for source, text, context in rows if source and text}


def get_translations(lang: str | None = None) -> dict[str, str]:
    """The dictionary that a client translates its own texts with."""
    return dict(get_all_translations(lang or frappe.local.lang or DEFAULT_LANGUAGE))


@frappe.whitelist(allow_guest=True, methods=["GET", "POST"])
def get_app_translations() -> dict[str, str]:
    """The dictionary of the reader's language; anybody may call it, the log-in page needs it."""
    return get_translations()


get_messages_for_boot = get_translations


def clear_cache() -> None:
    """Read the texts anew from the next use on."""
    from frappe.utils.caching import bump_derived

    bump_derived()


# ---- which language ------------------------------------------------------------------------------


def get_parent_language(lang: str) -> str | None:
    """it for it-CH; None for a language without a region."""
    base = lang.replace("_", "-").partition("-")[0]
    return base if base != lang else None


def get_user_lang(user: str | None = None) -> str:
    """A user's language, the site's where there is none."""
    user = user or frappe.session.user
    chosen = frappe.db.get_value("User", user, "language") if user and user != "Guest" else None
    return chosen or get_default_language()


def get_default_language() -> str:
    """The site's language by System Settings."""
    from frappe.utils._settings import get_setting

    return get_setting("language") or frappe.local.conf.get("lang") or DEFAULT_LANGUAGE


def get_language(lang_list: list[str] | None = None) -> str:
    """The language of a request: its `_lang`, the user's, what a guest's browser asks for, the site's."""
    asked = frappe.local.form_dict.get("_lang") if frappe.local.form_dict else None
    if asked in get_all_languages():
        return asked
    if frappe.session.user != "Guest":
        return get_user_lang()
    return guess_language(lang_list) or get_default_language()


def guess_language(lang_list: list[str] | None = None) -> str | None:
    """The first language the browser asks for that the site has."""
    request = getattr(frappe.local, "request", None)
    if not request or not request.accept_languages:
        return None
    known = set(lang_list or get_all_languages())
    for code in request.accept_languages.values():
        for candidate in (code, get_parent_language(code)):
            if candidate in known:
                return candidate
    return None


def get_all_languages(with_language_name: bool = False) -> list:
    """Codes of the languages that are switched on, or dicts with their names."""
    if not frappe.local.db.table_exists("Language"):
        return [DEFAULT_LANGUAGE]
    rows = derived(
        "language_names",
        lambda: frappe.local.db.sql("select name, language_name from `tabLanguage` where enabled = 1 order by name"),
    )
    if with_language_name:
        return [{"name": code, "language_name": name} for code, name in rows]
    return [code for code, _name in rows]


def set_default_language(lang: str) -> None:
    """Make `lang` the site's language."""
    settings = frappe.get_doc("System Settings")
    settings.language = lang
    settings.save(ignore_permissions=True)


@contextmanager
def print_language(language: str | None) -> Iterator[None]:
    """Write in another of the site's languages inside the block; an unknown one changes nothing."""
    before = frappe.local.lang
    frappe.local.lang = language if language in get_all_languages() else before
    try:
        yield
    finally:
        frappe.local.lang = before
