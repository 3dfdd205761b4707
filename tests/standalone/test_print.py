"""Documents printed: as pages, as PDF read back, with what their reader may see and nothing from elsewhere."""

import io

import frappe
import pytest
from frappe.utils import pdf
from frappe.utils.print_format import attach_print, download_multi_pdf, download_pdf, get_print
from frappe.www import printview
from pypdf import PdfReader

LETTER = """<div class="letter"><p>Dear {{ doc.title }},</p>
<p>{{ frappe.utils.formatdate("2026-11-22", "dd.MM.yyyy") }} {{ _("Yes") }}</p>
{% if letter_head %}<header>{{ letter_head }}</header>{% endif %}
<table>{% for row in doc.rows %}<tr><td>{{ row.item }}</td></tr>{% endfor %}</table></div>"""


@pytest.fixture(scope="module")
def letters(bare_site, make_doctype, make_user):
    """A DocType with a table, a print format, a letter head, and three users."""
    make_user("writer@example.com", "Prn Agent")
    make_user("stranger@example.com", "Prn Nobody")
    row = [{"fieldname": "item", "fieldtype": "Data", "label": "Item", "in_list_view": 1}]
    make_doctype("Prn Row", row, istable=1)
    fields = [
        {"fieldname": "title", "fieldtype": "Data", "label": "Title"},
        {"fieldname": "kind", "fieldtype": "Select", "label": "Kind", "options": "\nCompany\nPerson"},
        {"fieldname": "more", "fieldtype": "Section Break", "label": "More"},
        {"fieldname": "notes", "fieldtype": "Small Text", "label": "Notes"},
        {"fieldname": "second", "fieldtype": "Column Break"},
        {"fieldname": "amount", "fieldtype": "Currency", "label": "Amount"},
        {"fieldname": "done", "fieldtype": "Check", "label": "Done"},
        {"fieldname": "inner", "fieldtype": "Data", "label": "Inner", "print_hide": 1},
        {"fieldname": "salary", "fieldtype": "Data", "label": "Salary", "permlevel": 1},
        {"fieldname": "rows", "fieldtype": "Table", "label": "Rows", "options": "Prn Row"},
    ]
    make_doctype("Prn Letter", fields, title_field="title", roles=["System Manager", "Prn Agent"])
    make_doctype("Prn Order", fields[:1], is_submittable=1)
    values = {"doc_type": "Prn Letter", "module": "Custom", "standard": "No", "custom_format": 1, "html": LETTER}
    frappe.get_doc(doctype="Print Format", name="Prn Format", page_number="Bottom Right", **values).insert()
    head = {
        "source": "HTML",
        "content": "<b>ACME {{ doc.title }}</b>",
        "footer_source": "HTML",
        "footer": "Foot of {{ doc.title }}",
    }
    frappe.get_doc(doctype="Letter Head", letter_head_name="Prn Head", is_default=1, **head).insert()
    frappe.get_doc(
        doctype="Prn Letter", title="D'Angelo & Forlì", kind="Company", notes="one\ntwo", amount=1240.5, done=1,
        inner="hidden", salary="secret", rows=[{"item": "First"}, {"item": "Second"}],
    ).insert(set_name="L-1")  # fmt: skip
    frappe.db.commit()


def text_of(content):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_letter_is_filled_in_with_its_head(frappe_site, letters):
    html = get_print("Prn Letter", "L-1", "Prn Format")
    assert "Dear D'Angelo & Forlì," in html and "22.11.2026 Yes" in html
    assert "<b>ACME D'Angelo & Forlì</b>" in html
    assert "ACME" not in get_print("Prn Letter", "L-1", "Prn Format", no_letterhead=1)


def test_pdf_holds_the_letter_as_text(frappe_site, letters):
    content = get_print("Prn Letter", "L-1", "Prn Format", as_pdf=True)
    text = text_of(content)
    assert content.startswith(b"%PDF")
    assert "Dear D'Angelo & Forlì," in text and "First" in text and "1 / 1" in text


def test_standard_print_follows_the_form(frappe_site, letters):
    html = get_print("Prn Letter", "L-1")
    assert '<h4 class="section-heading">More</h4>' in html
    for shown in ("D&apos;Angelo &amp; Forlì", "one<br>two", "1,240.50", "<td>Second</td>"):
        assert shown in html
    assert "hidden" not in html.split("<body>")[1]
    text = text_of(get_print("Prn Letter", "L-1", as_pdf=True))
    assert "Foot of D'Angelo & Forlì" in text and "Yes" in text


def test_long_letter_repeats_its_foot_on_every_page(frappe_site, letters):
    frappe_site.get_doc(doctype="Prn Letter", title="Long", notes="word " * 1500).insert(set_name="L-2")
    pages = PdfReader(io.BytesIO(get_print("Prn Letter", "L-2", as_pdf=True))).pages
    assert len(pages) > 1
    assert all("Foot of Long" in page.extract_text() for page in pages)


