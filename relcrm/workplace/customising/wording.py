"""Any text that is shown, in either language: what it is called here, and what the product calls it."""

import re

import frappe
from frappe import _
from frappe.translate import get_all_translations
from frappe.utils import cstr

from relcrm.exceptions import CustomisationError
from relcrm.workplace.customising.changes import Change

LANGUAGES = ("it", "en")
MANY = "many"
MAX_TEXT = 1000


def get_own(source: str, language: str, context: str = "") -> dict | None:
    """Return this site's own translation of a text."""
    filters = {"source_text": source, "language": language}
    fields = ["name", "translated_text", "context"]
    rows = frappe.get_all("Translation", filters=filters, fields=fields, order_by="creation desc")
    return next((row for row in rows if (row.context or "") == context and row.translated_text), None)


def get_shown(source: str, language: str, context: str = "") -> str:
    """Return what is shown for a text in a language."""
    texts = get_all_translations(language)
    own = get_own(source, language, context)
    if own:
        return own.translated_text
    return (context and texts.get(f"{source}:{context}")) or texts.get(source) or source


def write_text(change: Change, source: str, language: str, text: str, context: str = "") -> None:
    """Set what is shown for a text, or take the site's own wording away where it is what is shown without it."""
    own = get_own(source, language, context)
    if own and own.translated_text != text:
        if not text or text == source:
            change.delete("Translation", own.name)
        else:
            change.set_values("Translation", own.name, {"translated_text": text})
    elif not own and text and text != get_shown(source, language, context):
        values = {"language": language, "source_text": source, "translated_text": text}
        change.insert(
            "Translation", frappe.generate_hash(length=10), values | ({"context": context} if context else {})
        )


def choose_source(english: str, italian: str) -> str:
    """Return which of two wordings stands in the record, so that no other use of the word changes."""
    for source in dict.fromkeys((english, italian)):
        known = {language: get_all_translations(language).get(source) for language in LANGUAGES}
        if known["it"] in (None, italian) and known["en"] in (None, english):
            return source
    message = _(
        '"{0}" is called "{1}" elsewhere in the product. Choose a slightly different word, or change that text.'
    )
    raise CustomisationError(message.format(english, get_shown(english, "it")))


def write_labels(change: Change, english: str, italian: str) -> str:
    """Make both wordings of a label shown; return the one that stands in the record."""
    source = choose_source(english, italian)
    if source != italian:
        write_text(change, source, "it", italian)
    elif source != english:
        write_text(change, source, "en", english)
    return source


def find_texts(text: str, language: str, own_only: bool = False, length: int = 60) -> list[dict]:
    """Return the texts that hold some words in either language, the site's own first."""
    language = language if language in LANGUAGES else "it"
    own = {_key(row.source_text, row.context): row.translated_text for row in _get_own_rows(language)}
    known = get_all_translations(language)
    sources = own.keys() if own_only else {**dict.fromkeys(own), **dict.fromkeys(_get_labels()), **known}
    words = cstr(text).casefold().strip()
    found = []
    for key in sources:
        source, context = _split(key)
        shown = own.get(key) or known.get(key) or source
        if words in source.casefold() or words in cstr(shown).casefold():
            found.append({"source": source, "context": context, "text": shown, "own": key in own})
    found.sort(key=lambda row: (not row["own"], row["text"].casefold() != words, len(row["text"]), row["text"]))
    return found[:length]


def _get_own_rows(language: str) -> list[dict]:
    fields = ["source_text", "translated_text", "context"]
    return frappe.get_all("Translation", filters={"language": language}, fields=fields, order_by="modified desc")


def _get_labels() -> list[str]:
    """Texts that only this site has: its own kinds of record and fields."""
    labels = frappe.get_all("Custom Field", filters={"label": ["is", "set"]}, pluck="label")
    return [*frappe.get_all("DocType", filters={"custom": 1, "istable": 0}, pluck="name"), *labels]


def _key(source: str, context: str | None) -> str:
    return f"{source}:{context}" if context else source


def _split(key: str) -> tuple[str, str]:
    source, sign, context = key.rpartition(":")
    return (source, context) if sign and source and re.fullmatch(r"\w[\w ]*", context) else (key, "")


def change_text(source: str, language: str, text: str, context: str = "") -> str | None:
    """Change what is shown for a text; empty takes the product's own wording."""
    source, text, context = cstr(source).strip(), cstr(text).strip(), cstr(context).strip()
    if language not in LANGUAGES or not source or max(len(source), len(text)) > MAX_TEXT:
        raise CustomisationError(_("Choose a text and a language, and write at most {0} signs.").format(MAX_TEXT))
    if text and _get_places(text) != _get_places(source):
        places = " ".join(_get_places(source)) or "-"
        raise CustomisationError(_('"{0}" must keep the places for values: {1}.').format(text[:60], places))
    if re.search(r"<\s*(script|iframe|object|img)|\bon\w+\s*=", text, re.I):
        raise CustomisationError(_("A text holds words, no program. Take the marks < and > out."))
    change = Change(_('Text "{0}" changed').format((text or source)[:80]), "Texts")
    write_text(change, source, language, text, context)
    return change.keep()


def _get_places(text: str) -> list[str]:
    return sorted(re.findall(r"\{\w*\}", text))
