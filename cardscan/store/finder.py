"""Find contacts as one would ask: parts of any words, a number in any spelling, an event, a month; the best first.

Words of three letters on are found by SQLite's index of threes (FTS5, trigram; sqlite.org/fts5.html), shorter ones
where a word begins. Several words must all fit, each anywhere.
"""

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from difflib import SequenceMatcher

from sqlalchemy import ColumnElement, Connection, bindparam, column, or_, select, table, update

from cardscan.errors import CardscanError
from cardscan.folding import fold
from cardscan.model import Contact, Former, Note
from cardscan.store import tables as t
from cardscan.store.codec import unpack
from cardscan.store.database import Database
from cardscan.store.sought import SHORTEST, Part, dates, forms, parts_of, without_country
from cardscan.store.words import names_of, search_words

_FEW = 500  # contacts; more are looked up in the indexes rather than one by one
_MOST_NEAR = 3
_NEAR = 60  # contacts that near misses are taken from
_ALIKE = 0.7  # of 1; how alike a near miss is

_found = table("found", column("rowid"), column("found"), column("rank"))


class Finder:
    """Searches the contacts of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, text: str) -> list[int]:
        """Find the numbers of the contacts that all of `text` fits, the best first; none where it holds no word.

        A name that begins with it comes first, then one with a word that does, a name, a firm, the rest. Of one name,
        those who were met go before those whom only an address book knows.
        """
        self.refresh()
        with self._database.read() as connection:
            return find(connection, text)

    def near(self, text: str) -> tuple[str, ...]:
        """Answer words of names and firms that are like those of `text` which nothing fits: `Rosi` was `rossi`."""
        with self._database.read() as connection:
            found = (_near(connection, token) for part in parts_of(text) for token in part.tokens if not part.number)
            return tuple(dict.fromkeys(word for words in found for word in words))[:_MOST_NEAR]

    def refresh(self) -> int:
        """Fold the words of contacts that changed since, and count them; later, where nobody can write just now."""
        with self._database.read() as connection:
            if connection.scalar(select(t.record.c.id).where(t.record.c.words == "").limit(1)) is None:
                return 0
        with suppress(CardscanError), self._database.write() as connection:
            return _refresh(connection)
        return 0


def find(connection: Connection, text: str) -> list[int]:
    """Find contacts as `Finder.find` says."""
    parts = parts_of(text)
    if not parts:
        return []
    events = _events(connection)
    found: set[int] | None = None
    for part in parts:
        hits = _hits(connection, part, events)
        found = hits if found is None else found & hits
        if not found:
            return []
    return _ranked(connection, parts, found or set())


def _refresh(connection: Connection) -> int:
    columns = (t.record.c.id, t.record.c.contact, t.record.c.note, t.record.c.former)
    rows = connection.execute(select(*columns).where(t.record.c.words == "")).all()
    folded = [
        {
            "number": row.id,
            "folded": search_words(
                unpack(row.contact, Contact), unpack(row.note, Note), unpack(row.former, tuple[Former, ...])
            ),
        }
        for row in rows
    ]
    if folded:
        change = update(t.record).where(t.record.c.id == bindparam("number")).values(words=bindparam("folded"))
        connection.execute(change, folded)
    return len(folded)


def _hits(connection: Connection, part: Part, events: Sequence[tuple[str, str]]) -> set[int]:
    """Find what one word fits, or a number, as a whole or each of its parts."""
    hits: set[int] = set()
    for form in forms(part.number):
        hits |= _matching(connection, _quoted(form))
    if not hits:
        for form in without_country(part.number):
            hits |= _matching(connection, f"phone : {_quoted(form)}")
    each = [_of_word(connection, word, events) for word in part.words]
    return hits | set.intersection(*each)


def _of_word(connection: Connection, word: str, events: Sequence[tuple[str, str]]) -> set[int]:
    tokens = fold(word).split()
    hits = _of_tokens(connection, tokens) if tokens else set()
    plain = word.casefold()
    if len(plain) >= SHORTEST and tokens != [plain]:
        hits |= _matching(connection, _quoted(plain))  # an address as it is written
    days = dates(word)
    return (
        hits.union(*(_met(connection, [day], events) for day in days))
        if days
        else hits | _met(connection, tokens, events)
    )


def _of_tokens(connection: Connection, tokens: Sequence[str]) -> set[int]:
    long = [token for token in tokens if len(token) >= SHORTEST]
    each = [_beginning(connection, token) for token in tokens if len(token) < SHORTEST]
    if long:
        each.append(_matching(connection, " AND ".join(map(_quoted, long))))
    return set.intersection(*each)


def _matching(connection: Connection, query: str) -> set[int]:
    return set(connection.scalars(select(_found.c.rowid).where(_found.c.found.op("MATCH")(query))))


def _beginning(connection: Connection, token: str) -> set[int]:
    """Find where a word begins with one or two letters: in names and firms, with two letters in the rest too."""
    hits: set[int] = set()
    for folded in (t.record.c.name, t.record.c.company):
        hits.update(connection.scalars(select(t.record.c.id).where(_starts(folded, token))))
    if len(token) == 2:
        hits |= _matching(connection, f"words : {_quoted(f' {token}')}")
    return hits


def _starts(folded: ColumnElement[str], token: str) -> ColumnElement[bool]:
    return or_(folded.like(f"{token}%"), folded.like(f"% {token}%"))


def _quoted(phrase: str) -> str:
    escaped = phrase.replace('"', '""')
    return f'"{escaped}"'


def _events(connection: Connection) -> list[tuple[str, str]]:
    """Answer each event's key with all that it may be called: name, folder, place, day, month in any language."""
    columns = (t.event.c.folder, t.event.c.name, t.event.c.date, t.event.c.place)
    return [
        (row.folder, _called(row.folder, row.name, row.date, row.place)) for row in connection.execute(select(*columns))
    ]


