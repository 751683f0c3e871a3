"""Changes as users write them: `field=value` for a contact and its note."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from cardscan.errors import CardscanError, Exit
from cardscan.messages import tr

NAME_PARTS = ("given", "family", "prefix", "suffix")
_TEXTS = ("title", "department", "company")
NOTES = ("note", "promised", "language", "register", "intent", "tags", "gender")
MANY = {
    "phone": "phones",
    "mobile": "phones",
    "fax": "phones",
    "email": "emails",
    "url": "urls",
    "social": "social",
    "tax_id": "tax_ids",
}
_ALIASES = {"e_mail": "email", "firm": "company", "phones": "phone", "emails": "email", "urls": "url", "notes": "note"}

FIELDS = ("name", *NAME_PARTS, *_TEXTS, *MANY, "address", *NOTES)
"""What `edit` takes: `phone=` replaces all numbers, `mobile=` the mobile ones, `phone+=` adds one, `title=` clears."""


_SLOT = re.compile(r"(phones|emails|urls|social|tax_ids)\[(\d{1,2})\](?:\.(type|extension))?")
_ADDRESS_PARTS = ("street", "postal_code", "city", "region", "country_code")


@dataclass(frozen=True, slots=True)
class Change:
    """One `field=value`, or `field+=value` where `adds`.

    One value of several is named by its `index`, as in `phones[1]=value`: past the last it is added, an empty one takes
    it away. `part` is a part of it, or of an address.
    """

    field: str
    value: str
    adds: bool = False
    index: int | None = None
    part: str = ""


def parse(assignments: Iterable[str]) -> tuple[Change, ...]:
    """Read `field=value` arguments.

    Raises:
        CardscanError: One is no assignment, or names a field that does not exist.
    """
    changes = []
    for text in assignments:
        key, sign, value = text.partition("=")
        if sign and (single := _single_value(key.strip(), " ".join(value.split()))):
            changes.append(single)
            continue
        name = _field(key.removesuffix("+"))
        if not sign:
            raise wrong(tr("{value!r} is no field=value", value=text), tr('Such as: title="Sales Director"'))
        if name not in FIELDS:
            close = difflib.get_close_matches(name, FIELDS, n=1)
            known = tr("Fields: {names}", names=", ".join(FIELDS))
            hint = tr("Did you mean {name!r}?", name=close[0]) if close else known
            raise wrong(tr("there is no field {name!r}", name=name), hint)
        if key.endswith("+") and name not in (*MANY, "note", "promised", "tags"):
            raise wrong(tr("{name} holds one value; write {name}=...", name=name))
        changes.append(Change(name, " ".join(value.split()) if name not in NOTES else value.strip(), key.endswith("+")))
    return tuple(sorted(changes, key=_order))


def _single_value(key: str, value: str) -> Change | None:
    """Read `phones[1]=`, `name.given=` or `address.city=`; None where it is none of these."""
    if slot := _SLOT.fullmatch(key):
        return Change(slot[1], value, index=int(slot[2]), part=slot[3] or "")
    whole, dot, part = key.partition(".")
    if dot and (whole, part) in {("name", one) for one in NAME_PARTS}:
        return Change(part, value)
    if dot and whole == "address" and part in _ADDRESS_PARTS:
        return Change("address", value, part=part)
    return None


def _order(change: Change) -> tuple[bool, int]:
    """Take values away last, and from the end, so that the places of the others hold until then."""
    takes = change.index is not None and not change.value and not change.part
    return takes, -change.index if takes and change.index is not None else 0


def _field(text: str) -> str:
    name = text.strip().lower().replace("-", "_")
    return _ALIASES.get(name, name)


def root(field: str) -> str:
    """Name the field of a contact that a part of a name belongs to."""
    return "name" if field in NAME_PARTS else field


def wrong(message: str, hint: str = "") -> CardscanError:
    """Say what is wrong with what the user wrote."""
    return CardscanError(message, hint=hint, exit_code=Exit.USAGE)
