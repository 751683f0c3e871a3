"""Sixty people from one room compare their letters; hostile cards; who is never written to."""

import email
import re
from collections import Counter
from datetime import date
from email.policy import default

import pytest

from cardscan.followup.draft import Objected, packaged_templates, write_draft
from cardscan.followup.eml import render
from cardscan.followup.footer import split_footer
from cardscan.model import Contact, Declaration, Email, Event, Give, Name, Note, Record, Sender, Text

TODAY = date(2025, 9, 24)
EVENT = Event("e", "Foro Verde", date(2025, 9, 23), "Alicante")
SENDER = Sender("Lucía Marín", "Marín S.L.", "traductora", "+34 600 000 000", "lucia@marin.example", language="es")
FIRMS = [*["Norte"] * 4, *["Sur"] * 3, *["Este"] * 3, *(f"Casa {number}" for number in range(50))]
NOTES = ("", "la apertura de la oficina en Rumanía", "the new workshop in Turin", "busca traductor")


def a_record(number, firm="Roth", language="es", **note):
    name = Name(f"Alex Roth{number}", "Alex", f"Roth{number}")
    contact = Contact(language, name, company=Text(firm), emails=(Email(f"a{number}@{number}.example"),))
    return Record(number, contact, "ready", note=Note(**note))


def write(record, taken=(), event=EVENT, sender=SENDER, **options):
    return write_draft(record, event, sender, templates=[packaged_templates()], today=TODAY, taken=taken, **options)


def an_event(language, note_of, **options):
    """Write the letters of sixty people in turn, each with those of the colleagues before in mind."""
    letters = []
    for number, firm in enumerate(FIRMS):
        record = a_record(number, firm, language, register="informal", **note_of(number))
        taken = [text for other, draft in letters if other == firm for text in (draft.subject, draft.body)]
        letters.append((firm, write(record, taken, **options)))
    return letters


def heart(draft):
    """The letter without greeting, closing, signature and footer."""
    text, _ = split_footer(draft.body, draft.language)
    return "\n\n".join(text.split("\n\n")[1:-1])


@pytest.mark.parametrize("language", ["de", "en", "es", "fr", "it", "pl", "pt", "ro"])
@pytest.mark.parametrize("step", [1, 2, 3])
@pytest.mark.parametrize("notes", [NOTES[:1], NOTES], ids=["without", "with"])
def test_sixty_people_from_one_room_compare(language, step, notes):
    letters = an_event(language, lambda number: {"note": notes[number % len(notes)]}, step=step)
    hearts = Counter(heart(draft) for _, draft in letters)
    assert max(hearts.values()) <= 3
    assert all(len(split_footer(draft.body, language)[0].split()) <= 120 for _, draft in letters)
    for firm in ("Norte", "Sur", "Este"):
        sentences = Counter()
        for other, draft in letters:
            if other == firm:
                sentences.update(set(re.split(r"(?<=[.?!])\s+", heart(draft))))
        assert max(sentences.values()) == 1, sentences.most_common(2)
        subjects = [draft.subject for other, draft in letters if other == firm]
        assert len(set(subjects)) == len(subjects)


def test_wording_around_a_note_counts_as_taken():
    first = write(a_record(1, note="la apertura de la oficina en Rumanía"))
    for number in range(2, 12):
        draft = write(a_record(number, note="el nuevo taller de Turín"), [first.body])
        moulds = [re.sub(r": .*?\.", ":", heart(each)).split("\n\n")[1] for each in (first, draft)]
        assert moulds[0] != moulds[1]


HOSTILE = [
    "Ana\r\nBcc: all@world.example",
    "{{ 7*7 }}",
    "<script>alert(1)</script>",
    "Ana\u202egnp.exe\u2066\u200f",
    "x" * 5000,
    "Ana " * 1250,
]


@pytest.mark.parametrize("language", ["en", "es", "pl", "de"])
@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("intent", ["first-meeting", "introduction", "prospect", "second"])
def test_hostile_contact_ends_in_a_clean_message(text, language, intent):
    name = Name(text, text, text, text)
    address = (Email("ana@roth.example"),)
    contact = Contact(language, name, Text(text), company=Text(text), emails=address)
    note = Note(note=text, promised=text)
    record = Record(3, contact, "check", note=note, consent=Declaration(TODAY))
    partner = Record(4, contact, "check")
    event = Event(text, text, date(2025, 9, 23), text)
    gives = (Give(text, url=f"https://x.example/{text}", words=text, topics=(text,)),)
    step = 2 if intent == "second" else 1
    draft = write(record, event=event, gives=gives, partner=partner, intent=None if step > 1 else intent, step=step)
    message = email.message_from_bytes(render(draft, SENDER), policy=default)
    assert not message.defects
    assert message["Bcc"] is None
    assert message["To"].addresses[0].addr_spec == "ana@roth.example"
    plain = message.get_body(("plain",)).get_content()
    html = message.get_body(("html",)).get_content()
    assert "<script" not in html
    for written in (plain, html, message["Subject"]):
        assert "49" not in written
        assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200f\u2028-\u202e\u2066-\u2069]", written)
        assert len(written) < 5000
    assert not re.search(r"[\r\n]", message["Subject"])
    assert len(draft.subject) <= 70


