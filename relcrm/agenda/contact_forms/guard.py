"""What tells a person who fills a form in from a program that fills in all it finds: signed pages and counted answers.

A page carries its moment and a mark of its own, signed with the form's key: no cookie, no session, nothing kept. The
mark is written down with the answer, so that a page is answered once.
"""

import hashlib
import hmac
import secrets
import time

import frappe
from frappe.rate_limiter import rate_limit
from frappe.utils import cint

SHORTEST, LONGEST = 3, 12 * 3600
PER_ADDRESS = 20
FORM_TIMES = 20  # all addresses together may send so many times what one may


def make_token(secret: str, age: int = 0) -> str:
    """Return the signed moment and mark of a page; `age` makes it so many seconds old."""
    said = f"{int(time.time()) - age}.{secrets.token_hex(12)}"
    return f"{said}.{_sign(secret, said)}"


def read_token(secret: str, token: str) -> tuple[int, str] | None:
    """Return the age in seconds and the mark of a token that was signed with the secret; None for any other text."""
    moment, _dot, rest = (token or "")[:200].partition(".")
    mark, _dot, signature = rest.partition(".")
    right = _sign(secret, f"{moment}.{mark}")
    if not hmac.compare_digest(right.encode(), signature.encode("utf-8", "replace")):
        return None
    return int(time.time()) - int(moment), mark


def _sign(secret: str, said: str) -> str:
    return hmac.new(secret.encode(), said.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def get_limit() -> int:
    """Return how many answers an hour one address may send."""
    return cint(frappe.db.get_single_value("RelCRM Settings", "form_answers_an_hour")) or PER_ADDRESS


def count_answer(form: str) -> None:
    """Count an answer for the sender's address and for the form; raises RateLimitExceededError above the limits."""
    frappe.form_dict.contact_form = form
    _count()


@rate_limit(limit=get_limit, seconds=3600)
@rate_limit(key="contact_form", limit=lambda: FORM_TIMES * get_limit(), seconds=3600, ip_based=False)
def _count() -> None:
    """Do nothing but be counted; the address of the sender is kept nowhere else."""
