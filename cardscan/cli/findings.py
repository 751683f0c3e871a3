"""What the linter found, in words: what is wrong, and what to do."""

from collections.abc import Iterable

from cardscan.cli import terminal
from cardscan.messages import tr
from cardscan.model import Finding


def lines(findings: Iterable[Finding]) -> list[str]:
    """Say findings, one a line; `!` marks those that keep a draft from being approved."""
    return [f"{'!' if finding.level == 'error' else '?'} {line(finding)}" for finding in findings]


def line(finding: Finding) -> str:
    """Say a finding in one line: what is wrong, the words it is about, what to do."""
    wrong, todo = about(finding.code)
    words = f" («{terminal.harmless(finding.detail)}»)" if finding.detail else ""
    return f"{wrong}{words}: {todo}" if todo else f"{wrong}{words}"


def about(code: str) -> tuple[str, str]:
    """What a code means, and what to do about it; the code itself where it is unknown."""
    return (_errors() | _of_writing() | _of_wording()).get(code, (code, ""))


def _errors() -> dict[str, tuple[str, str]]:
    return {
        "no-recipient": (tr("there is no e-mail address to send it to"), tr("add one: cardscan edit NUMBER email=...")),
        "no-email": (tr("there is no e-mail address to send it to"), tr("add one: cardscan edit NUMBER email=...")),
        "objected": (tr("this person does not want your letters"), tr("do not write, delete the draft")),
        "no-consent": (
            tr("a letter with a business purpose needs this person's consent"),
            tr("record it with cardscan consent NUMBER, or write a personal letter"),
        ),
        "placeholder": (
            tr("a value is missing or was never filled in"),
            tr("write it, or take the words around it out"),
        ),
        "both-genders": (
            tr("it speaks to a man and a woman at once"),
            tr("choose one, or write it so that it suits both"),
        ),
        "wrong-gender": (
            tr("the greeting is not for this person's gender"),
            tr("correct it, or tell it: cardscan edit NUMBER gender=m or gender=f"),
        ),
        "greeting-unsure": (
            tr("the greeting takes a gender for granted that is not sure"),
            tr("greet without it, or tell it: cardscan edit NUMBER gender=m or gender=f"),
        ),
        "wrong-language": (
            tr("it is not in the contact's language"),
            tr("rewrite it, or tell the language: cardscan edit NUMBER language=..."),
        ),
        "mixed-register": (tr("it mixes formal and informal address"), tr("keep to one of them throughout")),
        "wrong-register": (
            tr("it does not address the person as it should"),
            tr("rewrite it, or tell it: cardscan edit NUMBER register=formal or register=informal"),
        ),
        "sells": (tr("it sells"), tr("take it out: the first letters give, they do not sell")),
        "attachment": (tr("it says that something is attached, and nothing is"), tr("attach it, or say when it comes")),
        "unsafe-link": (tr("a link is not safe"), tr("write it with https://, or leave it out")),
    }


def _of_writing() -> dict[str, tuple[str, str]]:
    return {
        "no-note": (
            tr("it needs a line from you"),
            tr("What did they say? What could help them? What did you promise?"),
        ),
        "edit-note": (tr("your note stands in it as you wrote it"), tr("word it for the reader")),
        "edit-promise": (tr("what you promised stands in it as you wrote it"), tr("word it for the reader")),
        "check-name": (tr("the name may be wrong or incomplete"), tr("compare it with the card")),
        "gender-unsure": (
            tr("the greeting goes round the gender"),
            tr("tell it: cardscan edit NUMBER gender=m or gender=f"),
        ),
        "language-guessed": (tr("the language is a guess"), tr("tell it: cardscan edit NUMBER language=...")),
        "no-sender-name": (tr("your own name is missing"), tr("write it into cardscan.toml")),
        "no-partner": (tr("an introduction needs a second person"), tr("make it with cardscan introduce")),
        "put-it-in": (tr("what you promised is not in it yet"), tr("attach it, or write it in")),
        "no-promise": (tr("you noted no promise"), tr("note it: cardscan edit NUMBER promised=...")),
    }


def _of_wording() -> dict[str, tuple[str, str]]:
    return {
        "too-long": (tr("it has more than 120 words"), tr("say less: one thing is enough")),
        "sells-softly": (tr("it smacks of selling"), tr("speak of them and their needs instead")),
        "about-sender": (tr("it speaks more of you than of them"), tr("turn a sentence round: begin it with them")),
        "many-asks": (tr("it asks for more than one thing"), tr("keep the smallest, leave the rest for later")),
        "no-give": (tr("it gives nothing"), tr("offer something: a contact, an article, a hand")),
        "same-wording": (tr("another person gets the same words"), tr("change a sentence in one of them")),
        "shouting": (tr("it shouts"), tr("write without capitals and with one mark at most")),
        "odd-blanks": (tr("there are odd blanks or commas"), tr("close the gap")),
        "empty-subject": (tr("the subject is empty"), tr("say where you met or what it is about")),
        "long-subject": (tr("the subject is long"), tr("shorten it, telephones show some 40 letters")),
    }
