"""Is a photo that took another one's place a better photo of the same card? The place is half of the evidence."""

from difflib import SequenceMatcher

from cardscan.folding import fold
from cardscan.model import Contact

_SIMILAR = 0.7  # of 1; a name with a third of its letters misread


def is_retake(old: Contact, new: Contact) -> bool:
    """Tell whether both can be the same card, one of them misread: a number, an address or much of the name agrees."""
    phones = {phone.number for phone in old.phones} & {phone.number for phone in new.phones}
    emails = {email.address for email in old.emails} & {email.address for email in new.emails}
    return bool(phones or emails) or _similarity(old, new) >= _SIMILAR


def _similarity(old: Contact, new: Contact) -> float:
    if old.name is None or new.name is None:
        return 0.0
    return SequenceMatcher(None, fold(old.name.full), fold(new.name.full), autojunk=False).ratio()
