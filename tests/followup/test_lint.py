import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cardscan.followup import lexicon
from cardscan.followup.lint import lint
from cardscan.model import Address, Contact, Declaration, Draft, Email, Event, Name, Note, Record, Sender, Text

HERE = Path(__file__).parent
FRAMES = tomllib.loads((HERE / "lint_frames.toml").read_text("utf-8"))
ROWS = [line.split("\t") for line in (HERE / "lint_cases.tsv").read_text("utf-8").splitlines() if line[0] != "#"]
CLEAN = [row for row in ROWS if row[2] == "clean"]
FAULTY = [row for row in ROWS if row[2] != "clean"]
SENDER = Sender(name="Robin Delta", firm="Delta 7", email="robin@delta.example")
COUNTRIES = {"es": "ES", "it": "IT", "de": "DE", "pl": "PL", "ro": "RO", "fr": "FR", "pt": "PT", "en": "GB"}


def record(language="es", name=None, **more):
    name = name or Name("Kim Omega", "Kim", "Omega")
    place = Address("x", country_code=COUNTRIES[language])
    contact = Contact(language, name, company=Text("Omega 8"), emails=(Email("kim@omega.example"),), address=place)
    return Record(1, contact, "ready", **more)


def draft(body, language="es", *, register="informal", **more):
    known = {"to": "kim@omega.example", "to_name": "Kim Omega", "subject": "Delta"} | more
    day = date(2026, 11, 20)
    return Draft(
        body=body + "\nRobin Delta\nDelta 7",
        language=language,
        template=f"{language}/first-meeting",
        send_date=day,
        formal=register == "formal",
        **known,
    )


def letter(language="es", register="informal", sentence="", **more):
    return draft(FRAMES[language][register].format(sentence), language, register=register, **more)


def codes(one, about=None, others=(), sender=SENDER):
    return {
        finding.code: finding
        for finding in lint(one, record=about or record(one.language), sender=sender, others=others)
    }


def test_the_table_is_as_large_as_promised():
    assert len(FAULTY) >= 150
    assert len(CLEAN) >= 60
    assert {row[0] for row in ROWS} == lexicon.languages() == set(COUNTRIES)


@pytest.mark.parametrize(("language", "register", "expected", "sentence"), FAULTY)
def test_what_is_wrong_is_found(language, register, expected, sentence):
    assert codes(letter(language, register, sentence)).keys() & set(expected.split())


@pytest.mark.parametrize(("language", "register", "expected", "sentence"), CLEAN)
def test_what_is_right_is_left_in_peace(language, register, expected, sentence):
    assert codes(letter(language, register, sentence)) == {}


def test_an_introduction_of_one_register_in_another_is_an_error():
    found = codes(replace(letter("es", "informal"), formal=True))
    assert found["wrong-register"].level == "error"


def test_without_an_address_or_against_an_objection_or_without_consent_nothing_goes_out():
    one = letter(to="", intent="prospect")
    found = codes(one, record(objection=Declaration(date(2026, 11, 1))))
    assert {code for code, finding in found.items() if finding.level == "error"} == {
        "no-recipient",
        "objected",
        "no-consent",
    }
    agreed = record(consent=Declaration(date(2026, 11, 1)))
    assert "no-consent" not in codes(replace(one, to="a@b.example"), agreed)


def test_a_letter_that_may_sell_is_only_reminded():
    one = letter(sentence="Tenemos una oferta especial.", intent="prospect")
    assert codes(one)["sells"].level == "error"
    found = codes(one, record(consent=Declaration(date(2026, 11, 1))))
    assert "sells" not in found
    assert found["sells-softly"].level == "warning"


