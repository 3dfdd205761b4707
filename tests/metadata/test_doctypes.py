"""Walks every DocType of the app: what nobody should have to remember when adding one."""

import ast
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "relcrm"
HERE = Path(__file__).parent
FILES = sorted(APP.glob("*/doctype/*/*.json"))
LAYOUT = {"Section Break", "Column Break", "Tab Break", "HTML", "Button", "Heading"}
ROLES = {
    "RelCRM User",
    "RelCRM Agent",
    "RelCRM Marketing",
    "RelCRM Manager",
    "RelCRM Administrator",
    "RelCRM Privacy Officer",
    "System Manager",
}
DOCUMENT_NAMES = set(
    (
        "meta flags doctype name owner creation modified modified_by docstatus idx parent parentfield"
        " parenttype save insert get set update append extend remove delete submit cancel reload rename"
        " values items keys run_method"
    ).split()
)
DOCTYPE_KEYS = set(
    (
        "actions allow_import allow_rename autoname creation custom default_view description docstatus"
        " doctype editable_grid engine field_order fields idx in_create index_web_pages_for_search"
        " is_calendar_and_gantt is_tree issingle istable links max_attachments migration_hash modified"
        " modified_by module name naming_rule nsm_parent_field owner permissions quick_entry read_only"
        " search_fields show_title_field_in_link sort_field sort_order states title_field track_changes"
        " translated_doctype hide_toolbar image_field default_print_format row_format"
    ).split()
)
FIRST_VIEW = 7


