"""A field with several choices of one's own is filled by one column of a file."""

from __future__ import annotations


def test_a_cell_holds_several_choices(site, import_file, get_rows):
    from relcrm.exchange import starting
    from relcrm.exchange.mapping import guess_columns
    from relcrm.workplace.customising import forms

    values = {"kind": "choices", "label_it": "Macchine possedute", "choices": ["Tornio", "Fresa", "Pressa"]}
    fieldname = forms.add_field("Party", values)["fieldname"]
    site.db.commit()
    assert guess_columns("Party", ["Macchine possedute"])[0]["target"] == f"{fieldname}.choice"

    columns = {"Nome": "party_name", "Macchine possedute": f"{fieldname}.choice"}
    text = "Nome;Macchine possedute\nAlfa Prova;tornio, FRESA\nBeta Prova;\nGamma Prova;Pressa, Aratro\n"
    run = import_file("macchine.csv", text, columns, match_by="party_name")
    assert (run.created_rows, run.refused_rows) == (3, 0)
    held = {
        row.message or row.row_no: [one.choice for one in site.get_doc("Party", row.reference_name).get(fieldname)]
        for row in get_rows(run)
    }
    assert sorted(held.values()) == [[], ["Pressa"], ["Tornio", "Fresa"]]
    assert any("Aratro" in str(key) for key in held)

    again = import_file("macchine.csv", text.replace("tornio, FRESA", "Fresa"), columns, match_by="party_name")
    assert again.updated_rows == 1
    alfa = site.get_doc("Party", {"party_name": "Alfa Prova"})
    assert [one.choice for one in alfa.get(fieldname)] == ["Fresa"]

    forms.remove_field("Party", fieldname)
    doc = starting.make_run("Party", "macchine.csv", text.encode())
    assert [column["target"] for column in starting.get_preview(doc)["columns"]] == ["party_name"]
