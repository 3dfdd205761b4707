"""The app on the real services of a bench: the schema in MariaDB, jobs and cache in Redis."""

import json
import uuid
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NO_COLUMN = {"Section Break", "Column Break", "Tab Break", "Table", "Table MultiSelect", "HTML", "Button", "Heading"}
DOCTYPES = sorted((ROOT / "relcrm").glob("*/doctype/*/*.json"))


def get_columns(query, table: str) -> dict[str, str]:
    rows = query(
        "SELECT column_name, column_key FROM information_schema.columns"
        " WHERE table_schema = DATABASE() AND table_name = ?",
        table,
    )
    return dict(rows)


def get_indexed(query, table: str) -> set[str]:
    rows = query(
        "SELECT column_name FROM information_schema.statistics"
        " WHERE table_schema = DATABASE() AND table_name = ? AND seq_in_index = 1",
        table,
    )
    return {name for (name,) in rows}


@pytest.mark.parametrize("path", DOCTYPES, ids=lambda path: path.stem)
def test_every_field_has_its_column_and_every_index_is_there(query, path):
    doctype = json.loads(path.read_text())
    if doctype.get("issingle") or doctype.get("is_virtual"):
        return
    table = f"tab{doctype['name']}"
    columns, indexed = get_columns(query, table), get_indexed(query, table)
    for field in doctype["fields"]:
        if field["fieldtype"] in NO_COLUMN or field.get("is_virtual"):
            continue
        assert field["fieldname"] in columns
        if field.get("search_index") or field.get("unique"):
            assert field["fieldname"] in indexed, f"{table}.{field['fieldname']} has no index"


def test_tables_keep_every_sign_of_unicode(query):
    rows = query(
        "SELECT table_name, table_collation FROM information_schema.tables"
        " WHERE table_schema = DATABASE() AND table_name IN ('tabParty', 'tabRelation Event', 'tabContact Person')"
    )
    assert len(rows) == 3
    assert all(collation.startswith("utf8mb4") for _name, collation in rows)


def test_what_a_request_commits_is_in_mariadb(query, execute):
    note = uuid.uuid4().hex
    values = {"doctype": "ToDo", "description": note}
    execute("frappe.client.insert", doc=values)
    assert query("SELECT count(*) FROM `tabToDo` WHERE description LIKE ?", f"%{note}%") == [(1,)]
    query_name = query("SELECT name FROM `tabToDo` WHERE description LIKE ?", f"%{note}%")[0][0]
    execute("frappe.client.delete", doctype="ToDo", name=query_name)
    assert query("SELECT count(*) FROM `tabToDo` WHERE description LIKE ?", f"%{note}%") == [(0,)]


def test_the_bench_uses_its_redis(redis_of, execute, config):
    cache = redis_of("cache")
    assert cache.ping()
    execute("frappe.client.get_list", doctype="Party", limit_page_length=1)
    assert any(config["db_name"].encode() in key for key in cache.scan_iter(count=1000))


def test_workers_stand_ready_in_the_queue(redis_of):
    assert redis_of("queue").scard("rq:workers") >= 1
