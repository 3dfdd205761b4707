"""kill -9 at random instants under write load: what was acknowledged is there, the site opens, nothing is half."""

import json
import random
import sqlite3
import threading
from contextlib import closing
from http.client import HTTPException
from pathlib import Path

import pytest

PHONES = 3
WRITERS = 4
KILLS, KILLS_HEAVY = 10, 200


class Load:
    """Writers that create parties with children and change one of them, each remembering what was acknowledged."""

    def __init__(self, server, login: dict[str, str], round_number: int) -> None:
        self.server, self.login, self.round_number = server, login, round_number
        self.created: dict[str, str] = {}
        self.changed: dict[str, int] = {}
        self.attempted: dict[str, int] = {}
        self.first_answer = threading.Event()
        self.threads = [threading.Thread(target=self._write, args=(n,)) for n in range(WRITERS)]
        for thread in self.threads:
            thread.start()

    def _write(self, number: int) -> None:
        count = 0
        try:
            while True:
                title = f"Casale {self.round_number}-{number}-{count}"
                phones = [{"number": f"+39042212{i}{count % 1000:03d}"} for i in range(PHONES)]
                name = self._send("POST", "/api/resource/Party", {"party_name": title, "phones": phones})["name"]
                self.created[name] = title
                self.first_answer.set()
                self._change(name, count)
                count += 1
        except (OSError, ValueError, HTTPException):
            return  # the server was killed: this answer never came, or not whole

    def _change(self, name: str, count: int) -> None:
        self.attempted[name] = count + 1
        self._send("PUT", f"/api/resource/Party/{name}", {"notes": str(count + 1)})
        self.changed[name] = count + 1

    def _send(self, method: str, path: str, body: dict) -> dict:
        answer = self.server.call(method, path, body, **self.login)
        assert answer.status == 200, answer.text
        return json.loads(answer.text)["data"]

    def join(self) -> None:
        for thread in self.threads:
            thread.join(30)
            assert not thread.is_alive()


def check_site(site: Path, loads: list[Load]) -> int:
    """Every acknowledged write is in the file, the file is sound, and no document lacks its rows."""
    with closing(sqlite3.connect(site / "site.db")) as connection:
        assert connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        parties = {name: (title, notes) for name, title, notes in connection.execute(PARTIES)}
        rows = dict(connection.execute(ROWS_BY_PARENT))
    for load in loads:
        for name, title in load.created.items():
            assert parties[name][0] == title
        for name, value in load.changed.items():
            assert parties[name][1] == str(value)
    for name, (_title, notes) in parties.items():
        assert rows.pop(name, 0) == PHONES, f"{name} is half there"
        attempted = next((load.attempted[name] for load in loads if name in load.attempted), None)
        assert notes in (None, "", str(attempted))
    assert rows == {}, "rows without their party"
    return len(parties)


PARTIES = "SELECT `name`, `party_name`, `notes` FROM `tabParty`"
ROWS_BY_PARENT = "SELECT `parent`, count(*) FROM `tabParty Phone` GROUP BY `parent`"


@pytest.mark.heavy
def test_no_acknowledged_write_is_lost_when_the_server_is_killed(copy_site, serve, heavy, make_token):
    site = copy_site()
    login = make_token(site)
    seed = random.randrange(1 << 32)
    chance = random.Random(seed)
    loads: list[Load] = []
    for number in range(KILLS_HEAVY if heavy else KILLS):
        server = serve(site)
        load = Load(server, login, number)
        loads.append(load)
        assert load.first_answer.wait(30), f"no write was acknowledged in round {number}"
        threading.Event().wait(chance.uniform(0, 0.25))
        server.kill()
        load.join()
        found = check_site(site, loads)
    acknowledged = sum(len(load.created) for load in loads)
    print(f"seed {seed}: {len(loads)} kills, {acknowledged} parties acknowledged, {found} found")
    answer = serve(site).call("GET", "/api/resource/Party?limit_page_length=0", **login)
    names = {row["name"] for row in json.loads(answer.text)["data"]}
    assert all(name in names for load in loads for name in load.created)


def test_no_reading_of_personal_data_is_lost_when_the_server_is_killed(copy_site, serve, relcrm, make_token):
    site = copy_site()
    login = make_token(site)
    server = serve(site)
    made = server.call("POST", "/api/resource/Party", {"party_name": "Casale Letture"}, **login)
    party = json.loads(made.text)["data"]["name"]
    answer = server.call("GET", f"/api/method/relcrm.api.card.get_card?party={party}", **login)
    assert answer.status == 200, answer.text
    server.kill()
    relcrm("--site", site, "execute", "relcrm.relations.personal_reads.write_down")
    with closing(sqlite3.connect(site / "site.db")) as connection:
        assert connection.execute(READINGS, (party,)).fetchall() == [("Administrator", "Opened")]


READINGS = "SELECT `user`, `act` FROM `tabPersonal Data Read` WHERE `reference_name` = ?"
