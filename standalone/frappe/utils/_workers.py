"""The serving process's threads that run jobs, and huey, which carries the jobs' ids to them. See `background_jobs`."""

from __future__ import annotations

import fcntl
import multiprocessing.util
import os
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import frappe
from frappe import _
from frappe.utils.background_jobs import (
    MAX_ATTEMPTS,
    JobInterrupted,
    ensure_table,
    run_job,
    site_opened,
    stop_overdue_jobs,
    throw_into,
)

KEPT_FAILED_DAYS = 7
LOST_AFTER = 90  # seconds after which a waiting row is handed to huey again


class _Carrier:
    """The two queues of one site in `jobs.db`, and the event that wakes this process's workers."""

    def __init__(self, site_path: str) -> None:
        from huey import SqliteHuey

        self.site_path = site_path
        self.wake = {"default": threading.Event(), "long": threading.Event()}
        self.hueys: dict[str, Any] = {}
        self.tasks: dict[str, Any] = {}
        for name in ("default", "long"):
            huey = SqliteHuey(
                name=name, filename=os.path.join(site_path, "jobs.db"), results=False, fsync=False, cache_mb=1, utc=True
            )
            self.hueys[name] = huey
            self.tasks[name] = huey.task(name="run_job")(self._run)

    def _run(self, job_id: str) -> None:
        run_job(self.site_path, job_id)

    def put(self, row: Any) -> None:
        name = "long" if row.queue == "long" else "default"
        eta = datetime.fromtimestamp(row.due, timezone.utc).replace(tzinfo=None) if row.due > time.time() else None
        self.hueys[name].enqueue(self.tasks[name].s(row.id, priority=row.priority, eta=eta))
        self.wake[name].set()


_lock = threading.Lock()
_carriers: dict[str, _Carrier] = {}


def get_carrier(site_path: str) -> _Carrier:
    """The queues of a site, opened at the first use."""
    with _lock:
        if site_path not in _carriers:
            _carriers[site_path] = _Carrier(site_path)
        return _carriers[site_path]


class Workers:
    """Three threads for one site: short and default jobs, long jobs, and the clock."""

    def __init__(self, site_path: str, lock_file: Any) -> None:
        self.site_path = site_path
        self.carrier = get_carrier(site_path)
        self.stopping = threading.Event()
        self.lock_file = lock_file
        self.threads = [
            threading.Thread(target=self.work, args=("default",), name="jobs", daemon=True),
            threading.Thread(target=self.work, args=("long",), name="long-jobs", daemon=True),
            threading.Thread(target=self.keep_time, name="scheduler", daemon=True),
        ]

    def start(self) -> None:
        for thread in self.threads:
            thread.start()

    def work(self, name: str) -> None:
        huey, wake = self.carrier.hueys[name], self.carrier.wake[name]
        logger = frappe.logger("jobs")
        while not self.stopping.is_set():
            wake.clear()
            try:
                task = huey.dequeue()
                if task is not None:
                    huey.execute(task)
                    continue
            except JobInterrupted:
                continue
            except Exception:
                logger.exception("a worker could not take a job")
            wake.wait(2)

    def keep_time(self) -> None:
        from frappe.utils.scheduler import tick

        next_tick = time.monotonic()
        while not self.stopping.wait(1):
            try:
                stop_overdue_jobs()
                self.release_due()
                if time.monotonic() >= next_tick:
                    next_tick = time.monotonic() + 60
                    sweep(self.site_path)
                    tick(self.site_path)
            except Exception:
                frappe.logger("jobs").exception("the scheduler could not do its round")

    def release_due(self) -> None:
        for name, huey in self.carrier.hueys.items():
            for task in huey.read_schedule():
                task.eta = None
                huey.enqueue(task)
                self.carrier.wake[name].set()

    def stop(self, grace: float = 2.0) -> None:
        """Let running jobs end for a moment, then interrupt them; they are run again at the next start."""
        self.stopping.set()
        for event in self.carrier.wake.values():
            event.set()
        deadline = time.monotonic() + grace
        for thread in self.threads:
            thread.join(max(deadline - time.monotonic(), 0))
        for thread in self.threads:
            if thread.is_alive() and thread.ident:
                throw_into(thread.ident, JobInterrupted)
        for thread in self.threads:
            thread.join(0.5)
        self.lock_file.close()


_workers: dict[str, Workers] = {}


def start(site: str, sites_path: str = ".") -> bool:
    """Start the threads for a site in this process; False when another process has them already."""
    path = os.path.abspath(os.path.join(sites_path or ".", site))
    if path in _workers:
        return True
    lock_file = open(os.path.join(path, "jobs.lock"), "a+")  # noqa: SIM115 - held as long as the workers live
    try:
        fcntl.flock(lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock_file.close()
        return False
    try:
        _in_own_thread(_refill, path)
    except BaseException:
        lock_file.close()
        raise
    _workers[path] = Workers(path, lock_file)
    _workers[path].start()
    # Also in a forked server process, which ends without running `atexit` functions.
    multiprocessing.util.Finalize(None, stop, args=(site, sites_path), exitpriority=10)
    return True


def _in_own_thread(fn: Callable, *args: Any) -> None:
    """Run `fn` to its end in a thread of its own, so that the caller's site and user stay as they are."""
    errors: list[BaseException] = []

    def run() -> None:
        try:
            fn(*args)
        except BaseException as exc:
            errors.append(exc)

    thread = threading.Thread(target=run, name="jobs-start")
    thread.start()
    thread.join()
    if errors:
        raise errors[0]


def stop(site: str | None = None, sites_path: str = ".") -> None:
    """Stop the threads of one site, or of all, within five seconds."""
    path = os.path.abspath(os.path.join(sites_path or ".", site)) if site else None
    for known in list(_workers):
        if path in (None, known):
            _workers.pop(known).stop()


def _refill(site_path: str) -> None:
    """At start: what was running is queued once more or marked failed, and the queue file is filled from the rows."""
    carrier = get_carrier(site_path)
    for huey in carrier.hueys.values():
        huey.flush()
    with site_opened(site_path):
        ensure_table()
        for job in frappe.db.sql("select * from `__jobs` where `status` = 'started'", as_dict=True):
            if job.attempts < MAX_ATTEMPTS:
                frappe.db.sql("update `__jobs` set `status` = 'queued' where `id` = %s", (job.id,))
            else:
                reason = _("The process ended {0} times while this job was running.").format(job.attempts)
                frappe.db.sql("update `__jobs` set `status` = 'failed', `error` = %s where `id` = %s", (reason, job.id))
                frappe.log_error(_("Background job {0} failed").format(job.method), reason)
        old = time.time() - timedelta(days=KEPT_FAILED_DAYS).total_seconds()
        frappe.db.sql("delete from `__jobs` where `status` = 'failed' and `created` < %s", (old,))
        frappe.db.commit()
        for row in frappe.db.sql("select * from `__jobs` where `status` = 'queued' order by `created`", as_dict=True):
            carrier.put(row)


def sweep(site_path: str) -> None:
    """Once a minute: hand rows to huey that it does not know though they are late, as after a killed command."""
    with site_opened(site_path):
        ensure_table()
        late = time.time() - LOST_AFTER
        rows = frappe.db.sql(
            "select * from `__jobs` where `status` = 'queued' and `due` < %s and `created` < %s",
            (late, late),
            as_dict=True,
        )
        frappe.db.commit()
    carrier = get_carrier(site_path)
    known = (
        {task.args[0] for huey in carrier.hueys.values() for task in huey.pending() + huey.scheduled()} if rows else ()
    )
    for row in rows:
        if row.id not in known:
            carrier.put(row)
