"""Log-in and sessions: throttling, rotation, expiry, caps, second factor, password reset, keys."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from rest_support import resource
from site_support import PASSWORD, USERS

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(autouse=True)
def _local_only(host):
    if not host.is_local:
        pytest.skip("changes settings of the site")


@pytest.fixture
def person(host):
    """A user of this test's own: e-mail."""
    email = f"p{uuid.uuid4().hex[:8]}@example.com"
    values = {"email": email, "first_name": "Person", "new_password": PASSWORD, "send_welcome_email": 0}
    answer = host.admin.post(resource("User"), {**values, "roles": [{"role": "Ctr User"}]})
    assert answer.status == 200, answer.text
    return email


@pytest.fixture
def settings(host):
    """Changes System Settings for one test."""

    def change(**values):
        before = host.run(_change_settings, values)
        undo.append(before)

    undo = []
    yield change
    for before in reversed(undo):
        host.run(_change_settings, before)


def _change_settings(values):
    import frappe

    before = {key: frappe.db.get_single_value("System Settings", key) for key in values}
    for key, value in values.items():
        frappe.db.set_single_value("System Settings", key, value)
    frappe.clear_cache()
    return before


def login(host, user, password=PASSWORD):
    client = host.guest()
    answer = client.login(user, password)
    return client, answer


def who_is(client):
    return client.get("/api/method/frappe.auth.get_logged_user").json().get("message")


def test_wrong_passwords_lock_the_pair_of_user_and_address(host, person, settings):
    settings(allow_consecutive_login_attempts=3, allow_login_after_fail=600)
    for _n in range(3):
        assert login(host, person, "wrong")[1].status == 401
    locked = login(host, person, PASSWORD)[1]
    assert (locked.status, locked.exc_type) == (417, "SecurityException")
    assert "locked" in locked.text
    other = host.guest().request("POST", "/api/method/login", form={"usr": "ctr.second@example.com", "pwd": PASSWORD})
    assert other.status == 200, "another user logs in from the same address"


def test_a_thousand_wrong_passwords_are_answered_fast_and_alike(host, settings):
    settings(allow_consecutive_login_attempts=3, allow_login_after_fail=600)
    user = f"unknown{uuid.uuid4().hex[:6]}@example.com"
    statuses = [login(host, user, f"wrong {n}")[1].status for n in range(200)]
    assert statuses[:3] == [401, 401, 401]
    assert set(statuses[3:]) == {417}


def test_unknown_and_known_users_get_the_same_answer(host, person):
    known, unknown = login(host, person, "wrong")[1], login(host, "nobody.at.all@example.com", "wrong")[1]
    assert (known.status, known.body) == (unknown.status, unknown.body)


@pytest.mark.parametrize(
    "form", [{}, {"usr": "x"}, {"pwd": "x"}, {"usr": "", "pwd": ""}, {"usr": "Guest", "pwd": "x"}]
)
def test_incomplete_log_ins(host, form):
    assert host.guest().request("POST", "/api/method/login", form=form).status == 401


@pytest.mark.parametrize(
    "body", [{"usr": ["Administrator"], "pwd": {"a": 1}}, {"usr": 1, "pwd": 1}, {"usr": None, "pwd": None}]
)
def test_log_in_wants_text(host, body):
    assert host.guest().post("/api/method/login", body).status == 401


def test_password_of_ten_megabytes_is_just_wrong(host):
    answer = host.guest().post("/api/method/login", {"usr": "ctr.second@example.com", "pwd": "x" * 10_000_000})
    assert answer.status == 401


def test_log_in_gives_a_new_session_id_and_ends_the_old_one(host, person):
    client, first = login(host, person)
    old = client.sid
    again = client.request("POST", "/api/method/login", form={"usr": person, "pwd": PASSWORD})
    assert again.cookies["sid"] not in (old, "Guest")
    client.sid = old
    assert who_is(client) is None


