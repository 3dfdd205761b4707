"""Writing an e-mail from an event, or to a company or a person: to whom, from whom, with which files; sent and kept."""

import json
import re
from email.utils import formataddr, make_msgid

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, escape_html, get_fullname, now_datetime, sanitize_html

from relcrm.agenda import event_type, events
from relcrm.agenda.mail import filing
from relcrm.agenda.mail.message import ADDRESS
from relcrm.exceptions import MailError
from relcrm.outreach import letters, salutation
from relcrm.outreach.word.fields import get_values
from relcrm.relations import contact_gate
from relcrm.workplace.attachments import contents, revisions

EVENT, DOCTYPE = "Relation Event", "Event Mail"
DRAFTED = "to cc bcc subject text files account purpose similar_goods".split()
MOST_RECIPIENTS, MOST_FILES = 50, 40
LARGEST = 20 << 20
LONGEST_SUBJECT, LONGEST_TEXT = 240, 500_000
LINES = re.compile(r"[\r\n\x00-\x08\x0b\x0c\x0e-\x1f]")


# ---- before it is written


def prepare(doc: Document) -> dict:
    """Return what the writing of an e-mail begins with: who can get it, who sends it, files, greeting, templates."""
    party, person = _get_correspondents(doc)
    to = letters.get_addressee(party, person) if party else None
    begun = f"<p>{escape_html(salutation.make_salutation(to))}</p><p></p>" if to else "<p></p>"
    end = f"<p>{escape_html(salutation.make_closing(to))}</p>" if to else ""
    return {
        "senders": get_senders(),
        "people": get_people(party, person),
        "text": begun + end + get_signature(),
        "subject": _get_subject(doc),
        "files": revisions.get_files(doc.doctype, doc.name),
        "templates": _get_templates(),
        "draft": _get_failed(doc),
    }


def _get_subject(doc: Document) -> str:
    return doc.subject if doc.doctype in (EVENT, "Negotiation") else ""


def _get_correspondents(doc: Document) -> tuple[Document | None, Document | None]:
    party = doc.name if doc.doctype == "Party" else doc.get("party")
    person = doc.name if doc.doctype == "Contact Person" else doc.get("contact_person")
    found = [
        frappe.get_doc(kind, name) if name and frappe.has_permission(kind, "read", doc=name) else None
        for kind, name in (("Party", party), ("Contact Person", person))
    ]
    frappe.clear_messages()
    return found[0], found[1]


def get_people(party: Document | None, person: Document | None) -> list[dict]:
    """Return who can get the e-mail by name: the person first, the company, then its other people."""
    if not party:
        return []
    fields = ["name", "full_name", "role", "main_email"]
    filters = {"party": party.name, "active": 1, "main_email": ["is", "set"]}
    rows = frappe.get_list("Contact Person", filters=filters, fields=fields, order_by="full_name asc", limit=200)
    people = [
        {"contact_person": row.name, "name": row.full_name, "role": row.role, "address": row.main_email} for row in rows
    ]
    if party.main_email:
        people.insert(0, {"contact_person": None, "name": party.party_name, "role": "", "address": party.main_email})
    first = person.name if person else None
    return sorted(people, key=lambda one: one["contact_person"] != first) if first else people


def get_senders() -> list[dict]:
    """Return the addresses from which the user may write: mailboxes of their own addresses, and the common one."""
    user = frappe.get_doc("User", frappe.session.user)
    mine = {(user.email or "").lower(), *((row.email_id or "").lower() for row in user.get("user_emails") or [])}
    rows = frappe.get_all(
        "Email Account", filters={"enable_outgoing": 1}, fields=["name", "email_id", "default_outgoing"]
    )
    found = [row for row in rows if (row.email_id or "").lower() in mine or row.default_outgoing]
    found.sort(key=lambda row: (row.email_id or "").lower() not in mine)
    return [{"account": row.name, "address": row.email_id, "common": row.email_id.lower() not in mine} for row in found]


def get_signature() -> str:
    """Return the user's signature, or their name and ours."""
    own = frappe.db.get_value("User", frappe.session.user, "email_signature")
    if own:
        return sanitize_html(own)
    company = frappe.db.get_single_value("RelCRM Settings", "company_name")
    lines = [escape_html(line) for line in (get_fullname(frappe.session.user), company) if line]
    return f"<p>{'<br>'.join(lines)}</p>"


def _get_templates() -> list[dict]:
    if not frappe.has_permission("Email Template", "read"):
        frappe.clear_messages()
        return []
    return frappe.get_list("Email Template", fields=["name"], order_by="name asc", limit=100)


def fill_template(name: str, doc: Document) -> dict:
    """Return subject and text of a ready text about a record; it may use the fields of Word documents."""
    template = frappe.get_doc("Email Template", name)
    template.check_permission("read")
    values = get_values(doc) | {"doc": frappe._dict()}
    shown = {key: escape_html(value) if isinstance(value, str) else value for key, value in values.items()}
    text = template.response_html if template.use_html else template.response
    try:
        made = {
            "subject": frappe.render_template(template.subject or "", values),
            "text": sanitize_html(frappe.render_template(text or "", shown)),
        }
    except Exception as problem:
        said = _("The ready text {0} cannot be filled: {1}. Ask who keeps it to mend it.")
        frappe.throw(said.format(escape_html(name), escape_html(str(problem)[:200])), MailError)
    return made


