"""Whatever door personal data leave by, the log of readings knows who took what, how many and when."""

import json
import sqlite3
from collections import Counter
from contextlib import closing
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest

ROWS = "SELECT `act`, `reference_doctype`, `reference_name`, `row_count`, `detail` FROM `tabPersonal Data Read`"


@pytest.fixture
def site_of_casale(copy_site, serve, make_token):
    """A site being served, with two companies, a public file and the way to call it with a key."""
    site = copy_site()
    login = make_token(site)
    server = serve(site)

    def call(method: str, path: str, body: object = None) -> bytes:
        data = None if body is None else json.dumps(body).encode()
        request = Request(server.url + path, data, {"Content-Type": "application/json", **login}, method=method)
        with urlopen(request, timeout=60) as answer:
            return answer.read()

    names = [
        json.loads(call("POST", "/api/resource/Party", {"party_name": name}))["data"]["name"]
        for name in ("Casale Letture", "Due Letture")
    ]
    return site, call, names


def get_readings(relcrm, site) -> Counter:
    relcrm("--site", site, "execute", "relcrm.relations.personal_reads.write_down")
    with closing(sqlite3.connect(site / "site.db")) as connection:
        return Counter(tuple(row) for row in connection.execute(ROWS))


def test_every_door_is_noted(site_of_casale, relcrm):
    site, call, (first, second) = site_of_casale
    query = quote(json.dumps({"doctype": "Party", "columns": ["party_name"]}))
    chosen = quote(json.dumps([first, second]))
    fields = quote(json.dumps(["name", "party_name"]))
    file = {"file_name": "letture.txt", "content": "Carlo", "is_private": 1}
    attached = {"attached_to_doctype": "Party", "attached_to_name": first}
    url = json.loads(call("POST", "/api/resource/File", {**file, **attached}))["data"]["file_url"]
    table = {"title": "Prova", "columns": [{"label": "A"}], "rows": [["x"], ["y"], ["z"]]}
    silent = "RelCRM Silent Contacts"
    doors = {
        f"/api/resource/Party/{first}": ("Opened", "Party", first, 1, "REST"),
        f"/api/v2/document/Party/{second}": ("Opened", "Party", second, 1, "REST"),
        "/api/resource/Party?limit_page_length=0": ("Listed", "Party", "", 2, "REST"),
        "/api/v2/document/Party?limit=1": ("Listed", "Party", "", 1, "REST"),
        f"/api/method/frappe.client.get?doctype=Party&name={first}": ("Opened", "Party", first, 1, "REST"),
        "/api/method/frappe.client.get_list?doctype=Party&limit_page_length=1": ("Listed", "Party", "", 1, "REST"),
        f"/api/method/relcrm.api.lists.get_rows?query={query}": ("Listed", "Party", "", 2, "REST"),
        f"/api/method/relcrm.api.lists.export?query={query}&file_format=xlsx": ("Exported", "Party", "", 2, "xlsx"),
        f"/api/method/relcrm.api.lists.export?query={query}&file_format=vcf": ("Exported", "Party", "", 2, "vcf"),
        f"/api/method/relcrm.api.exchange.export_csv?doctype=Party&fields={fields}": (
            "Exported", "Party", "", 2, "csv",
        ),
        "/api/method/frappe.desk.reportview.export_query?doctype=Party&file_format_type=CSV&title=P"
        f"&fields={fields}": ("Exported", "Party", "", 2, "CSV"),
        f"/api/method/frappe.utils.print_format.download_multi_pdf?doctype=Party&name={chosen}": (
            "Printed", "Party", second, 1, "",
        ),
        f"/printview?doctype=Party&name={first}": ("Printed", "Party", first, 1, ""),
        f"/api/method/relcrm.api.printing.get_page?doctype=Party&name={second}": ("Printed", "Party", second, 1, ""),
        url: ("Downloaded", "Party", first, 1, url.rsplit("/", 1)[-1]),
    }  # fmt: skip
    for path in doors:
        call("GET", path)
    call("POST", "/api/method/relcrm.api.reports.make_file", {"report_name": silent, **table})
    expected = Counter([*doors.values(), ("Printed", "Party", first, 1, ""), ("Exported", "Party", "", 3, silent)])
    assert get_readings(relcrm, site) == expected


def test_what_is_refused_or_about_nobody_is_not_noted(site_of_casale, relcrm):
    site, call, _names = site_of_casale
    before = get_readings(relcrm, site)
    paths = ["/api/resource/Role", "/api/method/frappe.client.get?doctype=Language&name=it"]
    for path in [*paths, "/api/resource/Party?limit_start=5"]:
        call("GET", path)
    with pytest.raises(HTTPError):
        call("GET", "/api/resource/Party/PTY-9999999")
    assert get_readings(relcrm, site) == before
