"""Italian regions and provinces under the many spellings that registers use.

The table lists the provinces in force on 1 January 2025 by region; a test holds it against the open register.
"""

import re
import unicodedata
from functools import lru_cache

# fmt: off
PROVINCES = {
    "Abruzzo": {
        "AQ": "L'Aquila", "CH": "Chieti", "PE": "Pescara", "TE": "Teramo",
    },
    "Basilicata": {
        "MT": "Matera", "PZ": "Potenza",
    },
    "Calabria": {
        "CS": "Cosenza", "CZ": "Catanzaro", "KR": "Crotone", "RC": "Reggio Calabria",
        "VV": "Vibo Valentia",
    },
    "Campania": {
        "AV": "Avellino", "BN": "Benevento", "CE": "Caserta", "NA": "Napoli", "SA": "Salerno",
    },
    "Emilia-Romagna": {
        "BO": "Bologna", "FC": "Forlì-Cesena", "FE": "Ferrara", "MO": "Modena", "PC": "Piacenza",
        "PR": "Parma", "RA": "Ravenna", "RE": "Reggio Emilia", "RN": "Rimini",
    },
    "Friuli-Venezia Giulia": {
        "GO": "Gorizia", "PN": "Pordenone", "TS": "Trieste", "UD": "Udine",
    },
    "Lazio": {
        "FR": "Frosinone", "LT": "Latina", "RI": "Rieti", "RM": "Roma", "VT": "Viterbo",
    },
    "Liguria": {
        "GE": "Genova", "IM": "Imperia", "SP": "La Spezia", "SV": "Savona",
    },
    "Lombardia": {
        "BG": "Bergamo", "BS": "Brescia", "CO": "Como", "CR": "Cremona", "LC": "Lecco", "LO": "Lodi",
        "MB": "Monza e della Brianza", "MI": "Milano", "MN": "Mantova", "PV": "Pavia", "SO": "Sondrio",
        "VA": "Varese",
    },
    "Marche": {
        "AN": "Ancona", "AP": "Ascoli Piceno", "FM": "Fermo", "MC": "Macerata", "PU": "Pesaro e Urbino",
    },
    "Molise": {
        "CB": "Campobasso", "IS": "Isernia",
    },
    "Piemonte": {
        "AL": "Alessandria", "AT": "Asti", "BI": "Biella", "CN": "Cuneo", "NO": "Novara", "TO": "Torino",
        "VB": "Verbano-Cusio-Ossola", "VC": "Vercelli",
    },
    "Puglia": {
        "BA": "Bari", "BR": "Brindisi", "BT": "Barletta-Andria-Trani", "FG": "Foggia", "LE": "Lecce",
        "TA": "Taranto",
    },
    "Sardegna": {
        "CA": "Cagliari", "NU": "Nuoro", "OR": "Oristano", "SS": "Sassari", "SU": "Sud Sardegna",
    },
    "Sicilia": {
        "AG": "Agrigento", "CL": "Caltanissetta", "CT": "Catania", "EN": "Enna", "ME": "Messina",
        "PA": "Palermo", "RG": "Ragusa", "SR": "Siracusa", "TP": "Trapani",
    },
    "Toscana": {
        "AR": "Arezzo", "FI": "Firenze", "GR": "Grosseto", "LI": "Livorno", "LU": "Lucca",
        "MS": "Massa-Carrara", "PI": "Pisa", "PO": "Prato", "PT": "Pistoia", "SI": "Siena",
    },
    "Trentino-Alto Adige": {
        "BZ": "Bolzano", "TN": "Trento",
    },
    "Umbria": {
        "PG": "Perugia", "TR": "Terni",
    },
    "Valle d'Aosta": {
        "AO": "Aosta",
    },
    "Veneto": {
        "BL": "Belluno", "PD": "Padova", "RO": "Rovigo", "TV": "Treviso", "VE": "Venezia",
        "VI": "Vicenza", "VR": "Verona",
    },
}
# fmt: on

REGION_ALIASES = {
    "vda": "Valle d'Aosta",
    "valleedaoste": "Valle d'Aosta",
    "aostavalley": "Valle d'Aosta",
    "fvg": "Friuli-Venezia Giulia",
    "friuli": "Friuli-Venezia Giulia",
    "altoadige": "Trentino-Alto Adige",
    "sudtirol": "Trentino-Alto Adige",
    "suedtirol": "Trentino-Alto Adige",
    "trentino": "Trentino-Alto Adige",
    "trentinosudtirol": "Trentino-Alto Adige",
    "trentinoaltoadigesudtirol": "Trentino-Alto Adige",
    "lombardy": "Lombardia",
    "tuscany": "Toscana",
    "sicily": "Sicilia",
    "sardinia": "Sardegna",
    "piedmont": "Piemonte",
    "apulia": "Puglia",
    "latium": "Lazio",
}
PROVINCE_ALIASES = {
    "aosta": "AO",
    "valledaosta": "AO",
    "valleedaoste": "AO",
    "bozen": "BZ",
    "bolzanobozen": "BZ",
    "forli": "FC",
    "fo": "FC",
    "pesaro": "PU",
    "ps": "PU",
    "pesarourbino": "PU",
    "massa": "MS",
    "massacarrara": "MS",
    "monza": "MB",
    "monzabrianza": "MB",
    "monzaebrianza": "MB",
    "monzadellabrianza": "MB",
    "verbania": "VB",
    "barletta": "BT",
    "reggioemilia": "RE",
    "reggionellemilia": "RE",
    "reggiodicalabria": "RC",
    "reggiocalabria": "RC",
    "laquila": "AQ",
    "aquila": "AQ",
    "roma": "RM",
}


def fold_name(text: str) -> str:
    """Reduce a place name to bare letters: no case, accents, blanks, hyphens or parentheses."""
    text = re.sub(r"\(.*?\)", "", text or "")
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if sign.isalnum())


_REGIONS = {fold_name(region): region for region in PROVINCES} | REGION_ALIASES
_CODES = {code: region for region, provinces in PROVINCES.items() for code in provinces}
_NAMES = {
    fold_name(name): code for provinces in PROVINCES.values() for code, name in provinces.items()
} | PROVINCE_ALIASES


@lru_cache(maxsize=1000)
def get_region(text: str) -> str | None:
    """Return the region meant by a spelling ("FRIULI-VENEZIA G."), or None when none is."""
    key = fold_name(text)
    if key in _REGIONS:
        return _REGIONS[key]
    if len(key) < 5:
        return None
    found = {region for name, region in _REGIONS.items() if name.startswith(key)}
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=1000)
def get_province(text: str) -> str | None:
    """Return the two-letter code of the province meant by a code or name; "NA" is Naples."""
    code = (text or "").strip().upper()
    return code if code in _CODES else _NAMES.get(fold_name(text))


def get_region_of(province: str) -> str | None:
    """Return the region in which a province lies, given by its code."""
    return _CODES.get(province)
