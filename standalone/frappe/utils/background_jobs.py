"""Jobs: `frappe.enqueue`, and the threads of the serving process that run them.

Every job is a row of the table `__jobs` in the site's database, written in the transaction that asked for it: a change
that is rolled back takes its jobs along, one that is committed has them for good. huey (queue file `jobs.db`) only
carries the row's id to a worker; the queue file may be lost at any time and is filled anew from the rows at start.

A worker runs a job in a transaction of its own, as the user who asked. The row goes away in the same transaction, so a
job that does not commit by itself takes effect exactly once, whenever the process is killed. A job that was running
when the process died is run once more at the next start; if it is cut off again it is marked failed, with an Error Log.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import multiprocessing.util
import os
import pickle
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import frappe
from frappe import _, _dict

QUEUES = {"short": 300, "default": 300, "long": 1500}  # seconds a job may take
PRIORITIES = {"short": 20, "default": 10, "long": 0}
MAX_ATTEMPTS = 2
KEPT_FAILED_DAYS = 7
LOST_AFTER = 90  # seconds after which a waiting row is handed to huey again
_CREATE = """create table if not exists `__jobs` (
    `id` text primary key, `job_id` text, `method` text not null, `arguments` blob not null, `user` text not null,
    `queue` text not null, `priority` integer not null, `timeout` integer not null, `status` text not null,
    `attempts` integer not null default 0, `due` real not null, `created` real not null, `started` real,
    `error` text)"""


class JobTimeoutException(Exception):
    """A job took longer than its queue allows."""


class JobInterrupted(BaseException):
    """The process ends; the job is left for the next start."""


class Job(_dict):
    """What `enqueue` returns: `id`, `method`, `queue`."""

    def get_id(self) -> str:
        """The job's id."""
        return self.id


# ---- asking for a job ---------------------------------------------------------------------------


def enqueue(
    method: str | Callable,
    queue: str = "default",
    timeout: int | None = None,
    event: str | None = None,
    is_async: bool = True,
    job_name: str | None = None,
    now: bool = False,
    enqueue_after_commit: bool = False,
    *,
    on_success: Callable | str | None = None,
    on_failure: Callable | str | None = None,
    at_front: bool = False,
    job_id: str | None = None,
    deduplicate: bool = False,
    delay: float = 0,
    **kwargs: Any,
) -> Any:
    """Run `method(**kwargs)` in the background, as the session user, once the present transaction is committed.

    `now=True` runs it here and returns its result. With `deduplicate`, nothing is queued while a job of that `job_id`
    waits or runs. `delay` (seconds) is an addition of this runtime.
    """
    if now or (not is_async and not frappe.flags.in_test):
        return frappe.call(method, **kwargs)
    if queue not in QUEUES:
        frappe.throw(_("There is no queue {0}. Use one of {1}.").format(queue, ", ".join(QUEUES)))
    if deduplicate and not job_id:
        frappe.throw(_("`job_id` paramater is required for deduplication.").replace("paramater", "parameter"))
    if deduplicate and is_job_enqueued(job_id or ""):
        return None
    name = method if isinstance(method, str) else f"{method.__module__}.{method.__qualname__}"
    call = {"kwargs": kwargs, "on_success": _dotted(on_success), "on_failure": _dotted(on_failure)}
    created = time.time()
    row = _dict(
        id=frappe.generate_hash(length=20),
        job_id=job_id,
        method=name,
        arguments=pickle.dumps(call),
        user=frappe.session.user,
        queue=queue,
        priority=PRIORITIES[queue] + (50 if at_front else 0),
        timeout=int(timeout or QUEUES[queue]),
        status="queued",
        due=created + delay,
        created=created,
    )
    _keep(row)
    return None if enqueue_after_commit else Job(id=row.job_id or row.id, method=name, queue=queue)


def enqueue_doc(
    doctype: str,
    name: str | None = None,
    method: str | None = None,
    queue: str = "default",
    timeout: int = 300,
    now: bool = False,
    **kwargs: Any,
) -> Any:
    """Run a document's method in the background."""
    return enqueue(
        "frappe.utils.background_jobs.run_doc_method",
        queue=queue,
        timeout=timeout,
        now=now,
        doctype=doctype,
        name=name,
        doc_method=method,
        **kwargs,
    )


def run_doc_method(doctype: str, name: str | None, doc_method: str, **kwargs: Any) -> Any:
    """Job behind `enqueue_doc`."""
    return getattr(frappe.get_doc(doctype, name), doc_method)(**kwargs)


