"""Patterns for `like` out of what people type."""


def get_plain(word: str) -> str:
    """Return a word without the signs that `like` reads in a way of its own."""
    return word.replace("\\", "").replace("%", "").replace("_", "")


def get_patterns(words: list[str], least: int = 3) -> list[str]:
    """Return a pattern for each word that is long enough for an index to help."""
    plain = [get_plain(word) for word in words]
    return [f"%{word}%" for word in plain if len(word) >= least]
