import frappe
import holidays
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from relcrm.agenda.working_days import WEEKDAYS, parse_time
from relcrm.exceptions import WorkingDayError


class WorkingCalendar(Document):
    """When we work: hours, holidays and closures, for everybody, a team or a person."""

    def before_insert(self):
        if not self.hours:
            for weekday in WEEKDAYS[:5]:
                self.append("hours", {"weekday": weekday, "from_time": "09:00:00", "to_time": "13:00:00"})
                self.append("hours", {"weekday": weekday, "from_time": "14:00:00", "to_time": "18:00:00"})

    def validate(self):
        self.validate_place()
        self.validate_hours()
        self.validate_closures()
        self.validate_uses()

    def validate_place(self):
        self.country = (self.country or "").strip().upper()
        if not self.country:
            self.place = ""
            return
        try:
            places = holidays.country_holidays(self.country).subdivisions
        except NotImplementedError:
            text = _('{0}: the holidays of "{1}" are not known. Write two letters like IT, or leave the country empty.')
            frappe.throw(text.format(self.calendar_name, self.country), WorkingDayError)
        if self.place and self.place not in places:
            text = _('{0}: no patron is known for "{1}". Write the letters of a province like TV, or enter a closure.')
            frappe.throw(text.format(self.calendar_name, self.place), WorkingDayError)

    def validate_hours(self):
        until = {}
        for row in sorted(self.hours, key=lambda row: (row.weekday, parse_time(row.from_time))):
            begin, end = parse_time(row.from_time), parse_time(row.to_time)
            if end <= begin or begin < until.get(row.weekday, begin):
                text = _("{0}: the hours of {1} from {2} to {3} end before they begin or overlap others. Correct them.")
                spoken = (_(row.weekday), f"{begin:%H:%M}", f"{end:%H:%M}")
                frappe.throw(text.format(self.calendar_name, *spoken), WorkingDayError)
            until[row.weekday] = end
        if not self.hours:
            text = _("{0} has no working hours. Enter those of one weekday at least.")
            frappe.throw(text.format(self.calendar_name), WorkingDayError)

    def validate_closures(self):
        for row in self.closures:
            row.to_date = row.to_date or row.from_date
            days = (getdate(row.to_date) - getdate(row.from_date)).days
            if days < 0 or days > 366:
                text = _('{0}: the closure "{1}" ends before it begins or lasts more than a year. Correct its days.')
                frappe.throw(text.format(self.calendar_name, row.title), WorkingDayError)

    def validate_uses(self):
        for row in self.uses:
            if bool(row.team) == bool(row.user):
                text = _("{0}, line {1} of teams and people: name a team or a person, one of the two.")
                frappe.throw(text.format(self.calendar_name, row.idx), WorkingDayError)
        if self.for_all:
            others = {"for_all": 1, "name": ["!=", self.name or ""]}
            other = frappe.db.get_value("Working Calendar", others, "name")
            if other:
                text = _('"{0}" is already the calendar for everybody. Take that from it first.')
                frappe.throw(text.format(other), WorkingDayError)
