from datetime import date, datetime

import frappe

from relcrm.agenda.working_days import add_working_days, get_working_time
from relcrm.exceptions import WorkingDayError
from relcrm.testing import IntegrationTestCase, make_user


def make_calendar(name: str, **values):
    """Insert a working calendar; Monday to Friday with a break unless hours are given."""
    return frappe.get_doc({"doctype": "Working Calendar", "calendar_name": name, **values}).insert()


class TestWorkingCalendar(IntegrationTestCase):
    def setUp(self):
        for doctype in ("Working Calendar", "Working Calendar Use"):
            frappe.db.delete(doctype)

    def test_the_person_before_the_team_before_everybody(self):
        names = ("io.orari@example.com", "socio.orari@example.com", "altro.orari@example.com")
        person, mate, other = (make_user(name, "RelCRM User") for name in names)
        rows = [{"user": person}, {"user": mate}]
        team = frappe.get_doc({"doctype": "RelCRM Team", "team_name": "Orari", "members": rows}).insert()
        make_calendar("Tutti", for_all=1)
        make_calendar("Della squadra", place="MI", uses=[{"team": team.name}])
        hours = [{"weekday": "Saturday", "from_time": "10:00:00", "to_time": "12:30:00"}]
        make_calendar("Mio", uses=[{"user": person}], hours=hours)
        self.assertEqual(add_working_days("2026-12-04", 3, other), date(2026, 12, 10))
        self.assertEqual(add_working_days("2026-12-04", 3, mate), date(2026, 12, 11))
        self.assertEqual(add_working_days("2026-12-04", 1, person), date(2026, 12, 5))
        spans = get_working_time(person).get_spans(date(2026, 12, 5))
        self.assertEqual(spans, [(datetime(2026, 12, 5, 10), datetime(2026, 12, 5, 12, 30))])

    def test_what_cannot_be_followed_is_refused_with_a_sentence(self):
        early = [{"weekday": "Monday", "from_time": "18:00:00", "to_time": "09:00:00"}]
        twice = [{"weekday": "Monday", "from_time": "09:00:00", "to_time": "12:00:00"}] * 2
        wrong = (
            {"country": "ZZ"},
            {"place": "Atlantide"},
            {"hours": early},
            {"hours": twice},
            {"closures": [{"title": "Ferie", "from_date": "2026-08-20", "to_date": "2026-08-10"}]},
            {"uses": [{}]},
        )
        for values in wrong:
            with self.assertRaises(WorkingDayError) as caught:
                make_calendar("Sbagliato", **values)
            self.assertIn("Sbagliato", str(caught.exception))
        make_calendar("Uno", for_all=1)
        with self.assertRaises(WorkingDayError):
            make_calendar("Due", for_all=1)
