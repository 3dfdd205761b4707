"""Rules in plain words, in Italian as the office says them."""

from datetime import datetime

import frappe

from relcrm.agenda.recurrence.rule import parse_rule
from relcrm.agenda.recurrence.words import get_words
from relcrm.testing import IntegrationTestCase

START = datetime(2026, 11, 24, 10)
WORDS = {
    "FREQ=DAILY": "ogni giorno",
    "FREQ=DAILY;INTERVAL=3;COUNT=5": "ogni 3 giorni, 5 volte",
    "FREQ=WEEKLY": "ogni settimana di martedì",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR": "ogni 2 settimane di martedì e venerdì",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR": "ogni giorno feriale",
    "FREQ=MONTHLY": "ogni mese il giorno 24",
    "FREQ=MONTHLY;BYMONTHDAY=-1": "ogni mese l'ultimo giorno",
    "FREQ=MONTHLY;BYDAY=2TU": "ogni mese il secondo martedì",
    "FREQ=MONTHLY;BYDAY=-1SU": "ogni mese l'ultima domenica",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1": "ogni mese l'ultimo giorno feriale",
    "FREQ=YEARLY": "ogni anno il 24 novembre",
    "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU": "ogni anno l'ultima domenica di marzo",
    "FREQ=YEARLY;BYWEEKNO=20": "ogni anno con una regola propria",
}


class TestWords(IntegrationTestCase):
    def test_each_rule_has_its_words(self):
        before = frappe.local.lang
        frappe.local.lang = "it"
        try:
            found = {text: get_words(parse_rule(text), START) for text in WORDS}
        finally:
            frappe.local.lang = before
        self.assertEqual(found, WORDS)
