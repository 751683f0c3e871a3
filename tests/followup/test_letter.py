"""Every built-in letter, for every kind of person, note and event; hostile cards."""

import itertools
import re
from datetime import date

import pytest

from cardscan.followup.choice import choose, split_options
from cardscan.followup.draft import packaged_templates, write_draft
from cardscan.model import Address, Concern, Contact, Email, Event, Name, Note, Record, Sender, Text

TODAY = date(2025, 9, 24)
LANGUAGES = ("de", "en", "es", "fr", "it", "pl", "pt", "ro")
PEOPLE = {
    "m": Name("Marek Roth", "Marek", "Roth"),
    "f": Name("Maria Roth", "Maria", "Roth"),
    "unsure": Name("Alex Roth", "Alex", "Roth"),
    "none": None,
}
NOTES = ("", "expands to Romania, needs a translator, daughter plays the cello")
EVENTS = (
    None,
    Event("e", "Sol & Mar", date(2025, 9, 23), "Alicante"),
    Event("e", "Sol & Mar", None, None),
    Event("e", "Foro Verde", date(2024, 12, 1), "Hotel Sol, Alicante"),
    Event("e", "", None, "Alicante"),
)
SENDERS = (
    Sender(),
    Sender("Lucía Marín", "Marín S.L.", "traductora", "+34 600 000 000", "lucia@marin.example", language="es"),
    Sender("Lucía Marín", signature="Lucía\nMarín Traducciones"),
)


def a_record(name=PEOPLE["f"], *, language="es", note=None, email="maria@roth.example", number=7, **fields):
    contact = Contact(language=language, name=name, emails=(Email(email),) if email else (), **fields)
    return Record(number, contact, "ready", note=note or Note())


def write(record, event=EVENTS[1], sender=SENDERS[1], taken=(), intent="first-meeting"):
    templates = [packaged_templates()]
    return write_draft(
        record, event, sender, templates=templates, today=TODAY, taken=taken, intent=intent, footer=False
    )


def assert_reads_well(text):
    assert not re.search(r"None|Undefined|\{\{|\}\}|\{%|%\}", text)
    assert "  " not in text
    assert not re.search(r" [,.;]|,[,.;:]|\.\.|\( ?\)|„”|„“|«»|\|", text)
    assert not re.search(r"\w/\w", text), "no Estimado/a"
    assert not re.search(r"\n{3,}|[ \t]\n|\n[ \t]", text)
    assert text == text.strip()
    assert text[-1] != ","
    # A sentence ends before a line does, but for greeting, closing and signature.
    for paragraph in text.split("\n\n")[1:-1]:
        assert paragraph[-1] in ".!?", paragraph


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("register", ["formal", "informal"])
@pytest.mark.parametrize("who", PEOPLE)
def test_every_letter_reads_well(language, register, who):
    for number, (note, promised, event, sender) in enumerate(
        itertools.product(NOTES, ("", "the price list"), EVENTS, SENDERS)
    ):
        told = Note(note=note, promised=promised, language=language, register=register)
        draft = write(a_record(PEOPLE[who], note=told, email=f"a{number}@roth.example"), event, sender)
        assert_reads_well(draft.subject)
        assert_reads_well(draft.body)
        assert len(draft.body.split()) <= 120
        assert note in draft.body
        assert promised in draft.body
        assert ("no-note" in draft.warnings) == (not note)
        assert ("edit-note" in draft.warnings) == bool(note and not (language == "en" and draft.language != "en"))
        assert ("no-sender-name" in draft.warnings) == (not sender.name)
        assert (event.name if event else "") in draft.body
        assert draft.language == language
        assert draft.template == f"{language}/first-meeting"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("register", ["formal", "informal"])
@pytest.mark.parametrize("note", ["the new workshop in Turin and a move next spring", ""])
def test_ordinary_letter_is_of_the_right_length_in_all_its_wordings(language, register, note):
    told = Note(note=note, promised=note and "the printer's address", language=language, register=register)
    event = Event("e", "Foro Verde", date(2025, 9, 23), "Turin")
    drafts = [write(a_record(note=told, email=f"a{number}@roth.example"), event) for number in range(20)]
    assert len({draft.subject for draft in drafts}) >= 3
    assert len({draft.body.split("\n\n")[1] for draft in drafts}) >= 3
    assert len({draft.body.split("\n\n")[-1] for draft in drafts}) >= 3
    assert all((72 if note else 52) <= len(draft.body.split()) <= 115 for draft in drafts)


