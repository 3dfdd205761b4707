"""One's own account over HTTP: sessions, keys, second factor, notices; and nobody else's."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from rest_support import Client, LocalTransport, resource

ME = "/api/method/relcrm.api.me."
PASSWORD = "Tests-need-a-Password-7"


@pytest.fixture(scope="module")
def host(seed_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """A site of this file's own, with the app."""
    transport = LocalTransport(str(shutil.copytree(seed_site, tmp_path_factory.mktemp("me") / "site")))
    admin = Client(transport)
    assert admin.login("Administrator", "seed-password").status == 200
    yield SimpleNamespace(transport=transport, admin=admin)


@pytest.fixture
def make_person(host):
    """Makes users of this test's own."""

    def make() -> str:
        email = f"me{uuid.uuid4().hex[:8]}@example.com"
        values = {"email": email, "first_name": "Prova", "new_password": PASSWORD, "send_welcome_email": 0}
        answer = host.admin.post(resource("User"), {**values, "roles": [{"role": "RelCRM User"}]})
        assert answer.status == 200, answer.text
        return email

    return make


def log_in(host, user) -> Client:
    client = Client(host.transport)
    assert client.login(user, PASSWORD).status == 200
    return client


def call(client, method, **arguments):
    return client.post(f"{ME}{method}", arguments)


def who_is(client):
    return client.get("/api/method/frappe.auth.get_logged_user").json().get("message")


def test_a_session_is_listed_and_ended_from_another(host, make_person):
    user = make_person()
    here, there = log_in(host, user), log_in(host, user)
    rows = call(here, "get_sessions").json()["message"]
    assert [row["current"] for row in rows] == [1, 0]
    assert all(len(row["key"]) == 24 for row in rows)
    assert len(call(here, "end_session", key=rows[1]["key"]).json()["message"]) == 1
    assert (who_is(here), who_is(there)) == (user, None)


def test_the_key_of_a_session_opens_nothing_and_ends_nobody_elses(host, make_person):
    mine, other = make_person(), make_person()
    client, victim = log_in(host, mine), log_in(host, other)
    key = call(victim, "get_sessions").json()["message"][0]["key"]
    assert call(client, "end_session", key=key).status == 404
    assert who_is(victim) == other
    thief = Client(host.transport)
    thief.sid = key
    assert who_is(thief) is None


def test_all_other_sessions_end_at_once(host, make_person):
    user = make_person()
    here, *others = (log_in(host, user) for _n in range(3))
    assert len(call(here, "end_other_sessions").json()["message"]) == 1
    assert [who_is(one) for one in (here, *others)] == [user, None, None]


def test_a_key_works_until_it_is_revoked(host, make_person):
    user = make_person()
    client = log_in(host, user)
    assert call(client, "make_key", password="wrong").status == 417
    made = call(client, "make_key", password=PASSWORD).json()["message"]
    program = Client(host.transport)
    program.token = f"token {made['api_key']}:{made['api_secret']}"
    assert who_is(program) == user
    account = call(client, "get_account")
    assert account.json()["message"]["api_key"] == made["api_key"]
    assert made["api_secret"] not in account.text
    renewed = call(client, "make_key", password=PASSWORD).json()["message"]
    assert program.get("/api/method/frappe.auth.get_logged_user").status == 401
    assert call(client, "revoke_key", password="wrong").status == 417
    assert call(client, "revoke_key", password=PASSWORD).status == 200
    program.token = f"token {renewed['api_key']}:{renewed['api_secret']}"
    assert program.get("/api/method/frappe.auth.get_logged_user").status == 401


