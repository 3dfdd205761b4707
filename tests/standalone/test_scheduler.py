"""Scheduled jobs: from hooks to records, when they are due, what a run leaves behind."""

from __future__ import annotations

import datetime

import pytest

TYPE = "Scheduled Job Type"


@pytest.fixture
def site(frappe_site):
    from frappe.utils import background_jobs

    background_jobs.ensure_table()
    frappe_site.db.commit()
    yield frappe_site
    frappe_site.db.rollback()
    frappe_site.db.sql("delete from `__jobs`")
    frappe_site.db.delete("Scheduled Job Log")
    frappe_site.db.commit()


@pytest.fixture
def job_type(site):
    def make(method="frappe.utils.now", frequency="Hourly", **values):
        site.db.delete(TYPE, {"method": method})
        doc = {"doctype": TYPE, "method": method, "frequency": frequency}
        return site.get_doc(doc | values).insert()

    return make


def test_hooks_become_records_named_by_their_last_two_parts(site):
    record = site.get_doc(TYPE, {"method": "frappe.email.queue.flush"})
    assert (record.name, record.frequency, record.stopped) == ("queue.flush", "All", 0)


def test_sync_follows_the_hooks_and_keeps_what_is_stopped(site):
    from frappe.core.doctype.scheduled_job_type.scheduled_job_type import sync_jobs

    hooks = {"daily": ["frappe.utils.now", "frappe.utils.today"], "cron": {"*/5 * * * *": ["frappe.utils.nowdate"]}}
    sync_jobs(hooks)
    assert sorted(site.get_all(TYPE, pluck="name")) == ["utils.now", "utils.nowdate", "utils.today"]
    assert site.db.get_value(TYPE, "utils.nowdate", ["frequency", "cron_format"]) == ("Cron", "*/5 * * * *")
    site.db.set_value(TYPE, "utils.now", "stopped", 1)
    hooks["weekly"] = [hooks["daily"].pop()]
    sync_jobs(hooks)
    assert site.db.get_value(TYPE, "utils.today", "frequency") == "Weekly"
    assert site.db.get_value(TYPE, "utils.now", "stopped") == 1
    sync_jobs({"daily": ["frappe.utils.now"]})
    assert site.get_all(TYPE, pluck="name") == ["utils.now"]


@pytest.mark.parametrize(
    ("frequency", "cron", "after", "due"),
    [
        ("All", None, "2030-01-01 10:01", "2030-01-01 10:04"),
        ("Hourly", None, "2030-01-01 10:01", "2030-01-01 11:00"),
        ("Daily", None, "2030-01-01 10:01", "2030-01-02 00:00"),
        ("Weekly", None, "2030-01-01 10:01", "2030-01-06 00:00"),
        ("Monthly", None, "2030-01-01 10:01", "2030-02-01 00:00"),
        ("Yearly", None, "2030-01-01 10:01", "2031-01-01 00:00"),
        ("Cron", "30 8 * * 1-5", "2030-01-04 09:00", "2030-01-07 08:30"),
    ],
)
def test_next_run(site, job_type, frequency, cron, after, due):
    doc = job_type(frequency=frequency, cron_format=cron)
    doc.last_execution = after
    moment = datetime.datetime.fromisoformat(due)
    assert doc.get_next_execution() == moment
    assert not doc.is_event_due(moment - datetime.timedelta(seconds=1))
    assert doc.is_event_due(moment)


def test_bad_cron_is_refused(site, job_type):
    with pytest.raises(site.ValidationError, match="not a valid Cron"):
        job_type(frequency="Cron", cron_format="every day")
    with pytest.raises(site.ValidationError, match="required"):
        job_type(frequency="Cron")


def test_due_jobs_are_queued_once(site, job_type):
    from frappe.utils.scheduler import enqueue_events

    job_type()
    site.db.sql("update `tabScheduled Job Type` set `last_execution` = '2099-01-01 00:00:00'")
    assert enqueue_events() == []
    site.db.set_value(TYPE, "utils.now", "last_execution", "2020-01-01 00:00:00")
    assert enqueue_events() == ["frappe.utils.now"]
    assert enqueue_events() == []
    site.db.set_value(TYPE, "utils.now", "stopped", 1)
    site.db.sql("delete from `__jobs`")
    assert enqueue_events() == []


def test_run_is_logged_and_moves_the_clock(site, job_type):
    from frappe.core.doctype.scheduled_job_type.scheduled_job_type import run_scheduled_job

    job_type()
    site.set_user("Guest")
    run_scheduled_job("frappe.utils.now")
    assert site.session.user == "Administrator"
    assert site.get_all("Scheduled Job Log", pluck="status") == ["Complete"]
    assert (
        site.utils.get_datetime(site.db.get_value(TYPE, "utils.now", "last_execution")).date() == site.utils.getdate()
    )


def test_failed_run_is_undone_and_logged(site, job_type, monkeypatch):
    from frappe.core.doctype.scheduled_job_type.scheduled_job_type import run_scheduled_job

    def fail():
        site.get_doc({"doctype": "Tag", "name": "half"}).insert()
        raise ValueError("failed on purpose")

    job_type()
    site.db.commit()
    monkeypatch.setattr("frappe.utils.now", fail)
    run_scheduled_job("frappe.utils.now")
    log = site.get_last_doc("Scheduled Job Log")
    assert log.status == "Failed" and "failed on purpose" in log.details
    assert not site.db.exists("Tag", "half")


