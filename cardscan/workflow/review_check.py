"""Is what a person types a phone number, an e-mail address? Said as they type, by the same rules as on a card."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from cardscan.messages import tr
from cardscan.normalize import emails, phones, taxids, urls

Json = dict[str, Any]

_PHONE = re.compile(r"phones\[\d{1,2}\]")


def check(field: str, value: str, regions: Sequence[str]) -> Json:
    """Tell whether a value will do, how it will be written, and what is wrong with it.

    Args:
        field: `phones`, `emails`, `urls`, `social`, `tax_ids`; any other takes what it is given.
        value: What was typed.
        regions: Countries of numbers typed without one.
    """
    text = " ".join(value.split())
    if not text or (field == "social" and text.startswith("@")):
        return _told(text)
    asked = _CHECKS.get(field)
    return asked(text, regions) if asked else _told(text)


def assigned(key: str, value: str) -> Iterator[str]:
    """Say what a box of the page holds as `cardscan edit` has it; a number without its extension has none."""
    yield f"{key}={value}"
    if _PHONE.fullmatch(key) and value.strip() and phones.split_extension(value)[1] is None:
        yield f"{key}.extension="


def _phone(text: str, regions: Sequence[str]) -> Json:
    phone = phones.parse(text, regions)
    if phone is None:
        return _told(text, tr("This is no phone number."))
    normal = phones.format_international(phone.number) if phone.valid else phone.number
    normal += f" ext. {phone.extension}" if phone.extension else ""
    return _told(normal, "" if phone.valid else tr("No country has such a number."))


def _email(text: str, _: Sequence[str]) -> Json:
    email = emails.parse(text)
    good = email is not None and email.valid
    return _told(email.address if email else text, "" if good else tr("This is no e-mail address."))


def _link(text: str, _: Sequence[str]) -> Json:
    link = urls.parse(text)
    return _told(link.value if link else text, "" if link else tr("This is no web address."))


def _tax_id(text: str, regions: Sequence[str]) -> Json:
    tax = taxids.parse(text, regions[0] if regions else None)
    return _told(tax.number if tax else text, "" if tax and tax.valid else tr("The check digit does not fit."))


_CHECKS: dict[str, Callable[[str, Sequence[str]], Json]] = {
    "phones": _phone,
    "emails": _email,
    "urls": _link,
    "social": _link,
    "tax_ids": _tax_id,
}


def _told(normal: str, message: str = "") -> Json:
    return {"valid": not message, "normal": normal, "message": message}