def test_a_second_factor_counts_once_its_first_code_is_proved(host, make_person):
    import pyotp

    user = make_person()
    client = log_in(host, user)
    begin = "/api/method/frappe.twofactor.begin_own_second_factor"
    confirm = "/api/method/frappe.twofactor.confirm_own_second_factor"
    assert client.post(begin, {"password": "wrong"}).status == 417
    enrolment = client.post(begin, {"password": PASSWORD}).json()["message"]
    assert enrolment["qr_code"].startswith("data:image/svg")
    assert client.post(confirm, {"otp": "000000"}).status == 417
    assert Client(host.transport).login(user, PASSWORD).json()["message"] == "Logged In"
    codes = client.post(confirm, {"otp": pyotp.TOTP(enrolment["secret"]).now()}).json()["message"]
    assert len(codes) == 8
    assert call(client, "get_account").json()["message"]["second_factor"] == {"own": 1, "on": 1}
    asked = Client(host.transport).login(user, PASSWORD).json()
    assert asked["tmp_id"] and asked["verification"]["setup"]
    off = {"on": 0, "password": PASSWORD}
    assert client.post("/api/method/frappe.twofactor.set_own_second_factor", off).status == 200
    assert Client(host.transport).login(user, PASSWORD).json()["message"] == "Logged In"


def test_only_ones_own_name_is_written_and_no_role(host, make_person):
    user = make_person()
    client = log_in(host, user)
    values = {"last_name": "Nuovo", "roles": [{"role": "System Manager"}], "enabled": 0, "user_type": "Website User"}
    saved = call(client, "save_profile", values=values).json()["message"]
    assert saved["full_name"] == "Prova Nuovo"
    stored = host.admin.get(resource("User", user)).json()["data"]
    assert (stored["enabled"], [row["role"] for row in stored["roles"]]) == (1, ["RelCRM User"])
    assert call(client, "save_profile", values={"first_name": " "}).status == 417
    assert call(client, "save_profile", values={"user_image": "/files/not-mine.png"}).status == 417


def test_looks_are_kept_and_told_by_the_page(host, make_person):
    client = log_in(host, make_person())
    assert call(client, "set_looks", theme="dark", density="compact").status == 200
    assert call(client, "set_looks", theme="purple").status == 417
    page = client.get("/relcrm").text
    assert '"theme": "dark"' in page or '"theme":"dark"' in page
    assert '"density": "compact"' in page or '"density":"compact"' in page


def test_notices_are_ones_own(host, make_person):
    one, two = make_person(), make_person()
    make_notice(host, one)
    mine, other = log_in(host, one), log_in(host, two)
    rows = call(mine, "get_notices").json()["message"]["rows"]
    assert [row["read"] for row in rows] == [0]
    assert call(other, "get_notices").json()["message"]["rows"] == []
    call(other, "set_read", names=[rows[0]["name"]], read=1)
    assert call(mine, "count_notices").json()["message"] == 1
    assert call(mine, "set_read", names=[rows[0]["name"]]).json()["message"] == 0
    assert call(mine, "set_read", names=[rows[0]["name"]], read=0).json()["message"] == 1
    assert call(mine, "set_read").json()["message"] == 0


def make_notice(host, user):
    values = {"for_user": user, "subject": "Prova", "type": "Alert"}
    assert host.admin.post(resource("Notification Log"), values).status == 200


def test_mails_come_once_a_day_until_one_chooses_otherwise(host, make_person):
    client = log_in(host, make_person())
    first = call(client, "get_notice_choices").json()["message"]
    assert (first["bell"], first["mails"], first["kinds"]["mention"]) == (1, "daily", 1)
    kinds = {"mention": 1, "assignment": 0, "share": 0, "reminder": 1}
    saved = call(client, "save_notice_choices", bell=1, mails="each", kinds=kinds).json()["message"]
    assert (saved["mails"], saved["kinds"]) == ("each", kinds)
    assert call(client, "save_notice_choices", bell=0, mails="none").json()["message"]["mails"] == "none"


@pytest.mark.parametrize("method", ["get_account", "get_sessions", "get_notices", "count_notices", "make_key"])
def test_a_guest_has_no_account(host, method):
    assert call(Client(host.transport), method, **({"password": "x"} if method == "make_key" else {})).status == 403
