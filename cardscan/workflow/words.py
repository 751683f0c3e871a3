"""The program's stable words in the user's: why a field should be looked at, what the linter has against a letter."""

import re
from collections.abc import Iterable

from cardscan.messages import tr
from cardscan.model import Finding


def reason(field: str, word: str) -> str:
    """Say why a field should be looked at."""
    names = {
        "name": tr("the name"),
        "title": tr("the title"),
        "department": tr("the department"),
        "company": tr("the firm"),
        "phones": tr("the phone number"),
        "emails": tr("the e-mail address"),
        "urls": tr("the web address"),
        "address": tr("the address"),
        "tax_ids": tr("the tax number"),
    }
    name = names.get(re.split(r"[.\[]", field, maxsplit=1)[0], field)
    known = {
        "missing": tr("{field} was not found", field=name),
        "no-way-to-reach": tr("there is neither e-mail nor phone"),
        "invalid": tr("{field} cannot be right", field=name),
        "unsure": tr("{field} may be misread", field=name),
        "code-differs": tr("{field}: the code on the card says otherwise", field=name),
    }
    return known.get(word) or tr("{field}: {reason}", field=name, reason=word)


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


def label(field: str, kind: str | None = None) -> str:
    """What a field is called on a form; `kind` is a phone's type, or a tax number's local name."""
    if field == "phones":
        return {"mobile": tr("Mobile"), "fax": tr("Fax")}.get(kind or "", tr("Phone"))
    if field == "tax_ids" and kind:
        return kind
    names = {
        "name": tr("Name"),
        "title": tr("Title"),
        "department": tr("Department"),
        "company": tr("Firm"),
        "emails": tr("E-mail"),
        "urls": tr("Web"),
        "social": tr("Profile"),
        "address": tr("Address"),
        "tax_ids": tr("Tax number"),
    }
    return names.get(field, field)


def finding(one: Finding) -> str:
    """Say what the linter found, and what to do unless that is a command to type."""
    wrong, todo = about(one.code)
    return wrong if not todo or "cardscan" in todo else f"{wrong}: {todo}"


def likenesses(reasons: Iterable[str]) -> list[str]:
    """Say why two contacts look like one person."""
    known = _likenesses()
    return [known.get(reason, reason) for reason in reasons]


def _likenesses() -> dict[str, str]:
    return {
        "same-email": tr("the same e-mail address"),
        "near-email": tr("almost the same e-mail address"),
        "same-mobile": tr("the same mobile number"),
        "near-mobile": tr("almost the same mobile number"),
        "same-profile": tr("the same profile"),
        "same-mailbox": tr("the same name before the @"),
        "stranger": tr("an address in another name"),
        "same-phone": tr("the same phone number"),
        "same-company": tr("the same firm"),
        "near-company": tr("almost the same firm"),
        "same-domain": tr("the same web address"),
        "same-office-email": tr("the same office address"),
        "same-tax-id": tr("the same tax number"),
        "same-address": tr("the same postal address"),
        "same-title": tr("the same title"),
        "same-town": tr("the same town"),
        "same-name": tr("the same name"),
        "nickname": tr("a short form of the name"),
        "near-name": tr("almost the same name"),
        "fuller-name": tr("one name is longer"),
        "partial-name": tr("a part of the name"),
        "family-changed": tr("another family name"),
        **_differences(),
    }


def _differences() -> dict[str, str]:
    return {
        "other-mobile": tr("but another mobile number"),
        "other-email": tr("but another e-mail address"),
        "other-mail-provider": tr("but another mail provider"),
        "other-company": tr("but another firm"),
        "other-town": tr("but another town"),
        "other-country": tr("but another country"),
        "other-title": tr("but another title"),
    }


def intent(name: str) -> str:
    """What a letter is for."""
    known = {
        "first-meeting": tr("after a first meeting"),
        "promised": tr("send what was promised"),
        "introduction-question": tr("ask whether an introduction is welcome"),
        "introduction": tr("introduce two people"),
        "one-to-one": tr("propose a one-to-one"),
        "referral-partner": tr("to a referral partner"),
        "prospect": tr("to a possible customer"),
        "supplier": tr("to a supplier"),
        "thanks": tr("thanks"),
        "reconnect": tr("get in touch again"),
    }
    return known.get(name, name)


def done(what: str) -> str:
    """Say what the user did, as a thing that can be undone."""
    known = {
        "edited": tr("correction"),
        "noted": tr("note"),
        "approved": tr("approval"),
        "skipped": tr("skipping"),
        "sent": tr("marking as sent"),
        "reopened": tr("reopening"),
        "deleted": tr("deletion"),
        "merged": tr("joining of two contacts"),
        "apart": tr("keeping two contacts apart"),
        "introduced": tr("introduction"),
        "text": tr("change of a letter's text"),
        "renewed": tr("taking of the new text"),
        "dated": tr("change of a send date"),
        "confirmed": tr("confirmation"),
        "recognised": tr("recognition of a known contact"),
        "silenced": tr("taking away of letters to who objected"),
        "consented": tr("consent"),
        "objected": tr("objection"),
        "replied": tr("reply"),
        "not-consented": tr("withdrawal of a consent"),
        "not-objected": tr("withdrawal of an objection"),
        "not-replied": tr("withdrawal of a reply"),
        "imported": tr("import of an address book"),
        "synced": tr("changes from your address book on the server"),
        "undo": tr("undo of action"),
        "redo": tr("redo of action"),
    }
    return known.get(what, what)


def pushed(outcome: str, why: str) -> str:
    """Say what became of a letter that was to go into the mailbox."""
    if outcome == "refused":
        return tr("the server refused it: {why}", why=why)
    if outcome == "unusable":
        return _flaws().get(why, why)
    if why == "there":
        return tr("wants no letters, but one is in your mailbox: delete it there")
    return left_behind()[outcome]


def left_behind() -> dict[str, str]:
    """Say, by outcome, why a letter was left as it was."""
    return {
        "edited": tr("changed in your mailbox, and left as it is there"),
        "unapproved": tr("not approved yet"),
        "settled": tr("sent or skipped already"),
        "objected": tr("wants no letters"),
        "removed": tr("its file was removed"),
    }


def _flaws() -> dict[str, str]:
    return {
        "no-recipient": tr("there is no e-mail address to write to"),
        "no-text": tr("there is no text in its file"),
        "empty": tr("there is no letter in its file"),
        "damaged": tr("its file cannot be read as a letter"),
        "encoding": tr("its file is not UTF-8 text; save it as UTF-8"),
    }
