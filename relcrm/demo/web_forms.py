"""A form for the demo company's web site, and answers that wait to be named: one of a firm that is here already."""

from datetime import date, timedelta

TITLE = "Richiedete un preventivo"
PROMOTION = "Desidero ricevere per e-mail novità e offerte. Posso cambiare idea in ogni momento."


def make_form(told: str, source: str | None) -> dict:
    """Return the form; whoever fills it in is told to `told`."""
    return {
        "form_title": TITLE,
        "published": 1,
        "language": "it",
        "told_user": told,
        "source": source,
        "intro": "Raccontateci che cosa vi serve: rispondiamo entro due giorni lavorativi.",
        "thanks": "Grazie, la richiesta è arrivata. Vi rispondiamo entro due giorni lavorativi.",
        "notice_link": "https://www.demo.example.com/privacy",
        "embedding_sites": "https://www.demo.example.com",
        "questions": [
            {"ask": "Name", "required": 1},
            {"ask": "Company"},
            {"ask": "E-mail", "required": 1},
            {"ask": "Phone"},
            {"ask": "Town"},
            {"ask": "Characteristic", "attribute": "Interesse per il noleggio", "label": "Vi interessa il noleggio?"},
            {"ask": "Message", "required": 1, "hint": "Per esempio portata, campata e luogo di montaggio."},
        ],
        "consents": [{"purpose": "Promotion", "channel": "E-mail", "wording": PROMOTION}],
    }


def make_answers(form, known: str, today: date) -> list[dict]:
    """Return answers to the form; the first says that it comes from `known`, a company of the demo."""
    ticked = [{"purpose": "Promotion", "channel": "E-mail", "wording": PROMOTION}]
    interest = {"attribute": "Interesse per il noleggio", "label": "Vi interessa il noleggio?", "value": "Alto"}
    rows = (
        ("Sandra Bellini", known, "s.bellini@mail.example.com", "Ci serve un carroponte da 3 t.", [], [interest]),
        (
            "Diego Marin",
            "Falegnameria Marin",
            "diego@marin-legno.example.com",
            "Vorremmo una gru a bandiera.",
            ticked,
            [],
        ),
        ("Paola Gatti", "", "paola.gatti@mail.example.com", "Fate anche manutenzione?", [], []),
    )
    return [
        {
            "form": form.name,
            "form_title": form.form_title,
            "form_version": form.version,
            "told_user": form.told_user,
            "source": form.source,
            "received_on": f"{today - timedelta(days=number)} 09:1{number}:00",
            "state": "Waiting",
            "person_name": name,
            "company": company,
            "email": email,
            "message": message,
            "answer_consents": consents,
            "answer_values": values,
            "mark": f"demo-{number}",
        }
        for number, (name, company, email, message, consents, values) in enumerate(rows)
    ]
