"""The reasons of a match in the words of the user's language."""

from collections.abc import Callable, Sequence

from cardscan.messages import tr

_WORDS: dict[str, Callable[[], str]] = {
    "same-email": lambda: tr("the same e-mail address"),
    "near-email": lambda: tr("e-mail addresses that differ in a letter"),
    "same-mailbox": lambda: tr("the same mailbox at another provider"),
    "same-mobile": lambda: tr("the same mobile number"),
    "near-mobile": lambda: tr("mobile numbers that differ in a digit"),
    "same-profile": lambda: tr("the same profile"),
    "same-phone": lambda: tr("the same phone number"),
    "same-company": lambda: tr("the same company"),
    "near-company": lambda: tr("companies of almost the same name"),
    "same-domain": lambda: tr("the same website or e-mail domain"),
    "same-office-email": lambda: tr("the same company e-mail address"),
    "same-tax-id": lambda: tr("the same tax number"),
    "same-address": lambda: tr("the same street and number"),
    "same-title": lambda: tr("the same title"),
    "same-town": lambda: tr("the same town"),
    "same-name": lambda: tr("the same name"),
    "nickname": lambda: tr("a short form of the same name"),
    "near-name": lambda: tr("almost the same name"),
    "fuller-name": lambda: tr("the same name, once with further words"),
    "partial-name": lambda: tr("a part of the name is the same"),
    "family-changed": lambda: tr("the same first name, another family name"),
    "other-mobile": lambda: tr("but another mobile number"),
    "other-email": lambda: tr("but another e-mail address at the same company"),
    "other-mail-provider": lambda: tr("but another private e-mail address"),
    "other-company": lambda: tr("but another company"),
    "other-town": lambda: tr("but another town"),
    "other-country": lambda: tr("but another country"),
    "other-title": lambda: tr("but another title"),
}
REASONS = tuple(_WORDS)
"""All reasons, as stable words."""


def in_words(reasons: Sequence[str]) -> tuple[str, ...]:
    """Say each reason as people read it; one that is not known is left as it is."""
    return tuple(_WORDS[reason]() if reason in _WORDS else reason for reason in reasons)
