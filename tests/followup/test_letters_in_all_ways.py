"""Every letter of every language, for every kind of person, occasion, note and gift: not one slip of the pen."""

import itertools
import re
from datetime import date

import pytest

from cardscan.followup import purpose
from cardscan.followup.draft import packaged_templates, write_draft
from cardscan.followup.footer import split_footer
from cardscan.followup.templates import TEMPLATES
from cardscan.model import Contact, Declaration, Email, Event, Name, Note, Record, Sender, Suggestion, Text

TODAY = date(2025, 9, 24)
LANGUAGES = ("de", "en", "es", "fr", "it", "pl", "pt", "ro")
WRITTEN = [
    (language, name)
    for language in LANGUAGES
    for name in TEMPLATES
    if (packaged_templates() / language / f"{name}.j2").is_file()
]
PEOPLE = (Name("Marek Roth", "Marek", "Roth"), Name("Alex Roth", "Alex", "Roth"), None)
EVENTS = (Event("e", "Foro Verde", date(2025, 9, 23), "Alicante"), Event("e", "Foro Verde"), None)
NOTES = ("", "Delta 4 Omega")
GIFTS = (
    None,
    Suggestion("Delta 9", "article", "https://delta.example/9"),
    Suggestion("Delta 9", "contact", words="Omega"),
    Suggestion("Delta 9.", "tip"),
    Suggestion("Delta 9", "invitation", "https://delta.example/9", "Omega!"),
)
SENDERS = (Sender(), Sender("Lucía Marín", "Marín S.L.", gender="f", gives=("Delta 8",), seeks=("Delta 7",)))
PARTNER = Record(9, Contact(None, Name("Ewa Lis", "Ewa", "Lis"), emails=(Email("ewa@lis.example"),)), "ready")


def letters(language, template, monkeypatch, stride):
    """Render a template in all the ways; each comes with what was put in."""
    step = {"second": 2, "third": 3}.get(template, 1)
    ways = itertools.product(PEOPLE, ("m", "f", None), ("formal", "informal"), EVENTS, NOTES, GIFTS, SENDERS)
    every = itertools.islice(enumerate(ways), 0, None, stride)
    for number, (name, gender, register, event, note, gift, sender) in every:
        promised = "Delta 5" if number % 2 or template == "promised" else ""
        told = Note(note, promised, language, register, gender=gender)
        contact = Contact(language, name, company=Text("Roth"), emails=(Email(f"a{number}@roth.example"),))
        record = Record(number, contact, "ready", note=told, consent=Declaration(TODAY))
        monkeypatch.setattr(purpose, "fitting", lambda *_, gift=gift: (gift,) * 3 if gift else ())
        yield write_draft(
            record,
            event,
            sender,
            templates=[packaged_templates()],
            today=TODAY,
            step=step,
            intent=None if step > 1 else template,
            partner=PARTNER,
            footer=number % 2 == 0,
        )


def slips(text, language):
    """What no letter may hold."""
    signs = r"None|Undefined|[{}|]|%\}| {2}| [,.;!]|,[,.;:?!]|[.:;?!][,;]|(?<!\.)\.\.(?!\.)|\( ?\)|„”|„“|“”|« ?»|\( "
    if language != "fr":
        signs += r"| [?:]"
    yield from re.findall(signs, text)
    yield from re.findall(r"\w/\w|\w\(\w{1,3}\)", re.sub(r"https?://\S+", "", text))
    yield from re.findall(r"\n{3,}|[ \t]\n|\n[ \t]|^\s|\s$", text)


@pytest.mark.parametrize("stride", [199, pytest.param(1, marks=pytest.mark.thorough)])
@pytest.mark.parametrize(("language", "template"), WRITTEN)
def test_letter_reads_well_in_all_ways(language, template, stride, monkeypatch):
    for draft in letters(language, template, monkeypatch, stride):
        body, _ = split_footer(draft.body, language)
        whole = f"{draft.subject}\n\n{draft.body}"
        assert not list(slips(whole, language)), whole
        assert len(draft.subject) <= 70, draft.subject
        assert len(body.split()) <= 120, body
        assert len(body.split()) >= 18, body
        assert body.count("?") <= 1, body
        paragraphs = body.split("\n\n")
        for paragraph in paragraphs[1:-1]:
            assert paragraph[-1] in ".!?…" or paragraph.startswith("–"), body
            assert "\n" not in paragraph or paragraph.startswith("–"), body
        # Two readers are greeted in two lines, or, where one of them cannot be greeted by name, in one for both.
        greeting = {1, 2} if draft.template.endswith("/introduction") else {1}
        assert len(paragraphs[0].splitlines()) in greeting, body


@pytest.mark.parametrize(("language", "template"), WRITTEN)
def test_no_filter_has_a_sentence_in_two_of_its_wordings(language, template):
    """A colleague would read it again."""
    text = (packaged_templates() / language / f"{template}.j2").read_text("utf-8")
    text += (packaged_templates() / language / "letter.j2").read_text("utf-8")
    for block in re.findall(r"\{% filter either %\}(.*?)\{% endfilter %\}", text, re.S):
        for branch in re.split(r"\{%.*?%\}", block):
            told = [set(re.split(r"(?<=[.?!])\s+", option.strip())) - {""} for option in re.split(r"\n\|\n", branch)]
            for one, other in itertools.combinations(told, 2):
                assert not one & other, one & other


@pytest.mark.parametrize(("language", "template"), WRITTEN)
def test_nothing_is_said_to_be_attached_and_nothing_is_left_to_choose(language, template):
    text = (packaged_templates() / language / f"{template}.j2").read_text("utf-8")
    text = re.sub(r"\{[#%{].*?[#%}]\}", "", text, flags=re.S)
    attached = r"adjunt|allegat|ataș|załącz|attach|enclosed|anbei|beigefügt|angehängt|pi[eè]ce jointe|ci-joint|anexo"
    assert not re.search(attached, text, re.I)
    assert not re.search(r"\w/\w|[a-z]\([a-z]{1,3}\)", text)
