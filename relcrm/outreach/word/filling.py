"""Filling a Word template (.docx): fields in double braces, and Word's own merge fields. No database.

Broken, hostile and enormous files are refused with a sentence; nothing in a template is run.
"""

import io
import re
import zipfile

from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from frappe import _
from frappe.utils import escape_html
from jinja2 import TemplateSyntaxError, UndefinedError
from lxml import etree

from relcrm.exceptions import TemplateError
from relcrm.outreach.word.language import WordLanguage, get_syntax_sentence

LARGEST, LARGEST_OPENED, MOST_ENTRIES = 20 << 20, 120 << 20, 2000
MERGE_FIELD = re.compile(r'^\s*MERGEFIELD\s+(?:"([^"]+)"|(\S+))', re.I)
HYPERLINK = "hyperlink"
SETTINGS_TIES = "word/_rels/settings.xml.rels"


def fill(template: bytes, values: dict) -> bytes:
    """Return the document made of a template; raises `TemplateError` with what is to be mended."""
    validate_package(template)
    try:
        word = DocxTemplate(io.BytesIO(_cut_ties(template)))
        word.init_docx()
        _turn_merge_fields(word, values)
        word.render(values, WordLanguage(), autoescape=True)
        made = io.BytesIO()
        word.save(made)
    except TemplateError:
        raise
    except TemplateSyntaxError as error:
        raise TemplateError(get_syntax_sentence(error)) from None
    except UndefinedError as error:
        raise TemplateError(_get_unknown_sentence(str(error))) from None
    except (PackageNotFoundError, etree.LxmlError, KeyError, ValueError, zipfile.BadZipFile, RecursionError):
        raise TemplateError(_("The template is no Word document (.docx) that can be read.")) from None
    except (TypeError, AttributeError):
        raise TemplateError(_("A list in the template must be one of the fields that hold several lines.")) from None
    return made.getvalue()


def _get_unknown_sentence(said: str) -> str:
    found = re.search(r"'([^']{1,80})' (?:is undefined|has no|$)", said) or re.search(r"attribute '([^']{1,80})'", said)
    text = _('The template asks for "{0}", which is no field. The list of fields says which there are.')
    return text.format(escape_html(found[1] if found else said[:80]))


def validate_package(content: bytes) -> None:
    """Refuse what is no .docx, one with macros, one that fetches something from elsewhere, and packed bombs."""
    if len(content) > LARGEST:
        raise TemplateError(_("The template is larger than {0} MB.").format(LARGEST >> 20))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            names = {entry.filename.lower() for entry in entries}
            if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_OPENED:
                raise TemplateError(_("The template would take too much room when it is opened."))
            if any("vbaproject" in name or name.endswith(".bin") and "embed" in name for name in names):
                text = _("The template holds macros or programs. Save it as a plain Word document (.docx).")
                raise TemplateError(text)
            for entry in entries:
                if entry.filename.endswith(".rels") and entry.filename != SETTINGS_TIES:
                    _validate_relations(package.read(entry))
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
        raise TemplateError(_("The template is no Word document (.docx) that can be read.")) from None
    if "word/document.xml" not in names:
        raise TemplateError(_("The template is no Word document (.docx) that can be read."))


def _validate_relations(content: bytes) -> None:
    for tag in re.findall(rb"<Relationship\b[^<>]*>", content):
        if b'TargetMode="External"' in tag and HYPERLINK.encode() not in tag.lower():
            text = _("The template fetches something from outside when it is opened. Put it into the document instead.")
            raise TemplateError(text)


def _cut_ties(content: bytes) -> bytes:
    """Take away what ties a document to the template and the list of addresses on its author's own computer."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as cut:
        for entry in package.infolist():
            part = package.read(entry)
            if entry.filename == SETTINGS_TIES:
                part = re.sub(rb'<Relationship\b[^<>]*TargetMode="External"[^<>]*>', b"", part)
            elif entry.filename == "word/settings.xml":
                part = re.sub(rb"(?s)<w:mailMerge>.*?</w:mailMerge>|<w:attachedTemplate\b[^<>]*/>", b"", part)
            cut.writestr(entry.filename, part)
    return made.getvalue()


# ---- Word's own merge fields


def _turn_merge_fields(word: DocxTemplate, values: dict) -> None:
    """Write Word's merge fields as fields in braces, in the text and in what stands above and below it."""
    names = {key.replace("_", "").lower(): key for key in values}
    document = word.docx
    roots = [document.element.body]
    for section in document.sections:
        parts = (section.header, section.footer, section.first_page_header, section.first_page_footer)
        roots += [part._element for part in parts if not part.is_linked_to_previous]
    for root in roots:
        for field in list(root.iter(qn("w:fldSimple"))):
            _replace_simple(field, names)
        for paragraph in list(root.iter(qn("w:p"))):
            _replace_runs(paragraph, names)


def _get_field(code: str, names: dict) -> str | None:
    """Return the field that a code asks for, or None for a code of another kind (a date, a page number)."""
    match = MERGE_FIELD.match(code)
    if not match:
        return None
    asked = match[1] or match[2]
    key = names.get(re.sub(r"[\W_]", "", asked).lower())
    if not key:
        text = _('The template asks for "{0}", which is no field. The list of fields says which there are.')
        raise TemplateError(text.format(escape_html(asked[:80])))
    return "{{ %s }}" % key  # noqa: UP031


def _replace_simple(field, names: dict) -> None:
    text = _get_field(field.get(qn("w:instr")) or "", names)
    if not text:
        return
    run = next(iter(field.iter(qn("w:r"))), None)
    run = run if run is not None else field.makeelement(qn("w:r"))
    _write_text(run, text)
    field.getparent().replace(field, run)


def _replace_runs(paragraph, names: dict) -> None:
    """A field in several runs: begin, code, separator, what it last showed, end."""
    begun, code, parts = None, "", []
    for run in list(paragraph.iter(qn("w:r"))):
        mark = run.find(qn("w:fldChar"))
        kind = mark.get(qn("w:fldCharType")) if mark is not None else ""
        if kind == "begin":
            begun, code, parts = run, "", []
        if begun is None:
            continue
        parts.append(run)
        code += "".join(one.text or "" for one in run.iter(qn("w:instrText")))
        if kind == "end":
            text = _get_field(code, names)
            if text:
                _write_text(begun, text, parts)
            begun = None


def _write_text(run, text: str, parts: list | None = None) -> None:
    """Make a run hold just a text, in the looks of what the field showed, and drop the other runs of the field."""
    shown = [one for one in parts or [run] if one.find(qn("w:t")) is not None]
    looks = (shown[0] if shown else run).find(qn("w:rPr"))
    for child in list(run):
        run.remove(child)
    if looks is not None:
        run.append(looks)
    written = run.makeelement(qn("w:t"))
    written.text = text
    run.append(written)
    for one in parts or ():
        if one is not run:
            one.getparent().remove(one)