def _called(folder: str, name: str, day: str | None, place: str | None) -> str:
    month = names_of("months").get(str(int(day[5:7])), "") if day else ""
    return f" {fold(folder)} {fold(name)} {fold(place or '')} {day or ''} {month} "


def _met(connection: Connection, tokens: Sequence[str], events: Sequence[tuple[str, str]]) -> set[int]:
    keys = [key for key, called in events if tokens and all(_is_in(token, called) for token in tokens)]
    return set(connection.scalars(select(t.meeting.c.record).where(t.meeting.c.event.in_(keys)))) if keys else set()


def _is_in(token: str, called: str) -> bool:
    return (token if len(token) >= SHORTEST else f" {token}") in called


def _ranked(connection: Connection, parts: Sequence[Part], found: set[int]) -> list[int]:
    tokens = [token for part in parts for token in part.tokens]
    names = _holding(connection, t.record.c.name, tokens, found)
    firms = _holding(connection, t.record.c.company, tokens, found)

    unmet = set(connection.scalars(select(t.record.c.id).where(t.record.c.origin == "import", ~_has_card())))

    def rank(number: int) -> tuple[int, str, bool, int]:
        name, firm = names.get(number, ""), firms.get(number, "")
        said = " ".join(dict.fromkeys(name.split()))  # once: the parts stand behind the whole where they are known
        return sum(_place(token, name, firm) for token in tokens), said or "~", number in unmet, number

    return sorted(found, key=rank)


def _has_card() -> ColumnElement[bool]:
    return select(t.card.c.id).where(t.card.c.record == t.record.c.id).exists()


def _place(token: str, name: str, firm: str) -> int:
    """Say how good a place a word was found in, 0 being the best."""
    if name.startswith(token):
        return 0
    if f" {token}" in name:
        return 1
    return 2 if token in name else 3 if token in firm else 4


def _holding(
    connection: Connection, folded: ColumnElement[str], tokens: Sequence[str], found: Collection[int]
) -> dict[int, str]:
    """Answer the folded text of those contacts in whose it any of the words is."""
    if not tokens:
        return {}
    tests = (folded.contains(token) if len(token) >= SHORTEST else _starts(folded, token) for token in tokens)
    query = select(t.record.c.id, folded).where(or_(*tests))
    if len(found) <= _FEW:
        query = query.where(t.record.c.id.in_(found))
    return {row[0]: row[1] for row in connection.execute(query)}


def _near(connection: Connection, token: str) -> Iterable[str]:
    threes = {token[at : at + SHORTEST] for at in range(len(token) - 2)}
    if not threes or _matching(connection, _quoted(token)):
        return []
    query = select(_found.c.rowid).where(_found.c.found.op("MATCH")(" OR ".join(map(_quoted, sorted(threes)))))
    numbers = connection.scalars(query.order_by(_found.c.rank).limit(_NEAR)).all()
    rows = connection.execute(select(t.record.c.name, t.record.c.company).where(t.record.c.id.in_(numbers)))
    words = {word for row in rows for word in f"{row.name} {row.company}".split()}
    alike = [(SequenceMatcher(None, token, word).ratio(), word) for word in words]
    return [word for likeness, word in sorted(alike, reverse=True) if likeness >= _ALIKE]
