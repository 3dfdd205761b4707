import frappe

from relcrm.api.search import search
from relcrm.exceptions import CircularHierarchyError
from relcrm.testing import IntegrationTestCase, make_party, make_person


def get_names(text, **kwargs):
    return [hit["name"] for hit in search(text, **kwargs)]


class TestParty(IntegrationTestCase):
    def test_party_needs_only_a_name(self):
        party = make_party("Nuda Proprietà S.r.l.")
        self.assertRegex(party.name, r"^PTY-\d{7}$")
        self.assertFalse(party.to_check)

    def test_wrong_keys_are_kept_and_marked(self):
        party = make_party(
            "Chiavi Sbagliate",
            vat_number="12345678901",
            fiscal_code="ABC",
            sdi_code="12",
            phones=[{"number": "12"}],
            emails=[{"email": "nobody"}],
            addresses=[{"cap": "ABCDE", "town": "Treviso"}],
        )
        party.reload()
        self.assertEqual(party.vat_number, "12345678901")
        self.assertEqual(len(party.to_check.splitlines()), 6)
        for value in ("12345678901", "ABC", '"12"', "nobody", "ABCDE"):
            self.assertIn(value, party.to_check)

    def test_lost_zeros_are_proposed_not_accepted(self):
        party = make_party("Zeri Perduti", vat_number="33120437", addresses=[{"cap": "1039"}])
        self.assertEqual(party.vat_number, "33120437")
        self.assertIn("00033120437", party.to_check)
        self.assertIn("01039", party.to_check)

    def test_right_keys_raise_no_finding(self):
        party = make_party(
            "Chiavi Giuste",
            party_type="Person",
            vat_number="00033120437",
            fiscal_code="RSSMRA85T10A562S",
            sdi_code="0000000",
            pec="posta@pec.example.com",
            phones=[{"number": "0422 123456"}, {"number": "333 1234567"}],
        )
        self.assertFalse(party.to_check)
        self.assertEqual([row.e164 for row in party.phones], ["+390422123456", "+393331234567"])
        self.assertEqual(party.phones[0].number, "0422 123456")

    def test_second_use_of_a_vat_number_warns_with_a_link(self):
        first = make_party("Prima Srl", vat_number="00743110157")
        frappe.clear_messages()
        make_party("Seconda Srl", vat_number="IT 00743110157")
        messages = str(frappe.message_log)
        self.assertIn(first.name, messages)
        self.assertIn("Prima Srl", messages)

    def test_second_use_is_seen_however_the_first_was_written(self):
        first = make_party("Terza Srl", vat_number="it 0074.3110-157", fiscal_code="rssmra85t10a562s")
        for values in ({"vat_number": "00743110157"}, {"fiscal_code": "RSSMRA85T10A562S"}):
            frappe.clear_messages()
            make_party("Quarta Srl", **values)
            self.assertIn(first.name, str(frappe.message_log))
        for values in ({"vat_number": "DE00743110157"}, {"fiscal_code": "RSSMRA85T10A56NH"}):
            frappe.clear_messages()
            make_party("Quinta Srl", **values)
            self.assertNotIn(first.name, str(frappe.message_log))

    def test_ateco_and_rea_are_checked_in_italy_only(self):
        wrong = {"ateco": "software", "rea": "123456"}
        self.assertEqual(len(make_party("Sesta Srl", **wrong).to_check.splitlines()), 2)
        right = make_party("Settima Srl", ateco="62.01.00", rea="TV-123456")
        self.assertFalse(right.to_check)
        abroad = [{"town": "Linz", "country": "Austria"}]
        self.assertFalse(make_party("Achte GmbH", addresses=abroad, **wrong).to_check)

    def test_party_cannot_be_part_of_itself(self):
        top = make_party("Capogruppo")
        below = make_party("Filiale", parent_party=top.name)
        top.parent_party = below.name
        self.assertRaises(CircularHierarchyError, top.save)

    def test_search_ignores_accents_apostrophes_forms_and_order(self):
        dangelo = make_party("D'Angelo & C. S.n.c.")
        casale = make_party(
            "Casalé Meccanica S.r.l.",
            phones=[{"number": "0422 123987"}],
            emails=[{"email": "info@casale-meccanica.example.com"}],
            vat_number="01114601006",
            addresses=[{"town": "Treviso", "province": "TV"}],
        )
        self.assertIn(dangelo.name, get_names("dangelo"))
        queries = (
            "treviso casale",
            "CASALE srl",
            "0422123987",
            "422 123 987",
            "+39 0422 123987",
            "123987",
            "casale-meccanica.example",
            "info@casale-mecc",
            "01114601006",
            "meccan",
        )
        for text in queries:
            self.assertIn(casale.name, get_names(text), text)
        self.assertNotIn(casale.name, get_names("casale venezia"))
        self.assertEqual(get_names("%"), [])

    def test_person_is_found_by_company_and_town(self):
        party = make_party("Ponteggi Rialto", addresses=[{"town": "Mestre"}])
        person = make_person(party.name, "Andrea Bianchini", phones=[{"number": "041 5550123"}])
        self.assertIn(person.name, get_names("bianchini rialto"))
        self.assertIn(person.name, get_names("mestre bianchini"))
        self.assertIn(person.name, get_names("5550123"))
        party.party_name = "Impalcature Rialto"
        party.save()
        self.assertIn(person.name, get_names("bianchini impalcature"))
