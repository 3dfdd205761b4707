"""Texts in the reader's language: from the apps' CSV files and the site's own records, context and region included."""

import pytest
from frappe import translate


@pytest.fixture
def texts(frappe_site, tmp_path, monkeypatch):
    """One app with a CSV of each language."""
    folder = tmp_path / "translations"
    folder.mkdir()
    rows = 'Open,Aperto\n"Open",Apri,button\n"Dear {0}, yes",Gentile {0}\nBare\n,Vuoto\nBlank,  \n'
    (folder / "it.csv").write_text(rows, encoding="utf-8")
    (folder / "it-CH.csv").write_text("Mobile,Natel\n", encoding="utf-8")
    get_app_path = frappe_site.get_app_path

    def find(app, *parts):
        return str(tmp_path.joinpath(*parts)) if parts[:1] == ("translations",) else get_app_path(app, *parts)

    monkeypatch.setattr(frappe_site, "get_app_path", find)
    translate.clear_cache()
    yield frappe_site
    translate.clear_cache()


def test_text_is_found_with_and_without_context(texts):
    assert texts._("Open", "it") == "Aperto"
    assert texts._("Open", "it", context="button") == "Apri"
    assert texts._("Open", "it", context="elsewhere") == "Aperto"
    assert texts._("Dear {0}, yes", "it").format("Ann") == "Gentile Ann"


@pytest.mark.parametrize("source", ["Unknown", "Bare", "Blank", ""])
def test_missing_text_comes_back_as_it_is(texts, source):
    assert texts._(source, "it") == source


def test_region_falls_back_to_its_language(texts):
    assert texts._("Mobile", "it-CH") == "Natel"
    assert texts._("Open", "it-CH") == "Aperto"
    assert texts._("Mobile", "it") == "Mobile"


def test_site_record_wins_at_once_and_goes_again(texts):
    record = texts.get_doc(
        doctype="Translation", language="it", source_text="Open", translated_text="In corso"
    ).insert()
    assert texts._("Open", "it") == "In corso"
    record.translated_text = "Da fare"
    record.save()
    assert texts._("Open", "it") == "Da fare"
    texts.get_doc(
        doctype="Translation", language="it", source_text="Open", context="button", translated_text="Avvia"
    ).insert()
    assert texts._("Open", "it", context="button") == "Avvia"
    texts.delete_doc("Translation", record.name)
    assert texts._("Open", "it") == "Aperto"


def test_translated_html_is_cleaned(texts):
    values = {"language": "it", "source_text": "Hi", "translated_text": "<b>Ciao</b><script>1</script>"}
    record = texts.get_doc(doctype="Translation", **values).insert()
    assert record.translated_text == "<b>Ciao</b>&lt;script&gt;1&lt;/script&gt;"


def test_client_dictionary_is_that_of_the_reader(texts):
    texts.local.lang = "it"
    assert translate.get_app_translations()["Open"] == "Aperto"
    assert translate.get_app_translations()["Open:button"] == "Apri"
    texts.local.lang = "en"
    assert "Open" not in translate.get_app_translations()


def test_print_language_holds_inside_the_block(texts):
    texts.local.lang = "en"
    with translate.print_language("it"):
        assert texts._("Open") == "Aperto"
    assert texts._("Open") == "Open"


def test_language_of_a_request(frappe_site):
    from frappe.utils import set_request

    frappe_site.set_user("Guest")
    set_request(headers={"Accept-Language": "it-IT,it;q=0.9,en;q=0.5"})
    assert translate.get_language() == "it"
    set_request(headers={"Accept-Language": "tlh"})
    assert translate.get_language() == translate.get_default_language()
    frappe_site.local.form_dict["_lang"] = "de"
    assert translate.get_language() == "de"
    frappe_site.local.form_dict["_lang"] = "../../etc"
    assert translate.get_language() == translate.get_default_language()
    frappe_site.local.request = None
    frappe_site.set_user("Administrator")
    frappe_site.db.set_value("User", "Administrator", "language", "fr")
    assert translate.get_language() == "fr"


def test_every_site_has_languages_by_their_own_names(frappe_site):
    named = {row["name"]: row["language_name"] for row in translate.get_all_languages(with_language_name=True)}
    assert (named["it"], named["de"], named["it-CH"]) == ("Italiano", "Deutsch", "Italiano (Svizzera)")
    assert len(named) > 150


def test_countries_have_their_names_in_every_language(frappe_site):
    assert frappe_site._("Germany", "it") == "Germania"
    assert frappe_site._("Germany", "it-CH") == "Germania"
    assert frappe_site._("Germany", "en") == "Germany"
    assert translate.get_country_names("tlh") == {} == translate.get_country_names("../x")
