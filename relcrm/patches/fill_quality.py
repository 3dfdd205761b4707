"""Records that were there before their data were rated: their scores."""

from relcrm.delivered import deliver, get_delivered_records
from relcrm.relations.quality.facts import refresh_all


def execute() -> None:
    """Make the delivered rules, and the scores of all parties."""
    for record in get_delivered_records():
        if record["doctype"] == "Quality Rule":
            deliver(record)
    refresh_all()