def test_fields_above_the_readers_level_are_not_printed(frappe_site, letters):
    assert "secret" in get_print("Prn Letter", "L-1")
    frappe_site.set_user("writer@example.com")
    assert "secret" not in get_print("Prn Letter", "L-1")


@pytest.mark.parametrize("user", ["stranger@example.com", "Guest"])
def test_print_is_closed_to_who_may_not_read(frappe_site, letters, user):
    frappe_site.set_user(user)
    with pytest.raises(frappe_site.PermissionError):
        download_pdf("Prn Letter", "L-1", "Prn Format")
    with pytest.raises(frappe_site.PermissionError):
        printview.get_html_and_style("Prn Letter", "L-1")
    with pytest.raises(frappe_site.PermissionError):
        download_multi_pdf("Prn Letter", '["L-1"]')


def test_page_context_has_title_style_and_language(frappe_site, letters):
    frappe_site.local.form_dict = frappe_site._dict(doctype="Prn Letter", name="L-1", format="Prn Format", _lang="ar")
    context = printview.get_context({})
    assert context["title"] == "D'Angelo & Forlì" and context["layout_direction"] == "rtl"
    assert "@page" in context["print_style"] and "Dear" in context["body"]
    assert frappe_site.local.lang != "ar"


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, frappe.ValidationError),
        ({"doctype": "Prn Letter", "name": "none"}, frappe.DoesNotExistError),
        ({"doctype": "Prn Letter", "name": "L-1", "format": "Nowhere"}, frappe.DoesNotExistError),
        ({"doctype": "Prn Order", "name": "O", "format": "Prn Format"}, frappe.ValidationError),
        ({"doc": "{"}, frappe.ValidationError),
        ({"doctype": "Prn Letter", "name": "L-1", "settings": "["}, frappe.ValidationError),
    ],
)
def test_wrong_request_is_answered_in_words(frappe_site, letters, form, error):
    frappe_site.get_doc(doctype="Prn Order", title="x").insert(set_name="O")
    frappe_site.local.form_dict = frappe_site._dict(form)
    with pytest.raises(error) as caught:
        printview.get_context({})
    assert str(caught.value)


def test_html_and_style_of_a_document_not_yet_saved(frappe_site, letters):
    made = printview.get_html_and_style('{"doctype": "Prn Letter", "title": "New one", "rows": []}')
    assert "New one" in made["html"] and ".print-format" in made["style"]


def test_draft_is_marked_and_cancelled_not_printed(frappe_site, letters):
    order = frappe_site.get_doc(doctype="Prn Order", title="x").insert()
    assert "DRAFT" in get_print("Prn Order", order.name)
    order.submit()
    assert "DRAFT" not in get_print("Prn Order", order.name)
    order.cancel()
    with pytest.raises(frappe_site.PermissionError, match="cancelled"):
        get_print("Prn Order", order.name)


def test_several_documents_make_one_pdf(frappe_site, letters):
    frappe_site.get_doc(doctype="Prn Letter", title="Second").insert(set_name="L-3")
    download_multi_pdf("Prn Letter", '["L-1", "L-3"]', "Prn Format")
    pages = PdfReader(io.BytesIO(frappe_site.local.response.filecontent)).pages
    assert len(pages) == 2 and "Dear Second" in pages[1].extract_text()
    assert frappe_site.local.response.filename == "Prn-Letter.pdf"
    with pytest.raises(frappe_site.ValidationError):
        download_multi_pdf("Prn Letter", "[]")


def test_mail_attachment_is_pdf_or_html_by_settings(frappe_site, letters):
    made = attach_print("Prn Letter", "L-1", print_format="Prn Format")
    assert made["fname"] == "L-1.pdf" and made["fcontent"].startswith(b"%PDF")
    frappe_site.db.set_single_value("Print Settings", "send_print_as_pdf", 0)
    made = attach_print("Prn Letter", "L-1", file_name="A letter")
    assert made["fname"] == "Aletter.html" and b"Angelo" in made["fcontent"]


def test_pdf_with_a_password_is_a_named_difference(frappe_site, letters):
    with pytest.raises(frappe_site.NotInStandaloneError):
        get_print("Prn Letter", "L-1", as_pdf=True, password="x")


@pytest.mark.parametrize("html", ["{{ ''.__class__ }}", "{% if %}", "<script>x</script>", "", "{{ unclosed"])
def test_template_that_cannot_be_kept_is_refused_at_save(frappe_site, letters, html):
    values = {"doc_type": "Prn Letter", "standard": "No", "custom_format": 1, "html": html}
    with pytest.raises(frappe_site.ValidationError):
        frappe_site.get_doc(doctype="Print Format", name="Prn Bad", **values).insert()