def _get_failed(doc: Document) -> dict | None:
    """Return what was written and did not leave, the latest, to be sent again."""
    if doc.doctype != EVENT:
        return None
    filters = {"reference_name": doc.name, "mail_state": "Failed", "owner": frappe.session.user}
    rows = frappe.get_all(DOCTYPE, filters=filters, fields=["draft"], order_by="creation desc", limit=1)
    return json.loads(rows[0].draft) if rows and rows[0].draft else None


# ---- sending


def send(doc: Document, values: dict) -> dict:
    """Send an e-mail and keep it on the event (a new one where it is written from elsewhere); returns {event, mail}.

    `values`: to, cc, bcc (lists of {contact_person} or {address, name}), subject, text, files (names of revisions),
    account, purpose (that of the event, else "Contract and service"), similar_goods.
    Refused before anything is written: see `MailError`.
    """
    people = {key: read_people(values.get(key), key) for key in ("to", "cc", "bcc")}
    validate_people(people)
    subject, text = read_subject(values.get("subject")), read_text(values.get("text"))
    sender = _choose_sender(values.get("account"))
    files = _read_files(values.get("files"), doc)
    purpose = str(values.get("purpose") or doc.get("purpose") or contact_gate.PURPOSES[0])
    _check_gate(people, purpose, bool(cint(values.get("similar_goods") or doc.get("similar_goods"))))
    event = doc if doc.doctype == EVENT else _make_event(doc, subject, people)
    message_id = make_msgid(domain=sender["address"].partition("@")[2]).strip("<>")
    kept = _keep(event, subject, text, sender, people, message_id, values)
    frappe.sendmail(
        recipients=[address for _name, address in people["to"]],
        cc=[address for _name, address in people["cc"]],
        bcc=[address for _name, address in people["bcc"]],
        sender=formataddr((get_fullname(frappe.session.user), sender["address"])),
        reply_to=_get_reply_to(sender),
        subject=subject,
        content=text,
        attachments=files,
        reference_doctype=EVENT,
        reference_name=event.name,
        message_id=message_id,
        expose_recipients="header",
        add_unsubscribe_link=0,
        now=True,
    )
    return {"event": event.name, "mail": kept.name}


def read_people(given: object, field: str) -> list[tuple[str, str]]:
    """Return names and addresses of recipients; a contact's address is looked up, and must be one the user may see."""
    if given in (None, ""):
        return []
    if not isinstance(given, list):
        frappe.throw(_("The recipients cannot be read. Choose them again."), MailError)
    found: dict[str, str] = {}
    for one in given:
        name, address = _read_person(one) if isinstance(one, dict) else ("", str(one))
        if LINES.search(f"{name}{address}") or not ADDRESS.fullmatch(address.strip()):
            text = _('"{0}" is no e-mail address. Correct it, or take it away.')
            frappe.throw(text.format(escape_html(" ".join(address.split())[:100])), MailError)
        found.setdefault(address.strip().lower(), " ".join(name.split())[:140])
    return [(name, address) for address, name in found.items()]


def _read_person(one: dict) -> tuple[str, str]:
    if not one.get("contact_person"):
        return str(one.get("name") or ""), str(one.get("address") or "")
    rows = frappe.get_list(
        "Contact Person", filters={"name": str(one["contact_person"])}, fields=["full_name", "main_email"], limit=1
    )
    if not rows:
        frappe.throw(_("One of the recipients is not among the contacts you see. Choose another."), MailError)
    address = str(one.get("address") or rows[0].main_email or "")
    if not address:
        text = _("{0} has no e-mail address. Enter it on the contact, or choose another.")
        frappe.throw(text.format(escape_html(rows[0].full_name)), MailError)
    return rows[0].full_name, address


def validate_people(people: dict[str, list]) -> None:
    """Refuse nobody, and more than a handful: many get a mailing, not a mail."""
    count = sum(len(rows) for rows in people.values())
    if not people["to"]:
        frappe.throw(_("Say to whom the e-mail goes: choose at least one recipient."), MailError)
    if count > MOST_RECIPIENTS:
        text = _("{0} recipients are too many for one e-mail. At most {1} get it: take some away.")
        frappe.throw(text.format(count, MOST_RECIPIENTS), MailError)


def read_subject(given: object) -> str:
    """Return the subject; line breaks, by which further headers could be smuggled in, are refused."""
    subject = str(given or "").strip()
    if not subject:
        frappe.throw(_("Write what the e-mail is about."), MailError)
    if LINES.search(subject):
        frappe.throw(_("The subject must be a single line. Take the line breaks out of it."), MailError)
    return subject[:LONGEST_SUBJECT]


