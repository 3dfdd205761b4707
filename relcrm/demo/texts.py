"""What the demo company's people say and do: sectors, products, subjects, notes. Nothing here names a real person."""

COMPANY = {
    "company_name": "Sollevamenti Piave S.r.l.",
    "company_street": "Via dell'Industria 12",
    "company_cap": "31100",
    "company_town": "Treviso",
    "company_province": "TV",
    "company_contact_line": "Tel. 0422 001200 - info@sollevamenti-piave.example.com",
}
SECTORS = {
    "Meccanica": ("Officine {0}", "Meccanica {0}", "{0} Carpenterie", "Torneria {0}", "{0} Impianti"),
    "Legno e arredo": ("Mobilificio {0}", "{0} Arredamenti", "Segheria {0}", "Falegnameria {0}"),
    "Alimentare": ("Pastificio {0}", "{0} Salumi", "Cantine {0}", "Caseificio {0}"),
    "Logistica": ("{0} Trasporti", "{0} Logistica", "Autotrasporti {0}"),
    "Edilizia": ("Costruzioni {0}", "{0} Prefabbricati", "Impresa Edile {0}"),
    "Chimica e plastica": ("{0} Plastica", "Vernici {0}", "{0} Stampaggio"),
    "Carta e stampa": ("Grafiche {0}", "Cartotecnica {0}", "{0} Imballaggi"),
    "Tessile": ("Filatura {0}", "Tessitura {0}", "{0} Confezioni"),
    "Elettronica": ("{0} Automazione", "{0} Quadri Elettrici", "Elettromeccanica {0}"),
    "Servizi": ("Studio {0}", "{0} Consulenze", "{0} Assicurazioni"),
}
LEGAL_FORMS = ("S.r.l.", "S.r.l.", "S.r.l.", "S.p.A.", "S.n.c.", "S.a.s.")
PUBLIC_BODIES = (
    "Comune di {0}",
    "Istituto Comprensivo di {0}",
    "Biblioteca civica di {0}",
    "Consorzio di bonifica di {0}",
)
DIVISIONS = ("Stabilimento di {0}", "Filiale di {0}", "Deposito di {0}")
ROLES = (
    "Titolare", "Responsabile acquisti", "Direttore di produzione", "Capo officina", "Amministrazione",
    "Responsabile sicurezza", "Ufficio tecnico", "Segreteria", "Magazzino", "Responsabile manutenzione",
    "Direttore commerciale",
)  # fmt: skip
DEPARTMENTS = {
    "Titolare": "Direzione",
    "Responsabile acquisti": "Acquisti",
    "Direttore di produzione": "Produzione",
    "Capo officina": "Produzione",
    "Amministrazione": "Amministrazione",
    "Responsabile sicurezza": "Produzione",
    "Ufficio tecnico": "Tecnico",
    "Segreteria": "Direzione",
    "Magazzino": "Logistica",
    "Responsabile manutenzione": "Produzione",
    "Direttore commerciale": "Commerciale",
}
# Who works under the owner of the first company: role, department, and whose people they are (None: the owner's).
ORG_CHART = (
    ("Direttore di produzione", "Produzione", None),
    ("Direttore commerciale", "Commerciale", None),
    ("Direttore amministrativo", "Amministrazione", None),
    ("Capo officina", "Produzione", 0),
    ("Responsabile manutenzione", "Produzione", 0),
    ("Ufficio tecnico", "Tecnico", 0),
    ("Responsabile acquisti", "Acquisti", 2),
    ("Contabilità", "Amministrazione", 2),
    ("Venditore Veneto", "Commerciale", 1),
    ("Venditore estero", "Commerciale", 1),
    ("Saldatore", "Produzione", 3),
    ("Carropontista", "Produzione", 3),
    ("Manutentore", "Produzione", 4),
    ("Magazzino", "Logistica", 6),
)
# name, with "of the", with "a"
PRODUCT_FORMS = (
    ("carroponte da 5 t", "del carroponte da 5 t", "un carroponte da 5 t"),
    ("carroponte bitrave da 10 t", "del carroponte bitrave da 10 t", "un carroponte bitrave da 10 t"),
    ("paranco elettrico a catena", "del paranco elettrico a catena", "un paranco elettrico a catena"),
    ("gru a bandiera da 500 kg", "della gru a bandiera da 500 kg", "una gru a bandiera da 500 kg"),
    ("piattaforma elevatrice", "della piattaforma elevatrice", "una piattaforma elevatrice"),
    ("transpallet elettrico", "del transpallet elettrico", "un transpallet elettrico"),
    ("argano a fune", "dell'argano a fune", "un argano a fune"),
    ("montacarichi", "del montacarichi", "un montacarichi"),
    ("manipolatore pneumatico", "del manipolatore pneumatico", "un manipolatore pneumatico"),
    ("sollevatore a ventosa", "del sollevatore a ventosa", "un sollevatore a ventosa"),
)
PRODUCTS = tuple(forms[0] for forms in PRODUCT_FORMS)
COMPETITORS = ("Omega Gru", "Nord Sollevamento", "Tecnolift", "un importatore tedesco")
SUBJECTS = {
    "Call": (
        "Chiede il prezzo di {a_product}", "Richiama per il preventivo {of_product}",
        "Sollecita la consegna {of_product}",
        "Informazioni per {a_product}", "Chiede un sopralluogo per {a_product}", "Fissa un appuntamento",
    ),
    "Visit": ("Visita in stabilimento", "Sopralluogo per {a_product}", "Presentazione {of_product}"),
    "Meeting": ("Riunione sull'offerta {of_product}", "Incontro annuale", "Riunione con l'ufficio tecnico"),
    "Demo": ("Prova {of_product}", "Dimostrazione {of_product} in sede"),
    "Letter": ("Invio del catalogo", "Lettera di conferma {of_product}", "Auguri di fine anno"),
    "E-mail": ("Preventivo {of_product}", "Scheda tecnica {of_product}", "Conferma dell'appuntamento"),
    "Message": ("Conferma l'orario della visita", "Chiede di essere richiamato"),
    "Fax": ("Ordine firmato {of_product}", "Copia del collaudo"),
    "Task": ("Preparare l'offerta {of_product}", "Verificare i pagamenti", "Aggiornare il listino"),
}  # fmt: skip
NOTES = (
    "Ha chiesto tempi di consegna e condizioni di pagamento.",
    "Vuole confrontare la nostra offerta con quella di {competitor}.",
    "Il budget sarà deciso entro il mese prossimo.",
    "Interessato, ma decide la direzione.",
    "Soddisfatto dell'ultima fornitura; chiede un preventivo per {a_product}.",
    "Lamenta un rumore anomalo {of_product}; avvisata l'assistenza.",
    "Da risentire dopo la fiera.",
    "Ha parlato anche con il responsabile della sicurezza.",
    "Chiede referenze nel suo settore.",
    "Non era in ufficio; lasciato detto di richiamare.",
)
PROMISES = (
    "Mandare il listino aggiornato", "Inviare la scheda tecnica", "Fissare la prova in officina",
    "Chiedere al magazzino i tempi di consegna", "Mandare le fotografie dell'impianto",
)  # fmt: skip
SATISFACTION_SUBJECT = "La direzione chiede come si trova con noi"
WISHES = ("Rispondere più in fretta al telefono", "Consegnare nei giorni promessi", "Fatture più chiare")
THEIR_PROMISES = ("Mandano la pianta del capannone", "Confermano la data del sopralluogo", "Inviano l'ordine firmato")