@pytest.mark.parametrize(
    ("language", "greeting", "name", "gender", "expected"),
    [
        ("es", "Estimado Kim:", "Kim", None, "greeting-unsure"),
        ("es", "Estimada Laura:", "Laura", None, None),
        ("es", "Estimado Laura:", "Laura", None, "wrong-gender"),
        ("es", "Estimada Kim:", "Kim", "f", None),
        ("es", "Estimado/a Kim:", "Kim", None, "both-genders"),
        ("de", "Lieber Kim,", "Kim", None, "greeting-unsure"),
        ("de", "Sehr geehrte Frau Omega,", "Kim", "m", "wrong-gender"),
        ("pl", "Szanowna Pani,", "Kim", None, "greeting-unsure"),
        ("pl", "Dzień dobry,", "Kim", None, None),
        ("it", "Cara Andrea,", "Andrea", None, "wrong-gender"),
        ("fr", "Chère Kim,", "Kim", None, "greeting-unsure"),
        ("fr", "Bonjour Kim,", "Kim", None, None),
        ("ro", "Stimate domnule Omega,", "Kim", None, "greeting-unsure"),
        ("pt", "Caro Kim,", "Kim", None, "greeting-unsure"),
        ("en", "Dear Mr Omega,", "Kim", None, "greeting-unsure"),
    ],
)
def test_a_greeting_takes_no_gender_for_granted(language, greeting, name, gender, expected):
    about = record(language, Name(f"{name} Omega", name, "Omega"), note=Note(gender=gender))
    found = codes(draft(f"{greeting}\n\nDelta.\n", language), about).keys()
    assert found & {"greeting-unsure", "wrong-gender", "both-genders"} == ({expected} if expected else set())


def test_what_the_user_jotted_down_and_names_are_not_the_letters_own_words():
    note = Note(note="busca descuentos y ofertas para su tienda, tú ya sabes")
    event = Event("e", "Feria OFERTA PROMO 2026")
    one = letter("es", "formal", f"De nuestra charla me apunté esto: {note.note}. Qué bien la Feria OFERTA PROMO 2026.")
    assert codes(one, record(note=note, events=(event,))) == {}
    assert "sells" in codes(one)


def test_colleagues_do_not_get_the_same_words():
    one, other = letter(), letter(to="sam@omega.example", to_name="Sam Sigma")
    other = replace(other, body=other.body.replace("Kim", "Sam"))
    assert codes(one, others=(one, other))["same-wording"].level == "error"
    assert codes(one, others=(replace(other, to="sam@sigma.example"),))["same-wording"].level == "warning"
    free = [replace(each, to=each.to.replace("omega.example", "gmail.com")) for each in (one, other)]
    assert codes(free[0], others=free)["same-wording"].level == "warning"
    assert "same-wording" not in codes(one, others=(one, letter("es", "formal", to="sam@omega.example")))


def test_what_the_writing_warned_of_holds_until_it_is_mended():
    one = letter(
        sentence="Me dijiste: quiere abrir tienda en Cádiz.", warnings=("edit-note", "no-sender-name", "no-email")
    )
    about = record(note=Note(note="quiere abrir tienda en Cádiz"))
    assert codes(one, about).keys() == {"edit-note", "no-sender-name"}
    mended = replace(one, body=one.body.replace("quiere abrir tienda", "que abrirás una tienda"))
    assert codes(mended, about).keys() == {"no-sender-name"}


def test_length_counts_neither_signature_nor_footer():
    words = "palabra " * 90
    signature = Sender(name="Robin Delta", signature="Robin Delta\n" + "calle " * 80)
    one = letter(sentence=words)
    assert "too-long" not in codes(replace(one, body=one.body + "\n" + "calle " * 80), sender=signature)
    assert codes(letter(sentence=words * 2))["too-long"].detail.isdigit()


def test_subject():
    assert "empty-subject" in codes(letter(subject=" "))
    assert "long-subject" in codes(letter(subject="delta " * 20))


def test_a_letter_that_gives_nothing_is_told():
    assert "no-give" in codes(draft("Hola, Kim:\n\nMe alegró conocerte.\n\nUn saludo,"))
    assert "no-give" not in codes(draft("Hola, Kim:\n\nMe alegró conocerte.\n\nUn saludo,", intent="thanks"))


def test_errors_come_first_and_each_code_once():
    found = lint(letter(sentence="XXX!! Oferta, XXX, descuento."), record=record(), sender=SENDER)
    assert [finding.level for finding in found] == sorted(finding.level for finding in found)
    assert len({finding.code for finding in found}) == len(found)


@pytest.mark.parametrize("body", ["", "\n", ",", "{{", "a" * 5000, "Hola\u202e:\n\n" + "[" * 500, "x\r\ny"])
def test_no_text_breaks_it(body):
    lint(draft(body), record=Record(1, Contact(), "check"), sender=Sender())
