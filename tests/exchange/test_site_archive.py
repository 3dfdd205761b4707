"""A whole site in one archive and in another site again: equal counts and checksums, or nothing at all.

The way to a Frappe bench and back is walked by `make test-bench`; see docs/admin.
"""

from __future__ import annotations

import json
import os
import zipfile
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest


def use(site, path) -> None:
    """Go over to another site."""
    site.destroy()
    site.init(str(path), force=True)
    site.connect()
    site.set_user("Administrator")


@pytest.fixture
def full_site(site):
    """A site with something of every kind: custom field and DocType, user, file, comment, tag, share, counter."""
    from frappe.custom.doctype.custom_field.custom_field import create_custom_field

    create_custom_field("Party", {"fieldname": "lift_height", "label": "Lift Height", "fieldtype": "Float"})
    fields = [
        {"fieldname": "crane_name", "label": "Crane", "fieldtype": "Data", "reqd": 1},
        {"fieldname": "at_time", "label": "At", "fieldtype": "Time"},
        {"fieldname": "stars", "label": "Stars", "fieldtype": "Rating"},
    ]
    rights = [{"role": "System Manager", "read": 1, "write": 1, "create": 1}]
    crane = {"doctype": "DocType", "name": "Test Crane", "module": "Relations", "custom": 1, "autoname": "hash"}
    site.get_doc({**crane, "fields": fields, "permissions": rights}).insert()
    site.clear_cache()
    values = {"crane_name": "Über 起重机 'x' \"y\" \\ 🏗", "at_time": "09:05:03", "stars": 0.6}
    site.get_doc({"doctype": "Test Crane", **values}).insert()
    user = {"doctype": "User", "email": "anna@example.com", "first_name": "Anna", "send_welcome_email": 0}
    user = site.get_doc({**user, "roles": [{"role": "RelCRM User"}]})
    user.insert()
    from frappe.utils.password import set_encrypted_password, update_password

    update_password("anna@example.com", "Segreta.Molto.7")
    set_encrypted_password("User", "anna@example.com", "chiave-api", "api_secret")
    party = site.get_doc({"doctype": "Party", "party_name": "D'Àngelo & C.", "lift_height": 12.345678901}).insert()
    party.add_comment("Comment", "è così")
    party.add_tag("Importante")
    site.share.add("Party", party.name, "anna@example.com", write=1)
    attached = {"attached_to_doctype": "Party", "attached_to_name": party.name, "is_private": 1}
    site.get_doc({"doctype": "File", "file_name": "contratto.txt", "content": "già firmato\n", **attached}).insert()
    site.db.set_single_value("RelCRM Settings", "company_name", "Noi S.r.l.")
    site.db.commit()
    site.test_party = party.name
    return site


@pytest.fixture
def archive(full_site, tmp_path):
    from relcrm.exchange.site_export import export_site

    path = tmp_path / "site.zip"
    export_site(str(path))
    return path


def test_everything_arrives_in_another_site(full_site, archive, copy_site, tmp_path):
    from relcrm.exchange.site_export import export_site
    from relcrm.exchange.site_import import import_site

    site, party = full_site, full_site.test_party
    use(site, copy_site("other"))
    result = import_site(str(archive))
    assert result["no_place"] == {}
    assert result["files"] == 1
    assert all(entry["all_columns"] for entry in result["tables"].values())
    doc = site.get_doc("Party", party)
    assert (doc.party_name, doc.lift_height, doc.get_tags()) == ("D'Àngelo & C.", 12.345678901, ["Importante"])
    crane = site.get_doc("Test Crane", {"crane_name": ["like", "%🏗"]})
    assert str(crane.at_time).endswith("9:05:03")
    content = site.get_doc("File", {"attached_to_name": party}).get_content()
    assert (content if isinstance(content, str) else content.decode()) == "già firmato\n"
    from frappe.utils.password import check_password, get_decrypted_password

    assert check_password("anna@example.com", "Segreta.Molto.7") == "anna@example.com"
    assert get_decrypted_password("User", "anna@example.com", "api_secret") == "chiave-api"
    assert site.db.get_single_value("RelCRM Settings", "company_name") == "Noi S.r.l."
    site.get_attr("relcrm.install.make_indexes")()  # a migration passes over DocTypes made on the site
    following = site.get_doc({"doctype": "Party", "party_name": "Dopo"}).insert()
    assert following.name == f"PTY-{int(party[4:]) + 1:07d}"
    site.db.rollback()
    site.set_user("anna@example.com")
    assert site.has_permission("Party", "write", party)
    site.set_user("Administrator")
    again = tmp_path / "again.zip"
    export_site(str(again))
    assert get_checksums(again) == get_checksums(archive)


