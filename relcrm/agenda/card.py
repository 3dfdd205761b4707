"""What the agenda adds to the card of a party."""

from relcrm.agenda import memory, promises


def get_sections(party: str) -> dict:
    """Hook `relcrm_card_sections`: open promises, and offers of different people of ours, that the user may see."""
    return {"promises": promises.get_open(party=party), "conflicts": memory.get_conflict_lines(party)}
