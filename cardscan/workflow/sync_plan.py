"""What a sync is to do with each contact and each card: decided from what is known on both sides, done elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from cardscan.matching.known import KnownPeople
from cardscan.model import Contact
from cardscan.store.remote import RemoteCard

Kind = Literal["create", "link", "merge", "same", "gone", "left", "import"]


@dataclass(frozen=True, slots=True)
class Here:
    """A contact that takes part: its name for ever, what it says, who it is."""

    id: int
    uid: str
    facts: Mapping[str, str]
    contact: Contact


@dataclass(frozen=True, slots=True)
class There:
    """A card on the server that belongs to no contact yet: its name for ever, and whom it is about."""

    uid: str
    contact: Contact


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done with one contact or one card.

    `kind` is `create` a card, `link` one that was there, `merge` the changes of both sides, `same` where there are
    none, `gone` where the card was deleted there, `left` where the contact was deleted here; `import` an unknown one.
    """

    kind: Kind
    href: str
    record: int | None = None
    row: RemoteCard | None = None


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides: the contacts that take part, the cards that are known, and what is on the server (path -> ETag).

    `again` are contacts that the user named: if their cards were deleted there, they are put there once more.
    """

    here: Mapping[int, Here]
    rows: tuple[RemoteCard, ...]
    listing: Mapping[str, str]
    again: Collection[int] = ()

    def strangers(self) -> list[str]:
        """Name the cards that belong to no contact."""
        linked = {row.href for row in self.rows if row.record is not None}
        return [href for href in self.listing if href not in linked]

    def unplaced(self) -> bool:
        """Tell whether some contact has no card that is there: only then is it worth to look at all strangers."""
        placed = {row.record for row in self.rows if row.href in self.listing}
        return any(number not in placed for number in self.here)


def file_name(uid: str) -> str:
    """Name a card's file by what the contact is called for ever, and by nothing else."""
    name = uid.removeprefix("urn:uuid:")
    plain = name.isascii() and name.replace("-", "").isalnum() and len(name) <= 64
    return f"{name if plain else sha256(uid.encode('utf-8', 'backslashreplace')).hexdigest()[:40]}.vcf"


def decide(sides: Sides, strangers: Mapping[str, There], folder: str, *, take_in: bool = False) -> Iterator[Step]:
    """Yield a step for each contact in turn, then for the cards that belong to none.

    Args:
        sides: Both sides.
        strangers: The cards that belong to no contact, as far as they were looked at.
        folder: The path of the address book.
        take_in: Unknown people become contacts.
    """
    people = KnownPeople((number, there.contact) for number, there in enumerate(strangers.values()))
    paths, by_uid = list(strangers), {there.uid: href for href, there in strangers.items() if there.uid}
    rows = {row.record: row for row in sides.rows if row.record is not None}
    used: set[str] = set()
    for number in sorted(sides.here):
        here, row = sides.here[number], rows.get(number)
        step = _known(here, row, sides, by_uid) if row else None
        if step is None:
            href = _own(here, sides, by_uid, used) or _like(here, people, paths, used)
            step = Step("link", href, number) if href else Step("create", folder + file_name(here.uid), number)
        used.add(step.href)
        yield step
    yield from _ownerless(sides, strangers, used, take_in=take_in)


def _known(here: Here, row: RemoteCard, sides: Sides, by_uid: Mapping[str, str]) -> Step | None:
    """Decide about a contact whose card is known; None where it is to be laid there anew."""
    etag = sides.listing.get(row.href)
    if etag is None:
        moved = by_uid.get(row.uid)
        if moved:
            return Step("merge", moved, here.id, row)
        return None if here.id in sides.again else Step("gone", row.href, here.id, row)
    same = etag and etag == row.etag and dict(here.facts) == dict(row.mine)
    return Step("same" if same else "merge", row.href, here.id, row)


def _own(here: Here, sides: Sides, by_uid: Mapping[str, str], used: Collection[str]) -> str:
    """Find the card that has our name for it: its answer was lost, or what we knew of it."""
    href = by_uid.get(here.uid, "")
    return href if href in sides.listing and href not in used else ""


def _like(here: Here, people: KnownPeople, paths: list[str], used: Collection[str]) -> str:
    """Find the card of the same person, where that is certain."""
    match = people.find(here.contact)
    return paths[match.id] if match and paths[match.id] not in used else ""


def _ownerless(sides: Sides, strangers: Mapping[str, There], used: Collection[str], *, take_in: bool) -> Iterator[Step]:
    """Decide about the cards whose contacts were deleted here, and about people who are unknown here."""
    left = {row.href: row for row in sides.rows if row.record is None}
    for href, row in left.items():
        if href not in used:
            yield Step("left", href, None, row)
    if take_in:
        for href in strangers:
            if href not in used and href not in left:
                yield Step("import", href)
