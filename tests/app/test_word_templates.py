"""Word documents as people make them: merge fields of Word, templates of other programs, broken and packed ones."""

from __future__ import annotations

import io
import re
import time
import zipfile
from pathlib import Path

import pytest
from docx import Document

from relcrm.exceptions import TemplateError
from relcrm.outreach.word import filling

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"


def get_files(kind: str) -> list[Path]:
    found = sorted((DATA / kind).glob("*.docx"))
    if not found:
        pytest.skip(f"the collection {kind} is not there")
    return found


@pytest.mark.parametrize("kind", ["docx-mailmerge", "docx-templates"])
def test_documents_of_others_are_filled_or_refused_with_a_sentence(kind):
    for path in get_files(kind):
        begun = time.monotonic()
        try:
            Document(io.BytesIO(filling.fill(path.read_bytes(), {"company": "Casale"})))
        except TemplateError as reason:
            assert str(reason).endswith((".", "}")) or len(str(reason)) > 20, path.name
        assert time.monotonic() - begun < 10, path.name


def get_asked(content: bytes) -> set[str]:
    """The names of the merge fields in a document, also those whose code stands in several runs."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        body = opened.read("word/document.xml").decode()
    found = re.findall(r'<w:instrText[^>]*>([^<]*)|w:instr="([^"]*)"', body)
    code = "".join(one or other for one, other in found)
    return set(re.findall(r'MERGEFIELD\s+(?:&quot;|")?(\w+)', code))


@pytest.mark.parametrize("version", ["winword2010", "macword2011"])
def test_merge_fields_of_word_are_filled(version):
    """A document made by Word 2010, with fields in several runs, and one by Word for Mac."""
    [path] = [path for path in get_files("docx-mailmerge") if version in path.name]
    asked = get_asked(path.read_bytes())
    assert len(asked) > 5
    made = filling.fill(path.read_bytes(), {name.lower(): f"VALUE OF {name}" for name in asked})
    with zipfile.ZipFile(io.BytesIO(made)) as opened:
        text = opened.read("word/document.xml").decode()
        ties = [opened.read(name) for name in opened.namelist() if name.endswith(".rels")]
    assert "MERGEFIELD" not in text
    assert all(f"VALUE OF {name}" in text for name in asked)
    fetched = [one for one in ties if b'TargetMode="External"' in one and b"hyperlink" not in one]
    assert not fetched, "what ties it to the computer of its author is cut"


def package(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("--", "."), content)
    return out.getvalue()


def test_bombs_macros_and_what_fetches_from_outside_are_refused():
    document = io.BytesIO()
    Document().save(document)
    rels = (b'<Relationships><Relationship Type="x/attachedTemplate" Target="http://evil.example/a.dotm"'
            b' TargetMode="External"/></Relationships>')  # fmt: skip
    hostile = {
        "bomb": {"word/document.xml": b"0" * (130 << 20)},
        "macros": {"word/document.xml": b"x", "word/vbaProject.bin": b"x"},
        "outside": {"word/document.xml": b"x", "word/_rels/document.xml.rels": rels},
        "no document": {"hello.txt": b"x"},
        "entities": {"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'},
    }
    for what, parts in hostile.items():
        with pytest.raises(TemplateError):
            filling.fill(package(**parts), {})
            pytest.fail(what)
