"""Webhooks, against a real HTTP server on this machine."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import pickle
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest


class Receiver(BaseHTTPRequestHandler):
    def answer(self):
        length = int(self.headers.get("Content-Length") or 0)
        self.server.requests.append((self.command, self.path, dict(self.headers), self.rfile.read(length)))
        status = self.server.statuses.pop(0) if self.server.statuses else 200
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    do_POST = do_PUT = do_PATCH = do_DELETE = answer

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def receiver():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.requests, server.statuses = [], []
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module", autouse=True)
def doctype(bare_site, make_doctype):
    fields = [
        {"fieldname": "title", "fieldtype": "Data", "label": "Title"},
        {"fieldname": "amount", "fieldtype": "Float", "label": "Amount"},
        {"fieldname": "day", "fieldtype": "Date", "label": "Day"},
    ]
    make_doctype("Svc Thing", fields)


@pytest.fixture
def site(frappe_site, receiver):
    from frappe.utils import background_jobs

    background_jobs.ensure_table()
    frappe_site.db.commit()
    frappe_site.conf["allow_private_webhooks"] = ["127.0.0.1"]
    receiver.requests.clear()
    receiver.statuses.clear()
    yield frappe_site
    frappe_site.db.rollback()
    frappe_site.db.delete("Webhook Request Log")
    frappe_site.db.sql("delete from `__jobs`")
    frappe_site.db.commit()


@pytest.fixture
def webhook(site, receiver):
    def make(event="after_insert", **values):
        doc = {
            "doctype": "Webhook",
            "webhook_doctype": "Svc Thing",
            "webhook_docevent": event,
            "request_url": f"{receiver.url}/hook",
            "webhook_data": [{"fieldname": "title", "key": "name_of_it"}, {"fieldname": "day", "key": "day"}],
        }
        return site.get_doc(doc | values).insert()

    return make


def thing(site, **values):
    return site.get_doc({"doctype": "Svc Thing", "title": "Ä", "day": "2030-01-02", **values}).insert()


def run_jobs(site):
    """Run what waits in the ledger, as a worker would; returns the delays that the jobs found were asked for with."""
    rows = site.db.sql("select * from `__jobs` where `status` = 'queued' order by `created`", as_dict=True)
    site.db.sql("delete from `__jobs`")
    site.db.commit()
    for row in rows:
        site.get_attr(row.method)(**pickle.loads(row.arguments)["kwargs"])
        site.db.commit()
    return [round(row.due - row.created) for row in rows]


def logs(site):
    return site.get_all(
        "Webhook Request Log", fields=["status_code", "attempt", "error", "url"], order_by="creation asc"
    )


def test_sends_the_chosen_fields_after_the_commit(site, webhook, receiver):
    webhook()
    doc = thing(site)
    assert receiver.requests == []
    site.db.commit()
    run_jobs(site)
    method, path, headers, body = receiver.requests[0]
    assert (method, path, headers["Content-Type"]) == ("POST", "/hook", "application/json")
    assert json.loads(body) == {"name_of_it": "Ä", "day": "2030-01-02"}
    log = site.get_last_doc("Webhook Request Log")
    assert (log.status_code, log.reference_document, log.response) == (200, doc.name, "ok")


@pytest.fixture(autouse=True)
def forget_hooks(bare_site):
    yield
    import frappe

    frappe.db.rollback()
    frappe.db.delete("Webhook")
    frappe.db.delete("Svc Thing")
    frappe.clear_cache()
    frappe.db.commit()


def test_rolled_back_document_sends_nothing(site, webhook, receiver):
    webhook()
    site.db.commit()
    thing(site)
    site.db.rollback()
    assert run_jobs(site) == []
    assert receiver.requests == []


def test_condition_decides_and_a_faulty_one_is_logged(site, webhook, receiver):
    webhook(condition="doc.amount > 10")
    webhook(condition="doc.nothing_like_it.more > 10")
    thing(site, amount=5)
    thing(site, amount=50)
    assert len(run_jobs(site)) == 1
    assert len(site.get_all("Error Log", filters={"reference_doctype": "Svc Thing"})) == 2


@pytest.mark.parametrize("event", ["on_update", "on_trash", "on_change"])
def test_events(site, webhook, receiver, event):
    doc = thing(site)
    webhook(event)
    doc.delete() if event == "on_trash" else doc.save()
    assert len(run_jobs(site)) >= 1
    assert json.loads(receiver.requests[0][3])["name_of_it"] == "Ä"


def test_json_body_headers_method_and_address_from_templates(site, webhook, receiver):
    webhook(
        request_structure="JSON",
        webhook_json='{"id": {{ doc.title | tojson }}, "n": {{ doc.amount }}}',
        webhook_headers=[{"key": "X-Token", "value": "t0"}, {"key": "Authorization", "value": "Bearer b0"}],
        request_method="PUT",
        is_dynamic_url=1,
        request_url=receiver.url + "/things/{{ doc.name }}?q=1",
    )
    doc = thing(site, title='with "quotes"', amount=2)
    run_jobs(site)
    method, path, headers, body = receiver.requests[0]
    assert (method, path) == ("PUT", f"/things/{doc.name}?q=1")
    assert json.loads(body) == {"id": 'with "quotes"', "n": 2.0}
    assert (headers["X-Token"], headers["Authorization"]) == ("t0", "Bearer b0")
    assert "b0" not in site.get_last_doc("Webhook Request Log").headers


def test_form_body(site, webhook, receiver):
    webhook(request_structure="Form URL-Encoded")
    thing(site)
    run_jobs(site)
    _method, _path, headers, body = receiver.requests[0]
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parse_qs(body.decode()) == {"name_of_it": ["Ä"], "day": ["2030-01-02"]}


@pytest.mark.parametrize("structure", ["", "Form URL-Encoded"])
def test_signature_covers_the_body(site, webhook, receiver, structure):
    webhook(enable_security=1, webhook_secret="s3cret", request_structure=structure)
    thing(site)
    run_jobs(site)
    _method, _path, headers, body = receiver.requests[0]
    wanted = base64.b64encode(hmac.new(b"s3cret", body, hashlib.sha256).digest()).decode()
    assert headers["X-Frappe-Webhook-Signature"] == wanted


def test_failures_are_tried_again_with_growing_pauses(site, webhook, receiver):
    webhook()
    thing(site)
    receiver.statuses = [500, 503, 429, 500]
    assert [run_jobs(site) for _n in range(5)] == [[0], [10], [60], [300], []]
    assert [(log.status_code, log.attempt) for log in logs(site)] == [(500, 1), (503, 2), (429, 3), (500, 4)]
    assert site.get_all("Error Log", filters={"method": ["like", "Webhook % failed"]}) != []


@pytest.mark.parametrize("status", [400, 404, 302])
def test_what_the_other_system_refuses_is_not_tried_again(site, webhook, receiver, status):
    webhook()
    thing(site)
    receiver.statuses = [status]
    assert [run_jobs(site) for _n in range(2)] == [[0], []]
    assert len(receiver.requests) == 1


def test_silent_server_is_given_up_after_the_timeout(site, webhook):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        webhook(request_url=f"http://127.0.0.1:{silent.getsockname()[1]}/", timeout=1)
        thing(site)
        run_jobs(site)
    assert "timed out" in logs(site)[0].error
    assert len(run_jobs(site)) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://2130706433:{port}/",
        "http://0.0.0.0:{port}/",
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
    ],
)
def test_private_addresses_are_refused(site, webhook, receiver, url):
    site.conf.pop("allow_private_webhooks")
    webhook(request_url=url.format(port=receiver.server_port))
    thing(site)
    run_jobs(site)
    assert receiver.requests == []
    assert "not allowed" in logs(site)[0].error
    assert run_jobs(site) == []


def test_name_that_changes_its_address_in_between_gains_nothing(site, receiver, monkeypatch):
    """The first answer of the name server is checked and is the one connected to."""
    from frappe.integrations import outgoing

    site.conf.pop("allow_private_webhooks")
    answers = iter(["93.184.216.34", "127.0.0.1"])
    asked, connected = [], []

    def getaddrinfo(host, port, *args, **kwargs):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def create_connection(address, timeout=None):
        connected.append(address[0])
        raise OSError("no route in this test")

    monkeypatch.setattr(outgoing.socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(outgoing.socket, "create_connection", create_connection)
    with pytest.raises(OSError, match="no route"):
        outgoing.request("POST", f"http://rebind.example:{receiver.server_port}/")
    assert (asked, connected) == (["rebind.example"], ["93.184.216.34"])


def test_host_with_one_private_address_among_others_is_refused(site, monkeypatch):
    from frappe.integrations import outgoing

    site.conf.pop("allow_private_webhooks")
    both = [(socket.AF_INET, 1, 6, "", (ip, 80)) for ip in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lambda *a, **k: both)
    with pytest.raises(outgoing.AddressNotAllowedError):
        outgoing.request("POST", "http://mixed.example/")


def test_networks_may_be_allowed(site):
    from frappe.integrations.outgoing import is_allowed

    site.conf["allow_private_webhooks"] = ["10.1.0.0/16", "crm.local"]
    assert is_allowed("x", "10.1.2.3") and is_allowed("crm.local", "192.168.0.9")
    assert not is_allowed("x", "10.2.0.1")


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"request_url": "ftp://example.com/x"}, "no http or https address"),
        ({"request_structure": "JSON", "webhook_json": ""}, "has no JSON Request Body"),
        ({"request_structure": "JSON", "webhook_json": "{{ doc.title "}, "faulty placeholder"),
        ({"webhook_data": [{"fieldname": "nothing", "key": "k"}]}, "has no field nothing"),
        ({"webhook_headers": [{"key": "X", "value": "a\r\nB: c"}]}, "line break"),
    ],
)
def test_impossible_webhooks_are_refused(site, webhook, values, text):
    with pytest.raises(site.ValidationError, match=text):
        webhook(**values)


def test_other_doctypes_cost_no_query(site, webhook):
    from frappe.integrations.doctype.webhook import run_webhooks

    webhook()
    other = site.get_doc({"doctype": "Tag", "name": "x"})
    run_webhooks(other, "on_update")
    before = site.db.query_count
    run_webhooks(other, "on_update")
    assert site.db.query_count == before
