"""The second card of somebody: met again, misread, at a new job, under a nickname, married."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cardscan.fields.wordlists import table
from cardscan.folding import unaccent
from cardscan.model import Contact, Email, Name, Phone, Text
from samples.training.people import Makers, Someone, card, moved, parts

_APART = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


def second_card(someone: Someone, first: Contact, makers: Makers) -> tuple[str, Contact]:
    """Make a second card of a person and say what is different about it; `first` is the card that is known."""
    kinds: dict[str, tuple[float, Callable[[Someone, Contact, Makers], Contact]]] = {
        "again": (16, _again),
        "misread": (18, _misread),
        "new job": (17, _new_job),
        "new number": (6, _new_number),
        "two firms": (7, _two_firms),
        "accents": (8, _accents),
        "swapped": (7, _swapped),
        "nickname": (8, _nickname),
        "form of name": (9, _form_of_name),
        "married": (4, _married),
    }
    kind = makers.rng.choices(list(kinds), [weight for weight, _ in kinds.values()])[0]
    contact = kinds[kind][1](someone, first, makers)
    if kind != "misread" and makers.often(0.12):
        contact = _slips(contact, makers, 1)
    return kind, contact


def _again(someone: Someone, first: Contact, makers: Makers) -> Contact:
    """Met at another event: the very card, or a newer print that shows other things."""
    return first if makers.often(0.4) else card(someone, makers)


def _misread(someone: Someone, first: Contact, makers: Makers) -> Contact:
    contact = first if makers.often(0.6) else card(someone, makers)
    return _slips(contact, makers, makers.rng.choice((1, 1, 2, 3)))


def _new_job(someone: Someone, first: Contact, makers: Makers) -> Contact:
    """Another firm; the mobile, the private address or the profile may stay. If nothing does, at least the town."""
    at = moved(someone, makers)
    if (someone.private or someone.profile) and makers.often(0.3):  # who changes all is known to nobody
        at = replace(at, mobile=makers.mobile(someone.language))
    contact = card(at, makers)
    if _own(contact) & _own(first) and makers.often(0.4):
        return contact
    town = someone.firm.town
    address = contact.address and replace(contact.address, full=f"{at.firm.street}, {town}", city=town)
    return replace(contact, address=address)


def _own(contact: Contact) -> set[str]:
    phones = {phone.number for phone in contact.phones if phone.type != "fax"}
    return phones | {email.address for email in contact.emails} | {link.value for link in contact.social}


def _new_number(someone: Someone, _: Contact, makers: Makers) -> Contact:
    return card(replace(someone, mobile=makers.mobile(someone.language)), makers)


def _two_firms(someone: Someone, _: Contact, makers: Makers) -> Contact:
    """A second business of the same person, sometimes at the same place."""
    at = moved(someone, makers)
    here = replace(at.firm, town=someone.firm.town)
    if makers.often(0.5):
        here = replace(here, street=someone.firm.street)
    return card(replace(at, firm=here), makers, bare=0.7)


def _accents(someone: Someone, _: Contact, makers: Makers) -> Contact:
    plain = _apart if makers.often(0.4) else _bare
    contact = card(someone, makers)
    company = contact.company and Text(plain(contact.company.value))
    name = contact.name and Name(*(plain(part or "") for part in (contact.name.full, someone.given, someone.family)))
    return replace(contact, name=name, company=company)


def _swapped(someone: Someone, _: Contact, makers: Makers) -> Contact:
    """The family name first, whether the reader noticed or not; or the name not taken apart at all."""
    contact, full = card(someone, makers), f"{someone.family} {someone.given}"
    names = (
        Name(full, given=someone.family, family=someone.given),
        Name(full, given=someone.given, family=someone.family),
        Name(f"{someone.given} {someone.family}", given=someone.family, family=someone.given),
        Name(full),
    )
    return replace(contact, name=makers.rng.choice(names))


def _nickname(someone: Someone, first: Contact, makers: Makers) -> Contact:
    """The short form of a name that has one: for the others, a slip of the reader."""
    called = dict(pair.split() for pair in parts()["called"][someone.language])
    given = someone.given.replace("-", " ").split()[0]
    if given not in called:
        return _misread(someone, first, makers)
    short = called[given]
    return card(replace(someone, given=short), makers)


def _form_of_name(someone: Someone, _: Contact, makers: Makers) -> Contact:
    """An initial, one of two names left out, or one more than before."""
    given, family = someone.given.split(), someone.family.replace("-", " ").split()
    if len(family) > 1 and makers.often(0.7):
        shown = replace(someone, family=family[0] if makers.often(0.7) else f"{family[0]} {family[1][0]}.")
    elif len(given) > 1:
        shown = replace(someone, given=given[0] if makers.often(0.7) else f"{given[0]} {given[1][0]}.")
    elif makers.often(0.4):
        shown = replace(someone, given=f"{given[0][0]}.")
    else:
        shown = replace(someone, given=f"{given[0]} {makers.name(someone.language)[0].split()[0]}")
    return card(shown, makers)


def _married(someone: Someone, _: Contact, makers: Makers) -> Contact:
    """Another family name, or one more; the address at the firm may have changed with it."""
    new = makers.name(someone.language)[1].split()[0]
    family = f"{someone.family.split()[0]}-{new}" if makers.often(0.4) else new
    email = makers.address_at(someone.firm.domain, someone.given, family) if makers.often(0.3) else someone.email
    return card(replace(someone, family=family, email=email), makers)


def _slips(contact: Contact, makers: Makers, count: int) -> Contact:
    """Let a reader go wrong in so many places."""
    for _ in range(count):
        contact = makers.rng.choice((_slip_in_name, _slip_in_name, _slip_in_mail, _slip_in_phone, _slip_in_firm))(
            contact, makers
        )
    return contact


def _slip_in_name(contact: Contact, makers: Makers) -> Contact:
    if contact.name is None:
        return contact
    words = contact.name.full.split()
    at = makers.rng.randrange(len(words))
    wrong = _slip(words[at], makers)
    given, family = (
        " ".join(wrong if word == words[at] else word for word in (part or "").split()) or None
        for part in (contact.name.given, contact.name.family)
    )
    full = " ".join(wrong if i == at else word for i, word in enumerate(words))
    return replace(contact, name=replace(contact.name, full=full, given=given, family=family))


def _slip_in_mail(contact: Contact, makers: Makers) -> Contact:
    if not contact.emails:
        return contact
    box, _, domain = contact.emails[0].address.partition("@")
    if makers.often(0.7):
        box = _slip(box, makers).lower().replace(" ", "")
    else:
        label, _, top = domain.rpartition(".")
        domain = f"{_slip(label, makers).lower().replace(' ', '')}.{top}"
    return replace(contact, emails=(Email(f"{box}@{domain}"), *contact.emails[1:]))


def _slip_in_phone(contact: Contact, makers: Makers) -> Contact:
    if not contact.phones:
        return contact
    at = makers.rng.randrange(len(contact.phones))
    number = contact.phones[at].number
    place = makers.rng.randrange(3, len(number))
    lot = makers.rng.random()
    middle = makers.rng.choice("0123456789") if lot < 0.7 else ""
    wrong = Phone(number[:place] + middle + number[place + 1 :], type=contact.phones[at].type, valid=lot < 0.5)
    return replace(contact, phones=(*contact.phones[:at], wrong, *contact.phones[at + 1 :]))


def _slip_in_firm(contact: Contact, makers: Makers) -> Contact:
    return replace(contact, company=Text(_slip(contact.company.value, makers))) if contact.company else contact


def _slip(text: str, makers: Makers) -> str:
    """One slip: letters that look alike, or one lost, doubled, swapped with the next, or any other."""
    rng = makers.rng
    if len(text) < 2:
        return text
    place = rng.randrange(len(text) - 1)
    groups = [group for group in table("lookalikes")["groups"] if any(one in text.lower() for one in group)]
    if groups and rng.random() < 0.6:
        group = rng.choice(groups)
        seen = rng.choice([one for one in group if one in text.lower()])
        at = text.lower().index(seen)
        return text[:at] + rng.choice([one for one in group if one != seen]) + text[at + len(seen) :]
    lot = rng.randrange(4)
    if lot == 0:
        return text[:place] + text[place + 1 :]
    if lot == 1:
        return text[: place + 1] + text[place:]
    if lot == 2:
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text[:place] + rng.choice("abcdeghiklmnoprstuvz") + text[place + 1 :]


def _bare(text: str) -> str:
    """Without accents, as an old program prints it; capitals stay."""
    plain = "".join(unaccent(char).upper() if char.isupper() else unaccent(char) for char in text)
    return plain


def _apart(text: str) -> str:
    return _bare(text.translate(_APART))