def test_cookies_are_closed_to_scripts(host, person):
    answer = host.guest().login(person, PASSWORD)
    raw = host.transport.run(_raw_cookies, host.transport, person)
    assert answer.status == 200
    sid = next(cookie for cookie in raw if cookie.startswith("sid="))
    assert "HttpOnly" in sid and "SameSite=Lax" in sid and "Max-Age=612000" in sid


def _raw_cookies(transport, user):
    import frappe.app
    from werkzeug.test import EnvironBuilder, run_wsgi_app

    builder = EnvironBuilder(path="/api/method/login", method="POST", data={"usr": user, "pwd": PASSWORD})
    environ = builder.get_environ()
    environ["REMOTE_ADDR"] = "127.0.0.1"
    _body, _status, headers = run_wsgi_app(frappe.app.application, environ, buffered=True)
    return [value for key, value in headers if key.lower() == "set-cookie"]


def test_idle_session_expires(host, person):
    client, _answer = login(host, person)
    assert who_is(client) == person
    host.run(_age_session, person, timedelta(hours=171))
    answer = client.get("/api/method/frappe.auth.get_logged_user")
    assert answer.status == 403 and answer.json()["session_expired"] == 1


def test_used_session_lives_on(host, person):
    client, _answer = login(host, person)
    host.run(_age_session, person, timedelta(hours=169))
    assert who_is(client) == person
    host.run(_age_session, person, timedelta(hours=100))
    assert who_is(client) == person, "the first request made the session young again"


def _age_session(user, age):
    import frappe
    from frappe.utils import get_datetime

    rows = frappe.db.sql("select sid, last_update from `tabSessions` where user = %s", (user,))
    for sid, last in rows:
        frappe.db.sql(
            "update `tabSessions` set last_update = %s where sid = %s", (str(get_datetime(last) - age), sid)
        )


@pytest.mark.parametrize("sid", ["x", "0" * 56, "Administrator", "'or'1'='1", "%00", "a" * 5000, "Guest"])
def test_forged_session_is_a_guest(host, sid):
    client = host.guest()
    client.sid = sid
    answer = client.get("/api/method/frappe.auth.get_logged_user")
    assert answer.status == 403
    assert "sid" in answer.cookies or sid == "Guest"


def test_the_table_holds_no_session_id(host, person):
    client, _answer = login(host, person)
    stored = host.run(lambda: __import__("frappe").db.sql("select sid from `tabSessions`", pluck=True))
    assert client.sid not in stored


def test_disabling_a_user_ends_the_sessions(host, person):
    client, _answer = login(host, person)
    assert host.admin.put(resource("User", person), {"enabled": 0}).status == 200
    assert who_is(client) is None
    assert login(host, person)[1].status == 401


def test_several_sessions_only_where_allowed(host, person, settings):
    first, second = login(host, person)[0], login(host, person)[0]
    assert who_is(first) == who_is(second) == person
    settings(deny_multiple_sessions=1)
    host.admin.put(resource("User", person), {"simultaneous_sessions": 1})
    third = login(host, person)[0]
    assert (who_is(first), who_is(second), who_is(third)) == (None, None, person)


def test_hours_and_addresses_of_a_user(host, person):
    host.admin.put(resource("User", person), {"restrict_ip": "10.1."})
    assert login(host, person)[1].status == 401
    host.admin.put(resource("User", person), {"restrict_ip": "127.0.0."})
    assert login(host, person)[1].status == 200


def test_user_name_and_mobile_where_allowed(host, person, settings):
    number, name = f"+3933312{uuid.uuid4().int % 100000:05}", f"user{uuid.uuid4().hex[:6]}"
    host.admin.put(resource("User", person), {"mobile_no": number, "username": name})
    assert login(host, name)[1].status == 401
    settings(allow_login_using_user_name=1, allow_login_using_mobile_number=1)
    assert login(host, name)[1].status == 200
    assert login(host, number)[1].status == 200


