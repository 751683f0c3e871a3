import pytest

from cardscan.errors import CardscanError
from cardscan.imports import csv
from cardscan.imports.text import code_page, decode


def read(text, encoding="utf-8", regions=("IT",)):
    return csv.parse(text.encode(encoding), regions)


def brief(imported):
    contact = imported.contact
    return (
        contact.name and contact.name.full,
        contact.company and contact.company.value,
        [email.address for email in contact.emails],
        [(phone.number, phone.type) for phone in contact.phones],
    )


ANNA = ("Anna Rossi", "Rossi Srl", ["anna@rossi.example"], [("+393331234567", "mobile"), ("+390255501234", None)])
# ruff: noqa: E501  # heads of tables as programs write them
HEADERS = {
    "google": "First Name,Middle Name,Last Name,Organization Name,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value\nAnna,,Rossi,Rossi Srl,* Work,anna@rossi.example,Mobile,333 1234567,Work,02 5550 1234",
    "google before": "Name,Given Name,Family Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,Phone 2 - Type,Phone 2 - Value,Organization 1 - Name\nAnna Rossi,Anna,Rossi,x ::: * myContacts,* Home,anna@rossi.example,Mobile,333 1234567,Work,02 5550 1234,Rossi Srl",
    "outlook en": "Title,First Name,Last Name,Company,Job Title,Business Phone,Mobile Phone,E-mail Address\n,Anna,Rossi,Rossi Srl,CEO,02 5550 1234,333 1234567,anna@rossi.example",
    "outlook de": "Anrede,Vorname,Nachname,Firma,Position,Telefon geschäftlich,Mobiltelefon,E-Mail-Adresse\n,Anna,Rossi,Rossi Srl,,02 5550 1234,333 1234567,anna@rossi.example",
    "outlook es": "Nombre,Apellidos,Organización,Teléfono del trabajo,Teléfono móvil,Dirección de correo electrónico\nAnna,Rossi,Rossi Srl,02 5550 1234,333 1234567,anna@rossi.example",
    "outlook fr": "Prénom;Nom;Société;Téléphone (bureau);Tél. mobile;Adresse de messagerie\nAnna;Rossi;Rossi Srl;02 5550 1234;333 1234567;anna@rossi.example",
    "outlook it": "Nome,Cognome,Società,Ufficio,Cellulare,Indirizzo posta elettronica\nAnna,Rossi,Rossi Srl,02 5550 1234,333 1234567,anna@rossi.example",
    "outlook pl": "Imię;Nazwisko;Firma;Telefon służbowy;Telefon komórkowy;Adres e-mail\nAnna;Rossi;Rossi Srl;02 5550 1234;333 1234567;anna@rossi.example",
    "hubspot": "First Name,Last Name,Email,Phone Number,Mobile Phone Number,Company Name\nAnna,Rossi,anna@rossi.example,02 5550 1234,333 1234567,Rossi Srl",
    "plain es": "nombre\tempresa\tcorreo\tmóvil\tteléfono\nAnna Rossi\tRossi Srl\tanna@rossi.example\t333 1234567\t02 5550 1234",
    "plain ro": "Nume;Prenume;Firmă;E-mail;Mobil;Telefon\nRossi;Anna;Rossi Srl;anna@rossi.example;333 1234567;02 5550 1234",
    "plain pt": "Nome completo;Empresa;E-mail;Telemóvel;Telefone\nAnna Rossi;Rossi Srl;anna@rossi.example;333 1234567;02 5550 1234",
}


@pytest.mark.parametrize("kind", HEADERS)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_the_columns_of_many_programs_are_known(kind, encoding):
    assert [brief(one) for one in read(HEADERS[kind], encoding)] == [ANNA]


@pytest.mark.parametrize(
    ("text", "encoding", "regions", "expected"),
    [
        ("Imię i nazwisko;E-mail\nŁucja Wąż-Żółw;l@z.example", "cp1250", (), "Łucja Wąż-Żółw"),
        ("Name;E-mail\nMüller Jörg;l@z.example", "cp1252", (), "Müller Jörg"),
        ("Nume;E-mail\nȚepeș Ștefan;s@z.example", "utf-8", (), "Țepeș Ștefan"),
        ("Jméno;Name;E-mail\n;Dvořák;s@z.example", "cp1250", ("CZ",), "Dvořák"),
    ],
)
def test_code_pages(text, encoding, regions, expected):
    assert read(text, encoding, regions)[0].contact.name.full == expected


def test_the_writers_country_decides_where_letters_do_not():
    data = "Ana Ćwik".encode("cp1250")
    assert (code_page(data, ("PL",)), code_page(data, ("ES",))) == ("cp1250", "cp1252")
    assert decode(b"\xff\xfea\0b\0") == "ab"


def test_our_own_table_comes_back_as_it_was():
    head = "Name,Given name,Family name,Title,Company,Mobile,Phone,E-mail,Street,City,Country,Note,Tags"
    row = '"Bo Lind",Bo,Lind,"\'=CEO",Lind AB,(+46) 70 123 45 67,(+46) 8 123 45 67 ext. 12; (+46) 8 123 45 68,a@l.example; b@l.example,Storgatan 1,Lund,SE,"one\ntwo","x, y"'
    found = read(f"{head}\n{row}")[0]
    contact = found.contact
    assert (contact.title.value, contact.address.country_code) == ("=CEO", "SE")
    assert [(phone.number, phone.extension) for phone in contact.phones] == [
        ("+46701234567", None), ("+4681234567", "12"), ("+4681234568", None)]  # fmt: skip
    assert [email.address for email in contact.emails] == ["a@l.example", "b@l.example"]
    assert (found.note, found.tags) == ("one\ntwo", ("x", "y"))


def test_what_is_written_is_text_and_no_more():
    found = read('Name,E-mail\n"=HYPERLINK(""http://x.example"")",a@b.example\n"\x1b[31m\u202eevil",c@d.example')
    assert [one.contact.name.full for one in found] == ['=HYPERLINK("http://x.example")', "[31m evil"]


@pytest.mark.parametrize(
    "text",
    ["a,b,c\n1,2,3", "1,2,3", "Phone\n123456789", "\n\n", "x" * 200_000, "Anna,anna@rossi.example\nBo,bo@b.example"],
)
def test_a_table_without_known_columns_is_refused(text):
    with pytest.raises(CardscanError, match="no column"):
        read(text)


def test_empty_and_nameless_rows_are_told_apart():
    found = read("Name,Company,E-mail,City\nAnna,,,\n,,,\n,,,Milano\n")
    assert [(one.place, bool(one.problems)) for one in found] == [(2, False), (4, True)]


@pytest.mark.parametrize("cell", ['"' + "x" * 2_000_000 + '"', '"' + "\n" * 1_500_000])
def test_a_cell_without_end_ends_the_reading_with_a_word(cell):
    found = read(f"Name,E-mail\nAnna,a@b.example\n{cell},x@y.example\n")
    assert found[0].contact.name.full == "Anna"
    assert found[-1].problems == ("the rest of the table cannot be read",)


def test_zeros_and_long_rows_do_no_harm():
    found = read("Name,E-mail\nAn\0na,a@b.example" + ",x" * 50_000 + "\n")
    assert brief(found[0])[:3] == ("Anna", None, ["a@b.example"])


def test_a_first_line_for_excel_names_the_delimiter():
    assert read("sep=;\nName;E-mail\nAnna;a@b.example")[0].contact.name.full == "Anna"
