"""Files that come in parts, each part a request: kept aside until the last one is there."""

import os
import re
import time
from typing import BinaryIO

import frappe
from frappe import _
from frappe.utils import cint, escape_html

from relcrm.exceptions import AttachmentError
from relcrm.workplace.attachments import names
from relcrm.workplace.attachments.contents import PIECE

KEY = re.compile(r"[A-Za-z0-9-]{8,64}")
STALE_SECONDS = 24 * 3600


def get_folder() -> str:
    """Return where begun uploads lie; not among the files that have an address."""
    folder = frappe.get_site_path("private", "relcrm-uploads")
    os.makedirs(folder, mode=0o750, exist_ok=True)
    return folder


def add_part(key: str, name: str, offset: int, total: int, part: BinaryIO) -> str | None:
    """Put a part at its place; returns the path of the whole file once all of it is there."""
    if not KEY.fullmatch(key or "") or offset < 0 or total < 1 or offset > total:
        frappe.throw(_("The parts of {0} do not fit together. Send the file again.").format(escape_html(name)))
    names.validate_size(name, total)
    user = frappe.scrub(re.sub(r"[^A-Za-z0-9]+", "_", frappe.session.user))[:60]
    path = os.path.join(get_folder(), f"{user}-{key}")
    held = os.path.getsize(path) if os.path.exists(path) else 0
    if offset > held:
        text = _("A part of {0} is missing. Send the file again.")
        frappe.throw(text.format(escape_html(name)), AttachmentError)
    with open(path, "r+b" if held else "w+b") as target:
        target.seek(offset)
        while piece := part.read(PIECE):
            if target.tell() + len(piece) > total:
                text = _("{0} is longer than was said. Send the file again.")
                frappe.throw(text.format(escape_html(name)), AttachmentError)
            target.write(piece)
        done = target.tell()
    return path if done == cint(total) else None


def drop(path: str) -> None:
    """Forget an upload."""
    if os.path.exists(path):
        os.remove(path)


def drop_stale() -> None:
    """Scheduled daily: forget uploads that nobody finished."""
    folder = get_folder()
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        if time.time() - os.path.getmtime(path) > STALE_SECONDS:
            drop(path)
