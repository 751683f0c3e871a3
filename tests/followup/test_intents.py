from pathlib import Path

import pytest

from cardscan.followup.intents import INTENTS, intent_named, intent_of, is_commercial, why
from cardscan.model import Note


def rows():
    lines = (Path(__file__).parent / "intents.tsv").read_text(encoding="utf-8").splitlines()
    return [(*line.split("\t"), "", "")[:3] for line in lines if line and not line.startswith("#")]


ROWS = rows()


def noted(text, tags):
    return Note(text, tags=tuple(tag.strip() for tag in tags.split(",") if tag.strip()))


@pytest.mark.parametrize(("intent", "text", "tags"), ROWS)
def test_the_intent_of_a_note(intent, text, tags):
    note = noted(text, tags)
    assert intent_of(note) == intent
    assert bool(why(note)) == (intent != "first-meeting")


def test_the_table_is_large_enough():
    assert len(ROWS) >= 100
    assert {intent for intent, _, _ in ROWS} == set(INTENTS) - {"promised"}


@pytest.mark.parametrize("intent", INTENTS)
def test_an_intent_may_be_named_as_it_is(intent):
    assert intent_named(intent) == intent_named(intent.upper().replace("-", " ")) == intent


@pytest.mark.parametrize(
    ("intent", "words"),
    {
        "promised": "promesa|promesso|promisiune|obietnica|versprochen|promesse|promised|prometido",
        "one-to-one": "kawa|café|caffè|cafea|Kaffee|coffee|1-2-1|One to One|121|spotkanie",
        "thanks": "gracias|grazie|mulțumire|podziękowanie|Danke|merci|obrigado|thank you",
        "prospect": "cliente|client|klient|Kunde|lead|potencjalny klient",
        "supplier": "proveedor|fornitore|furnizor|dostawca|Lieferant|fournisseur|fornecedor",
        "reconnect": "retomar contacto|riallacciare|odnowić kontakt|renouer|reatar",
        "referral-partner": "partner|refer|recomendación|segnalazione|recomandare|polecenie|Empfehlung|parceria",
        "introduction-question": "presentar|presentare|introdurre|przedstawić|vorstellen|présenter|apresentar|intro",
        "introduction": "presentación|presentazione|prezentare|mise en relation|apresentação",
        "first-meeting": "primer contacto|primo incontro|pierwsze spotkanie|Erstkontakt|première rencontre",
    }.items(),
)
def test_an_intent_may_be_named_in_each_language(intent, words):
    for word in words.split("|"):
        assert intent_of(Note("posible cliente", promised="a list", intent=word, tags=("kawa",))) == intent
        assert why(Note(intent=f" {word} ")) == (word,)


def test_the_users_word_then_the_promise_then_tags_then_words():
    note = {"note": "posible proveedor", "tags": ("bni", "kawa"), "promised": "la lista de precios"}
    assert intent_of(Note(**note, intent="merci")) == "thanks"
    assert intent_of(Note(**note, intent="no such thing")) == "promised"
    assert why(Note(**note)) == ("la lista de precios",)
    assert intent_of(Note(**note | {"promised": " "})) == "one-to-one"
    assert intent_of(Note(**note | {"promised": "", "tags": ("bni",)})) == "supplier"


def test_why_is_in_the_users_own_words():
    assert why(Note("Tomar  un CAFÉ en enero. Quedamos para un café")) == ("Tomar un CAFÉ", "Quedamos para un café")


def test_only_a_letter_to_a_prospect_is_commercial():
    assert [intent for intent in INTENTS if is_commercial(intent)] == ["prospect"]


@pytest.mark.parametrize("text", ["", "\x00", "{{ 7*7 }}", "a" * 100_000, "\u202e", "[", "café" * 5000])
def test_hostile_notes_are_first_meetings(text):
    assert intent_of(Note(text, tags=(text,), intent=text)) == "first-meeting"