def test_a_change_of_language_counts_at_once(host, person):
    client, _answer = login(host, person)
    other, _answer = login(host, person)
    for language in ("it", "en"):
        assert client.put(resource("User", person), {"language": language}).status == 200
        for session in (client, other):
            boot = session.request("GET", "/app", headers={"Accept": "text/html"}).text
            assert f'<html lang="{language}">' in boot
            session.csrf = session.load_page("/app")


# ---- CSRF --------------------------------------------------------------------------------------


def test_form_field_carries_the_token_too(host, person):
    client, _answer = login(host, person)
    token = client.load_page("/ctr")
    client.csrf = None
    form = {"doctype": "Ctr Status", "filters": "New", "fieldname": "color"}
    url = "/api/method/frappe.client.get_value"
    assert client.request("POST", url, form=form).status == 400
    assert client.request("POST", url, form={**form, "csrf_token": token}).status == 200
    for bad in ("", "x", token[:-1]):
        assert client.request("POST", url, form={**form, "csrf_token": bad}).status == 400


def test_log_in_again_needs_no_token(host, person):
    client, _answer = login(host, person)
    client.load_page("/ctr")
    client.csrf = None
    assert client.request("POST", "/api/method/login", form={"usr": person, "pwd": PASSWORD}).status == 200


# ---- passwords ---------------------------------------------------------------------------------


def test_own_password_is_changed_with_the_old_one(host, person):
    client, _answer = login(host, person)
    method = "/api/method/frappe.core.doctype.user.user.update_password"
    new = "Quite-Another-Password-3"
    assert client.post(method, {"new_password": new, "old_password": "wrong"}).status == 401
    assert client.post(method, {"new_password": new}).status == 401
    assert client.post(method, {"new_password": new, "old_password": PASSWORD}).status == 200
    assert login(host, person, new)[1].status == 200


def test_own_password_is_not_changed_by_saving(host, person):
    client, _answer = login(host, person)
    answer = client.put(resource("User", person), {"new_password": "Quite-Another-Password-3"})
    assert (answer.status, answer.exc_type) == (403, "PermissionError")


@pytest.mark.parametrize("password", ["short", "12345678", "password1", "aaaaaaaaaaaa"])
def test_weak_passwords_are_refused(host, person, settings, password):
    settings(enable_password_policy=1)
    answer = host.admin.put(resource("User", person), {"new_password": password})
    assert answer.status == 417 and "password" in answer.text.lower()


def test_password_reset_by_key(host, person):
    key = host.run(_make_key, person)
    method = "/api/method/frappe.core.doctype.user.user.update_password"
    new = "Fresh-Password-After-Reset-1"
    old_session = login(host, person)[0]
    assert host.guest().post(method, {"new_password": new, "key": "0" * 32}).status == 401
    assert host.guest().post(method, {"new_password": new, "key": key}).status == 200
    assert host.guest().post(method, {"new_password": new, "key": key}).status == 401, "a key counts once"
    assert who_is(old_session) is None, "a reset ends all sessions"
    assert login(host, person, new)[1].status == 200


def _make_key(user):
    from frappe.core.doctype.user.user import make_reset_link

    return make_reset_link(user).split("key=")[1]


def test_old_reset_key_is_refused(host, person):
    key = host.run(_make_key, person)
    host.run(_age_key, person)
    answer = host.guest().post(
        "/api/method/frappe.core.doctype.user.user.update_password", {"new_password": "Fresh-Password-1", "key": key}
    )
    assert (answer.status, answer.exc_type) == (410, "LinkExpired")


def _age_key(user):
    import frappe

    frappe.db.set_value("User", user, "last_reset_password_key_generated_on", "2020-01-01 00:00:00")


def test_reset_request_tells_nothing(host):
    method = "/api/method/frappe.core.doctype.user.user.reset_password"
    answer = host.guest().post(method, {"user": f"nobody{uuid.uuid4().hex[:5]}@example.com"})
    assert answer.status == 200 and "If " in answer.text


