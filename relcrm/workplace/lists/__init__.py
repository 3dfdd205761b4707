"""Lists of any DocType: which columns there are, rows, counts, groups, totals, under the rights of whoever asks."""
