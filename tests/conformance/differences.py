"""Where this runtime answers otherwise than Frappe on purpose: the one table, read by the tests and by parity.md.

`frappe` and `standalone` hold what a test compares, mostly (HTTP status, exc_type).
"""

from __future__ import annotations

from typing import Any, NamedTuple


class Difference(NamedTuple):
    """One intended difference."""

    key: str
    topic: str
    frappe: Any
    standalone: Any
    why: str


DIFFERENCES = (
    Difference(
        "missing-argument",
        "A whitelisted function is called without an argument that it needs.",
        (500, "TypeError"),
        (417, "ValidationError"),
        "A client's mistake gets a sentence that names the argument.",
    ),
    Difference(
        "malformed-body",
        "The request body is no JSON.",
        (500, "JSONDecodeError"),
        (417, "ValidationError"),
        "A client's mistake gets a sentence that says where the JSON breaks.",
    ),
    Difference(
        "malformed-filters",
        "The argument `filters` (or `fields`) is no JSON.",
        (500, "JSONDecodeError"),
        (417, "ValidationError"),
        "A client's mistake gets a sentence that names the argument.",
    ),
    Difference(
        "bad-date",
        "A Date field is given text that is no date.",
        (500, "OperationalError"),
        (417, "ValidationError"),
        "MariaDB raises, SQLite would store it; it is refused before it reaches the database.",
    ),
    Difference(
        "count-permission",
        "frappe.client.get_count of a DocType that the user may not read.",
        (200, None),
        (403, "PermissionError"),
        "A count tells about records that are closed to the user.",
    ),
    Difference(
        "broken-link-with-fetch",
        "A Link that other fields are fetched from names a record that is not there.",
        (200, None),
        (417, "LinkValidationError"),
        "v15 skips the check there; v16 checks it too.",
    ),
    Difference(
        "get-v2-start",
        "The parameter `start` of a v2 list.",
        "ignored",
        "honoured",
        "v15 ignores it, later versions honour it.",
    ),
    Difference(
        "traceback",
        "An unexpected error.",
        "traceback in the answer (allow_error_traceback)",
        "an error id; the trace stands in the Error Log",
        "Nobody outside sees the inside.",
    ),
    Difference(
        "comment-author",
        "add_comment with another user's comment_email.",
        "taken as given",
        "the session user",
        "Nobody speaks in another's name.",
    ),
    Difference(
        "own-password-by-save",
        "A user without System Manager sets new_password on their own User.",
        (200, None),
        (403, "PermissionError"),
        "A stolen session must not change the password without the old one.",
    ),
    Difference(
        "enqueue-in-transaction",
        "A job is asked for in a transaction that is rolled back.",
        "the job runs, unless enqueue_after_commit",
        "the job is rolled back too",
        "What never happened has no consequences; and a committed change cannot lose its jobs.",
    ),
    Difference(
        "mail-now",
        "sendmail(now=True).",
        "sends at once (v15 commits)",
        "sends right after the commit",
        "No mail about a change that is rolled back; no commit in the middle of one.",
    ),
    Difference(
        "unsubscribe-get",
        "The unsubscribe link of a message is opened.",
        "unsubscribes",
        "asks; a POST (the button, or the mail program's one click) unsubscribes",
        "A GET never persists, and link scanners do not unsubscribe people.",
    ),
    Difference(
        "mail-certificates",
        "The mail server's certificate is not trusted.",
        "accepted",
        "refused, unless allow_unverified_mail_certificates is set",
        "The password of the mailbox is not shown to strangers.",
    ),
    Difference(
        "webhook-private-address",
        "A webhook names an address of a private network.",
        "requested",
        "refused, unless allow_private_webhooks names it",
        "A webhook must not be turned against the servers beside it.",
    ),
    Difference(
        "webhook-faulty-template",
        "A webhook's condition or body cannot be made.",
        "a faulty condition blocks the save",
        "Error Log; the document is saved",
        "A rule about telling others does not keep people from working.",
    ),
    Difference(
        "reopen-without-close-condition",
        "A hand-closed assignment, under an Assignment Rule without close_condition, when the document is saved.",
        "reopened",
        "stays closed",
        "Only a rule that closes may reopen.",
    ),
    Difference(
        "communication-list",
        "The list of Communications for a user who is no System Manager.",
        "all that the mailboxes allow",
        "one's own; those of a document come with the document",
        "Messages about records that are closed to the user stay closed.",
    ),
    Difference(
        "import-select",
        "Data Import of a Select value that is no option.",
        "taken (v15)",
        "told as a warning; nothing is imported",
        "The same values are legal through every door.",
    ),
    Difference(
        "scheduler-at-start",
        "The scheduler of a new site.",
        "off until the setup wizard is done",
        "on",
        "There is no wizard.",
    ),
    Difference(
        "unknown-column",
        "A list names a field that does not exist, in fields, filters, order_by or group_by.",
        "raw database error 1054 (v15); the field's name as its value (v16-dev on SQLite)",
        (417, "DataError"),
        "A client's mistake gets a sentence that names the field.",
    ),
    Difference(
        "filter-on-none",
        "A filter {field: None}.",
        "matches nothing useful (v15)",
        "matches NULL and '' (as v16 on SQLite)",
        "What the caller means is plain.",
    ),
    Difference(
        "closed-field-in-filter",
        "A filter, order or group on a field of a level that the user may not read.",
        "answered (v15); refused (released v16)",
        (403, "PermissionError"),
        "Asking often enough would tell the value.",
    ),
    Difference(
        "child-list",
        "get_list of a child DocType.",
        "rows of all parents, once the parent DocType may be read",
        "only rows of parents that the user may read",
        "A closed record stays closed through its rows.",
    ),
    Difference(
        "dynamic-link-user-permission",
        "User Permissions and Dynamic Link fields in lists.",
        "not applied",
        "applied, as they are to single documents",
        "A list shows what may be opened.",
    ),
    Difference(
        "text-comparison",
        "= and unique on names, Links and Selects with letters beyond ASCII; blanks at the end of a text.",
        "case, accents and blanks at the end do not count",
        "there only ASCII case does not count; blanks at the end count everywhere",
        "Free text is folded as on MariaDB; keys are compared at the speed of C.",
    ),
    Difference(
        "whole-number-division",
        "5 / 2 in raw SQL.",
        "2.5",
        "2; in the fields of a list 2.5",
        "SQLite divides whole numbers; the list engine does not let it.",
    ),
)

_BY_KEY = {d.key: d for d in DIFFERENCES}


def expect(key: str, host: str) -> Any:
    """What `host` ("standalone" or "frappe") answers in the case `key`."""
    difference = _BY_KEY[key]
    return difference.standalone if host == "standalone" else difference.frappe
