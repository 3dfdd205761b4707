"""Jobs: the ledger in the site's database, the workers, and what a kill leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="module", autouse=True)
def functions(bare_site):
    sys.path.insert(0, str(HERE))
    yield
    sys.path.remove(str(HERE))


@pytest.fixture
def site(frappe_site):
    from frappe.utils import background_jobs

    frappe_site.flags.in_test = False
    background_jobs.ensure_table()
    frappe_site.db.commit()
    yield frappe_site
    frappe_site.db.rollback()
    for table in ("`__jobs`", "`tabTag`", "`tabError Log`"):
        frappe_site.db.sql(f"delete from {table}")
    frappe_site.db.commit()


@pytest.fixture
def workers(site, bare_site):
    from frappe.utils.background_jobs import start_workers, stop_workers

    def start():
        return start_workers(bare_site.name, str(bare_site.parent))

    yield start
    stop_workers(bare_site.name, str(bare_site.parent))


def wait_for(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def tags(site):
    return sorted(site.get_all("Tag", pluck="name"))


def ledger(site):
    rows = site.db.sql("select `method`, `status`, `attempts` from `__jobs` order by `created`", as_dict=True)
    return [(row.method.rpartition(".")[2], row.status, row.attempts) for row in rows]


def test_now_runs_here_and_drops_what_the_function_does_not_take(site):
    assert site.enqueue("frappe.utils.cint", now=True, s="7", nothing=1) == 7
    assert ledger(site) == []


def test_job_is_part_of_the_transaction(site):
    site.get_doc({"doctype": "Tag", "name": "kept"}).insert()
    site.enqueue("job_functions.note", text="undone")
    assert len(ledger(site)) == 1
    site.db.rollback()
    assert ledger(site) == []
    assert site.enqueue("job_functions.note", text="x").get_id()
    assert site.enqueue("job_functions.note", text="x", enqueue_after_commit=True) is None


def test_job_asked_for_without_a_change_is_kept_at_once(site):
    site.enqueue("job_functions.note", text="x")
    site.db.rollback()
    assert len(ledger(site)) == 1


def test_worker_runs_as_the_user_who_asked_and_commits(site, workers, make_user):
    make_user("asker@example.com")
    assert workers()
    site.set_user("asker@example.com")
    site.enqueue("job_functions.note", text="done", on_success="job_functions.succeeded")
    site.db.commit()
    wait_for(lambda: len(tags(site)) == 2)
    assert tags(site) == ["done", "success note"]
    assert site.db.get_value("Tag", "done", "description") == "asker@example.com"
    assert ledger(site) == []


def test_functions_may_be_given_themselves_and_documents_too(site, workers):
    import job_functions

    site.get_doc({"doctype": "Tag", "name": "doc"}).insert()
    site.enqueue(job_functions.note, queue="long", text="long")
    site.enqueue_doc("Tag", "doc", "db_set", fieldname="description", value="set by a job")
    site.db.commit()
    workers()
    wait_for(lambda: ledger(site) == [])
    assert tags(site) == ["doc", "long"]
    assert site.db.get_value("Tag", "doc", "description") == "set by a job"


def test_failure_is_undone_logged_and_kept(site, workers):
    workers()
    job = site.enqueue("job_functions.note_and_fail", text="undone", on_failure="job_functions.failed")
    site.db.commit()
    from frappe.utils.background_jobs import get_job_status

    wait_for(lambda: get_job_status(job.id) == "failed")
    assert tags(site) == ["failure failed on purpose"]
    assert "failed on purpose" in site.get_last_doc("Error Log").error


def test_same_job_is_queued_once(site):
    from frappe.utils.background_jobs import is_job_enqueued

    for _n in range(3):
        site.enqueue("job_functions.note", text="x", job_id="only one", deduplicate=True)
    assert len(ledger(site)) == 1
    assert is_job_enqueued("only one") and not is_job_enqueued("another")
    with pytest.raises(site.ValidationError, match="job_id"):
        site.enqueue("job_functions.note", text="x", deduplicate=True)


def test_unknown_queue_is_refused(site):
    with pytest.raises(site.ValidationError, match="no queue slow"):
        site.enqueue("job_functions.note", queue="slow", text="x")


def test_job_that_takes_too_long_is_ended(site, workers, tmp_path):
    from frappe.utils.background_jobs import get_job_status

    workers()
    job = site.enqueue("job_functions.spin", timeout=1, started=str(tmp_path / "spin"))
    site.db.commit()
    wait_for(lambda: get_job_status(job.id) == "failed")
    assert "JobTimeoutException" in site.get_last_doc("Error Log").error


def test_delayed_job_waits(site, workers):
    workers()
    site.enqueue("job_functions.note", delay=1, text="later")
    site.enqueue("job_functions.note", text="now")
    site.db.commit()
    wait_for(lambda: tags(site) == ["now"])
    wait_for(lambda: tags(site) == ["later", "now"])


def test_stopping_ends_within_five_seconds_and_loses_nothing(site, bare_site, tmp_path):
    from frappe.utils.background_jobs import start_workers, stop_workers

    where = bare_site.name, str(bare_site.parent)
    start_workers(*where)
    for n in range(2):
        site.enqueue("job_functions.spin", started=str(tmp_path / "spin"))
        site.enqueue("job_functions.note", text=f"waiting {n}")
    site.db.commit()
    wait_for((tmp_path / "spin").exists)
    began = time.monotonic()
    stop_workers(*where)
    assert time.monotonic() - began < 5
    assert ledger(site) == [("spin", "queued", 0), ("note", "queued", 0)] * 2
    site.db.sql("delete from `__jobs` where `method` like '%%spin'", ())
    site.db.commit()
    start_workers(*where)
    try:
        wait_for(lambda: tags(site) == ["waiting 0", "waiting 1"])
    finally:
        stop_workers(*where)


def test_second_process_does_not_work_on_the_same_site(site, bare_site, workers):
    workers()
    where = bare_site.name, str(bare_site.parent)
    code = f"from frappe.utils.background_jobs import start_workers; print(start_workers(*{where!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "False", done.stderr


RUN_WORKERS = """
import signal, sys, threading
sys.path.insert(0, {here!r})
from frappe.utils.background_jobs import start_workers
assert start_workers({name!r}, {folder!r})
print("ready", flush=True)
threading.Event().wait()
"""


@pytest.fixture
def worker_process(bare_site):
    processes = []

    def start():
        code = RUN_WORKERS.format(here=str(HERE), name=bare_site.name, folder=str(bare_site.parent))
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        processes.append(process)
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in processes:
        process.kill()
        process.wait()
        process.stdout.close()


def test_killed_job_runs_once_more_and_its_half_done_work_is_gone(site, worker_process, tmp_path):
    started = tmp_path / "started"
    site.enqueue("job_functions.note_slowly", text="slow", started=str(started))
    site.enqueue("job_functions.note", text="behind it")
    site.db.commit()
    first = worker_process()
    wait_for(started.exists)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert tags(site) == []
    assert ledger(site) == [("note_slowly", "started", 1), ("note", "queued", 0)]
    (tmp_path / "started.go").touch()
    worker_process()
    wait_for(lambda: tags(site) == ["behind it", "slow"])
    wait_for(lambda: ledger(site) == [])


def test_job_that_is_killed_twice_is_marked_failed(site, worker_process, tmp_path):
    started = tmp_path / "started"
    site.enqueue("job_functions.note_slowly", text="slow", started=str(started))
    site.db.commit()
    for times in (1, 2):
        process = worker_process()
        wait_for(lambda times=times: started.exists() and len(started.read_text().split()) == times)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    worker_process()
    assert ledger(site) == [("note_slowly", "failed", 2)]
    assert "ended 2 times" in site.get_last_doc("Error Log").error
    assert tags(site) == []


def test_lost_queue_file_is_filled_again(site, bare_site, worker_process):
    site.enqueue("job_functions.note", text="still there")
    site.db.commit()
    from frappe.utils import _workers

    _workers._carriers.clear()
    for path in bare_site.glob("jobs.db*"):
        path.unlink()
    worker_process()
    wait_for(lambda: tags(site) == ["still there"])


def test_job_of_another_process_is_picked_up(site, worker_process):
    worker_process()
    site.enqueue("job_functions.note", text="from here")
    site.db.commit()
    wait_for(lambda: tags(site) == ["from here"])


def test_progress_is_kept_for_the_user(site):
    from frappe.realtime import get_progress

    site.publish_progress(40, "Working", doctype="Tag", docname="x", description="half way")
    assert get_progress("Tag", "x")["percent"] == 40
    site.set_user("Guest")
    assert get_progress("Tag", "x") is None
    assert site.publish_realtime("anything", {"a": 1}) is None


def test_sweep_hands_over_what_huey_never_got(site, bare_site):
    from frappe.utils import _workers

    carrier = _workers.get_carrier(str(bare_site))
    site.enqueue("job_functions.note", text="known")
    site.enqueue("job_functions.note", text="lost")
    site.db.commit()
    late = time.time() - 1000
    site.db.sql("update `__jobs` set `created` = %s, `due` = %s", (late, late))
    site.db.commit()
    carrier.hueys["default"].dequeue()
    _workers._in_own_thread(_workers.sweep, str(bare_site))
    _workers._in_own_thread(_workers.sweep, str(bare_site))
    assert carrier.hueys["default"].pending_count() == 2
    carrier.hueys["default"].flush()
