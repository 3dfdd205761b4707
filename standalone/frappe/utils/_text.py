"""Text, lists, checks of e-mail, phone, name and URL. Public names are those of `frappe.utils.data`."""

from __future__ import annotations

import html
import json
import re
import secrets
import string
from collections.abc import Iterable, Iterator
from email.utils import formataddr, parseaddr
from typing import Any
from urllib.parse import quote, urlsplit

import frappe

TAGS = re.compile(r"<[^<>]*>")
ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
EMAIL = re.compile(rf"{ATOM}(?:\.{ATOM})*@(?:{LABEL}\.)+{LABEL}")
PHONE = re.compile(r"[0-9 +_\-,.*#()]{1,20}")
PERSON = re.compile(r"\w[\w'\-]*(?: \w[\w'\-]*)*")
HTML_MARK = re.compile(r"<[a-zA-Z!/][^<>]*>")
ENTITIES = {"&": "&amp;", '"': "&quot;", "'": "&apos;", ">": "&gt;", "<": "&lt;"}


def cstr(s: Any, encoding: str = "utf-8") -> str:
    """Any value as text; None is empty."""
    if s is None:
        return ""
    return s.decode(encoding) if isinstance(s, bytes) else str(s)


def strip(val: str, chars: str | None = None) -> str:
    """Strip blanks and invisible joiners."""
    return (val or "").replace("\ufeff", "").replace("\u200b", "").strip(chars)


def encode(obj: Any, encoding: str = "utf-8") -> Any:
    if isinstance(obj, list):
        return [encode(item, encoding) for item in obj]
    return obj.encode(encoding) if isinstance(obj, str) else obj


# ---- HTML ----------------------------------------------------------------------------------------


def strip_html(text: Any) -> str:
    """The text without tags and comments."""
    return TAGS.sub("", without_blocks(cstr(text), {"<!--": "-->"}))


def without_blocks(text: str, marks: dict[str, str]) -> str:
    """The text less what stands between an opening and its closing mark, both included, in capitals or not.

    One pass for each mark: a regular expression would look for the end anew at every opening that has none.
    """
    for opening, closing in marks.items():
        low = text.lower()
        if len(low) != len(text):
            low = text  # a sign that grows in small letters, as a Turkish capital does
        kept, at = [], 0
        while (start := low.find(opening, at)) >= 0 and (end := low.find(closing, start + len(opening))) >= 0:
            kept.append(text[at:start])
            at = end + len(closing)
        text = "".join([*kept, text[at:]])
    return text


strip_html_tags = strip_html


def escape_html(text: Any) -> Any:
    """The text with HTML's own signs written as entities; what is no text comes back as it is."""
    if not isinstance(text, str):
        return text
    return "".join(ENTITIES.get(sign, sign) for sign in text)


def is_html(text: Any) -> bool:
    """Whether a text holds a tag."""
    return isinstance(text, str) and bool(HTML_MARK.search(text))


def md_to_html(markdown_text: str | None) -> str | None:
    """Markdown (with tables) as HTML."""
    from markdown_it import MarkdownIt

    if markdown_text is None:
        return None
    html_text = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown_text)
    return html_text.replace("<table>", '<table class="table table-bordered">')


def markdown(text: str, sanitize: bool = True, linkify: bool = True) -> str:
    """Markdown as HTML, cleaned of scripts unless told otherwise."""
    from frappe.utils.html_utils import sanitize_html

    out = text if is_html(text) else md_to_html(text)
    return sanitize_html(out) if sanitize else out