def load(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


DOCTYPES = {load(path)["name"]: (path, load(path)) for path in FILES}
TAKEN = set((HERE / "taken_names.txt").read_text(encoding="utf-8").splitlines())


def get_core_doctypes() -> set[str]:
    """The doctypes that standalone offers; a link must lead to one of these or of ours."""
    return {path.stem for path in (ROOT / "standalone" / "frappe").glob("*/doctype/*/*.json")}


def scrub(name: str) -> str:
    return name.lower().replace(" ", "_").replace("-", "_")


CORE = get_core_doctypes()


@pytest.fixture(params=sorted(DOCTYPES), ids=str)
def doctype(request: pytest.FixtureRequest) -> tuple[Path, dict]:
    return DOCTYPES[request.param]


def get_fields(meta: dict, *types: str) -> list[dict]:
    return [field for field in meta["fields"] if field["fieldtype"] in types]


def test_file_is_canonical(doctype: tuple[Path, dict]) -> None:
    path, meta = doctype
    wanted = json.dumps(meta, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    assert path.read_text(encoding="utf-8") == wanted, f"{path}: write it with sorted keys and an indent of 1"


def test_keys_are_known_and_order_complete(doctype: tuple[Path, dict]) -> None:
    _path, meta = doctype
    assert not set(meta) - DOCTYPE_KEYS
    assert meta["field_order"] == [field["fieldname"] for field in meta["fields"]]
    assert len(set(meta["field_order"])) == len(meta["field_order"])
    assert meta["sort_field"] and meta["sort_order"] in ("ASC", "DESC")


def test_names_and_files_agree(doctype: tuple[Path, dict]) -> None:
    path, meta = doctype
    noun = scrub(meta["name"])
    assert path.stem == path.parent.name == noun
    assert path.parts[-4] == scrub(meta["module"])
    assert meta["module"] in (APP / "modules.txt").read_text().split("\n")
    tree = ast.parse(path.with_suffix(".py").read_text(encoding="utf-8"))
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    assert meta["name"].replace(" ", "") in classes
    assert ast.get_docstring(classes[meta["name"].replace(" ", "")])
    assert (path.parent / "__init__.py").exists()


def test_has_a_test_beside_it(doctype: tuple[Path, dict]) -> None:
    path, meta = doctype
    test = path.parent / f"test_{path.stem}.py"
    assert meta.get("istable") or test.exists(), f"write {test.relative_to(ROOT)}"


def test_name_is_not_taken(doctype: tuple[Path, dict]) -> None:
    _path, meta = doctype
    assert meta["name"] not in TAKEN
    assert len(meta["name"]) <= 61 and re.fullmatch(r"[A-Za-z0-9 ]+", meta["name"])


def test_is_described(doctype: tuple[Path, dict]) -> None:
    _path, meta = doctype
    assert meta.get("description", "").endswith(".")
    unnamed = [f["fieldname"] for f in meta["fields"] if f["fieldtype"] not in LAYOUT and not f.get("label")]
    assert not unnamed


def test_is_permitted_to_somebody(doctype: tuple[Path, dict]) -> None:
    _path, meta = doctype
    roles = {row["role"] for row in meta["permissions"]}
    assert bool(roles) != bool(meta.get("istable"))
    assert roles <= ROLES


def test_links_lead_somewhere(doctype: tuple[Path, dict]) -> None:
    _path, meta = doctype
    names = {field["fieldname"]: field for field in meta["fields"]}
    for field in get_fields(meta, "Link", "Table", "Table MultiSelect"):
        assert field["options"] in DOCTYPES or field["options"] in {unscrub(name) for name in CORE}, field
    for field in get_fields(meta, "Table", "Table MultiSelect"):
        assert DOCTYPES[field["options"]][1].get("istable")
    for field in get_fields(meta, "Dynamic Link"):
        assert field["options"] in names
    for field in get_fields(meta, "Select"):
        assert field.get("options", "").strip()


def unscrub(name: str) -> str:
    """The title of a scrubbed core name, those with unusual capitals first."""
    return {"doctype": "DocType", "module_def": "Module Def", "todo": "ToDo"}.get(
        name, name.replace("_", " ").title()
    )


def test_properties_name_real_fields(doctype: tuple[Path, dict]) -> None:
    _path, meta = doctype
    names = {field["fieldname"] for field in meta["fields"]} | {"name", "modified", "creation"}
    named = [meta.get("title_field"), meta["sort_field"], *(meta.get("search_fields") or "").split(",")]
    assert {name.strip() for name in named if name} <= names
    for field in meta["fields"]:
        for key in ("depends_on", "mandatory_depends_on", "read_only_depends_on"):
            used = re.findall(r"\bdoc\.(\w+)", field.get(key, "")) or re.findall(
                r"^(\w+)$", field.get(key, "")
            )
            assert set(used) <= names | {"parenttype"}, field
        assert not field.get("fetch_from") or field["fetch_from"].split(".")[0] in names
    for link in meta["links"]:
        target = DOCTYPES[link["link_doctype"]][1]
        assert link["link_fieldname"] in {field["fieldname"] for field in target["fields"]}


def test_fieldnames_are_free(doctype: tuple[Path, dict]) -> None:
    _path, meta = doctype
    assert not {field["fieldname"] for field in meta["fields"]} & DOCUMENT_NAMES


def test_first_view_is_short(doctype: tuple[Path, dict]) -> None:
    """At most seven fields before the first section that folds or the first tab."""
    _path, meta = doctype
    count = 0
    for field in meta["fields"]:
        if field["fieldtype"] == "Tab Break" and count or field.get("collapsible"):
            break
        hidden = field.get("hidden") or field["fieldtype"] in LAYOUT
        count += 0 if hidden else 1
    assert meta.get("istable") or count <= FIRST_VIEW


def test_no_link_leads_into_events(doctype: tuple[Path, dict]) -> None:
    """A Link can be traversed past the rules of a private event; a Dynamic Link cannot."""
    _path, meta = doctype
    assert not [f["fieldname"] for f in get_fields(meta, "Link") if f["options"] == "Relation Event"]


def test_event_titles_stay_inside() -> None:
    meta = DOCTYPES["Relation Event"][1]
    assert not meta["show_title_field_in_link"]
    assert not [field["fieldname"] for field in meta["fields"] if field.get("in_global_search")]
    assert "subject" not in (meta.get("search_fields") or "").split(",")


def test_every_folder_is_a_doctype() -> None:
    folders = {path for path in APP.glob("*/doctype/*/") if path.is_dir() and path.name != "__pycache__"}
    orphans = {folder for folder in folders if not (folder / f"{folder.name}.json").exists()}
    assert not orphans