@pytest.mark.parametrize(
    ("language", "name", "day", "place", "expected"),
    [
        ("es", "Desayuno BNI", "2025-09-23", "Alicante", "el martes 23 de septiembre en el Desayuno BNI, en Alicante."),
        ("es", "BNI Elche", "2024-09-23", "Elche", "el 23 de septiembre de 2024 en el evento BNI Elche."),
        ("it", "Fiera del Mobile", "2025-10-01", "Bari", "mercoledì 1º ottobre alla Fiera del Mobile, a Bari."),
        ("ro", "Gala", "2025-09-23", "Bucuresti", "marți, 23 septembrie, la gală, la București."),
        ("pl", "Śniadanie", "2025-09-23", "Wrocław", "we wtorek 23 września na wydarzeniu „Śniadanie” we Wrocławiu"),
        ("pl", "Śniadanie", "2025-09-23", "Kłodzko", "we wtorek 23 września na wydarzeniu „Śniadanie” (Kłodzko)"),
        ("en", "Book Fair", "2025-09-23", "Reading", "at the Book Fair in Reading on Tuesday 23 September."),
        ("de", "Messe Holz", "2025-09-23", "Köln", "am Dienstag, den 23. September auf der Messe Holz in Köln"),
        ("fr", "Salon Bois", "2025-10-01", "Lyon", "mercredi 1er octobre au Salon Bois, à Lyon."),
        ("pt", "Feira Verde", "2025-09-23", "Porto", "na terça-feira, 23 de setembro, na Feira Verde, no Porto."),
    ],
)
def test_event_is_said_as_the_language_does(language, name, day, place, expected):
    event = Event("e", name, date.fromisoformat(day), place)
    assert expected in write(a_record(note=Note(language=language)), event).body


def test_note_that_fits_is_told_as_heard_and_needs_no_hand():
    told = Note(note="La apertura de tu oficina en Rumanía.", register="informal")
    draft = write(a_record(note=told))
    assert "lo que me contaste: la apertura de tu oficina en Rumanía." in draft.body
    assert draft.warnings == ()


@pytest.mark.parametrize(
    "note",
    [
        "expands to Romania, daughter plays the cello",
        "quiere abrir en Rumanía",
        "la apertura de su oficina; hija: violonchelo",
        "la oficina " * 30,
        "buscar traductor -> rumano",
    ],
)
def test_note_that_does_not_fit_wants_a_hand(note):
    draft = write(a_record(note=Note(note=note, register="informal")))
    assert "edit-note" in draft.warnings
    assert "apunté" in draft.body
    assert len(draft.body.split()) <= 120


def test_note_of_several_lines_becomes_one():
    draft = write(a_record(note=Note(note="- abre en Rumanía\n- la hija toca el violonchelo.\n\n")))
    assert "abre en Rumanía, la hija toca el violonchelo." in draft.body


def test_promise_is_announced_and_nothing_is_said_to_be_attached():
    for language in LANGUAGES:
        body = write(a_record(note=Note(promised="die Preisliste", language=language))).body
        assert "die Preisliste" in body
        assert not re.search(r"adjunt|allegat|ataș|załącz|attach|anbei|beigefügt|pièce jointe|anexo", body, re.I)


@pytest.mark.parametrize(
    ("promised", "wants_a_hand"),
    [
        ("el catálogo de precios", False),
        ("send price list", True),
        ("the price list", True),
        ("catálogo", True),
        ("", False),
    ],
)
def test_promise_not_clearly_in_the_letter_s_language_wants_a_hand(promised, wants_a_hand):
    assert ("edit-promise" in write(a_record(note=Note(promised=promised))).warnings) == wants_a_hand