def test_who_objected_is_never_written_to():
    record = a_record(1)
    objected = Record(1, record.contact, "ready", objection=Declaration(TODAY))
    with pytest.raises(Objected, match="Alex Roth1"):
        write(objected)


def test_nothing_commercial_without_consent():
    draft = write(a_record(1), intent="prospect")
    assert draft.intent == "first-meeting"
    assert draft.template == "es/first-meeting"
    assert "no-consent" in draft.warnings
    agreed = Record(1, a_record(1).contact, "ready", consent=Declaration(TODAY))
    assert write(agreed, intent="prospect").template == "es/prospect"


def test_intent_that_lacks_what_it_needs_is_a_first_letter():
    assert "no-partner" in write(a_record(1), intent="introduction").warnings
    assert "no-promise" in write(a_record(1), intent="promised").warnings
    assert write(a_record(1, promised="la lista de precios")).intent == "promised"


def test_introduction_goes_to_both():
    draft = write(a_record(1), partner=a_record(2, "Lis", note="secreto"), intent="introduction")
    assert (draft.to, draft.cc, draft.cc_names) == ("a1@1.example", ("a2@2.example",), ("Alex Roth2",))
    assert "Alex Roth1, Roth" in draft.body
    assert "Alex Roth2, Lis" in draft.body
    assert "secreto" not in draft.body
    assert write(a_record(1), partner=a_record(2), intent="introduction-question").cc == ()


def test_each_letter_of_the_plan_offers_something_new():
    gives = [Give(f"Lectura {number}", topics=("rumano",), languages=("es",)) for number in range(3)]
    record = a_record(1, note="quiere aprender rumano", register="informal")
    titles = [write(record, gives=gives, step=step).suggestions[0].title for step in (1, 2, 3)]
    assert len(set(titles)) == 3
    for step, title in enumerate(titles, 1):
        draft = write(record, gives=gives, step=step)
        assert f"«{title}»" in draft.body
        assert draft.step == step
    assert write(a_record(1, language="it", note="vuole imparare il rumeno"), gives=gives).suggestions == ()


def test_send_date_follows_the_plan():
    sent = [write(a_record(1), step=step, days=(1, 7, 30)).send_date for step in (1, 2, 3, 4)]
    assert sent == [date(2025, 9, 24), date(2025, 9, 30), date(2025, 10, 23), date(2025, 10, 23)]


def test_language_that_lacks_a_letter_writes_the_first_one(tmp_path):
    for name in ("letter", "first-meeting"):
        path = tmp_path / "es" / f"{name}.j2"
        path.parent.mkdir(exist_ok=True)
        path.write_text((packaged_templates() / "es" / path.name).read_text("utf-8"), "utf-8")
    draft = write_draft(a_record(1), EVENT, SENDER, templates=[tmp_path], today=TODAY, intent="one-to-one")
    assert draft.template == "es/first-meeting"
    assert draft.intent == "one-to-one"


def test_own_layout_changes_all_letters_of_a_language(tmp_path):
    own = (packaged_templates() / "es" / "letter.j2").read_text("utf-8").replace("{{ signature }}", "Tu Lucía")
    (tmp_path / "es").mkdir()
    (tmp_path / "es" / "letter.j2").write_text(own, "utf-8")
    draft = write_draft(
        a_record(1),
        EVENT,
        SENDER,
        templates=[tmp_path, packaged_templates()],
        today=TODAY,
        intent="one-to-one",
        footer=False,
    )
    assert draft.template == "es/one-to-one"
    assert draft.body.endswith("Tu Lucía")


@pytest.mark.parametrize(
    ("language", "note", "said"),
    [
        ("es", "que busca local", "busca local"),
        ("it", "che cerca casa", "cerca casa"),
        ("pl", "że szuka lokalu", "szuka lokalu"),
        ("fr", "qu'elle cherche un local", "elle cherche un local"),
        ("de", "dass ihre Tochter studiert", "dass ihre Tochter studiert"),
    ],
)
def test_a_note_that_begins_with_that_is_told_without_it(language, note, said):
    draft = write(a_record(1, language=language, note=note, register="formal"))
    assert said in draft.body
    assert said == note or note not in draft.body


def test_a_promise_without_the_thing_is_pointed_out():
    assert "put-it-in" in write(a_record(1, promised="la lista de notarios")).warnings
    assert "put-it-in" not in write(a_record(1, promised="la lista: https://listas.example/n")).warnings
    assert "put-it-in" not in write(a_record(1, promised="la lista"), step=2).warnings


def test_two_of_whom_one_is_open_are_greeted_alike():
    open_one, other = a_record(1, language="pl"), a_record(2, language="pl")
    known = Record(3, Contact("pl", Name("Ewa Nowak", "Ewa", "Nowak"), emails=(Email("e@n.example"),)), "ready")
    for one, two in ((known, open_one), (open_one, known), (open_one, other)):
        draft = write(one, intent="introduction", partner=two)
        assert draft.body.startswith("Dzień dobry,\n\n")
    assert write(known, intent="introduction", partner=known).body.count("Ewo") == 2
