"""What receipts of certified mail (PEC) say of the message that they are about. No database."""

RECEIPTS = {
    "accettazione": "Accepted",
    "non-accettazione": "Not accepted",
    "presa-in-carico": "Accepted",
    "avvenuta-consegna": "Delivered",
    "errore-consegna": "Not delivered",
    "preavviso-errore-consegna": "Not delivered",
    "rilevazione-virus": "Not delivered",
}
# A later word of the carrier outweighs an earlier one, whatever order the receipts are read in.
WEIGHT = {"": 0, "Sent": 1, "Accepted": 2, "Not accepted": 3, "Not delivered": 4, "Delivered": 5}


def get_state(receipt: str) -> str:
    """Return the state that a receipt gives to the message, or nothing for a kind unknown here."""
    return RECEIPTS.get(receipt.strip().lower(), "")


def get_weightier(old: str | None, new: str) -> str:
    """Return which of two states holds."""
    return new if WEIGHT.get(new, 0) >= WEIGHT.get(old or "", 0) else old or ""