def test_reset_mail_carries_the_address_an_administrator_used(host, person):
    """A guest may send any Host header; the link with the key must not lead there."""
    assert host.new_session("admin").get("/api/method/ping").status == 200
    method = "/api/method/frappe.core.doctype.user.user.reset_password"
    answer = host.guest().request("POST", method, data={"user": person}, headers={"Host": "evil.example"})
    assert answer.status in (200, 501), answer.text
    link = host.run(_make_link_as_guest, person)
    assert link.startswith("http://localhost/update-password?key=")


def _make_link_as_guest(user):
    import frappe
    from frappe.core.doctype.user.user import make_reset_link

    frappe.set_request(path="/", base_url="http://evil.example/")
    frappe.local.session.user = "Guest"
    try:
        return make_reset_link(user)
    finally:
        frappe.local.request = None
        frappe.local.session.user = "Administrator"


# ---- rights on users ---------------------------------------------------------------------------


def test_nobody_gives_themselves_a_role(host, person):
    client, _answer = login(host, person)
    changed = client.put(resource("User", person), {"roles": [{"role": "System Manager"}], "bio": "mine"})
    assert changed.status in (200, 403)
    stored = host.admin.get(resource("User", person)).json()["data"]
    assert [row["role"] for row in stored["roles"]] == ["Ctr User"]
    assert "System Manager" not in client.get("/api/method/frappe.client.get", doctype="User", name=person).text
    client.put(resource("User", person), {"enabled": 0, "api_key": "stolen", "user_type": "Website User"})
    assert who_is(client) == person


def test_users_are_closed_to_one_another(host, person):
    client, _answer = login(host, person)
    assert client.get(resource("User", person)).status == 200
    assert client.get(resource("User", "ctr.manager@example.com")).status == 403
    assert client.get(resource("User", "Administrator")).status == 403
    assert client.put(resource("User", "ctr.manager@example.com"), {"bio": "x"}).status == 403
    assert client.post("/api/method/frappe.core.doctype.user.user.generate_keys", {"user": person}).status == 403


def test_system_manager_is_not_the_administrator(host):
    system = host.as_user("system")
    assert system.put(resource("User", "Administrator"), {"new_password": "Taken-Over-Password-1"}).status == 403
    method = "/api/method/frappe.core.doctype.user.user.generate_keys"
    assert system.post(method, {"user": "Administrator"}).status == 403
    assert system.delete(resource("User", "Administrator")).status in (403, 417)


def test_token_of_a_disabled_user_is_refused(host, person):
    secret = host.admin.call("frappe.core.doctype.user.user.generate_keys", user=person)["api_secret"]
    key = host.admin.get(resource("User", person)).json()["data"]["api_key"]
    client = host.guest()
    client.token = f"token {key}:{secret}"
    assert who_is(client) == person
    host.admin.put(resource("User", person), {"enabled": 0})
    assert client.get("/api/method/ping").status == 401


@pytest.mark.parametrize(
    "header",
    [
        "token",
        "token x",
        "token :",
        "token a:b",
        "Basic",
        "Basic !!!",
        "Basic YTpi",
        "Bearer x",
        "Nope x",
        "token " + "x" * 9000,
    ],
)
def test_forged_authorization(host, header):
    client = host.guest()
    client.token = header
    answer = client.get("/api/method/ping")
    assert answer.status in (400, 401, 417)
    assert answer.exc_type in ("AuthenticationError", "InvalidAuthorizationToken", "SecurityException")


# ---- second factor -----------------------------------------------------------------------------