def html_to_text(text: str | None) -> str:
    """The words of an HTML page, a line per block."""
    broken = re.sub(r"(?i)<br\s*/?>|</(p|div|tr|li|h[1-6]|table|ul|ol)>", "\n", text or "")
    broken = without_blocks(broken, {"<script": "</script>", "<style": "</style>"})
    lines = (re.sub(r"[ \t\xa0]+", " ", line).strip() for line in html.unescape(strip_html(broken)).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


to_markdown = html_to_text


def quoted(url: str) -> str:
    """A URL path with its unsafe signs escaped."""
    return cstr(quote(encode(cstr(url)), safe=b"~@#$&()*!+=:;,.?/'"))


# ---- lists ---------------------------------------------------------------------------------------


def comma_and(some_list: Any, add_quotes: bool = True) -> Any:
    """'a', 'b' and 'c'."""
    return comma_sep(some_list, frappe._("{0} and {1}"), add_quotes)


def comma_or(some_list: Any, add_quotes: bool = True) -> Any:
    """'a', 'b' or 'c'."""
    return comma_sep(some_list, frappe._("{0} or {1}"), add_quotes)


def comma_sep(some_list: Any, pattern: str, add_quotes: bool = True) -> Any:
    """A list in words by a pattern; one item stands alone, what is no list comes back as it is."""
    if not isinstance(some_list, (list, tuple)):
        return some_list
    items = [str(item) for item in some_list]
    if len(items) < 2:
        return items[0] if items else ""
    if add_quotes:
        items = [f"'{item}'" for item in items]
    return pattern.format(", ".join(frappe._(item) for item in items[:-1]), items[-1])


def unique(seq: Iterable) -> list:
    """The items once each, in order."""
    return list(dict.fromkeys(seq))


def has_common(l1: Iterable, l2: Iterable) -> bool:
    return not set(l1).isdisjoint(l2)


def is_subset(list_a: Iterable, list_b: Iterable) -> bool:
    return set(list_a) <= set(list_b)


def create_batch(iterable: Any, size: int) -> Iterator:
    """Slices of at most `size` items."""
    for start in range(0, len(iterable), size):
        yield iterable[start : start + size]


def dictify(arg: Any) -> Any:
    """Dicts, at any depth of lists, as attribute dicts."""
    if isinstance(arg, list):
        return [dictify(item) for item in arg]
    return frappe._dict(arg) if isinstance(arg, dict) else arg


def parse_json(val: Any) -> Any:
    return frappe.parse_json(val)


def safe_json_loads(*args: Any) -> Any:
    """Each argument read as JSON where it is JSON."""
    out = []
    for arg in args:
        try:
            arg = json.loads(arg)
        except (TypeError, ValueError):
            pass
        out.append(arg)
    return out if len(out) > 1 else (out[0] if out else None)


def validate_json_string(string: str) -> None:
    """Raise ValidationError unless the text is JSON."""
    try:
        json.loads(string)
    except (TypeError, ValueError):
        raise frappe.ValidationError(frappe._("The text is not valid JSON.")) from None


def random_string(length: int) -> str:
    """Letters and digits by the system's generator."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _i in range(length))


def get_abbr(string: str, max_len: int = 2) -> str:
    """The first letters of the first words."""
    return "".join(word[0] for word in (string or "").split())[:max_len] or "?"


def get_string_between(start: str, string: str, end: str) -> str | None:
    found = re.search(f"{re.escape(start)}(.*){re.escape(end)}", string)
    return found[1] if found else None


# ---- checks --------------------------------------------------------------------------------------


def validate_email_address(email_str: str | None, throw: bool = False) -> str:
    """The valid addresses of a comma list, bare and joined again; "" where there is none.

    With `throw` an address that is not one raises InvalidEmailAddressError.
    """
    found = []
    for part in str(email_str or "").split(","):
        address = _valid_email(part.strip())
        if address:
            found.append(address)
        elif throw:
            message = frappe._("{0} is not a valid Email Address").format(escape_html(part.strip()))
            frappe.throw(message, frappe.InvalidEmailAddressError, title=frappe._("Invalid Email"))
    return ", ".join(found)


def _valid_email(text: str) -> str | None:
    if not text or len(text) > 320 or "undisclosed-recipient" in text or (" " in text and "<" not in text):
        return None
    address = extract_email_id(text)
    return address if EMAIL.fullmatch(address.lower()) else None


def extract_email_id(email: str) -> str:
    """The bare address of "Name <address>"."""
    return parse_addr(email)[1]


def parse_addr(email_string: str | None) -> tuple[str | None, str]:
    """Name and bare address of "Name <address>"."""
    name, email = parseaddr(email_string or "")
    return (name or None), email


def split_emails(txt: str | None) -> list[str]:
    """The addresses of a list parted by commas or line ends; commas inside quotes do not part."""
    parts = re.split(r""",(?=(?:[^"]*"[^"]*")*[^"]*$)|\n""", cstr(txt))
    return [part.strip() for part in parts if part.strip()]


def get_formatted_email(user: str, mail: str | None = None) -> str:
    """ "Full Name <address>" of a user."""
    from frappe.utils import get_fullname

    address = mail or frappe.db.get_value("User", user, "email") or user
    name = get_fullname(user)
    return formataddr((name, address)) if name and name != address else address


def validate_phone_number(phone_number: str | None, throw: bool = False) -> bool:
    """Whether it is made of the signs of telephone numbers; with `throw` raises InvalidPhoneNumberError."""
    number = (phone_number or "").strip()
    valid = bool(PHONE.fullmatch(number))
    if number and not valid and throw:
        message = frappe._("{0} is not a valid Phone Number").format(escape_html(number))
        frappe.throw(message, frappe.InvalidPhoneNumberError)
    return valid


def validate_phone_number_with_country_code(phone_number: str | None, fieldname: str) -> bool | None:
    """True, or InvalidPhoneNumberError unless it is a number of its country, such as +39-0422123456."""
    from phonenumbers import NumberParseException, is_valid_number, parse

    if not phone_number:
        return None
    try:
        valid = is_valid_number(parse(phone_number))
    except NumberParseException:
        valid = False
    if not valid:
        message = frappe._("Phone Number {0} set in field {1} is not valid. Write it like +39-0422123456.")
        message = message.format(frappe.bold(escape_html(phone_number)), frappe.bold(fieldname))
        frappe.throw(message, frappe.InvalidPhoneNumberError)
    return True


def validate_name(name: str | None, throw: bool = False) -> bool:
    """Whether it can be a person's name; with `throw` raises InvalidNameError."""
    valid = bool(PERSON.fullmatch((name or "").strip()))
    if name and not valid and throw:
        frappe.throw(frappe._("{0} is not a valid Name").format(escape_html(name)), frappe.InvalidNameError)
    return valid


def validate_url(txt: str | None, throw: bool = False, valid_schemes: str | Iterable[str] | None = None) -> bool:
    """Whether it is a URL (of one of the schemes) or a rooted path; with `throw` raises ValidationError."""
    text = txt if isinstance(txt, str) else ""
    try:
        parts = urlsplit(text)
        valid = bool(parts.netloc) or text.startswith("/")
    except ValueError:
        valid, parts = False, None
    if valid and valid_schemes:
        schemes = {valid_schemes} if isinstance(valid_schemes, str) else set(valid_schemes)
        valid = parts.scheme in schemes
    if not valid and throw:
        frappe.throw(frappe._("'{0}' is not a valid URL").format(escape_html(text)))
    return valid
