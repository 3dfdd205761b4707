"""Renew relcrm/relations/towns.csv, the municipalities of Italy with coordinates and postal codes, from a register.

    python scripts/towns.py it_comuni_cap_provincia_regione_coordinate_2025.csv

The register is gi_db_comuni of Garda Informatica (see NOTICE); one row for each pair of municipality and postal code.
"""

import csv
import sys
from pathlib import Path

STORE = Path(__file__).resolve().parent.parent / "relcrm" / "relations" / "towns.csv"


def main(source: str) -> None:
    """Write code, names, province, latitude, longitude and postal codes of each municipality."""
    towns = {}
    caps: dict[str, set[str]] = {}
    with open(source, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            place = [round(float(row[part].replace(",", ".")), 4) for part in ("lat", "lon")]
            names = [row["denominazione_ita"], row["denominazione_altra"]]
            towns[row["codice_belfiore"]] = [row["codice_belfiore"], *names, row["sigla_provincia"], *place]
            caps.setdefault(row["codice_belfiore"], set()).add(row["cap"])
    with STORE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";", lineterminator="\n").writerows(
            [*towns[code], " ".join(sorted(caps[code]))] for code in sorted(towns)
        )
    print(f"{len(towns)} towns in {STORE}")


if __name__ == "__main__":
    main(sys.argv[1])
