"""The public page of a form, asked by anybody: it takes what fits, says what does not, and tells nothing."""

from __future__ import annotations

import re
import shutil
import uuid
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_support import Client, LocalTransport, resource

TOKEN = re.compile(r'name="token" value="([^"]+)"')
HTML = {"Accept": "text/html"}
BOX = {"purpose": "Promotion", "channel": "E-mail", "wording": "Sì, scrivetemi <b>delle novità</b>"}
ASKED = [
    {"ask": "Name"},
    {"ask": "Company"},
    {"ask": "E-mail", "required": 1},
    {"ask": "Phone"},
    {"ask": "Town"},
    {"ask": "Message"},
    {"ask": "Characteristic", "attribute": "Macchine"},
    {"ask": "Characteristic", "attribute": "Pezzi all'anno"},
    {"ask": "Characteristic", "attribute": "Da quando"},
    {"ask": "Characteristic", "attribute": "Esporta"},
]
TRAITS = {
    "Macchine": ("Choices", [{"option": "Torni"}, {"option": "Frese"}]),
    "Pezzi all'anno": ("Number", []),
    "Da quando": ("Date", []),
    "Esporta": ("Yes/No", []),
}
SEED_PASSWORD = "seed-password"
GOOD = {"person_name": "Ugo Neri", "email": "ugo@nuova.example", "message": "Vorrei un preventivo"}


@pytest.fixture(scope="module")
def site(request, tmp_path_factory):
    """A site with an open form, its administrator, and a visitor without a log-in."""
    seed = request.getfixturevalue("seed_site")
    transport = LocalTransport(str(Path(shutil.copytree(seed, tmp_path_factory.mktemp("forms") / "site"))))
    admin = Client(transport)
    admin.login("Administrator", SEED_PASSWORD)
    for name, (kind, options) in TRAITS.items():
        values = {"attribute_name": name, "value_type": kind, "options": options}
        assert admin.post(resource("Profile Attribute"), values).status == 200
    yield SimpleNamespace(admin=admin, guest=Client(transport), transport=transport)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    """Nobody waits for a page to grow older; who is too quick has a test of their own."""
    from relcrm.agenda.contact_forms import guard

    monkeypatch.setattr(guard, "SHORTEST", 0)


@pytest.fixture
def form(site):
    set_limit(site, 100_000)
    return make_form(site)


def set_limit(site, number):
    answer = site.admin.put(resource("RelCRM Settings", "RelCRM Settings"), {"form_answers_an_hour": number})
    assert answer.status == 200


def make_form(site, **values):
    defaults = {
        "form_title": f"Scriveteci {uuid.uuid4().hex[:6]}",
        "published": 1,
        "language": "it",
        "questions": ASKED,
        "consents": [BOX],
        "notice_link": "https://www.example.it/privacy",
        "told_user": "Administrator",
    }
    answer = site.admin.post(resource("Contact Form"), {**defaults, **values})
    assert answer.status == 200, answer.text
    made = answer.json()["data"]
    address = site.admin.call("relcrm.api.contact_forms.get_place", name=made["name"])["address"]
    return SimpleNamespace(name=made["name"], path="/" + address.split("/", 3)[3], **{"doc": made})


def look(site, form):
    return site.guest.request("GET", form.path, headers=HTML)


def send(site, form, typed=None, **extra):
    token = TOKEN.search(look(site, form).text)[1]
    return site.guest.request(
        "POST", form.path, form={"token": token, **(GOOD if typed is None else typed), **extra}, headers=HTML
    )


def count(site, form):
    return len(get_answers(site, form))


def get_answers(site, form):
    fields = ["name", "state", "email", "person_name", "message"]
    filters = {"form": form.name}
    return site.admin.get(resource("Contact Form Answer"), filters=filters, fields=fields, limit_page_length=0).json()[
        "data"
    ]


def test_a_visitor_sees_a_form_that_needs_no_script_and_no_log_in(site, form):
    page = look(site, form)
    assert page.status == 200 and page.headers["content-type"].startswith("text/html")
    assert '<html lang="it">' in page.text and 'autocomplete="email"' in page.text
    assert "<script" not in page.text and "&lt;b&gt;delle novità" in page.text
    assert " checked" not in page.text, "no box is ticked beforehand"
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'self'" in policy and "script" not in policy
    assert page.headers["cache-control"] == "no-store"


def test_only_the_sites_of_the_form_may_frame_it(site):
    form = make_form(site, embedding_sites="https://www.example.it\nhttps://shop.example.it:8443")
    policy = look(site, form).headers["content-security-policy"]
    assert "x-frame-options" not in look(site, form).headers, "older browsers would follow it"
    assert policy.endswith("frame-ancestors 'self' https://www.example.it https://shop.example.it:8443")


