"""Letters that the engine lost or took for others are given back only where the lists leave no doubt."""

import pytest

from cardscan.fields.repair import mend_initials, mend_text
from cardscan.fields.spelling import lacks_marks, mend_spelling
from cardscan.model import Address, Contact, Email, Name, Text


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Tel:0264 555 120", "Tel:0264 555 120"),
        ("Correo:ana@x.es", "Correo: ana@x.es"),
        ("https://x.es", "https://x.es"),
        ("Verde Collina S.r.I.", "Verde Collina S.r.l."),
        ("Kuźnia Sp. z 0.0.", "Kuźnia Sp. z o.o."),
        ("lonescu", "Ionescu"),
        ("Procurador de Ios Tribunales", "Procurador de los Tribunales"),
        ("Procurador de los Tribunales", "Procurador de los Tribunales"),
        ("CEnologue conseil", "Œnologue conseil"),
        ("OEnologue", "Œnologue"),
        ("Cena Centrale", "Cena Centrale"),
        ("Ing. Iva Inc", "Ing. Iva Inc"),
        ("0721555120office@x.ro", "0721555120 office@x.ro"),
    ],
)
def test_lines_are_mended_before_they_are_taken_apart(read: str, meant: str) -> None:
    assert mend_text(read) == meant


@pytest.mark.parametrize(
    ("language", "title", "printed", "meant"),
    [
        ("es", "Clinica Dental", "Clinica Dental / Cádiz", "Clínica Dental"),
        ("es", "Clinica Dental", "Clinica Dental / Cadiz", "Clinica Dental"),
        ("es", "Direccion General", "DIRECCION GENERAL / Cádiz", "Direccion General"),
        ("pl", "Gtówna księgowa", "Gtówna księgowa", "Główna księgowa"),
        ("ro", "Şef producţie", "Şef producţie", "Șef producție"),
        ("ro", "Mobila Harghita", "Mobila Harghita / Târgu", "Mobila Harghita"),
        ("en", "Chief Executive", "Chief Executive / Café", "Chief Executive"),
    ],
)
def test_words_get_the_marks_that_their_language_writes(language: str, title: str, printed: str, meant: str) -> None:
    contact = mend_spelling(Contact(language=language, title=Text(title)), printed.split(" / "))
    assert contact.title == Text(meant)


@pytest.mark.parametrize(
    ("language", "name", "printed", "local", "meant"),
    [
        ("ro", "Ştefan Popescu", "x", "s.popescu", "Ștefan Popescu"),
        ("ro", "Szilárd Kovács", "x", "kovacs", "Szilárd Kovács"),
        ("ro", "Radu ținutaș", "x", "", "Radu Ținutaș"),
        ("pl", "Malgorzata Wójcik", "Łódź", "", "Małgorzata Wójcik"),
        ("pl", "Malgorzata Wojcik", "Lodz", "", "Malgorzata Wojcik"),
    ],
)
def test_names_get_theirs(language: str, name: str, printed: str, local: str, meant: str) -> None:
    contact = Contact(language=language, name=Name(name), emails=(Email(f"{local}@x.ro"),))
    mended = mend_spelling(contact, [printed])
    assert mended.name is not None
    assert mended.name.full == meant


def test_an_initial_in_an_e_mail_is_the_given_names() -> None:
    contact = Contact(name=Name("Lidia Nowak", "Lidia", "Nowak"), emails=(Email("i.nowak@x.pl"), Email("ilona@x.pl")))
    assert [mail.address for mail in mend_initials(contact).emails] == ["l.nowak@x.pl", "ilona@x.pl"]


def test_what_lacks_marks() -> None:
    assert lacks_marks("Clinica", "es")
    assert not lacks_marks("Clinica", "it")
    assert not lacks_marks("Northgate", "es")


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Viale Trentin117", "Viale Trentin 117"),
        ("2011 El CaminoReal, Suite130", "2011 El Camino Real, Suite 130"),
        ("12 McArthur Road", "12 McArthur Road"),
        ("London SW1A 2AA", "London SW1A 2AA"),
    ],
)
def test_a_lost_blank_of_an_address_is_given_back(read: str, meant: str) -> None:
    mended = mend_spelling(Contact(address=Address(read)), [read]).address
    assert mended is not None
    assert mended.full == meant
