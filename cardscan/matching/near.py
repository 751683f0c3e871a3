"""Addresses, numbers and firms that are the same but for a slip of the reader."""

from cardscan.matching.spelling import near, plain, slips
from cardscan.matching.tables import givens
from cardscan.matching.traits import Traits

# Digits that readers take for each other in small or blurred type.
_CONFUSED = frozenset({"17", "14", "38", "56", "08", "68", "06", "49", "27", "35", "58", "89", "09", "39", "69"})
_END, _LONG_END = 2, 3
"""A firm's numbers, and a family's, differ in the last digits: what looks like a slip there is none."""

_SHORT_BOX, _LONG_BOX = 5, 11


def near_email(one: str, other: str) -> bool:
    """Tell whether two addresses are one but for a slip of a letter; other digits make another address."""
    (mailbox, _, domain), (mailbox2, _, domain2) = one.partition("@"), other.partition("@")
    if domain == domain2:
        return _near_mailbox(mailbox, mailbox2)
    return mailbox == mailbox2 and near_word(domain, domain2)


def misspelt(one: Traits, other: Traits) -> bool:
    """Tell whether the two have one address misspelt; whoever tells two of one name apart adds to it or leaves out."""
    return any(
        near_email(mine, its) and (len(mine) == len(its) or mine.partition("@")[0] == its.partition("@")[0])
        for mine in one.emails - other.emails
        for its in other.emails - one.emails
    )


def near_word(one: str, other: str) -> bool:
    """Tell whether two words of letters are the same, or but for a slip."""
    return plain(one) == plain(other) or near(plain(one), plain(other))


def near_number(one: str, other: str, *, anywhere: bool = False) -> bool:
    """Tell whether two numbers are one but for digits that readers confuse, lose or swap, not at the very end.

    `anywhere` is for those of one name, who are no firm and no family with numbers in a row.
    """
    if ";" in one + other or slips(one, other, 1) > 1:
        return False
    if len(one) != len(other) or anywhere:
        return True
    places = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(places) == 2:
        return True
    confused = "".join(sorted((one[places[0]], other[places[0]]))) in _CONFUSED
    return places[0] < len(one) - (_END if confused else _LONG_END)


def near_firm(one: str, other: str) -> bool:
    """Tell whether two firms' letters are one but for slips, or one has further words behind."""
    short, long = sorted((one, other), key=len)
    if len(short) >= 8 and long.startswith(short):
        return True
    most = 1 if len(short) < 10 else 2
    return len(short) > 4 and slips(one, other, most) <= most


def same_mailbox(one: Traits, other: Traits) -> bool:
    """Tell whether both have a mailbox of one telling name, at two domains: `mrossi74`. A lone digit only counts."""
    mine, theirs = ({address.partition("@")[0] for address in person.emails} for person in (one, other))
    return any(len(box) > 4 and len(_digits(box)) > 1 for box in mine & theirs)


def _near_mailbox(one: str, other: str) -> bool:
    if _digits(one) != _digits(other) and (len(one) != len(other) or (_digits(one) and _digits(other))):
        return False  # ana.diaz, ana.diaz2
    if plain(one) == plain(other):
        return True
    parts = set(one.split(".")) ^ set(other.split("."))
    if all(plain(part) in givens() for part in parts):  # mario.rossi, maria.rossi
        return False
    most = 2 if min(len(one), len(other)) >= _LONG_BOX else 1
    return min(len(one), len(other)) >= _SHORT_BOX and slips(one, other, most) <= most and one[0] == other[0]


def _digits(box: str) -> str:
    return "".join(char for char in box if char.isdigit())
