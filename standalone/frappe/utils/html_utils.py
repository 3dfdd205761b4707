"""Cleaning of HTML that people send: an allow-list, kept by nh3; what is not allowed becomes visible text."""

from __future__ import annotations

import html as html_lib
import json
import re
from functools import lru_cache
from typing import Any

TEXT_TAGS = frozenset(
    """
    a abbr acronym address area article aside b bdi bdo big blockquote br caption center cite code col
    colgroup data datalist dd del details dfn dir div dl dt em fieldset figcaption figure font footer h1
    h2 h3 h4 h5 h6 header hgroup hr i img ins kbd label legend li main map mark menu meter nav ol
    optgroup option output p pre progress q rp rt ruby s samp section select small span strike strong
    sub summary sup table tbody td tfoot th thead time tr tt u ul var video audio source picture wbr
    input button textarea svg path g circle rect line polyline polygon text
    """.split()
)
STRICT_TAGS = frozenset(
    """
    a b blockquote br code div em i li ol p pre s span strong table tbody td th thead tr u ul
    """.split()
)
MAIL_TAGS = STRICT_TAGS | frozenset("h1 h2 h3 h4 h5 h6 hr img small sub sup del ins tfoot font center".split())

COMMON = frozenset("align bgcolor class color dir height id lang role style title valign width".split())
ATTRIBUTES = {
    "*": COMMON,
    "a": frozenset("href name target rel download".split()),
    "img": frozenset("src alt border srcset".split()),
    "audio": frozenset("src controls".split()),
    "video": frozenset("src controls poster".split()),
    "source": frozenset("src type".split()),
    "td": frozenset("colspan rowspan nowrap headers".split()),
    "th": frozenset("colspan rowspan nowrap scope headers".split()),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "table": frozenset("border cellpadding cellspacing summary".split()),
    "ol": frozenset("start type reversed".split()),
    "li": frozenset({"value"}),
    "font": frozenset({"face", "size"}),
    "input": frozenset("type name value placeholder checked disabled readonly".split()),
    "textarea": frozenset("name placeholder rows cols".split()),
    "option": frozenset({"value", "selected"}),
    "button": frozenset({"type", "name", "value"}),
    "time": frozenset({"datetime"}),
    "data": frozenset({"value"}),
    "svg": frozenset("viewbox fill stroke xmlns".split()),
    "path": frozenset("d fill stroke".split()),
    "circle": frozenset("cx cy r fill stroke".split()),
    "rect": frozenset("x y rx ry fill stroke".split()),
    "line": frozenset("x1 y1 x2 y2 stroke".split()),
    "polyline": frozenset("points fill stroke".split()),
    "polygon": frozenset("points fill stroke".split()),
}
SCHEMES = frozenset({"http", "https", "mailto", "tel", "cid", "data"})
PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+")
TAG = re.compile(r"<(/?)([a-zA-Z][^\s<>/]*)([^<>]*)>")
OPENING = re.compile(r"<[a-zA-Z/!?]")
UNSAFE_STYLE = re.compile(r"(?i)expression|javascript|@import|behaviou?r\s*:|-moz-binding|position\s*:\s*fixed")


def sanitize_html(
    html: Any,
    linkify: bool = False,
    strip_comments: bool = True,
    always_sanitize: bool = False,
    disallowed_tags: Any = None,
) -> Any:
    """The HTML without what could act: other tags become text, other attributes go.

    Text without a tag, and what is no text, comes back as it is; inside JSON each text is cleaned for itself.
    """
    if not isinstance(html, str) or not (always_sanitize or OPENING.search(html)):
        return html
    if html.lstrip()[:1] in ("{", "["):
        try:
            value = json.loads(html)
        except (ValueError, RecursionError):
            pass
        else:
            cleaned = _sanitize_json(value)
            return html if cleaned == value else json.dumps(cleaned, ensure_ascii=False)
    tags = TEXT_TAGS - frozenset(disallowed_tags or ())
    return _clean(_show_other_tags(html, tags), tags, strip_comments)


def clean_html(html: Any) -> Any:
    """Only the plainest formatting."""
    return _clean(_show_other_tags(html, STRICT_TAGS), STRICT_TAGS) if isinstance(html, str) else html


def clean_email_html(html: Any) -> Any:
    """A mail body fit to be shown: its styles and scripts are dropped."""
    return _clean(html, MAIL_TAGS) if isinstance(html, str) else html


def unescape_html(value: str) -> str:
    return html_lib.unescape(value)


def is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _sanitize_json(value: Any) -> Any:
    if isinstance(value, str):
        return sanitize_html(value)
    if isinstance(value, list):
        return [_sanitize_json(item) for item in value]
    if isinstance(value, dict):
        return {sanitize_html(key): _sanitize_json(item) for key, item in value.items()}
    return value


def _show_other_tags(html: str, tags: frozenset[str]) -> str:
    def show(found: re.Match) -> str:
        slash, name, rest = found.groups()
        return found[0] if name.lower() in tags else f"&lt;{slash}{name}{rest}&gt;"

    return TAG.sub(show, html)


def _keep_attribute(tag: str, attribute: str, value: str) -> str | None:
    if attribute in ("src", "href", "poster") and value.strip().lower().startswith("data:"):
        return value if tag == "img" and attribute == "src" and PICTURE.fullmatch(value.strip()) else None
    if attribute == "style" and UNSAFE_STYLE.search(value):
        return None
    return value


@lru_cache(maxsize=8)
def _cleaner(tags: frozenset[str], strip_comments: bool) -> Any:
    import nh3

    return nh3.Cleaner(
        tags=set(tags),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items() if tag == "*" or tag in tags},
        attribute_filter=_keep_attribute,
        generic_attribute_prefixes={"data-", "aria-"},
        url_schemes=set(SCHEMES),
        link_rel=None,
        strip_comments=strip_comments,
    )


def _clean(html: str, tags: frozenset[str], strip_comments: bool = True) -> str:
    return _cleaner(tags, strip_comments).clean(html)
