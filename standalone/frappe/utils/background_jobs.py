"""Jobs: `frappe.enqueue`, the ledger they are kept in, and running one. The threads that do so are in `_workers.py`.

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
import os
import pickle
import threading
import time
from collections.abc import Callable
from typing import Any

import frappe
from frappe import _, _dict

QUEUES = {"short": 300, "default": 300, "long": 1500}  # seconds a job may take
PRIORITIES = {"short": 20, "default": 10, "long": 0}
MAX_ATTEMPTS = 2
CREATE = """create table if not exists `__jobs` (
    `id` text primary key, `job_id` text, `method` text not null, `arguments` blob not null, `user` text not null,
    `queue` text not null, `priority` integer not null, `timeout` integer not null, `status` text not null,
    `attempts` integer not null default 0, `due` real not null, `created` real not null, `started` real,
    `error` text)"""
_sites_with_table: set[str] = set()


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
    ensure_table()
    columns = list(row)
    marks = ", ".join(["%s"] * len(columns))
    names = ", ".join(f"`{c}`" for c in columns)
    frappe.db.sql(f"insert into `__jobs` ({names}) values ({marks})", tuple(row.values()))
    frappe.db.after_commit.add(lambda: hand_over(path, row))
    if own:
        frappe.db.commit()


def ensure_table() -> None:
    """Make the ledger where a site has none yet."""
    if frappe.local.site_path not in _sites_with_table:
        frappe.db.sql_ddl(CREATE)
        frappe.db.after_commit.add(lambda: _sites_with_table.add(frappe.local.site_path))


def is_job_enqueued(job_id: str) -> bool:
    """Whether a job of this id waits or runs."""
    return get_job_status(job_id) in ("queued", "started")


def get_job_status(job_id: str) -> str | None:
    """`queued`, `started`, `failed`, or None when it is done or unknown."""
    ensure_table()
    found = frappe.db.sql(
        "select `status` from `__jobs` where `job_id` = %s or `id` = %s order by `created` desc limit 1",
        (job_id, job_id),
    )
    return found[0][0] if found else None


def get_jobs(site: str | None = None, queue: str | None = None, key: str = "method") -> dict[str, list[str]]:
    """Methods of the jobs that wait or run, by site."""
    ensure_table()
    rows = frappe.db.sql("select `method`, `queue` from `__jobs` where `status` in ('queued', 'started')", as_dict=True)
    return {frappe.local.site: [row.method for row in rows if not queue or row.queue == queue]}


# ---- running one job ----------------------------------------------------------------------------


def run_job(site_path: str, job_id: str) -> None:
    """In a worker thread: claim the row, run it, take it away."""
    with site_opened(site_path):
        job = _claim(job_id)
        if job:
            _execute(job)


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
        frappe.db.after_commit.add(lambda: hand_over(frappe.local.site_path, row))
        frappe.db.commit()
        return
    frappe.set_user("Administrator")
    frappe.db.sql("update `__jobs` set `status` = 'failed', `error` = %s where `id` = %s", (trace, job.id))
    frappe.log_error(_("Background job {0} failed").format(job.method), trace)
    if call["on_failure"]:
        with contextlib.suppress(Exception):
            frappe.get_attr(call["on_failure"])(job, None, type(exc), exc, None)
    frappe.db.commit()


@contextlib.contextmanager
def site_opened(site_path: str) -> Any:
    """This thread on a site, as Administrator, for as long as the block lasts."""
    sites_path, site = os.path.split(site_path)
    frappe.init(site, sites_path, force=True)
    try:
        frappe.connect()
        yield
    finally:
        frappe.destroy()


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


def throw_into(thread: int, exc: type[BaseException]) -> None:
    """Raise an exception in another thread, at its next step of Python code."""
    if thread in _running:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(exc))


def stop_overdue_jobs() -> None:
    """Called once a second: end jobs that took longer than they may."""
    now = time.monotonic()
    for thread, (deadline, job) in list(_running.items()):
        if now > deadline:
            _running[thread] = (now + 60, job)
            throw_into(thread, JobTimeoutException)


# ---- the workers --------------------------------------------------------------------------------


def hand_over(site_path: str, row: Any) -> None:
    """After the commit, give a row to huey. What goes wrong here is made good by the next sweep."""
    from frappe.utils._workers import get_carrier

    try:
        get_carrier(site_path).put(row)
    except Exception:
        frappe.logger("jobs").warning("job %s was not handed over; the next sweep takes it", row.id, exc_info=True)


def start_workers(site: str, sites_path: str = ".") -> bool:
    """Start the threads for a site in this process; False when another process has them already."""
    from frappe.utils import _workers

    return _workers.start(site, sites_path)


def stop_workers(site: str | None = None, sites_path: str = ".") -> None:
    """Stop the threads of one site, or of all, within five seconds."""
    from frappe.utils import _workers

    _workers.stop(site, sites_path)