def get_checksums(path) -> dict:
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    tables = {table["key"]: (table["rows"], table["checksum"]) for table in manifest["tables"]}
    return tables | {"files": manifest["files"], "series": manifest["series"], "secrets": manifest["secrets"]}


def test_a_site_in_use_is_refused_unless_forced(full_site, archive):
    from relcrm.exchange.exceptions import SiteArchiveError
    from relcrm.exchange.site_import import import_site

    full_site.get_doc({"doctype": "Party", "party_name": "Nuova"}).insert()
    full_site.db.commit()
    with pytest.raises(SiteArchiveError, match="This site is in use"):
        import_site(str(archive))
    assert full_site.db.count("Party") == 2
    import_site(str(archive), force=True)
    assert full_site.get_all("Party", pluck="party_name") == ["D'Àngelo & C."]


def test_a_damaged_archive_changes_nothing(full_site, archive, copy_site, tmp_path):
    from relcrm.exchange.exceptions import SiteArchiveError
    from relcrm.exchange.site_import import import_site

    broken = tmp_path / "broken.zip"
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(broken, "w") as target:
        for info in source.infolist():
            target.writestr(info, source.read(info).replace(b"ngelo & C.", b"ngolo & C."))
    use(full_site, copy_site("other"))
    with pytest.raises(SiteArchiveError, match="is damaged at"):
        import_site(str(broken))
    assert full_site.db.count("Party") == 0


def test_what_fails_half_way_leaves_the_site_as_it_was(full_site, archive, copy_site, monkeypatch):
    from relcrm.exchange.exceptions import SiteArchiveError
    from relcrm.exchange.site_import import SiteImporter, import_site

    use(full_site, copy_site("other"))
    roles = full_site.db.count("Role")
    lost = SiteImporter.write_series

    def lose_a_row(self) -> None:
        full_site.db.delete("Comment", {"comment_type": "Comment"})
        lost(self)

    monkeypatch.setattr(SiteImporter, "write_series", lose_a_row)
    with pytest.raises(SiteArchiveError, match="Comment did not arrive whole: 3 rows of 4"):
        import_site(str(archive))
    assert (full_site.db.count("Party"), full_site.db.count("Role")) == (0, roles)


def test_files_that_are_no_archive_are_refused_in_words(site, tmp_path):
    from relcrm.exchange.exceptions import SiteArchiveError
    from relcrm.exchange.site_import import import_site

    text, other = tmp_path / "a.zip", tmp_path / "b.zip"
    text.write_text("nothing")
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("x", "y")
    for path, sentence in (
        (text, "cannot be read"),
        (other, "is not a site archive"),
        (tmp_path / "c", "cannot be read"),
    ):
        with pytest.raises(SiteArchiveError, match=sentence):
            import_site(str(path))


def test_an_archive_is_private_and_never_overwritten(full_site, archive):
    from relcrm.exchange.exceptions import SiteArchiveError
    from relcrm.exchange.site_export import export_site

    assert os.stat(archive).st_mode & 0o077 == 0
    with pytest.raises(SiteArchiveError, match="already exists"):
        export_site(str(archive))


@pytest.mark.parametrize(
    ("fieldtype", "one", "other"),
    [
        ("Float", 12.5, Decimal("12.500000000")),
        ("Currency", 0, 0.0),
        ("Rating", 0.6, Decimal("0.60")),
        ("Int", 7, Decimal("7")),
        ("Time", timedelta(hours=9, minutes=5), time(9, 5)),
        ("Time", "9:05:00", timedelta(hours=9, minutes=5)),
        ("Date", date(2026, 11, 22), "2026-11-22"),
        ("Datetime", datetime(2026, 11, 22, 9, 5), "2026-11-22 09:05:00.000000"),
    ],
)
def test_values_are_the_same_text_whatever_the_database_returns(shared_site, fieldtype, one, other):
    from relcrm.exchange.archive_values import to_canonical

    assert to_canonical(one, fieldtype) == to_canonical(other, fieldtype)


def test_the_checksum_asks_for_no_order_but_for_every_line(shared_site):
    from relcrm.exchange.archive_values import Checksum

    def make(*lines: str) -> tuple:
        checksum = Checksum()
        for line in lines:
            checksum.add(line)
        return checksum.rows, checksum.value

    assert make("a", "b", "b") == make("b", "a", "b")
    assert make("a", "b", "b") != make("a", "a", "b")
    assert make("a") != make("a", "a")
