"""Find every text a reader may see and check that relcrm/translations/it.csv has it, sorted and filled.

Looks into .py (`_`), .json (names, labels, descriptions, options), .js .ts .vue (`__`) and .html (`_`). Fails on a text
without Italian, on a row twice, and on a file that is not sorted; `--fix` sorts it and adds the missing texts, empty.
"""

import ast
import csv
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STORE = ROOT / "relcrm" / "translations" / "it.csv"
APP = ROOT / "relcrm"
DESK = ROOT / "desk" / "src"
LITERAL = r"""(?:"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|`([^`$]*)`)"""
CALL = re.compile(r"\b__?\(\s*" + LITERAL + r"(?:\s*,\s*\[[^\]]*\]\s*,\s*\"([^\"]+)\")?")
LABELS = ("label", "description", "title", "report_name")
NAMED = (
    "DocType", "Report", "Role", "Workflow State", "Workflow Action Master", "Workspace", "Print Format",
    "Dashboard Chart",
)  # fmt: skip

Text = tuple[str, str]


def main(fix: bool) -> int:
    """Check the store against the sources; with `fix`, sort it and add what is missing."""
    wanted, rows = set(find_texts()), read_store()
    have = {(row[0], row[2]): row[1] for row in rows}
    problems = [f"no Italian for: {show(text)}" for text in sorted(wanted) if not find(have, text)]
    problems += [f"twice: {show(text)}" for text in sorted({(r[0], r[2]) for r in rows if is_double(r, rows)})]
    if fix:
        write_store({text: "" for text in wanted if not find(have, text)} | have)
    elif rows != sorted(rows, key=sort_key):
        problems.append(f"{STORE.relative_to(ROOT)} is not sorted; run scripts/translations.py --fix")
    print("\n".join(problems) or f"{len(wanted)} texts, all with Italian.")
    return 1 if problems else 0


def find(have: dict[Text, str], text: Text) -> str:
    return have.get(text) or have.get((text[0], ""), "")


def show(text: Text) -> str:
    return f"{text[0]!r}" + (f" ({text[1]})" if text[1] else "")


def is_double(row: list[str], rows: list[list[str]]) -> bool:
    return sum(other[0] == row[0] and other[2] == row[2] for other in rows) > 1


def sort_key(row: list[str]) -> tuple[str, str]:
    return row[0], row[2]


def read_store() -> list[list[str]]:
    with STORE.open(encoding="utf-8", newline="") as file:
        return [[*row, "", ""][:3] for row in csv.reader(file) if row]


def write_store(texts: dict[Text, str]) -> None:
    rows = sorted(([source, italian, context] for (source, context), italian in texts.items()), key=sort_key)
    with STORE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(row if row[2] else row[:2] for row in rows)


def find_texts() -> Iterator[Text]:
    """Yield (text, context) of all sources."""
    for path in sorted(APP.rglob("*")):
        if "public" in path.parts or path.name.startswith("test_") or path.name == "relcrm.html":
            continue
        if path.suffix == ".py":
            yield from find_in_python(path)
        elif path.suffix == ".json":
            yield from find_in_json(path)
        elif path.suffix in (".js", ".html"):
            yield from find_in_script(path)
    for path in sorted(DESK.rglob("*")):
        if path.suffix in (".ts", ".vue") and not path.name.endswith(".test.ts"):
            yield from find_in_script(path)


def find_in_python(path: Path) -> Iterator[Text]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        first = node.args[0]
        if name in ("_", "_lt") and isinstance(first, ast.Constant) and isinstance(first.value, str):
            context = next((k.value.value for k in node.keywords if k.arg == "context"), "")
            yield first.value, context


def find_in_script(path: Path) -> Iterator[Text]:
    for match in CALL.finditer(path.read_text(encoding="utf-8")):
        text = match.group(1) or match.group(2) or match.group(3)
        if text:
            yield unescape(text), match.group(4) or ""


def unescape(text: str) -> str:
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m.group(1), m.group(1)), text)


def find_in_json(path: Path) -> Iterator[Text]:
    docs = json.loads(path.read_text(encoding="utf-8"))
    for doc in docs if isinstance(docs, list) else [docs]:
        if isinstance(doc, dict) and "demo" not in path.parts:
            yield from find_in_document(doc)


def find_in_document(doc: dict) -> Iterator[Text]:
    if doc.get("doctype") in NAMED and doc.get("name"):
        yield doc["name"], ""
    for key in LABELS:
        if isinstance(doc.get(key), str) and doc[key].strip() and is_plain(doc[key]):
            yield doc[key], ""
    if doc.get("fieldtype") == "Select":
        for option in (doc.get("options") or "").split("\n"):
            if option.strip() and not option.strip().isdigit():
                yield option.strip(), ""
    for value in doc.values():
        for row in value if isinstance(value, list) else []:
            if isinstance(row, dict):
                yield from find_in_document(row)


def is_plain(text: str) -> bool:
    return "{{" not in text and "{%" not in text


if __name__ == "__main__":
    sys.exit(main("--fix" in sys.argv[1:]))