@pytest.mark.parametrize("key", ["maintenance_mode", "pause_scheduler"])
def test_configuration_pauses_the_clock(site, key):
    from frappe.utils.scheduler import is_scheduler_inactive

    assert not is_scheduler_inactive()
    site.conf[key] = 1
    try:
        assert is_scheduler_inactive()
    finally:
        del site.conf[key]


def test_system_settings_switch_the_clock_off(site):
    from frappe.utils.scheduler import disable_scheduler, enable_scheduler, is_scheduler_inactive

    disable_scheduler()
    assert is_scheduler_inactive()
    enable_scheduler()
    assert not is_scheduler_inactive()


def test_tick_queues_nothing_while_paused(site, bare_site, monkeypatch):
    from frappe.utils import scheduler

    asked = []
    monkeypatch.setattr(scheduler, "enqueue_events", lambda: asked.append(1))
    monkeypatch.setattr(scheduler, "is_scheduler_inactive", lambda: True)
    scheduler.tick(str(bare_site))
    assert asked == []
    monkeypatch.setattr(scheduler, "is_scheduler_inactive", lambda: False)
    scheduler.tick(str(bare_site))
    assert asked == [1]
    site.init(str(bare_site), force=True)
    site.connect()


# ---- repeated documents


@pytest.fixture(scope="module")
def bills(bare_site, make_doctype):
    fields = [
        {"fieldname": "title", "fieldtype": "Data", "label": "Title"},
        {
            "fieldname": "auto_repeat",
            "fieldtype": "Link",
            "options": "Auto Repeat",
            "label": "Auto Repeat",
            "no_copy": 1,
        },
    ]
    return make_doctype("Svc Bill", fields, allow_auto_repeat=1)


@pytest.fixture
def repeat(site, bills):
    def make(**values):
        bill = site.get_doc({"doctype": "Svc Bill", "title": "Rent"}).insert()
        doc = {"doctype": "Auto Repeat", "reference_doctype": "Svc Bill", "reference_document": bill.name}
        return site.get_doc(doc | {"frequency": "Daily", "start_date": site.utils.nowdate()} | values).insert()

    return make


def test_copy_is_made_on_its_day_and_names_its_origin(site, repeat):
    from frappe.automation.doctype.auto_repeat.auto_repeat import make_auto_repeat_entry

    doc = repeat()
    assert site.utils.getdate(doc.next_schedule_date) == site.utils.getdate()
    make_auto_repeat_entry()
    copies = site.get_all("Svc Bill", fields=["title", "auto_repeat"], filters={"name": ["!=", doc.reference_document]})
    assert [(row.title, row.auto_repeat) for row in copies] == [("Rent", doc.name)]
    make_auto_repeat_entry()
    assert site.db.count("Svc Bill") == 2
    doc.reload()
    assert doc.next_schedule_date == site.utils.getdate(site.utils.add_days(site.utils.nowdate(), 1))
    for table in ("Auto Repeat", "Svc Bill"):
        site.db.delete(table)
    site.db.commit()


@pytest.mark.parametrize(
    ("values", "today", "expected"),
    [
        ({"frequency": "Monthly", "start_date": "2030-01-31"}, "2030-02-10", "2030-02-28"),
        ({"frequency": "Monthly", "start_date": "2030-01-15", "repeat_on_last_day": 1}, "2030-04-02", "2030-04-30"),
        ({"frequency": "Quarterly", "start_date": "2030-01-15", "repeat_on_day": 20}, "2030-02-01", "2030-04-20"),
        (
            {"frequency": "Weekly", "start_date": "2030-01-02", "repeat_on_days": [{"day": "Friday"}]},
            "2030-01-05",
            "2030-01-11",
        ),
        ({"frequency": "Fortnightly", "start_date": "2030-01-01"}, "2030-01-10", "2030-01-15"),
        ({"frequency": "Monthly", "start_date": "2030-06-20", "repeat_on_day": 5}, "2030-01-10", "2030-07-05"),
        ({"frequency": "Yearly", "start_date": "2028-02-29"}, "2029-01-01", "2029-02-28"),
        ({"frequency": "Daily", "start_date": "2031-01-01"}, "2030-01-01", "2031-01-01"),
    ],
)
def test_next_day_of_a_repetition(site, bills, monkeypatch, values, today, expected):
    from frappe.automation.doctype.auto_repeat import auto_repeat

    monkeypatch.setattr(auto_repeat, "nowdate", lambda: today)
    doc = site.get_doc({"doctype": "Auto Repeat"} | values)
    found = doc.get_next_schedule_date(site.utils.getdate(values["start_date"]), include_start=True)
    assert str(found) == expected


def test_failing_copy_switches_the_repetition_off(site, repeat):
    from frappe.automation.doctype.auto_repeat.auto_repeat import create_repeated_entry

    doc = repeat()
    site.db.delete("Svc Bill", {"name": doc.reference_document})
    create_repeated_entry(doc)
    doc.reload()
    assert (doc.disabled, doc.status) == (1, "Disabled")
    assert site.get_all("Error Log", filters={"reference_name": doc.name}) != []


def test_repetition_ends(site, repeat):
    doc = repeat(start_date="2020-01-01", end_date="2020-06-01")
    assert doc.status == "Completed"
    with pytest.raises(site.ValidationError, match="must lie after"):
        repeat(start_date="2020-01-01", end_date="2019-06-01")
