import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from cardscan.followup.needs import interest_mentions, need_mentions
from cardscan.followup.topics import domains_of, mentions, names, topics_of, trade_mentions
from cardscan.model import Contact, Email, Link, Name, Note, Record, Text

HERE = Path(__file__).parent
LANGUAGES = ("es", "it", "ro", "pl", "en", "de", "fr", "pt")


def trades(record):
    return {mention.topic for mention in trade_mentions(record)}


def rows(name):
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [(*line.split("\t"), "", "")[:3] for line in lines if line.strip() and not line.startswith("#")]


TOPICS, NEEDS = rows("topics.tsv"), rows("needs.tsv")


@pytest.mark.parametrize(("text", "language", "topics"), TOPICS)
def test_what_a_text_speaks_of(text, language, topics):
    found = topics_of(text, None if language == "-" else language)
    wanted = set(topics.rstrip("+").split())
    assert found >= wanted if topics.endswith("+") else found == wanted


def test_the_tables_are_large_enough_and_know_their_topics():
    assert len(TOPICS) >= 120
    told = {topic for _, _, topics in TOPICS for topic in topics.rstrip("+").split()}
    told |= {topic for _, needs, interests in NEEDS for topic in (*needs.split(), *interests.split())}
    assert told <= names()
    assert {language for _, language, _ in TOPICS} == {*LANGUAGES, "-"}


def test_every_topic_has_words_in_every_language_or_one_for_all():
    lists = tomllib.loads((files("cardscan.followup") / "data" / "topics.toml").read_text("utf-8"))
    for topic in names():
        assert set(LANGUAGES) <= lists[topic].keys(), topic


def test_no_stem_is_so_short_that_it_begins_anything():
    text = (files("cardscan.followup") / "data" / "topics.toml").read_text("utf-8")
    phrases = [phrase for line in re.findall(r'"([^"]*)"', text) for phrase in line.split(",")]
    assert [phrase for phrase in phrases if re.fullmatch(r"\s*\*?\w{1,2}\*", phrase)] == []


@pytest.mark.parametrize(("note", "needs", "interests"), NEEDS)
def test_what_a_note_says_is_sought_or_liked(note, needs, interests):
    assert {mention.topic for mention in need_mentions(Note(note))} == set(needs.split())
    assert {mention.topic for mention in interest_mentions(Note(note))} == set(interests.split())


def test_the_reason_is_in_the_notes_own_words():
    note = Note("Tiene dos hijas.\n- Busca  FOTÓGRAFO\tpara la boda", tags=("szuka księgowej",))
    assert [mention.words for mention in need_mentions(note)] == ["Busca FOTÓGRAFO", "szuka księgowej"]
    assert {mention.topic for mention in need_mentions(note)} == {"photography", "accounting"}


def card(name="Ana Ruiz", title="", firm="", *, urls=(), emails=(), language="es", department=""):
    return Contact(
        language,
        Name(name),
        title=Text(title) if title else None,
        department=Text(department) if department else None,
        company=Text(firm) if firm else None,
        urls=tuple(map(Link, urls)),
        emails=tuple(map(Email, emails)),
    )


def test_the_trade_comes_from_title_department_and_firm():
    contact = card(title="Fotógrafa", department="Marketing", firm="Bodas del Sur", urls=["lopezpanaderia.es"])
    record = Record(1, contact, "ready")
    assert trades(record) == {"photography", "marketing", "weddings"}
    assert [mention.field for mention in trade_mentions(record)] == ["title", "department", "company"]


def test_where_the_firm_tells_none_the_domain_does():
    contact = card(firm="López", urls=["lopezpanaderia.es/x"], emails=["hotel@gmail.com", "ana@lopezpanaderia.es"])
    assert trades(Record(1, contact, "ready")) == {"bakery"}
    assert domains_of(contact) == ("lopezpanaderia.es",)


@pytest.mark.parametrize(
    ("name", "firm", "domain"),
    [
        ("Ute Schneider", "Schneider GmbH", "schneider-gruppe.example"),
        ("Eva Klein", "Schneider & Klein", "schneiderklein.example"),
        ("Ann Baker", "Baker & Sons", "bakersons.example"),
        ("Jan Kowalski", "Kowalski Sp. z o.o.", "kowalski.example"),
        ("Ewa Nowak", "Stolarski i Wspólnicy", "stolarski.example"),
        ("Luis Viñedo", "Viñedo e Hijos", "vinedo-hijos.example"),
        ("Max Koch", "Koch AG", "koch.example"),
    ],
)
def test_a_family_name_in_the_firm_is_no_trade(name, firm, domain):
    assert trades(Record(1, card(name, firm=firm, urls=[domain]), "ready")) == set()


@pytest.mark.parametrize("domain", ["carterasmith.example", "marinoni.example", "designori.example", "bar.example"])
def test_a_domain_without_a_trade_tells_none(domain):
    assert trades(Record(1, Contact(urls=(Link(domain),)), "ready")) - {"design"} == set()


def test_the_cards_language_goes_first_and_another_is_still_read():
    assert topics_of("Notar", "de") == {"notary"}
    assert topics_of("Steuerberaterin", "es") == {"accounting"}


@pytest.mark.parametrize("text", ["", " ", "*", "\u202e\x00", "a" * 100_000, "%s {{7*7}} <script>", "ł" * 50, "🍷"])
def test_hostile_text_names_nothing(text):
    assert mentions(text) == ()
    assert need_mentions(Note(text)) == ()
