"""The public page of a form, /contact-form/<key>: shown to whoever knows it, without a session and without JavaScript.

It only writes an answer down; what becomes of it is decided in the background (`filing.py`), so that neither the page
nor its speed tells who is known here. There is no session to forge a request in: what a browser sends along is not
looked at, and the signed page stands where a form of the desk has its CSRF token (decision 0025).
"""

import secrets

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, get_url, now_datetime, sanitize_html
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from relcrm.agenda.contact_forms import guard, questions
from relcrm.agenda.event_type import get_lines

FORM, ANSWER = "Contact Form", "Contact Form Answer"
ROUTE = "contact-form/"
TEMPLATE = "relcrm/agenda/contact_forms/page.html"
TRAP = "leave_empty"
LARGEST = 64 * 1024
LONGEST_SHOWN = 6000


class ContactFormPage:
    """Hook `page_renderer`: answers what is asked below /contact-form/."""

    def __init__(self, path: str, http_status_code: int | None = None):
        self.path = path

    def can_render(self) -> bool:
        """Return whether the path is that of a form."""
        return self.path.startswith(ROUTE)

    def render(self) -> Response:
        """Return the page of a form, or where an answer leads."""
        return answer_request(self.path.removeprefix(ROUTE))


def get_address(form: Document) -> str:
    """Return the public address of a form."""
    return get_url(f"/{ROUTE}{form.public_key}")


def answer_request(key: str) -> Response:
    """Show the form of a key, take an answer to it, or say that there is none, in the same words for every reason."""
    form = find_form(key)
    if not form or not (cint(form.published) or _may_preview(form)):
        page = {"language": frappe.local.lang, "title": _("There is no form here"), "closed": True}
        return _make_response(page, None, 404)
    frappe.local.lang = form.language
    if frappe.request.method == "POST" and cint(form.published):
        return _take(form)
    if frappe.form_dict.get("sent"):
        return _make_response(_describe(form, []) | {"sent": True}, form)
    return _show(form, questions.get_questions(form), guard.make_token(_get_secret(form)))


def find_form(key: str) -> Document | None:
    """Return the form of a public key."""
    name = frappe.db.get_value(FORM, {"public_key": key}) if 10 < len(key) <= 40 else None
    return frappe.get_doc(FORM, name) if name else None


def _get_secret(form: Document) -> str:
    """Return what a page is signed with: another one for each version, so that an answer is to what was read."""
    return f"{form.signing_key}:{form.version}"


def get_consent_key(row: Document) -> str:
    """Return the name of a consent's box: another one for other words."""
    return questions.make_key("consent", f"{row.purpose}\n{row.channel}\n{row.wording}")


def _may_preview(form: Document) -> bool:
    """Return whether a colleague looks at a form that is not open yet."""
    return frappe.session.user != "Guest" and bool(frappe.has_permission(FORM, "read", doc=form.name))


# ---- taking an answer


def _take(form: Document) -> Response:
    if (frappe.request.content_length or 0) > LARGEST:
        text = _("This is too much to send at once. Shorten the texts.")
        return _show(form, questions.get_questions(form), guard.make_token(_get_secret(form)), [text], 413)
    typed = frappe.request.form
    asked = questions.get_questions(form)
    questions.read_answers(asked, typed)
    token, problem, status = _check_page(form, typed)
    wrong = any(one.problem for one in asked)
    if problem or wrong:
        problems = [problem] if problem and (status == 429 or not wrong) else []
        return _show(form, asked, token, problems, status, typed)
    keep_answer(form, asked, typed, guard.read_token(_get_secret(form), token)[1])
    return Response(status=303, headers={"Location": f"/{ROUTE}{form.public_key}?sent=1", "Cache-Control": "no-store"})


