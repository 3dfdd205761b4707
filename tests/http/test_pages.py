"""Pages, static files and headers."""

from __future__ import annotations

import gzip
import json

import pytest
from rest_support import resource

HTML = {"Accept": "text/html"}


@pytest.fixture(autouse=True)
def _local_only(host):
    if not host.is_local:
        pytest.skip("a bench has pages of its own")


def page(client, url):
    return client.request("GET", url, headers=HTML)


def test_root_leads_to_the_desk(host):
    answer = page(host.guest(), "/")
    assert answer.status == 302 and answer.headers["location"] == "/app"


def test_desk_address(host):
    guest = page(host.guest(), "/app")
    assert (guest.status, guest.headers["location"]) == (302, "/login?redirect-to=/app")
    answer = page(host.new_session("sales"), "/app")
    assert answer.status == 200 and len(answer.body) > 2000
    boot = json.loads(answer.text.split('id="boot">')[1].split("</script>")[0])
    assert boot["user"]["name"] == "ctr.sales@example.com" and "Ctr Lead" in boot["can_read"]
    assert len(boot["csrf_token"]) == 32


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("/app/ctr-lead/CTR-LEAD-2026-0001", "/ctr/record/ctr-lead/CTR-LEAD-2026-0001"),
        ("/app/ctr-prompt/a/b c", "/ctr/record/ctr-prompt/a%2Fb%20c"),
        ("/app/Form/Ctr Lead/X", "/ctr/record/ctr-lead/X"),
        ("/app/x//evil.example", "/ctr/record/x/%2Fevil.example"),
    ],
)
def test_link_to_a_record_leads_to_the_desks_form(host, url, target):
    answer = page(host.guest(), url)
    assert (answer.status, answer.headers["location"]) == (302, target)


def test_log_in_page_works_without_inline_script(host):
    answer = page(host.guest(), "/login")
    assert answer.status == 200 and 'action="/api/method/login"' in answer.text
    assert "<script>" not in answer.text and "onclick" not in answer.text
    assert page(host.guest(), "/assets/frappe/js/login.js").status == 200
    assert page(host.guest(), "/update-password?key=x").status == 200


def test_page_of_an_app_with_route_rule(host):
    answer = page(host.new_session("sales"), "/ctr/some/where")
    assert answer.status == 200 and "path: some/where" in answer.text
    assert "USER: ctr.sales@example.com" in answer.text, "a jinja method of the app"
    assert answer.headers["cache-control"] == "no-store"


def test_headers_of_every_page(host):
    for url in ("/login", "/app", "/ctr", "/no-such-page"):
        headers = page(host.as_user("manager"), url).headers
        assert headers["x-content-type-options"] == "nosniff", url
        assert headers["x-frame-options"] == "SAMEORIGIN"
        policy = headers.get("content-security-policy", "")
        if headers["content-type"].startswith("text/html"):
            assert (
                "script-src 'self'" in policy and "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
            )


def test_answers_are_not_kept_by_anybody(host):
    answer = host.as_user("sales").get(resource("Ctr Status"))
    assert answer.headers["cache-control"].startswith("no-store")


@pytest.mark.parametrize("url", ["/no-such-page", "/www/ctr", "/ctr.py", "/login.html.bak", "/templates/x.html"])
def test_unknown_page(host, url):
    answer = page(host.guest(), url)
    assert answer.status == 404 and answer.headers["content-type"].startswith("text/html")
    assert "There is no page" in answer.text


def test_error_page_escapes(host):
    answer = page(host.guest(), "/<script>alert(1)</script>")
    assert answer.status == 404 and "<script>alert" not in answer.text


def test_errors_as_pages_or_json(host):
    url = resource("Ctr Lead", "none")
    assert host.as_user("manager").request("GET", url, headers=HTML).headers["content-type"].startswith("text/html")
    assert host.as_user("manager").get(url).headers["content-type"] == "application/json"


