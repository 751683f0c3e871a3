from datetime import date
from importlib.resources import files

import pytest

from cardscan import messages
from cardscan.errors import CardscanError
from cardscan.model import Give
from cardscan.settings import gives
from cardscan.settings.workspace import create

WHOLE = """
[[give]]
title = " Seven ways  to fill rooms "
kind = "Artículo"
url = "https://www.example.com/a?b=1"
words = "a short read"
topics = ["hotels", " turismo ", ""]
languages = ["español", "EN"]
until = 2027-03-31

[[give]]
title = "Ana"
kind = "kontakt"
topics = "księgowość, podatki"
until = "2026-12-01"
"""


@pytest.fixture
def load(tmp_path):
    def go(text):
        path = tmp_path / "gives.toml"
        path.write_text(text, encoding="utf-8")
        return gives.load_gives(path)

    return go


def test_a_missing_file_means_none(tmp_path):
    assert gives.load_gives(tmp_path / "gives.toml") == ()


def test_an_empty_file_means_none(load):
    assert load("") == ()


def test_entries_are_read_with_words_of_any_language(load):
    assert load(WHOLE) == (
        Give(
            "Seven ways to fill rooms",
            "article",
            "https://www.example.com/a?b=1",
            "a short read",
            ("hotels", "turismo"),
            ("es", "en"),
            date(2027, 3, 31),
        ),
        Give("Ana", "contact", topics=("księgowość", "podatki"), until=date(2026, 12, 1)),
    )


KINDS = {
    "article": "|article|artículo|articolo|articol|artykuł|Artikel|artigo",
    "contact": "contacto|contatto|Kontakt|contato",
    "tip": "consejo|consiglio|sfat|porada|Tipp|conseil|dica|conselho",
    "invitation": "invitación|invito|invitație|zaproszenie|Einladung|invitation|convite",
}


@pytest.mark.parametrize(("kind", "words"), KINDS.items())
def test_the_kind_is_understood_in_each_language(load, kind, words):
    for word in words.split("|"):
        assert load(f'[[give]]\ntitle = "x"\ntopics = ["web"]\nkind = "{word}"\n')[0].kind == kind


GOOD = '[[give]]\ntitle = "good"\ntopics = ["web"]\n'


@pytest.mark.parametrize(
    ("entry", "said", "hint"),
    [
        ('title = "x"\ntopic = ["web"]', "line 6, entry 2: unknown key 'topic'", "'topics'"),
        (
            'title = "x"\ntopics = ["web"]\nurl = "http://example.com"',
            "line 7, entry 2: url: write the whole address",
            "",
        ),
        ('title = "x"\ntopics = ["web"]\nurl = "www.example.com"', "https://", ""),
        ('title = "x"\ntopics = ["web"]\nurl = "https://"', "https://", ""),
        ('title = "x"\ntopics = ["web"]\nurl = "https://exa mple.com"', "https://", ""),
        ('title = "x"\ntopics = ["web"]\nurl = "https://bank.example@evil.example"', "https://", ""),
        ('title = "x"\ntopics = ["web"]\nurl = "https://[1"', "https://", ""),
        ('title = "x"\ntopics = ["web"]\nurl = "javascript:alert(1)"', "https://", ""),
        ('title = "x"\ntopics = ["web"]\nkind = "artikle"', "'artikle' is none of: article, contact, tip", ""),
        ('title = "x"\ntopics = ["web"]\nuntil = "tomorrow"', "2026-12-31", ""),
        ('title = "x"\ntopics = ["web"]\nuntil = 31', "2026-12-31", ""),
        ('title = "x"\ntopics = ["web"]\nlanguages = ["klingon"]', "'klingon' is no language", ""),
        ('title = "x"\ntopics = [1]', "list of texts", ""),
        ('title = 3\ntopics = ["web"]', "text in quotes", ""),
        ('topics = ["web"]', "line 4, entry 2: title", ""),
        ('title = " "\ntopics = ["web"]', "line 5, entry 2: title", ""),
        ('title = "x"', "line 4, entry 2: topics: say whom it suits", ""),
    ],
)
def test_a_mistake_is_one_clear_line(load, entry, said, hint):
    with pytest.raises(CardscanError) as caught:
        load(f"{GOOD}[[give]]\n{entry}\n")
    assert said in caught.value.message
    assert "gives.toml" in caught.value.message
    assert "\n" not in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[give]\ntitle = "x"\n', "line 1: give: begin each entry with a line [[give]]"),
        ('[[gives]]\ntitle = "x"\n', "unknown key 'gives'"),
        ("give = 3\n", "[[give]]"),
        ('[[give]]\ntitle = "x\n', "line 2"),
    ],
)
def test_a_wrong_frame_is_said(load, text, said):
    with pytest.raises(CardscanError) as caught:
        load(text)
    assert said in caught.value.message


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_the_template_gives_nothing_until_the_hashes_go(load, language, monkeypatch):
    monkeypatch.setattr(gives, "language", lambda: language)
    text = gives.template()
    assert (language == "en") == (text == (files("cardscan.settings") / "data" / "gives.toml").read_text("utf-8"))
    assert load(text) == ()
    _, _, entries = text.partition("# [[give]]")
    read = load("\n".join(line.removeprefix("#").strip() for line in f"# [[give]]{entries}".splitlines()))
    assert [give.kind for give in read] == ["article", "invitation"]
    assert read[0].languages == (language,)
    assert read[0].until == date(2027, 3, 31)
    assert len(read[0].topics) == 2


def test_a_new_workspace_has_the_file(tmp_path):
    workspace, made = create(tmp_path / "ws")
    assert workspace.gives in made
    assert gives.load_gives(workspace.gives) == ()
    workspace.gives.write_text(GOOD, encoding="utf-8")
    assert workspace.gives not in create(tmp_path / "ws")[1]
    assert len(gives.load_gives(workspace.gives)) == 1
