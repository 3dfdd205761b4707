"""Templates kept in records are filled in, and those that try to leave the sandbox are refused."""

import frappe
import pytest
from frappe.utils import jinja
from hypothesis import given
from hypothesis import strategies as st


@pytest.fixture(autouse=True)
def bare(monkeypatch, tmp_path):
    """A thread without a site: the runtime's own templates and no app."""
    values = {
        "db": None, "lang": "en", "flags": frappe._dict(), "conf": frappe._dict(), "message_log": [],
        "derived_values": {"hooks": {}},
        "site_path": str(tmp_path), "session": frappe._dict(user="ann@example.com"),
        "request": None, "form_dict": frappe._dict(), "request_cache": {},
    }  # fmt: skip
    for key, value in values.items():
        monkeypatch.setattr(frappe.local, key, value, raising=False)


RENDERED = [
    ("Dear {{ name }},", {"name": "Ann"}, "Dear Ann,"),
    ("{% for i in range(3) %}{{ i }}{% endfor %}", {}, "012"),
    ("{{ frappe.utils.formatdate(day, 'dd.MM.yyyy') }}", {"day": "2026-11-22"}, "22.11.2026"),
    ("{{ _('Yes') }} {{ frappe.utils.fmt_money(1240) }}", {}, "Yes 1,240.00"),
    ("{{ frappe.session.user }}", {}, "ann@example.com"),
    ("{{ doc.missing or 'none' }}", {"doc": frappe._dict()}, "none"),
    ("{{ missing }}", {}, ""),
    ("{{ [1, 2] | json }}", {}, "[\n 1,\n 2\n]"),
    ("{{ '4' | int + 1 }}", {}, "5"),
    ("{{ 'ab' * 2 }}{{ 2 ** 3 }}", {}, "abab8"),
    ("", {}, ""),
]


@pytest.mark.parametrize(("template", "context", "expected"), RENDERED, ids=[r[0] for r in RENDERED])
def test_template_is_filled_in(template, context, expected):
    assert jinja.render_template(template, context) == expected


ESCAPES = [
    "{{ ''.__class__ }}",
    "{{ doc.__class__.__mro__ }}",
    "{{ ''['__class__'] }}",
    "{{ ''|attr('__class__') }}",
    "{{ ''|attr('\\x5f\\x5fclass\\x5f\\x5f') }}",
    "{{ frappe.db.sql('select 1') }}",
    "{{ frappe.local.conf }}",
    "{{ frappe.get_hooks('x') }}",
    "{{ frappe.utils.os.listdir('/') }}",
    "{{ frappe.set_user('Administrator') }}",
    "{{ self._TemplateReference__context }}",
    "{{ cycler.__init__.__globals__.os }}",
    "{{ lipsum.__globals__ }}",
    "{{ ().__class__.__base__.__subclasses__() }}",
    "{% for k in doc.__dict__ %}{{ k }}{% endfor %}",
    "{{ '%s' % 9 ** 99999 }}",
    "{{ 'x' * 10000000 }}",
    "{% for i in range(10000000) %}x{% endfor %}",
    "{{ '{0.__class__}'.format(doc) }}",
    "{% include '/etc/passwd' %}",
    "{% include '../../etc/passwd' %}",
    "{{ doc.save() }}",
    "{{ doc.get_password('x') }}",
    "{{ 1 / 0 }}",
    "{{ unclosed",
    "{% for %}",
    "{{ nothing.at.all }}",
    "{{ open('/etc/passwd') }}",
    "{{ namespace.__init__ }}",
]


@pytest.mark.parametrize("template", ESCAPES)
def test_template_that_reaches_out_is_refused_or_finds_nothing(template):
    from frappe.model.document import Document

    class Record(Document):
        def __init__(self):
            pass

    try:
        out = jinja.render_template(template, {"doc": Record()})
    except frappe.ValidationError:
        assert frappe.local.message_log[-1].message
    else:
        assert out.strip() == "", out


def test_dunder_text_is_an_illegal_template():
    with pytest.raises(frappe.ValidationError, match="Illegal template"):
        jinja.render_template("{{ x.__y }}", {})


def test_syntax_error_names_the_line():
    with pytest.raises(frappe.ValidationError, match="line 2"):
        jinja.render_template("ok\n{% if %}", {})


def test_missing_template_file_is_named():
    with pytest.raises(frappe.TemplateNotFoundError, match="templates/nowhere.html"):
        jinja.render_template("templates/nowhere.html", {})


def test_template_is_compiled_once():
    assert jinja.compile_template("{{ a }}") is jinja.compile_template("{{ a }}")


@given(st.text(max_size=80))
def test_text_without_marks_comes_back_as_it_is(text):
    bare_values = {"derived_values": {"hooks": {}}, "db": None, "message_log": [], "flags": frappe._dict()}
    for key, value in bare_values.items():
        setattr(frappe.local, key, value)
    if "{" in text or "\r" in text or jinja.guess_is_path(text) or jinja.is_illegal(text):
        return
    assert jinja.render_template(text, {}) == text.removesuffix("\n")
