"""What one entry of an address book came to."""

from dataclasses import dataclass

from cardscan.model import Contact


@dataclass(frozen=True, slots=True)
class Imported:
    """A person or firm of an address book; a broken entry has no contact, and its problem in words.

    `uid` is the name that the book knows it by, `place` the number of the card or row in its file, from 1. `note` and
    `tags` are the book's own words on the person: what it calls groups, labels or categories.
    """

    contact: Contact
    uid: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    place: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to know a person or a firm by."""
        contact = self.contact
        return not (contact.name or contact.company or contact.emails or contact.phones)