def _dotted(fn: Callable | str | None) -> str | None:
    return fn if fn is None or isinstance(fn, str) else f"{fn.__module__}.{fn.__qualname__}"


def _keep(row: _dict) -> None:
    """Write the row in the open transaction; where none is open (a GET request) in one of its own."""
    path, own = frappe.local.site_path, not frappe.db.in_write
    _ensure_table()
    columns = list(row)
    marks = ", ".join(["%s"] * len(columns))
    names = ", ".join(f"`{c}`" for c in columns)
    frappe.db.sql(f"insert into `__jobs` ({names}) values ({marks})", tuple(row.values()))
    frappe.db.after_commit.add(lambda: _hand_over(path, row))
    if own:
        frappe.db.commit()


def _ensure_table() -> None:
    known = _known_sites()
    if frappe.local.site_path not in known:
        frappe.db.sql_ddl(_CREATE)
        frappe.db.after_commit.add(lambda: known.add(frappe.local.site_path))


def is_job_enqueued(job_id: str) -> bool:
    """Whether a job of this id waits or runs."""
    return get_job_status(job_id) in ("queued", "started")


def get_job_status(job_id: str) -> str | None:
    """`queued`, `started`, `failed`, or None when it is done or unknown."""
    _ensure_table()
    found = frappe.db.sql(
        "select `status` from `__jobs` where `job_id` = %s or `id` = %s order by `created` desc limit 1",
        (job_id, job_id),
    )
    return found[0][0] if found else None


def get_jobs(site: str | None = None, queue: str | None = None, key: str = "method") -> dict[str, list[str]]:
    """Methods of the jobs that wait or run, by site."""
    _ensure_table()
    rows = frappe.db.sql("select `method`, `queue` from `__jobs` where `status` in ('queued', 'started')", as_dict=True)
    return {frappe.local.site: [row.method for row in rows if not queue or row.queue == queue]}


# ---- huey, the carrier --------------------------------------------------------------------------


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
        _run_job(self.site_path, job_id)

    def put(self, row: Any) -> None:
        name = "long" if row.queue == "long" else "default"
        eta = datetime.fromtimestamp(row.due, timezone.utc).replace(tzinfo=None) if row.due > time.time() else None
        self.hueys[name].enqueue(self.tasks[name].s(row.id, priority=row.priority, eta=eta))
        self.wake[name].set()


_lock = threading.Lock()
_carriers: dict[str, _Carrier] = {}
_sites_with_table: set[str] = set()


def _known_sites() -> set[str]:
    return _sites_with_table


def _carrier(site_path: str) -> _Carrier:
    with _lock:
        if site_path not in _carriers:
            _carriers[site_path] = _Carrier(site_path)
        return _carriers[site_path]


def _hand_over(site_path: str, row: Any) -> None:
    """After the commit. What goes wrong here is made good by the next sweep."""
    try:
        _carrier(site_path).put(row)
    except Exception:
        frappe.logger("jobs").warning("job %s was not handed over; the next sweep takes it", row.id, exc_info=True)


# ---- running one job ----------------------------------------------------------------------------


def _run_job(site_path: str, job_id: str) -> None:
    """In a worker thread: claim the row, run it, take it away."""
    sites_path, site = os.path.split(site_path)
    frappe.init(site, sites_path, force=True)
    try:
        frappe.connect()
        job = _claim(job_id)
        if job:
            _execute(job)
    finally:
        frappe.destroy()


def _claim(job_id: str) -> _dict | None:
    """The row, now marked as started; None when somebody else has it or it is gone."""
    frappe.db.begin_write()
    rows = frappe.db.sql("select * from `__jobs` where `id` = %s and `status` = 'queued'", (job_id,), as_dict=True)
    if rows:
        frappe.db.sql(
            "update `__jobs` set `status` = 'started', `attempts` = `attempts` + 1, `started` = %s where `id` = %s",
            (time.time(), job_id),
        )
    frappe.db.commit()
    return rows[0] if rows else None


def _execute(job: _dict) -> None:
    call = pickle.loads(job.arguments)  # noqa: S301 - written by this site itself
    frappe.set_user(job.user)
    frappe.local.lang = frappe.db.get_value("User", job.user, "language") or frappe.local.lang
    frappe.local.job = _dict(
        site=frappe.local.site, method=job.method, user=job.user, job_name=job.method, kwargs=call["kwargs"]
    )
    try:
        with _watched(job):
            _call_hooks("before_job", job, call)
            result = frappe.get_attr(job.method)(**call["kwargs"])
            _call_hooks("after_job", job, call, result)
        if call["on_success"]:
            frappe.get_attr(call["on_success"])(job, None, result)
        frappe.db.sql("delete from `__jobs` where `id` = %s", (job.id,))
        frappe.db.commit()
    except JobInterrupted:
        frappe.db.rollback()
        frappe.db.sql("update `__jobs` set `status` = 'queued', `attempts` = `attempts` - 1 where `id` = %s", (job.id,))
        frappe.db.commit()
    except Exception as exc:
        _note_failure(job, call, exc)


