"""Companies and people that may be in the registry twice: how alike names are, candidates by keys, what tells it."""
