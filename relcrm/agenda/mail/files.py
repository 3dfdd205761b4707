"""From a dropped file to the mail in it: what kind of file it is says its content, not its name. No database."""

from relcrm.agenda.mail import eml, outlook
from relcrm.agenda.mail.message import Mail

LARGEST = 50 << 20
ENDINGS = ("eml", "msg", "emlx")


def read_mail(content: bytes) -> Mail:
    """Return the mail in a file; raises `MailError` with the reason where there is none."""
    return outlook.read(content) if content.startswith(outlook.BEGINNING) else eml.read(content)
