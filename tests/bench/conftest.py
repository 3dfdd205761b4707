"""What lies under a bench's site: its MariaDB database and its Redis, spoken to directly. Run by `make test-bench`."""

from __future__ import annotations

import json
import os
import pwd
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

BENCH = Path(os.environ.get("BENCH", "")).expanduser()
SITE = os.environ.get("SITE", "")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave these tests out where no bench was named."""
    if not (BENCH / "sites" / SITE / "site_config.json").is_file() or not os.environ.get("BASE_URL"):
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(pytest.mark.skip(reason="needs a bench: make test-bench"))


def read_config(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text())


@pytest.fixture(scope="session")
def config() -> dict[str, Any]:
    """The site's configuration over the bench's."""
    sites = BENCH / "sites"
    return read_config(sites / "common_site_config.json") | read_config(sites / SITE / "site_config.json")


@pytest.fixture
def query(config: dict[str, Any]) -> Iterator[Callable[..., list[tuple]]]:
    """Asks the site's MariaDB database, through the MariaDB connector."""
    mariadb = pytest.importorskip("mariadb", reason="needs the MariaDB connector (extra bench, libmariadb-dev)")
    if config.get("db_type", "mariadb") != "mariadb":
        pytest.skip("this site is not on MariaDB")
    connection = mariadb.connect(
        host=config.get("db_host", "127.0.0.1"),
        port=int(config.get("db_port", 3306)),
        user=config.get("db_user") or config["db_name"],
        password=config["db_password"],
        database=config["db_name"],
    )
    connection.autocommit = True

    def ask(sql: str, *values: Any) -> list[tuple]:
        cursor = connection.cursor()
        cursor.execute(sql, values)
        return cursor.fetchall()

    yield ask
    connection.close()


@pytest.fixture
def redis_of(config: dict[str, Any]) -> Iterator[Callable[[str], Any]]:
    """Connects to one of the bench's Redis servers: "cache" or "queue"."""
    redis = pytest.importorskip("redis", reason="needs the Redis client (extra bench)")
    clients = []

    def connect(kind: str) -> Any:
        clients.append(redis.Redis.from_url(config[f"redis_{kind}"]))
        return clients[-1]

    yield connect
    for client in clients:
        client.close()


@pytest.fixture
def execute() -> Callable[..., Any]:
    """`bench execute`, by frappe-bench, as the bench's owner."""

    def run(method: str, **kwargs: Any) -> Any:
        line = f"cd '{BENCH}' && bench --site {SITE} execute {method} --kwargs \"$KWARGS\""
        owner = pwd.getpwuid(BENCH.stat().st_uid)
        env = {"HOME": owner.pw_dir, "PATH": os.environ["PATH"], "KWARGS": json.dumps(kwargs), "LANG": "C.UTF-8"}
        options: dict[str, Any] = {"env": env, "cwd": "/", "capture_output": True, "text": True}
        if os.getuid() != owner.pw_uid:
            options |= {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        done = subprocess.run(["bash", "-lc", line], timeout=120, **options)
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout.strip().splitlines()[-1]) if done.stdout.strip() else None

    return run