WEEKLY = "Riunione commerciale del lunedì"
PRIVATE_SUBJECTS = {
    "RelCRM User": "Visita medica",
    "RelCRM Agent": "Colloquio riservato con il titolare",
    "RelCRM Marketing": "Trattativa riservata con l'agenzia",
    "RelCRM Manager": "Valutazione dei collaboratori",
    "RelCRM Administrator": "Incontro con il consulente del lavoro",
}
BUYS = ("Macchine per il sollevamento", "Ricambi", "Noleggio", "Assistenza e collaudi")
ATTRIBUTES = (
    (
        "Macchine in uso", "Choices",
        ("Carroponte", "Gru a bandiera", "Paranco", "Piattaforma", "Transpallet"), "Macchine", None,
    ),
    ("Interesse per il noleggio", "Choice", ("Alto", "Medio", "Basso"), "Macchine", None),
    ("Portata massima", "Number", (), "Macchine", "t"),
    ("Spesa annua in macchine", "Amount", (), "Acquisti", "EUR"),
    ("Ultimo collaudo", "Date", (), "Macchine", None),
    ("Officina interna", "Yes/No", (), "Macchine", None),
    ("Fornitore attuale", "Text", (), "Acquisti", None),
    ("Compra", "Choices", BUYS, "Acquisti", None),
)  # fmt: skip
STREETS = ("Via", "Via", "Via", "Viale", "Piazza", "Corso", "Vicolo")
LOST_REASONS = ("Prezzo", "Tempi di consegna", "Scelto un concorrente", "Investimento rinviato")

WORKING_CALENDAR = {
    "calendar_name": "Orario dell'ufficio",
    "for_all": 1,
    "place": "TV",
    "closures": [
        {"title": "Chiusura estiva", "from_date": "2026-08-10", "to_date": "2026-08-21", "every_year": 1},
        {"title": "Chiusura natalizia", "from_date": "2026-12-28", "to_date": "2026-12-31", "every_year": 1},
    ],
}

LIFTING = "Macchine per il sollevamento"
CUSTOMER = ["lifecycle_stage", "=", "Customer"]
QUARTER = {"last": 90, "unit": "days"}
VISITED = [["event_type", "=", "Visit"], ["status", "=", "Done"], ["starts_on", "within", QUARTER]]
# Name, of what, what it is for, whether who enters and leaves is kept, conditions.
SEGMENTS = (
    (
        "Clienti del Veneto che comprano macchine per il sollevamento", "Party",
        "Clienti attivi della meccanica, secondo il profilo: a loro si propongono la revisione e i ricambi.", 0,
        [["territory", "=", "Veneto"], ["sector", "=", "Meccanica"], CUSTOMER, ["profile:Compra", "in", [LIFTING]]],
    ),
    (
        "Clienti senza una visita da 90 giorni", "Party", "Da rimettere in agenda.", 1,
        [CUSTOMER, {"has": "events", "of": VISITED, "count": ["=", 0]}],
    ),
)  # fmt: skip
