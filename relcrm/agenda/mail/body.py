"""The text of a mail as notes of an event: harmless, with earlier mails that it quotes apart. No database.

What is quoted stands in `blockquote`, which the desk folds.
"""

import html
import re

from frappe.utils.html_utils import sanitize_html
from lxml import etree
from lxml import html as lxml_html

LONGEST = 200_000
DROPPED = frozenset(
    "script style head title meta link base iframe object embed applet form input button select textarea svg math"
    " noscript template audio video canvas map area xml".split()
)
KEPT = frozenset(
    "p div br b strong i em u s ul ol li h1 h2 h3 h4 h5 h6 blockquote code pre hr table thead tbody tr td th a".split()
)
SAFE = re.compile(r"(https?://|mailto:|tel:)", re.I)
QUOTED = re.compile(r"gmail_quote|yahoo_quoted|moz-cite-prefix|protonmail_quote", re.I)
HEAD_OF_QUOTE = re.compile(r"OutlookMessageHeader|divRplyFwdMsg|appendonsend", re.I)
BEGINS_QUOTE = re.compile(
    r"^\s*(-{2,}\s*(original message|messaggio originale|forwarded message|messaggio inoltrato|ursprüngliche nachricht)"
    r"|_{10,}\s*$|(on|il giorno|il|am)\b.{6,200}\b(wrote|ha scritto|schrieb)( .{0,80})?:\s*$)",
    re.I,
)


def make_notes(text: str, formatted: str) -> str:
    """Return the notes of an event: the formatted text where it can be read, else the plain one."""
    made = _from_html(formatted[: LONGEST * 3]) if formatted.strip() else ""
    return sanitize_html(made or _from_text(text if text.strip() else _strip(formatted[: LONGEST * 3])))[: LONGEST * 2]


def _strip(formatted: str) -> str:
    """Return the bare words of HTML that no parser reads."""
    words = re.sub(r"(?is)<(script|style|head)\b.*?(</\1\s*>|$)", " ", formatted)
    return html.unescape(re.sub(r"<[^<>]*>", " ", words)).strip()


def _from_text(text: str) -> str:
    lines = text[:LONGEST].replace("\r", "").split("\n")
    quoted_from = next((number for number, line in enumerate(lines) if BEGINS_QUOTE.match(line[:400])), len(lines))
    out, quote = [], []
    for number, line in enumerate(lines):
        if line.lstrip().startswith(">") or number >= quoted_from:
            quote.append(html.escape(line.lstrip().lstrip("> ") if number < quoted_from else line, quote=False))
            continue
        if quote and line.strip():
            out, quote = [*out, _quote(quote)], []
        out.append(f"<p>{html.escape(line, quote=False)}</p>" if line.strip() else "")
    return "".join([*out, _quote(quote) if any(quote) else ""])


def _quote(lines: list[str]) -> str:
    return f"<blockquote>{'<br>'.join(lines)}</blockquote>"


def _from_html(formatted: str) -> str:
    try:
        root = lxml_html.document_fromstring(formatted, parser=lxml_html.HTMLParser(recover=True, remove_comments=True))
    except (etree.LxmlError, ValueError):
        return ""
    body = root.find("body")
    out: list[str] = []
    writer = _Writer(out)
    writer.write(body if body is not None else root)
    made = "".join(out)
    made = re.sub(r"(<br>\s*){3,}", "<br><br>", re.sub(r"<(p|div|b|i|strong|em)>\s*</\1>", "", made))
    return made if re.sub(r"<[^>]*>|&nbsp;|\s", "", made) else ""


class _Writer:
    """Writes what is harmless of a tree, without recursion: a mail may be nested as deep as it likes."""

    def __init__(self, out: list[str]) -> None:
        self.out, self.length, self.quoting = out, 0, False

    def add(self, text: str) -> None:
        """Write, as long as there is room."""
        if self.length <= LONGEST:
            self.out.append(text)
            self.length += len(text)

    def write(self, root) -> None:
        """Write an element and all in it."""
        stack: list[tuple] = [("node", root)]
        while stack:
            what, node = stack.pop()
            if what == "text":
                self.add(html.escape(node, quote=False))
            elif what == "close":
                self.out.append(node)  # what is open is closed, however long the text is
            elif what == "quote":
                self.quoting = node
                self.out.append("<blockquote>" if node else "</blockquote>")
            elif isinstance(node.tag, str):
                self._write_one(node, node.tag.lower(), stack)

    def _write_one(self, node, tag: str, stack: list[tuple]) -> None:
        if tag in DROPPED or self.length > LONGEST:
            return
        if tag == "img":
            self.add(html.escape(node.get("alt") or "", quote=False)[:200])
            return
        if not self.quoting and (tag == "blockquote" or QUOTED.search(node.get("class") or "")):
            stack.append(("quote", False))
            self.quoting = True
            self.out.append("<blockquote>")
            tag = "div" if tag == "blockquote" else tag
        if tag in KEPT:
            self.add(f"<{tag}{self._get_link(node)}>")
            if tag not in ("br", "hr"):
                stack.append(("close", f"</{tag}>"))
        self._push_children(node, stack)

    def _push_children(self, node, stack: list[tuple]) -> None:
        """Put what stands inside on the stack, last first; after the head of a quoted mail the rest is quoted."""
        items: list[tuple] = [("text", node.text)] if node.text else []
        quoting = False
        for child in node:
            if not self.quoting and not quoting and HEAD_OF_QUOTE.search(f"{child.get('id')} {child.get('class')}"):
                items.append(("quote", True))
                quoting = True
            items.append(("node", child))
            if child.tail:
                items.append(("text", child.tail))
        stack.extend(reversed([*items, ("quote", False)] if quoting else items))

    def _get_link(self, node) -> str:
        href = (node.get("href") or "").strip() if node.tag == "a" else ""
        return f' href="{html.escape(href[:2000])}"' if SAFE.match(href) else ""
