"""Records that were there before possible duplicates were looked for: their keys."""

from relcrm.relations.duplicates.keys import NAMES, fill_keys


def execute() -> None:
    """Make the keys of all parties and contact persons."""
    for doctype in NAMES:
        fill_keys(doctype)