def read_text(given: object) -> str:
    """Return the text without what could act."""
    if not isinstance(given, str) or not given.strip():
        frappe.throw(_("The e-mail has no text. Write it."), MailError)
    if len(given) > LONGEST_TEXT:
        frappe.throw(_("The text of the e-mail is too long. Attach it as a file."), MailError)
    return sanitize_html(given, always_sanitize=True)


def _choose_sender(account: object) -> dict:
    senders = get_senders()
    if not senders:
        text = _("There is no mailbox to send from. An administrator sets one up under Email Account.")
        frappe.throw(text, MailError)
    chosen = [one for one in senders if one["account"] == account] if account else senders[:1]
    if not chosen:
        text = _("You may not write from {0}. Choose another sender.")
        frappe.throw(text.format(escape_html(str(account))), MailError)
    return chosen[0]


def _get_reply_to(sender: dict) -> str | None:
    own = frappe.db.get_value("User", frappe.session.user, "email")
    return own if sender["common"] and own and ADDRESS.fullmatch(own) else None


def _read_files(given: object, doc: Document) -> list[dict]:
    """Return the chosen revisions with their content; each must hang on something that the user may read."""
    names = given or []
    if not isinstance(names, list) or len(names) > MOST_FILES:
        frappe.throw(_("At most {0} files go with one e-mail.").format(MOST_FILES), MailError)
    chosen = []
    for name in dict.fromkeys(str(one) for one in names):
        file = frappe.get_doc(revisions.DOCTYPE, name)
        frappe.get_doc(file.reference_doctype, file.reference_name).check_permission("read")
        chosen.append(file)
    if sum(file.file_size for file in chosen) > LARGEST:
        text = _("The files together are larger than {0} MB, which few mailboxes take. Send fewer.")
        frappe.throw(text.format(LARGEST >> 20), MailError)
    return [{"fname": file.file_name, "fcontent": contents.read_whole(file.content_hash)} for file in chosen]


def _check_gate(people: dict, purpose: str, similar_goods: bool) -> None:
    """Ask the contact gate for each recipient that is ours to know."""
    from relcrm.agenda.mail.people import find_partners

    known = find_partners([address for rows in people.values() for _name, address in rows])
    asked = [contact_gate.Addressee(one["party"], one["contact_person"], address) for address, one in known.items()]
    contact_gate.check(asked, purpose, "E-mail", _("E-mail"), similar_goods)


def _make_event(doc: Document, subject: str, people: dict) -> Document:
    """Make the event of an e-mail that is written from a card."""
    from relcrm.agenda.mail.people import find_partners

    party, person = _get_correspondents(doc)
    first = people["to"][0][1]
    known = find_partners([first]).get(first, {})
    same = known.get("party") == (party.name if party else None)
    process = {"reference_doctype": doc.doctype, "reference_name": doc.name} if doc.doctype == "Negotiation" else {}
    return events.make_event(
        {
            "event_type": event_type.get_type_of_channel("E-mail"),
            "subject": subject,
            "starts_on": now_datetime().replace(microsecond=0),
            "status": "Done",
            "direction": "Out",
            "party": party.name if party else None,
            "contact_person": (known.get("contact_person") if same else None) or (person.name if person else None),
            **process,
        }
    )


def _keep(event: Document, subject: str, text: str, sender: dict, people: dict, message_id: str, values) -> Document:
    """Write down what goes out, before it does: whatever happens then, nothing that was typed is lost."""
    draft = {key: values.get(key) for key in DRAFTED}
    lists = {f"{key}_addresses": filing.list_people(rows) for key, rows in people.items()}
    return frappe.get_doc(
        {
            "doctype": DOCTYPE,
            "subject": subject,
            "direction": "Out",
            "from_address": sender["address"],
            "from_name": get_fullname(frappe.session.user),
            "sent_on": now_datetime().replace(microsecond=0),
            "mail_state": "Waiting",
            "message_id": message_id,
            "mail_text": text,
            "draft": json.dumps(draft),
            "reference_doctype": EVENT,
            "reference_name": event.name,
            **lists,
        }
    ).insert(ignore_permissions=True, set_name=filing.make_name(message_id))


# ---- what became of it


def refresh(event: str) -> None:
    """Take over from the queue what became of the e-mails of an event that still waited."""
    filters = {"reference_name": event, "mail_state": "Waiting"}
    for mail in frappe.get_all(DOCTYPE, filters=filters, fields=["name", "message_id"], limit=20):
        queued = frappe.get_all(
            "Email Queue",
            filters={"message_id": ["in", [f"<{mail.message_id}>", mail.message_id]]},
            fields=["status", "error"],
            limit=1,
        )
        states = {"Sent": "Sent", "Error": "Failed", "Partially Sent": "Partly sent"}
        state = states.get(queued[0].status) if queued else ""
        if state:
            said = (queued[0].error or "")[-1000:]
            frappe.db.set_value(DOCTYPE, mail.name, {"mail_state": state, "outcome_text": said})
