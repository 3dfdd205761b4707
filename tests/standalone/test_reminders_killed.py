"""A reminder that was being sent when the process was killed arrives once: notice and mail, with a real mail server."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

OPEN = "from relcrm_standalone.cli import open_site\nimport os, signal, sys\nwith open_site(sys.argv[1]) as frappe:\n"
PREPARE = """
    from datetime import timedelta
    from frappe.utils import now_datetime
    account = {"doctype": "Email Account", "email_id": "out@example.com", "email_account_name": "Office",
               "enable_outgoing": 1, "default_outgoing": 1, "smtp_server": "localhost", "smtp_port": int(sys.argv[2]),
               "no_smtp_authentication": 1}
    frappe.get_doc(account).insert()
    event = {"doctype": "Relation Event", "subject": "Chiamare Rossi", "event_type": "Task", "reminder_minutes": 0,
             "starts_on": now_datetime() + timedelta(hours=1), "assigned_to": "Administrator",
             "reminders": [{"minutes": 30, "by_mail": 1}]}
    name = frappe.get_doc(event).insert().name
    frappe.db.set_value("User", "Administrator", "email", "chi@example.com")
    for row in frappe.get_all("Relation Reminder", {"reference_name": name}, pluck="name"):
        frappe.db.set_value("Relation Reminder", row, "due_at", now_datetime() - timedelta(minutes=1))
    frappe.db.commit()
"""
SEND = """
    from relcrm.agenda import reminders
    from frappe.email.queue import flush
    {before}
    reminders.send_reminders()
    flush()
    frappe.db.commit()
"""
DIE_BEFORE_MARKING = """
    real = frappe.db.set_value
    def die(doctype, *args, **kwargs):
        if doctype == "Relation Reminder":
            os.kill(os.getpid(), signal.SIGKILL)
        return real(doctype, *args, **kwargs)
    frappe.local.db.set_value = die
"""
COUNT = """
    like = {"subject": ["like", "%Chiamare Rossi%"], "type": "Alert"}
    print(frappe.db.count("Notification Log", like), frappe.db.count("Email Queue"),
          frappe.db.count("Relation Reminder", {"state": "Sent"}))
"""


class Mailbox:
    """Takes every message; kills who hands it over, when it is told whom."""

    def __init__(self) -> None:
        self.taken = 0
        self.victim = 0
        self.lock = threading.Lock()

    async def handle_DATA(self, server, session, envelope) -> str:
        with self.lock:
            self.taken += 1
            if self.victim:
                os.kill(self.victim, signal.SIGKILL)
                self.victim = 0
        return "250 OK"


@pytest.fixture
def mailbox():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


def start(site: Path, code: str, *args: object) -> subprocess.Popen:
    command = [sys.executable, "-c", OPEN + code, str(site), *map(str, args)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run(site: Path, code: str, *args: object) -> str:
    process = start(site, code, *args)
    out, err = process.communicate(timeout=240)
    assert process.returncode == 0, err
    return out.strip()


def test_killed_before_it_is_marked(copy_site, mailbox) -> None:
    box, port = mailbox
    site = copy_site()
    run(site, PREPARE, port)
    process = start(site, SEND.format(before=DIE_BEFORE_MARKING.strip()))
    process.communicate(timeout=240)
    assert process.returncode == -signal.SIGKILL
    assert (run(site, COUNT), box.taken) == ("0 0 0", 0)
    run(site, SEND.format(before=""))
    run(site, SEND.format(before=""))
    assert (run(site, COUNT), box.taken) == ("1 1 1", 1)


def test_killed_while_the_mail_server_takes_it(copy_site, mailbox) -> None:
    box, port = mailbox
    site = copy_site()
    run(site, PREPARE, port)
    process = start(site, SEND.format(before=""))
    box.victim = process.pid
    process.communicate(timeout=240)
    assert process.returncode == -signal.SIGKILL and box.taken == 1
    run(site, SEND.format(before=""))
    assert (run(site, COUNT), box.taken) == ("1 1 1", 1)
