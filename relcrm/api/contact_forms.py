"""Forms for the web site: their public address, and the answers that wait to be named."""

import frappe
from frappe import _
from frappe.utils import cint, escape_html

from relcrm.agenda.contact_forms import door, waiting
from relcrm.agenda.feeds import get_qr
from relcrm.relations import personal_reads


@frappe.whitelist(methods=["GET", "POST"])
def get_place(name: str) -> dict:
    """Return the public address of a form, the lines that put it into a page, and its answers so far; needs read.

    {address, frame, link, qr, published, answers, waiting, may_write}
    """
    form = frappe.get_doc(door.FORM, name)
    form.check_permission("read")
    address, title = door.get_address(form), escape_html(form.form_title)
    filters = {"form": form.name}
    return {
        "address": address,
        "frame": f'<iframe src="{address}" title="{title}" loading="lazy"'
        ' style="width:100%;height:900px;border:0"></iframe>',
        "link": f'<a href="{address}">{title}</a>',
        "qr": get_qr(address),
        "published": cint(form.published),
        "framed": int(bool(form.embedding_sites)),
        "answers": frappe.db.count(door.ANSWER, filters),
        "waiting": frappe.db.count(door.ANSWER, {**filters, "state": ["in", ["New", "Waiting"]]}),
        "may_write": int(bool(form.has_permission("write"))),
    }


@frappe.whitelist(methods=["POST"])
def renew_address(name: str) -> dict:
    """Give a form a new address, the old one leading nowhere from now on; needs write. Returns as `get_place`."""
    form = frappe.get_doc(door.FORM, name)
    form.check_permission("write")
    form.renew_key()
    return get_place(name)


@frappe.whitelist(methods=["GET", "POST"])
def get_waiting() -> list[dict]:
    """Return the answers that wait to be named, of those the user may read, the latest first."""
    frappe.has_permission(door.ANSWER, "read", throw=True)
    return waiting.get_waiting()


@frappe.whitelist(methods=["GET", "POST"])
def get_answer(name: str) -> dict:
    """Return an answer that waits, with `alike`: who it may be, likeliest first; needs read on it."""
    answer = waiting.describe(name)
    personal_reads.note(personal_reads.OPENED, door.ANSWER, name)
    return answer


@frappe.whitelist(methods=["POST"])
def give_to(name: str, doctype: str, record: str, new_person: int = 0) -> dict:
    """Give an answer to a company or a person, or to a new person of the company; returns {event, party}.

    Needs read on the answer and write on the record; for a new person, create on contacts.
    """
    return waiting.give_to(name, doctype, record, bool(cint(new_person)))


@frappe.whitelist(methods=["POST"])
def make_new(name: str) -> dict:
    """Register whoever answered and give them the answer: {event, party}; needs create on companies and people."""
    return waiting.make_new(name)


@frappe.whitelist(methods=["POST"])
def take_back(name: str) -> str:
    """Let an answer wait again, within ten minutes, by whoever gave it away; its event and consents go."""
    waiting.take_back(name)
    return _("Waiting")


@frappe.whitelist(methods=["POST"])
def set_aside(name: str) -> str:
    """Leave an answer to nobody; needs read on it."""
    waiting.set_aside(name)
    return _("Set aside")


@frappe.whitelist(methods=["POST"])
def ask_again(name: str) -> str:
    """Take back that an answer was set aside; needs read on it."""
    waiting.ask_again(name)
    return _("Waiting")
