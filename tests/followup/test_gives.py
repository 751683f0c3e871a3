from datetime import date
from importlib.resources import files

import pytest

from cardscan.followup.gives import fitting
from cardscan.followup.topics import topics_of
from cardscan.model import Contact, Give, Name, Note, Record, Text

TODAY = date(2026, 11, 21)
WINE = Give("Wine list in one page", topics=("vino", "wina", "wine"))
PHOTO = Give("How to brief a photographer", topics=("fotografía",))
HOTEL = Give("Seven ways to fill rooms", url="https://www.example.com/w", words="a short read", topics=("hotels",))
TAX = Give("What changes in tax", "tip", topics=("podatki",), languages=("pl", "es"), until=TODAY)
SAIL = Give("A day on the lake", "invitation", topics=("regaty",))


def the_best(record, language, gives, today):
    return next(iter(fitting(record, language, gives, today)), None)


def person(title="", firm="", note="", *tags, language="es", number=1):
    contact = Contact(
        language,
        Name("Ana Belén Ruiz", "Ana Belén", "Ruiz"),
        title=Text(title) if title else None,
        company=Text(firm) if firm else None,
    )
    return Record(number, contact, "ready", note=Note(note, tags=tags))


def chosen(record, *gives, language="es"):
    found = the_best(record, language, gives or (WINE, PHOTO, HOTEL, TAX, SAIL), TODAY)
    return (found.title, found.reasons) if found else None


@pytest.mark.parametrize(
    ("record", "give", "reasons"),
    [
        (person("Florista", note="busca fotógrafo"), PHOTO, ("busca fotógrafo",)),
        (person("Fotógrafa", "Hotel Sol"), PHOTO, ("Fotógrafa",)),
        (person("Recepcionista", "Hotel Sol"), HOTEL, ("Hotel",)),
        (person("Directora", "Bodegas Mar", "busca fotógrafo para las etiquetas"), PHOTO, ("busca fotógrafo",)),
        (person("Directora de hotel", "Hotel Sol", "le gustan los vinos"), WINE, ("le gustan los vinos",)),
        (person("Księgowa", language="pl"), TAX, ("Księgowa",)),
        (person("Prezes", note="szuka dobrej księgowej"), TAX, ("szuka dobrej księgowej",)),
        (person("Dentista", note="co roku pływa w regatach"), SAIL, ("regatach",)),
        (person("Dentista", "", "", "regaty"), SAIL, ("regaty",)),
    ],
)
def test_the_give_that_fits_and_why(record, give, reasons):
    assert chosen(record) == (give.title, reasons)


@pytest.mark.parametrize(
    "record",
    [
        person("Dentista"),
        person("Dentista", note="vino con su hermana y habló mucho"),
        person("CEO", "Ruiz y Asociados"),
        person("Dentista", note="no busca fotógrafo"),
        person("Dentista", note="no le interesa el vino"),
        person("Abogada", note="nos vimos en el hotel y tomamos vino"),
        person(),
    ],
)
def test_nothing_is_forced(record):
    assert chosen(record) is None


def test_language_and_last_day_are_kept():
    record = person("Asesora fiscal")
    assert chosen(record, TAX) == (TAX.title, ("Asesora fiscal",))
    assert chosen(record, TAX, language="it") is None
    assert the_best(record, "es", (TAX,), date(2026, 11, 22)) is None


def test_a_need_goes_before_a_liking_and_that_before_the_trade():
    record = person("Fotógrafa", note="Busca hotel para la feria. Le gusta el vino.")
    found = fitting(record, "es", (PHOTO, WINE, TAX, HOTEL), TODAY)
    assert [suggestion.title for suggestion in found] == [HOTEL.title, WINE.title, PHOTO.title]


def test_of_equals_the_first_in_the_file_and_always_the_same():
    one, two = Give("One", topics=("hotel",)), Give("Two", topics=("hoteles",))
    record = person(firm="Hotel Sol")
    assert {chosen(record, one, two)[0] for _ in range(5)} == {"One"}
    assert chosen(record, two, one)[0] == "Two"


def test_the_suggestion_bears_all_that_the_letter_needs():
    found = the_best(person(firm="Hotel Sol"), "es", (HOTEL,), TODAY)
    assert (found.kind, found.url, found.words, found.record) == ("article", HOTEL.url, "a short read", None)


def test_nobody_is_helped_with_the_address_of_another_of_the_same_trade():
    give = Give("Marta Vega, contable", "contact", topics=("contabilidad", "restaurantes"))
    assert chosen(person("Contable"), give) is None
    assert chosen(person("Cocinera"), give) == (give.title, ("Cocinera",))
    assert chosen(person("Florista", note="necesita un contable"), give)


def test_plain_words_meet_their_inflected_forms_and_no_others():
    assert chosen(person(note="opowiadała o żeglarzach"), Give("x", topics=("szachy",))) is None
    assert chosen(person(note="gra w szachach z synem"), Give("x", topics=("szachy",)))
    assert chosen(person(note="Camino de Santiago cada mayo"), Give("x", topics=("camino de santiago",)))
    assert chosen(person(note="el camino a Santiago"), Give("x", topics=("camino de santiago",))) is None


@pytest.mark.parametrize("name", ["", "es.", "it.", "ro.", "pl.", "de.", "fr.", "pt."])
def test_the_topics_of_the_template_are_understood(name):
    text = (files("cardscan.settings") / "data" / f"gives.{name}toml").read_text("utf-8")
    lists = [line.split("[")[1].split("]")[0] for line in text.splitlines() if "topics = [" in line]
    for topic in ",".join(lists).replace('"', "").split(","):
        assert topics_of(topic), topic


def test_hostile_words_do_no_harm():
    nasty = "{{ 7*7 }}\r\nBcc: x@y.example <script> busca fotógrafo \u202e" * 100
    found = the_best(person(nasty, nasty, nasty, nasty), "es", (PHOTO, Give(nasty, topics=(nasty, "", "*"))), TODAY)
    for reason in found.reasons:
        assert len(reason) <= 60
        assert reason.isprintable()


def test_tags_and_catchwords_count_as_topics_but_less_than_a_need():
    assert chosen(person("Dentista", "", "", "hotel"))[0] == HOTEL.title
    assert chosen(person("Dentista", note="hotel, dos hijos"))[0] == HOTEL.title
    assert chosen(person("Dentista", note="hotel. Busca fotógrafo"))[0] == PHOTO.title
    assert chosen(person("Dentista", note="no tiene hotel")) is None