def test_template_cannot_write_a_document(frappe_site, letters):
    values = {"doc_type": "Prn Letter", "standard": "No", "custom_format": 1, "html": "{{ doc.db_set('title', 'x') }}"}
    frappe_site.get_doc(doctype="Print Format", name="Prn Writing", **values).insert()
    with pytest.raises(frappe_site.ValidationError):
        get_print("Prn Letter", "L-1", "Prn Writing")


@pytest.fixture
def pictures(frappe_site):
    """A public and a private picture in the site's folder."""
    import PIL.Image

    content = io.BytesIO()
    PIL.Image.new("RGB", (4, 4), "red").save(content, "PNG")
    return [
        frappe_site.get_doc(doctype="File", file_name="dot.png", is_private=private, content=content.getvalue())
        .insert()
        .file_url
        for private in (0, 1)
    ]


def test_own_pictures_are_found(frappe_site, pictures):
    assert pictures == ["/files/dot.png", "/private/files/dot.png"]
    for url in pictures:
        assert pdf.find_site_file(pdf.BASE[:-1] + url).endswith(url)
    content = pdf.get_pdf("".join(f'<img src="{url}">' for url in pictures))
    assert len(PdfReader(io.BytesIO(content)).pages[0].images) == 2


def test_private_picture_of_another_is_left_out(frappe_site, pictures, letters):
    frappe_site.set_user("stranger@example.com")
    with pytest.raises(ValueError):
        pdf.find_site_file(pdf.BASE[:-1] + pictures[1])
    assert pdf.find_site_file(pdf.BASE[:-1] + pictures[0])


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://169.254.169.254/latest",
        "http://127.0.0.1:1/x",
        "https://example.com/x.png",
        "ftp://example.com/x",
        pdf.BASE + "files/../../site_config.json",
        pdf.BASE + "files/%2e%2e/%2e%2e/site_config.json",
        pdf.BASE + "site_config.json",
        pdf.BASE + "assets/frappe/../../frappe/app.py",
        pdf.BASE + "assets/os/path.py",
        pdf.BASE + "private/files/none.png",
        "gopher://x",
    ],
)
def test_nothing_outside_the_sites_files_is_fetched(frappe_site, url):
    with pytest.raises(ValueError):
        pdf.find_site_file(url)
    content = pdf.get_pdf(f'<link rel="stylesheet" href="{url}"><img src="{url}"><p>still there</p>')
    assert "still there" in text_of(content) and "root:" not in text_of(content)


def test_paper_and_margins_come_from_options(frappe_site):
    page = PdfReader(io.BytesIO(pdf.get_pdf("<p>x</p>", {"page-size": "A5", "orientation": "Landscape"}))).pages[0]
    assert float(page.mediabox.width) == pytest.approx(595, abs=1)
    assert float(page.mediabox.height) == pytest.approx(420, abs=1)
    assert pdf._options_css({"page-size": "A4} body{display:none", "margin-top": "x;}"}) == ""


def test_language_of_the_address_is_one_of_the_sites(frappe_site, letters):
    form = {"doctype": "Prn Letter", "name": "L-1", "_lang": '"><script>1</script>'}
    frappe_site.local.form_dict = frappe_site._dict(form)
    assert printview.get_context({})["lang"] == frappe_site.local.lang


def test_settings_of_the_request_do_not_open_cancelled_documents(frappe_site, letters):
    order = frappe_site.get_doc(doctype="Prn Order", title="x").insert().submit()
    order.cancel()
    settings = '{"allow_print_for_cancelled": 1}'
    with pytest.raises(frappe_site.PermissionError):
        printview.get_html_and_style("Prn Order", order.name, settings=settings)


def test_title_of_a_record_the_reader_may_not_read_is_not_printed(frappe_site, letters, make_doctype):
    title = [{"fieldname": "title", "fieldtype": "Data", "label": "Title"}]
    make_doctype("Prn Secret", title, title_field="title", show_title_field_in_link=1)
    link = {"fieldname": "secret", "fieldtype": "Link", "label": "Secret", "options": "Prn Secret"}
    make_doctype("Prn Open", [link], roles=["System Manager", "Prn Agent"])
    hidden = frappe_site.get_doc(doctype="Prn Secret", title="Merger plans").insert()
    shown = frappe_site.get_doc(doctype="Prn Open", secret=hidden.name).insert()
    assert "Merger plans" in get_print("Prn Open", shown.name)
    frappe_site.set_user("writer@example.com")
    assert "Merger plans" not in get_print("Prn Open", shown.name)


def test_foot_and_page_number_stand_side_by_side(frappe_site, letters):
    values = {"doc_type": "Prn Letter", "module": "Custom", "standard": "No", "page_number": "Bottom Right"}
    frappe_site.get_doc(doctype="Print Format", name="Prn Numbered", **values).insert()
    text = text_of(get_print("Prn Letter", "L-1", "Prn Numbered", as_pdf=True))
    assert "Foot of D'Angelo & Forlì" in text and "1 / 1" in text
