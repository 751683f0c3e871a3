import pytest

from cardscan.model import Note
from cardscan.settings.notes import load_notes, without


def notes(folder, text, name="notes.csv", encoding="utf-8"):
    (folder / name).write_bytes(text.encode(encoding))
    return load_notes(folder)


def test_a_text_beside_the_photo(tmp_path):
    found = notes(tmp_path, "Looks for a webshop.\nPromised: nothing yet", "IMG_1234.txt")
    assert found.find(photo_names=["IMG_1234.HEIC"]).note == "Looks for a webshop.\nPromised: nothing yet"
    assert found.find(photo_names=["IMG_12.jpg"]) == Note()
    assert found.problems == ()


def test_leading_keys_of_a_text(tmp_path):
    text = "promised: the catalogue\nJęzyk: polski\nformal\ntags: bni, hotel; spa\nintent: refer\n\nLoves: sailing\n"
    note = notes(tmp_path, text, "a.TXT").find(photo_names=["a.jpg"])
    assert note == Note("Loves: sailing", "the catalogue", "pl", "formal", "refer", ("bni", "hotel", "spa"))


def test_a_table_by_photo_name_and_email(tmp_path):
    found = notes(
        tmp_path,
        "photo,name,e-mail,note\nIMG_1,,,one\n,José García,,two\n,,A@B.es,three\n",
    )
    assert found.find(photo_names=["img_1.jpg"]).note == "one"
    assert found.find(name="JOSE GARCIA").note == "two"
    assert found.find(name="García José").note == "two"
    assert found.find(emails=["a@b.es"]).note == "three"
    assert found.find(name="") == Note()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nombre;Nota;Prometido;Idioma;Formal;Etiquetas\nAnna;hola;café;español;sí;uno, dos\n", ("es", "formal")),
        (
            "Nome;Appunti;Promesso;Lingua;Formale/Informale;Etichette\nAnna;hola;café;italiano;tu;uno, dos\n",
            ("it", "informal"),
        ),
        (
            "Nume;Notițe;Am promis;Limba;Registru;Etichete\nAnna;hola;café;română;dumneavoastră;uno, dos\n",
            ("ro", "formal"),
        ),
        ("Imię i nazwisko;Notatki;Obiecałem;Język;Forma;Tagi\nAnna;hola;café;PL;na ty;uno, dos\n", ("pl", "informal")),
        ("name\tnote\tpromised\tlanguage\tinformal\ttags\nAnna\thola\tcafé\tpt-BR\tno\tuno, dos\n", ("pt", "formal")),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_headers_in_the_users_language(tmp_path, text, expected, encoding):
    found = notes(tmp_path, text, encoding=encoding)
    assert found.problems == ()
    note = found.find(name="anna")
    assert (note.language, note.register) == expected
    assert (note.note, note.promised, note.tags) == ("hola", "café", ("uno", "dos"))


def test_what_windows_writes(tmp_path):
    found = notes(tmp_path, "sep=;\r\nNombre;Nota\r\nMuñoz;quizás\r\n", encoding="cp1252")
    assert found.find(name="Munoz").note == "quizás"


def test_a_cell_of_several_lines(tmp_path):
    found = notes(tmp_path, 'name,note\nAnna,"one, two\nthree"\nBo\n,lost\n')
    assert found.find(name="Anna").note == "one, two\nthree"
    assert found.find(name="Bo") == Note()
    assert len(found.problems) == 1
    assert "line 5" in found.problems[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,colour\nA,red\n", "'colour'"),
        ("note\nhello\n", "line 1"),
        ("name,language\nA,klingon\n", "'klingon'"),
        ("name,register\nA,perhaps\n", "'perhaps'"),
        ("name,note\nA,one, two\n", "quotes"),
    ],
)
def test_problems_are_said_in_a_line(tmp_path, text, said):
    problems = notes(tmp_path, text).problems
    assert any(said in problem for problem in problems)
    assert all("notes.csv, line" in problem for problem in problems)


def test_a_row_for_one_of_several_cards_in_a_photo(tmp_path):
    found = notes(tmp_path, "photo,name,note\na.jpg,Anna,hers\na.jpg,,both\n")
    assert found.find(photo_names=["a.jpg"], name="Bo", alone=False).note == "both"
    assert found.find(photo_names=["a.jpg"], name="Anna", alone=False).note == "hers\nboth"
    assert found.find(photo_names=["a.jpg"], name="Amna", alone=True).note == "hers\nboth"


def test_text_and_table_are_joined(tmp_path):
    (tmp_path / "a.txt").write_text("language: it\nfirst")
    found = notes(tmp_path, "name,note,language\nAnna,second,es\n")
    note = found.find(photo_names=["a.jpg"], name="Anna")
    assert (note.note, note.language) == ("first\nsecond", "it")


def test_no_notes(tmp_path):
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "notes.csv").write_text("")
    found = load_notes(tmp_path)
    assert (found.jottings, found.problems) == ((), ())
    assert load_notes(tmp_path / "missing").jottings == ()


def test_gender_is_read_in_any_of_the_languages(tmp_path):
    (tmp_path / "notes.csv").write_text("name;płeć\nAnna;kobieta\nJan;Pan\nIo;?\nBo;\n", encoding="utf-8")
    notes = load_notes(tmp_path)
    assert [jotting.note.gender for jotting in notes.jottings] == ["f", "m", None, None]
    assert "line 4" in notes.problems[0]
    assert "no gender" in notes.problems[0]
    assert len(notes.problems) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("break_", ["\n", "\r\n"])
def test_rows_are_taken_out_and_all_else_stays_as_it_was(tmp_path, encoding, break_):
    kept = ["sep=;", "name;note;odd", '"Bo Lind";"sails;', ' and ""rows"""', "", "Cy Müller;x"]
    gone = ['"Anna Rossi";"two', 'lines";1', ";;"]
    text = break_.join([*kept[:4], gone[0], gone[1], *kept[4:]]) + break_
    path = tmp_path / "notes.csv"
    path.write_bytes(text.encode(encoding))
    left, count = without(path, lambda jotting: jotting.name == "Anna Rossi")
    assert count == 1
    assert left == (break_.join(kept) + break_).encode(encoding)


def test_a_table_without_the_unwanted_stays_byte_for_byte(tmp_path):
    path = tmp_path / "notes.csv"
    for data in (b"", b"\n", b"name,note\n", b"name,note\nBo,\x81\n", b'name,note\n"Bo,never closed'):
        path.write_bytes(data)
        assert without(path, lambda jotting: False)[1] == 0
        assert without(path, lambda jotting: False)[0].rstrip(b"?\x81\n") == data.rstrip(b"?\x81\n")