def test_register_is_the_note_s_or_the_language_s_custom():
    titled = Name("Marta Gil", "Marta", "Gil", "Dra.")
    assert write(a_record(Name("Marta Gil", "Marta", "Gil"))).body.startswith(("Hola, Marta:", "Buenos días, Marta:"))
    assert "Dra. Gil:" in write(a_record(titled)).body
    assert write(a_record(titled, note=Note(register="informal"))).body.splitlines()[0].endswith(" Marta:")
    assert "Signora" not in write(a_record(Name("Marta Gil", "Marta", "Gil"), language="it")).body
    assert "signora Gil," in write(a_record(Name("Marta Gil", "Marta", "Gil"), language="it")).body


def test_warnings_about_the_contact():
    assert "no-email" in write(a_record(email="")).warnings
    assert write(a_record(email="")).to == ""
    assert "check-name" in write(a_record(None)).warnings
    assert "check-name" in write(a_record(Name("Roth", family="Roth"))).warnings
    assert "gender-unsure" in write(a_record(PEOPLE["unsure"], language="it")).warnings
    assert "language-guessed" in write(a_record(language=None)).warnings
    doubted = Record(1, Contact("es", PEOPLE["f"]), "check", concerns=(Concern("name", "low-confidence"),))
    assert "check-name" in write(doubted).warnings


def test_own_address_goes_before_the_firm_s():
    contact = Contact(
        "es", PEOPLE["f"], emails=(Email("info@r.example"), Email("m.roth@r.example"), Email("x@@y", False))
    )
    assert write(Record(1, contact, "ready")).to == "m.roth@r.example"
    broken = Contact("es", PEOPLE["f"], emails=(Email("x y@r.example"), Email("a@r.example\r\nBcc: b@c.example")))
    assert "no-email" in write(Record(1, broken, "ready")).warnings


HOSTILE = [
    "{{ 7*7 }}",
    "{% for x in range(9) %}{{ x }}{% endfor %}",
    "{{ ''.__class__.__mro__ }}",
    "Ana\r\nBcc: all@world.example",
    "Ana\u202egnp.exe\u2066\u200b\x00\x1b[31m",
    "|",
    "x" * 5000,
    "Ana\u2028\u2029\x85Roth",
    "\ud800",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_card_stays_text(text, language):
    contact = Contact(language, Name(text, text, text, text), Text(text), company=Text(text), emails=(Email(text),))
    record = Record(3, contact, "check", note=Note(note=text, promised=text))
    draft = write(record, Event(text, text, date(2025, 9, 23), text), Sender(text, text, text, text, text, text))
    whole = draft.subject + draft.body + draft.to_name + draft.to
    assert "0123" not in whole
    assert "49" not in whole
    assert "<class" not in whole
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2066-\u2069\ud800-\udfff]", whole)
    assert "\n" not in draft.subject + draft.to_name + draft.to
    assert len(draft.body) < 3000
    assert len(draft.subject) <= 150
    assert draft.warnings
    draft.body.encode()


def test_template_text_on_a_card_stays_literal():
    assert "{{ 7*7 }}" in write(a_record(Name("{{ 7*7 }} Gil", "{{ 7*7 }}", "Gil"))).body


def test_same_input_gives_the_same_letter():
    record = a_record(note=Note(note="abre en Rumanía"))
    assert write(record) == write(record)


def test_order_of_the_store_does_not_change_the_wording():
    assert write(a_record(number=1)) == write(a_record(number=99))


def test_colleagues_get_different_wordings():
    drafts = []
    for number in range(3):
        taken = [text for draft in drafts for text in (draft.subject, draft.body)]
        drafts.append(write(a_record(email=f"p{number}@roth.example", note=Note(note="abre en Rumanía")), taken=taken))
    assert len({draft.subject for draft in drafts}) == 3
    for paragraph in (1, 3, 4):
        assert len({draft.body.split("\n\n")[paragraph].splitlines()[0] for draft in drafts}) == 3


def test_choice_prefers_what_is_least_taken_and_is_stable():
    options = ["uno", "dos", "tres"]
    assert choose(options, "ana", ["uno y dos"]) == "tres"
    assert choose(options, "ana", ["uno dos tres", "uno tres"]) == "dos"
    assert len({choose(options, str(n)) for n in range(30)}) == 3
    assert split_options("\n a b\n  |\n\nc | d\n|\n|\n") == ["a b", "c | d"]


def test_address_country_chooses_the_language_of_the_letter():
    record = a_record(language="nl", address=Address("Kraków", country_code="PL"))
    assert write(record).language == "pl"
