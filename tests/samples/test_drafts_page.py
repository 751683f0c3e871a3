"""docs/drafts.md is what the program writes today."""

from cardscan.followup.footer import split_footer
from samples import drafts

LANGUAGES = ("de", "en", "es", "fr", "it", "pl", "pt", "ro")


def test_page_is_not_stale():
    assert drafts.PAGE.read_text("utf-8") == drafts.page(), "run `.venv/bin/python -m samples.drafts`"


def test_forty_letters_in_eight_languages():
    text = drafts.page()
    assert text.count("\n### ") == 40
    assert text.count("\n## ") == 8
    letters = [part.split("\n```")[0] for part in text.split("```text\n")[1:]]
    for letter in letters:
        subject, _, body = letter.partition("\n\n")
        assert len(subject) <= 70
        assert min(len(split_footer(body, language)[0].split()) for language in LANGUAGES) <= 120