def test_second_factor_from_setup_to_recovery(host, person, settings):
    import pyotp

    settings(enable_two_factor_auth=1)
    assert host.admin.put(resource("User", person), {"two_factor_auth": 1}).status == 200
    client, first = login(host, person)
    answer = first.json()
    assert "sid" not in first.cookies and answer["verification"]["otpauth_uri"].startswith("otpauth://totp/")
    assert answer["verification"]["qr_code"].startswith("data:image/svg+xml")
    totp = pyotp.parse_uri(answer["verification"]["otpauth_uri"])

    def confirm(tmp_id, otp):
        return client.request("POST", "/api/method/login", form={"tmp_id": tmp_id, "otp": otp})

    assert confirm(answer["tmp_id"], "000000").status == 401
    done = confirm(answer["tmp_id"], totp.now())
    assert done.status == 200 and "sid" in done.cookies
    codes = done.json()["recovery_codes"]
    assert len(codes) == 8

    again = login(host, person)[1].json()
    assert again["verification"]["setup"] is True and "otpauth_uri" not in again["verification"], "shown once"
    assert confirm(again["tmp_id"], totp.now()).status == 401, "a code counts once"
    assert confirm(again["tmp_id"], codes[0]).status == 200
    third = login(host, person)[1].json()
    assert confirm(third["tmp_id"], codes[0]).status == 401, "a recovery code counts once"
    assert confirm(third["tmp_id"], codes[1]).status == 200
    assert confirm("forged", "123456").status == 401


def test_codes_are_not_guessed(host, person, settings):
    settings(enable_two_factor_auth=1, allow_consecutive_login_attempts=20)
    host.admin.put(resource("User", person), {"two_factor_auth": 1})
    client, first = login(host, person)
    tmp_id = first.json()["tmp_id"]
    answers = [
        client.request("POST", "/api/method/login", form={"tmp_id": tmp_id, "otp": f"{n:06}"}) for n in range(8)
    ]
    assert {a.status for a in answers} == {401}
    assert "expired" in answers[-1].text, "after five wrong codes the password is asked for again"


def test_a_good_password_between_does_not_allow_more_codes(host, person, settings):
    settings(enable_two_factor_auth=1, allow_consecutive_login_attempts=1000)
    host.admin.put(resource("User", person), {"two_factor_auth": 1})
    for n in range(5):
        client, first = login(host, person)
        for k in range(4):
            form = {"tmp_id": first.json()["tmp_id"], "otp": f"{n}{k}0000"}
            answer = client.request("POST", "/api/method/login", form=form)
            assert answer.status == 401
    _client, first = login(host, person)
    form = {"tmp_id": first.json()["tmp_id"], "otp": "000000"}
    assert "Too many wrong codes" in client.request("POST", "/api/method/login", form=form).text


def test_reset_of_the_second_factor_is_for_system_managers(host, person):
    method = "/api/method/frappe.twofactor.reset_otp_secret"
    assert host.as_user("sales").post(method, {"user": person}).status == 403
    for name in ("Administrator", "administrator"):
        assert host.as_user("system").post(method, {"user": name}).status == 403
    assert host.as_user("system").post(method, {"user": person}).status == 200


def test_access_is_noted(host, person):
    login(host, person, "wrong")
    login(host, person)
    rows = host.admin.get(
        resource("Activity Log"), filters={"user": person}, fields=["status", "operation"], order_by="creation asc"
    ).json()["data"]
    assert rows == [{"status": "Failed", "operation": "Login"}, {"status": "Success", "operation": "Login"}]


def test_own_second_factor_is_switched_with_the_password(host):
    """The switch in one's own settings answered 200 and did nothing."""
    if not host.is_local:
        pytest.skip("a bench leaves this to administrators")
    who = host.new_session("second")
    path = "/api/method/frappe.twofactor.set_own_second_factor"
    wrong = who.post(path, {"on": True, "password": "not mine"})
    assert wrong.status == 417
    assert "password" in wrong.text
    assert who.post(path, {"on": True, "password": PASSWORD}).status == 200
    try:
        asked = host.guest().post("/api/method/login", {"usr": USERS["second"][0], "pwd": PASSWORD})
        assert asked.status == 200
        assert asked.json()["verification"]["setup"] is False
    finally:
        assert who.post(path, {"on": False, "password": PASSWORD}).status == 200
    host.new_session("second")