def test_english_form_speaks_english_whatever_the_browser_asks(site):
    form = make_form(site, language="en")
    page = site.guest.request("GET", form.path, headers={**HTML, "Accept-Language": "it"})
    assert "Name and surname" in page.text and ">Send<" in page.text


def test_an_answer_is_written_down_and_leads_to_thanks(site, form):
    consent = re.search(r'name="(consent\w+)"', look(site, form).text)[1]
    trait = re.findall(r'name="(c[0-9a-f]{10})"', look(site, form).text)
    typed = {**GOOD, consent: "1", trait[0]: "Torni", trait[2]: "1.250,5", trait[3]: "05/03/2020", trait[4]: "1"}
    answer = send(site, form, typed)
    assert (answer.status, answer.headers["location"]) == (303, f"{form.path}?sent=1")
    assert "Grazie" in site.guest.request("GET", answer.headers["location"], headers=HTML).text
    kept = site.admin.get(resource("Contact Form Answer", get_answers(site, form)[0]["name"])).json()["data"]
    assert kept["email"] == GOOD["email"] and kept["form_version"] == 1
    assert [row["value"] for row in kept["answer_values"]] == ["Torni", "1250.5", "2020-03-05", "1"]
    assert [row["wording"] for row in kept["answer_consents"]] == [BOX["wording"]]
    assert not any("127.0.0.1" in str(value) for value in kept.values()), "no address of the visitor is kept"


def test_no_box_no_consent(site, form):
    send(site, form, GOOD, consent0000000000="1")
    kept = site.admin.get(resource("Contact Form Answer", get_answers(site, form)[0]["name"])).json()["data"]
    assert kept["answer_consents"] == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Campo da compilare: E-mail."),
        ({"email": "ugo"}, "non è un indirizzo e-mail"),
        ({"email": "a@b.example\nBcc: x@y.example"}, "non è un indirizzo e-mail"),
        ({"email": "ugo@nuova.example", "phone": "12"}, "non è un numero di telefono"),
        ({"email": "ugo@nuova.example", "person_name": "Buy http://spam.example"}, "qui non serve"),
        ({"email": "ugo@nuova.example", "message": "http://a http://b www.c"}, "al massimo 2 indirizzi"),
        ({"email": "ugo@nuova.example", "message": "x" * 4001}, "al massimo 4000 caratteri"),
        ({"email": "ugo@nuova.example", "person_name": "x" * 141}, "al massimo 140 caratteri"),
    ],
)
def test_what_does_not_fit_is_said_beside_the_field_and_stays(site, form, typed, sentence):
    answer = send(site, form, typed)
    assert answer.status == 422 and sentence in answer.text.replace("&#39;", "'")
    for text in typed.values():
        if len(text) < 100 and "\n" not in text:
            assert text in answer.text
    assert count(site, form) == 0


def test_wrong_choices_numbers_and_days_are_said(site, form):
    trait = list(dict.fromkeys(re.findall(r'name="(c[0-9a-f]{10})"', look(site, form).text)))
    for key, value, sentence in (
        (trait[0], "Presse", "tra le voci offerte"),
        (trait[1], "nan", "non è un numero"),
        (trait[1], "1e400", "non è un numero"),
        (trait[2], "31/02/2026", "non è un giorno"),
        (trait[2], "0001-01-01", "non è un giorno"),
        (trait[3], "7", "tra le voci offerte"),
    ):
        answer = send(site, form, {**GOOD, key: value})
        assert answer.status == 422 and sentence in answer.text, (key, value)
    assert count(site, form) == 0


def test_a_page_is_answered_once(site, form):
    token = TOKEN.search(look(site, form).text)[1]
    for _time in range(3):
        answer = site.guest.request("POST", form.path, form={"token": token, **GOOD}, headers=HTML)
        assert answer.status == 303
    assert count(site, form) == 1


def test_programs_are_held_up_and_people_lose_nothing(site, form, monkeypatch):
    from relcrm.agenda.contact_forms import guard

    for extra in ({"token": ""}, {"token": "1.x.y"}, {"token": "ù" * 300}, {"leave_empty": "http://spam.example"}):
        answer = send(site, form, GOOD, **extra)
        assert answer.status == 422 and "ancora qui" in answer.text and "Vorrei un preventivo" in answer.text
    stolen = TOKEN.search(look(site, make_form(site)).text)[1]
    assert send(site, form, GOOD, token=stolen).status == 422, "the page of another form"
    monkeypatch.setattr(guard, "SHORTEST", 3)
    quick = send(site, form)
    assert quick.status == 422 and "più in fretta" in quick.text
    monkeypatch.setattr(guard, "SHORTEST", 0)
    monkeypatch.setattr(guard, "LONGEST", -1)
    assert "molto a lungo" in send(site, form).text
    assert count(site, form) == 0


