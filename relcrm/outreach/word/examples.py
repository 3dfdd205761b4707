"""The two templates that come with the program, a letter in Italian and one in English, written here."""

import io

import frappe
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from relcrm.outreach.word.documents import DOCTYPE
from relcrm.workplace.attachments import revisions

MARK = "relcrm_document_templates"
WORDS = {
    "it": {"title": "Lettera", "subject": "Oggetto", "ours": "Ns. rif.", "yours": "Vs. rif."},
    "en": {"title": "Letter", "subject": "Subject", "ours": "Our ref.", "yours": "Your ref."},
}
WORDS["it"]["enclosures"], WORDS["en"]["enclosures"] = "Allegati", "Enclosures"


def deliver() -> None:
    """Make both once; what an administrator deletes or changes stays so."""
    if frappe.db.get_default(MARK):
        return
    for position, (language, words) in enumerate(WORDS.items(), start=1):
        if frappe.db.exists(DOCTYPE, words["title"]):
            continue
        values = {"title": words["title"], "template_language": language, "position": position}
        template = frappe.get_doc({"doctype": DOCTYPE, **values}).insert(ignore_permissions=True)
        revisions.attach(DOCTYPE, template.name, f"{words['title']}.docx", io.BytesIO(make_letter(words)))
    frappe.db.set_default(MARK, "1")


def make_letter(words: dict[str, str]) -> bytes:
    """Return the .docx of a letter: sender, place and date, recipient at the right, text, closing."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(11)
    style.paragraph_format.space_after = Pt(6)
    _add(document, "{{ our_company }}").runs[0].bold = True
    _add(document, "{%p for line in sender_lines %}")
    _add(document, "{{ line }}")
    _add(document, "{%p endfor %}")
    _add(document, "")
    _add(document, "{%p if delivery %}", left=10)
    _add(document, "{{ delivery }}", left=10)
    _add(document, "{%p endif %}", left=10)
    _add(document, "{{ recipient }}", left=10)
    _add(document, "")
    _add(document, "{{ place_date }}").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for key, field in (("yours", "your_reference"), ("ours", "our_reference")):
        _add(document, "{%p if " + field + " %}")
        _add(document, f"{words[key]} {{{{ {field} }}}}")
        _add(document, "{%p endif %}")
    _add(document, f"{words['subject']}: {{{{ subject }}}}").runs[0].bold = True
    _add(document, "{{ salutation }}")
    _add(document, "{{ text }}")
    _add(document, "{{ closing }}")
    _add(document, "{{ signature }}")
    _add(document, "{%p if enclosures %}")
    _add(document, f"{words['enclosures']}:")
    _add(document, "{%p for one in enclosures %}")
    _add(document, "{{ one }}")
    _add(document, "{%p endfor %}")
    _add(document, "{%p endif %}")
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _add(document, text: str, left: float = 0):
    paragraph = document.add_paragraph()
    paragraph.add_run(text)
    if left:
        paragraph.paragraph_format.left_indent = Cm(left)
    return paragraph
