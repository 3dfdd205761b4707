"""An agent who may see few of very many rows waited seconds for a list: the rows were looked for along its order."""

from __future__ import annotations

import pytest
from frappe.model.db_query import _seek_of_match

T = "tabCtr Hash"


@pytest.mark.parametrize(
    ("match", "is_begun_with"),
    [
        (f"`{T}`.`name` in (select `name` from `{T}` where `owner` = 'a')", True),
        (f"((`{T}`.`name` in (select `s`.`name` from (select 1 union select 2) as `s`)))", True),
        (f"`{T}`.`name` in (select 1) or `{T}`.`owner` = 'me'", False),
        (f"(`{T}`.`name` in (select 1)) OR (`{T}`.`owner` = 'me')", False),
        (f"`{T}`.`name` in (select 1) AND `{T}`.`name` in (select 2)", False),
        (f"`{T}`.`name` in (select 1 where 'x)' = ')')", True),
        (f"`{T}`.`owner` = 'me'", False),
        ("`tabOther`.`name` in (select 1)", False),
    ],
)
def test_only_one_whole_clause_by_name_is_begun_with(match, is_begun_with):
    assert bool(_seek_of_match(T, match)) is is_begun_with