def test_an_answer_to_other_words_is_asked_again(site, form):
    """A consent is never kept for words that were not read."""
    page = look(site, form).text
    token, consent = TOKEN.search(page)[1], re.search(r'name="(consent\w+)"', page)[1]
    changed = {"consents": [{**BOX, "wording": "Sì a tutto"}]}
    assert site.admin.put(resource("Contact Form", form.name), changed).status == 200
    answer = site.guest.request("POST", form.path, form={"token": token, consent: "1", **GOOD}, headers=HTML)
    assert answer.status == 422 and " checked" not in answer.text
    assert count(site, form) == 0


def test_too_many_answers_from_one_place_wait_and_stay_typed(site):
    form = make_form(site)
    from relcrm.agenda.contact_forms import guard

    set_limit(site, 1)
    answers = [send(site, form, {**GOOD, "message": f"Numero {n}"}) for n in range(3)]
    assert answers[-1].status == 429 and "Numero 2" in answers[-1].text and guard.PER_ADDRESS > 1
    set_limit(site, 100_000)
    assert send(site, form).status == 303


def test_closed_unknown_and_renewed_addresses_say_the_same(site, form):
    closed = make_form(site, published=0)
    before = form.path
    site.admin.call("relcrm.api.contact_forms.renew_address", name=form.name)
    pages = {
        site.guest.request("GET", path, headers=HTML).text.split("<body>")[1]
        for path in (
            closed.path,
            before,
            "/contact-form/" + "x" * 22,
            "/contact-form/%00",
            "/contact-form/" + "x" * 500,
        )
    }
    assert len(pages) == 1
    assert look(site, closed).status == 404
    assert site.guest.request("POST", closed.path, form=GOOD, headers=HTML).status == 404
    shown = site.admin.request("GET", closed.path, headers=HTML)
    assert shown.status == 200 and "Anteprima" in shown.text and "disabled" in shown.text


def test_the_page_tells_nobody_who_is_known(site, form):
    emails = [{"email": "nota@casa.example", "kind": "Work"}]
    assert site.admin.post(resource("Party"), {"party_name": "Casa Nota", "emails": emails}).status == 200
    known = send(site, form, {**GOOD, "email": "nota@casa.example"})
    unknown = send(site, form, {**GOOD, "email": "ignota@casa.example"})
    assert (known.status, known.headers["location"], known.body) == (
        unknown.status,
        unknown.headers["location"],
        unknown.body,
    )


def test_no_mail_goes_to_the_address_that_was_typed(site, form):
    send(site, form)
    queue = site.admin.get(resource("Email Queue"), limit_page_length=0).json()["data"]
    assert queue == []


def test_too_much_at_once_is_refused_with_a_sentence(site, form):
    answer = send(site, form, {**GOOD, "message": "x" * 70_000})
    assert answer.status == 413 and "va accorciato" in answer.text


def test_other_ways_of_asking_are_no_error(site, form):
    for method, sent in (
        ("POST", {"data": {"email": "a@b.example"}}),
        ("POST", {"body": b"{", "headers": {**HTML, "Content-Type": "application/json"}}),
        ("POST", {"body": b"\xff\xfe%%%=&&", "headers": {**HTML, "Content-Type": "application/x-www-form-urlencoded"}}),
        ("POST", {"form": {}, "files": {"email": ("x.txt", b"x")}}),
        ("PUT", {"form": GOOD}),
        ("HEAD", {}),
        ("GET", {"params": {"sent": "<script>", "key": "x", "contact_form": "y"}}),
    ):
        answer = site.guest.request(method, form.path, **sent)
        assert answer.status < 500, (method, sent, answer.text[:300])
    assert count(site, form) == 0


texts = st.one_of(
    st.text(max_size=80),
    st.sampled_from(
        [
            "\x00",
            "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
            "{{ 7*7 }}",
            "<script>",
            "' or 1=1 --",
            "=cmd()",
            "a" * 5000,
            "\u202egnp",
            "٣٤",
            "🙂" * 60,
        ]
    ),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    typed=st.dictionaries(
        st.sampled_from(["person_name", "company", "email", "phone", "town", "message", "leave_empty"]), texts
    )
)
def test_any_text_is_taken_or_said_to_be_wrong(site, form, typed):
    before = count(site, form)
    answer = send(site, form, typed)
    assert answer.status in (303, 422), answer.text[:300]
    assert count(site, form) == before + (answer.status == 303)
    assert "<script>" not in answer.text and "49" not in answer.text.split("<form")[-1].split("token")[0]
