"""Functions that the job tests run in workers; importable by their dotted path."""

from __future__ import annotations

import os
import time


def note(text: str) -> None:
    import frappe

    frappe.get_doc({"doctype": "Tag", "name": text, "description": frappe.session.user}).insert(ignore_permissions=True)


def note_and_fail(text: str) -> None:
    note(text)
    raise ValueError("failed on purpose")


def note_slowly(text: str, started: str) -> None:
    note(text)
    with open(started, "a") as handle:
        handle.write("started\n")
    while not os.path.exists(started + ".go"):
        time.sleep(0.01)


def spin(started: str) -> None:
    with open(started, "a") as handle:
        handle.write("started\n")
    while True:
        sum(range(1000))


def succeeded(job, connection, result) -> None:
    note(f"success {job.method.rpartition('.')[2]}")


def failed(job, connection, kind, value, trace) -> None:
    note(f"failure {value}")