def _check_page(form: Document, typed: MultiDict) -> tuple[str, str, int]:
    """Return the token for the next try, a sentence where this one is not taken, and the status."""
    token = typed.get("token", "")
    found = guard.read_token(_get_secret(form), token)
    try:
        guard.count_answer(form.name)
    except frappe.RateLimitExceededError:
        frappe.clear_messages()
        text = _("Too many answers came in from here in the last hour. Try again later: what you typed is still here.")
        return token if found else guard.make_token(_get_secret(form)), text, 429
    again = _("What you typed is still here: look at it and send it again.")
    if not found:
        return guard.make_token(_get_secret(form)), again, 422
    if found[0] > guard.LONGEST:
        fresh = guard.make_token(_get_secret(form), guard.SHORTEST)
        return fresh, _("The page has been open for very long. {0}").format(again), 422
    if found[0] < guard.SHORTEST:
        return token, _("That was sent faster than anybody types. {0}").format(again), 422
    if typed.get(TRAP):
        return token, _("A hidden field that stays empty was filled in. {0}").format(again), 422
    return token, "", 422


def keep_answer(form: Document, asked: list[questions.Question], typed: MultiDict, mark: str) -> str | None:
    """Write an answer down and have it filed; a page that was answered already makes nothing more."""
    if frappe.db.exists(ANSWER, {"mark": mark}):
        return None
    own = {one.key: one.value for one in asked if not one.attribute}
    others = [one for one in asked if one.attribute and one.value]
    values = {
        "doctype": ANSWER,
        "form": form.name,
        "form_title": form.form_title,
        "form_version": form.version,
        "received_on": now_datetime(),
        "state": "New",
        "mark": mark,
        **own,
        "answer_values": [{"attribute": o.attribute, "label": o.label, "value": questions.store(o)} for o in others],
        "answer_consents": [
            {"purpose": row.purpose, "channel": row.channel or "", "wording": row.wording}
            for row in form.consents
            if typed.get(get_consent_key(row)) == "1"
        ],
        **{field: form.get(field) for field in ("notice", "source", "told_user", "told_team")},
    }
    frappe.db.savepoint("form_answer")
    try:
        doc = frappe.get_doc(values).insert(ignore_permissions=True)
    except (frappe.UniqueValidationError, frappe.DuplicateEntryError):  # the same page, sent twice at once
        frappe.db.rollback(save_point="form_answer")
        frappe.clear_messages()
        return None
    except Exception:
        frappe.db.rollback(save_point="form_answer")  # a bench commits a POST whatever its page became
        raise
    frappe.enqueue("relcrm.agenda.contact_forms.filing.file_answer", enqueue_after_commit=True, answer=doc.name)
    return doc.name


# ---- the page


def _show(form, asked, token: str, problems: list[str] = (), status: int = 200, typed: MultiDict | None = None):
    preview = not cint(form.published)
    page = _describe(form, asked) | {"token": token, "problems": list(problems), "trap": TRAP, "preview": preview}
    page["csrf_token"] = _get_csrf_token()
    page["ticked"] = {key for row in form.consents if typed and typed.get(key := get_consent_key(row)) == "1"}
    return _make_response(page, form, status)


def _get_csrf_token() -> str:
    """Return the token that the host wants of a colleague who is logged in while filling the form in."""
    return "" if frappe.session.user == "Guest" else frappe.session.data.get("csrf_token") or ""


def _describe(form: Document, asked: list[questions.Question]) -> dict:
    for one in asked:
        one.value = one.value[:LONGEST_SHOWN]
    return {
        "language": form.language,
        "title": form.form_title,
        "intro": form.intro,
        "thanks": form.thanks,
        "address": f"/{ROUTE}{form.public_key}",
        "questions": asked,
        "consents": [{"key": get_consent_key(row), "wording": row.wording} for row in form.consents],
        "company": frappe.db.get_single_value("RelCRM Settings", "company_name") or "",
        "notice": _get_notice(form),
        "notice_link": form.notice_link,
    }


def _get_notice(form: Document) -> str:
    body = frappe.db.get_value("Information Notice", form.notice, "body") if form.notice else ""
    return sanitize_html(body or "", always_sanitize=True)


def _make_response(page: dict, form: Document | None, status: int = 200) -> Response:
    """Return the page with the headers that hold it: no script, no other site, framed only where the form says so."""
    nonce = secrets.token_urlsafe(12)
    html = frappe.render_template(TEMPLATE, {"page": page, "nonce": nonce})
    sites = " ".join(["'self'", *get_lines(form.embedding_sites if form else "")])
    policy = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors {sites}"
    )
    headers = {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
    }
    return Response(html, status=status, headers=headers, content_type="text/html; charset=utf-8")