def test_assets(host):
    answer = host.guest().get("/assets/ctr_app/ctr.js")
    assert answer.status == 200 and "javascript" in answer.headers["content-type"]
    assert answer.headers["cache-control"] == "no-cache"
    again = host.guest().request("GET", "/assets/ctr_app/ctr.js", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status == 304
    packed = host.guest().request("GET", "/assets/ctr_app/ctr.js", headers={"Accept-Encoding": "gzip"})
    assert packed.headers.get("content-encoding") == "gzip"
    assert host.guest().get("/assets/ctr_app/none.js").status == 404
    assert host.guest().get("/assets/not_installed/x.js").status == 404


def test_unexpected_error_gives_an_id_and_is_logged(host):
    answer = host.admin.get("/api/method/ctr_app.api.crash")
    assert answer.status == 500 and answer.exc_type == "KeyError"
    assert "secret detail" not in answer.text and "Traceback" not in answer.text
    error_id = answer.json()["_error_message"].rsplit(" ", 1)[1].rstrip(".")
    rows = host.admin.get(
        resource("Error Log"), filters={"method": ["like", f"%{error_id}%"]}, fields=["error"]
    ).json()["data"]
    assert "secret detail" in rows[0]["error"]


def test_every_request_leaves_one_line(host, caplog):
    with caplog.at_level("INFO", logger="frappe.request"):
        host.as_user("sales").get(resource("Ctr Lead", "none"))
    lines = [record.message for record in caplog.records if record.name == "frappe.request"]
    assert len(lines) == 1
    assert lines[0].startswith("ctr.sales@example.com GET /api/resource/Ctr Lead/none")
    assert lines[0].endswith("404 DoesNotExistError")


def test_an_address_makes_no_log_line_of_its_own(host, caplog):
    with caplog.at_level("INFO", logger="frappe.request"):
        host.guest().get("/api/method/x%0AAdministrator%20GET%20/forged")
    lines = [record.message for record in caplog.records if record.name == "frappe.request"]
    assert len(lines) == 1 and "\n" not in lines[0] and "x\\x0aAdministrator" in lines[0]


def test_maintenance_mode(host):
    host.run(set_config, "maintenance_mode", 1)
    try:
        answer = host.as_user("sales").get("/api/method/ping")
        assert (answer.status, answer.exc_type) == (503, "SessionStopped")
    finally:
        host.run(set_config, "maintenance_mode", 0)
    assert host.as_user("sales").get("/api/method/ping").status == 200


def set_config(key, value):
    import frappe

    frappe.local.conf[key] = value


def test_openapi_is_valid_and_follows_the_rights(host):
    from openapi_spec_validator import OpenAPIV31SpecValidator

    url = "/api/method/frappe.api.openapi.get_openapi"
    sales = host.as_user("sales").get(url).json()
    OpenAPIV31SpecValidator(sales).validate()
    lead = sales["paths"]["/api/resource/Ctr%20Lead/{name}"]
    assert "put" in lead and "delete" not in lead
    assert "/api/resource/Error%20Log" not in sales["paths"]
    assert "internal" not in sales["components"]["schemas"]["Ctr_Lead"]["properties"]
    assert sales["paths"]["/api/method/ctr_app.api.typed"]["post"]["requestBody"]["required"] is True
    manager = host.as_user("manager").get(url).json()
    assert "delete" in manager["paths"]["/api/resource/Ctr%20Lead/{name}"]
    assert "internal" in manager["components"]["schemas"]["Ctr_Lead"]["properties"]
    assert host.guest().get(url).status == 403


def test_openapi_describes_what_is_answered(host):
    document = host.as_user("sales").get("/api/method/frappe.api.openapi.get_openapi").json()
    known = set(document["components"]["schemas"]["Ctr_Lead"]["properties"])
    host.as_user("sales").post(resource("Ctr Lead"), {"lead_name": "Described"})
    row = host.as_user("sales").get(resource("Ctr Lead"), fields=["*"], limit="1").json()["data"][0]
    assert set(row) <= known


def test_long_answers_travel_compressed_where_the_client_takes_it(host):
    client = host.new_session("sales")
    url = "/api/method/frappe.desk.form.load.getdoctype?doctype=Ctr Lead"
    plain = client.request("GET", url)
    packed = client.request("GET", url, headers={"Accept-Encoding": "gzip"})
    assert len(plain.body) > 4096 and "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip" and packed.headers["vary"] == "Accept-Encoding"
    assert int(packed.headers["content-length"]) == len(packed.body) < len(plain.body) / 2
    assert json.loads(gzip.decompress(packed.body)) == plain.json()
    short = client.request("GET", "/api/method/ping", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in short.headers