def _call_hooks(hook: str, job: _dict, call: dict, result: Any = None) -> None:
    for path in frappe.get_hooks(hook):
        frappe.call(path, method=job.method, kwargs=call["kwargs"], transaction_type="job", result=result)


def _note_failure(job: _dict, call: dict, exc: Exception) -> None:
    trace = frappe.get_traceback()
    frappe.db.rollback()
    again = isinstance(exc, (frappe.RetryBackgroundJobError, frappe.QueryDeadlockError, frappe.QueryTimeoutError))
    if again and job.attempts + 1 < MAX_ATTEMPTS:
        frappe.db.sql("update `__jobs` set `status` = 'queued', `due` = %s where `id` = %s", (time.time() + 5, job.id))
        row = _dict(job, due=time.time() + 5)
        frappe.db.after_commit.add(lambda: _hand_over(frappe.local.site_path, row))
        frappe.db.commit()
        return
    frappe.set_user("Administrator")
    frappe.db.sql("update `__jobs` set `status` = 'failed', `error` = %s where `id` = %s", (trace, job.id))
    frappe.log_error(_("Background job {0} failed").format(job.method), trace)
    if call["on_failure"]:
        with contextlib.suppress(Exception):
            frappe.get_attr(call["on_failure"])(job, None, type(exc), exc, None)
    frappe.db.commit()


# ---- watching the running jobs ------------------------------------------------------------------

_running: dict[int, tuple[float, _dict]] = {}


@contextlib.contextmanager
def _watched(job: _dict) -> Any:
    thread = threading.get_ident()
    _running[thread] = (time.monotonic() + job.timeout, job)
    try:
        yield
    finally:
        _running.pop(thread, None)


def _throw_into(thread: int, exc: type[BaseException]) -> None:
    """Raise an exception in another thread, at its next step of Python code."""
    if thread in _running:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(exc))


def stop_overdue_jobs() -> None:
    """Called once a second: end jobs that took longer than they may."""
    now = time.monotonic()
    for thread, (deadline, job) in list(_running.items()):
        if now > deadline:
            _running[thread] = (now + 60, job)
            _throw_into(thread, JobTimeoutException)


# ---- the workers of the serving process ---------------------------------------------------------


class Workers:
    """Three threads for one site: short and default jobs, long jobs, and the clock."""

    def __init__(self, site_path: str, lock_file: Any) -> None:
        self.site_path = site_path
        self.carrier = _carrier(site_path)
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
                _throw_into(thread.ident, JobInterrupted)
        for thread in self.threads:
            thread.join(0.5)
        self.lock_file.close()


_workers: dict[str, Workers] = {}


def start_workers(site: str, sites_path: str = ".") -> bool:
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
    multiprocessing.util.Finalize(None, stop_workers, args=(site, sites_path), exitpriority=10)
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


def stop_workers(site: str | None = None, sites_path: str = ".") -> None:
    """Stop the threads of one site, or of all, within five seconds."""
    path = os.path.abspath(os.path.join(sites_path or ".", site)) if site else None
    for known in list(_workers):
        if path in (None, known):
            _workers.pop(known).stop()


@contextlib.contextmanager
def _site(site_path: str) -> Any:
    sites_path, site = os.path.split(site_path)
    frappe.init(site, sites_path, force=True)
    try:
        frappe.connect()
        yield
    finally:
        frappe.destroy()


def _refill(site_path: str) -> None:
    """At start: what was running is queued once more or marked failed, and the queue file is filled from the rows."""
    carrier = _carrier(site_path)
    for huey in carrier.hueys.values():
        huey.flush()
    with _site(site_path):
        _ensure_table()
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
    with _site(site_path):
        _ensure_table()
        late = time.time() - LOST_AFTER
        rows = frappe.db.sql(
            "select * from `__jobs` where `status` = 'queued' and `due` < %s and `created` < %s",
            (late, late),
            as_dict=True,
        )
        frappe.db.commit()
    carrier = _carrier(site_path)
    known = (
        {task.args[0] for huey in carrier.hueys.values() for task in huey.pending() + huey.scheduled()} if rows else ()
    )
    for row in rows:
        if row.id not in known:
            carrier.put(row)
