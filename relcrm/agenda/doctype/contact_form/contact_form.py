"""A form for the own web site: what it asks, says and promises (agenda/contact_forms is its public page)."""

import hashlib
import json
import re
import secrets

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, escape_html

from relcrm.agenda.event_type import get_lines
from relcrm.exceptions import ContactFormError

LANGUAGES = ("it", "en")
REACH = ("E-mail", "Phone")
PROFILING = "Profiling"
SITE = re.compile(r"https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?", re.IGNORECASE)
LINK = re.compile(r"https?://[^\s\"'<>]+", re.IGNORECASE)


class ContactForm(Document):
    """A form for the own web site, under an address that cannot be guessed."""

    def before_insert(self):
        self.public_key, self.signing_key = secrets.token_urlsafe(16), secrets.token_hex(32)
        self.version = 0

    def validate(self):
        self.validate_questions()
        self.validate_consents()
        self.validate_sites()
        self.validate_told()
        self.validate_notice()
        if self.language not in LANGUAGES:
            self.refuse(_("the language can be Italian (it) or English (en). Choose one of them."))
        self.set_version()

    def renew_key(self) -> None:
        """Give the form another address; whoever has the old one open can send nothing more."""
        self.db_set({"public_key": secrets.token_urlsafe(16), "signing_key": secrets.token_hex(32)})

    def refuse(self, reason: str) -> None:
        """Refuse the form with a sentence."""
        frappe.throw(_('Form "{0}": {1}').format(escape_html(self.form_title), reason), ContactFormError)

    def validate_questions(self):
        """Each thing is asked once, and whoever answers can be reached."""
        asked = [row.attribute if row.ask == "Characteristic" else row.ask for row in self.questions]
        for row, what in zip(self.questions, asked, strict=True):
            if not what:
                self.refuse(_("question {0} says no characteristic. Choose one.").format(row.idx))
            if asked.count(what) > 1:
                self.refuse(_('"{0}" is asked twice. Take one of the two away.').format(_(what)))
            if row.ask != "Characteristic":
                row.attribute = None
            elif frappe.db.get_value("Profile Attribute", row.attribute, "disabled"):
                self.refuse(_('the characteristic "{0}" is no longer used. Choose another.').format(_(row.attribute)))
        if not set(REACH) & set(asked):
            self.refuse(_("it asks neither e-mail nor phone, so nobody could be answered. Add one of the two."))

    def validate_consents(self):
        """A consent is for one purpose and one channel, each asked once."""
        seen = set()
        for row in self.consents:
            if not row.channel and row.purpose != PROFILING:
                self.refuse(_('the consent to "{0}" says no channel. Choose one.').format(_(row.purpose)))
            if (row.purpose, row.channel) in seen:
                text = _('the consent to "{0}" by "{1}" is asked twice. Take one of the two away.')
                self.refuse(text.format(_(row.purpose), _(row.channel or "")))
            seen.add((row.purpose, row.channel))

    def validate_sites(self):
        for line in get_lines(self.embedding_sites):
            if not SITE.fullmatch(line.rstrip("/")):
                text = _('"{0}" is not the address of a site. Write it like https://www.example.it, without a page.')
                self.refuse(text.format(escape_html(line[:100])))
        self.embedding_sites = "\n".join(line.rstrip("/").lower() for line in get_lines(self.embedding_sites))
        if self.notice_link and not LINK.fullmatch(self.notice_link):
            text = _('"{0}" is not an address. Write it like https://www.example.it/privacy.')
            self.refuse(text.format(escape_html(self.notice_link[:100])))

    def validate_told(self):
        if not (self.told_user or self.told_team):
            self.refuse(_("nobody is told of its answers. Choose a person in charge or a team."))

    def validate_notice(self):
        """Nobody is asked for personal data in public without being told what becomes of them."""
        if cint(self.published) and not (self.notice or self.notice_link):
            self.refuse(_("it has no information notice. Choose one, or give its address, before it opens."))

    def set_version(self):
        """Count a version more where what the form says has changed."""
        said = hashlib.sha256(json.dumps(self.get_words(), ensure_ascii=True).encode()).hexdigest()
        if said != self.said:
            self.said, self.version = said, cint(self.version) + 1

    def get_words(self) -> list:
        """Return everything that whoever fills the form in reads and is asked."""
        notice = frappe.db.get_value("Information Notice", self.notice, "version") if self.notice else ""
        own = [self.form_title, self.intro, self.language, self.notice, notice, self.notice_link]
        asked = [[row.ask, row.attribute, row.label, cint(row.required), row.hint] for row in self.questions]
        return [own, asked, [[row.purpose, row.channel, row.wording] for row in self.consents]]
