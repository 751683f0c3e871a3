"""How long does the contact book take with 20,000 people? Finding, listing, matching, exporting.

    .venv/bin/python -m benchmarks.contacts           # 20,000 contacts
    .venv/bin/python -m benchmarks.contacts 2000

The people are made, by a seed: the same ones each time. Nothing is asserted: the figures are for people, who know what
else their machine is doing. Each whole command is timed in a process of its own, as its user waits for it.
"""

import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from cardscan.model import (
    Address,
    Contact,
    Email,
    Event,
    Evidence,
    Link,
    Name,
    Note,
    Phone,
    Reading,
    Side,
    Text,
    TextLine,
)
from cardscan.settings.workspace import Workspace
from cardscan.store.open import open_store
from cardscan.store.store import Store
from cardscan.workflow.session import reading

COUNT = 20_000
ROUNDS = 7
SHOWN = 50
EVENTS = 200
QUERIES = (
    "ros",
    "Łucja",
    "kowal",
    "+48 22 000 1",
    "0048600",
    "milano",
    "bo",
    "srl 2026-03",
    "march rossi",
    "zzyzx",
    "e",
)
COMMANDS = (("find", "rossi"), ("list",), ("export", "vcard", "-"))
SQUARE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))

_GIVEN = (
    "Anna Łucja Marco Ioana Piotr José Zoë Søren Ana Bogdan Chiara Dorota Elena Felix Grażyna Ștefan Björn Inês Luc Ève"
)
_FAMILY = (
    "Rossi Kowalska Popescu García Müller Ferrari Nowak Ionescu Martínez Dubois Silva Wiśniewski Borg Lindqvist Żak"
)
_FIRMS = (
    "Talleres Officina Studio Werkstatt Atelier Pracownia Consulting Logistica Dental Foto Gráficas Transport Verde"
)
_CITIES = "Milano Madrid Kraków Cluj-Napoca München Lyon Porto Torino Sevilla Łódź Iași Bergamo Gdańsk Valencia Brescia"
_SOUNDS = "ba be bi bo da de di do fa fe ga go la le li lo ma me mi mo na ne no pa pe po ra re ri ro sa se so ta te to"
_FORMS = ("S.r.l.", "S.L.", "Sp. z o.o.", "GmbH", "SRL", "SARL", "Lda")
_WORDS = "likes sailing wants an offer for the new hall knows the mayor asked about delivery times two children"


def main() -> None:
    """Make the people, then time what is asked of them."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        command(root, "init")
        database = root / "cardscan.db"
        said(f"making {count} contacts", lambda: fill(database, count))
        sys.stdout.write(f"{'the database':<44}{database.stat().st_size / 1e6:>9.1f} MB\n")
        said("fold all words, once after an upgrade", lambda: refresh(database))
        for query in QUERIES:
            times = [find(database, query) for _ in range(ROUNDS)]
            found = times[0][1]
            middle = statistics.median(one[0] for one in times)
            sys.stdout.write(
                f"open, find {query!r}, fetch {SHOWN:<3} {'':<12}{middle * 1000:>9.0f} ms  {found} found\n"
            )
        for words in COMMANDS:
            said(f"cardscan {' '.join(words)}", lambda words=words: command(root, *words))
        matching(database)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    sys.stdout.write(f"{'peak memory of any command':<44}{peak:>9.0f} MB\n")


def said(what: str, act: Callable[[], object]) -> None:
    """Do something, and print how long it took."""
    start = time.perf_counter()
    act()
    sys.stdout.write(f"{what:<44}{time.perf_counter() - start:>9.2f} s\n")
    sys.stdout.flush()


def command(root: Path, *words: str) -> None:
    """Run a command of cardscan in a process of its own."""
    subprocess.run([sys.executable, "-m", "cardscan.cli.main", *words], cwd=root, capture_output=True, check=True)  # noqa: S603


def find(database: Path, query: str) -> tuple[float, int]:
    """Open the store, find, fetch the first page; answer the seconds and how many were found."""
    start = time.perf_counter()
    with reading(Workspace(database.parent)) as store:  # as the commands do
        found = store.finder.find(query)
        tuple(store.each(found[:SHOWN]))
        return time.perf_counter() - start, len(found)


def refresh(database: Path) -> None:
    """Fold the words of all who wait for it."""
    with open_store(database) as store:
        store.finder.refresh()


def matching(database: Path) -> None:
    """Time the recognition of one person among all, and the search for doubles."""
    from cardscan.matching.known import KnownPeople
    from cardscan.matching.pairs import find_pairs

    with open_store(database, create=False) as store:
        people = store.contacts()
    known: list[KnownPeople] = []
    said("learn who is known", lambda: known.append(KnownPeople(people)))
    said("recognise 1,000 people", lambda: [known[0].find(contact) for _, contact in people[:1000]])
    said("look for doubles among all", lambda: find_pairs(people))


def fill(database: Path, count: int) -> None:
    """Put made people into a database, some hundreds a transaction."""
    people = list(contacts(count))
    with open_store(database) as store:
        for start in range(0, count, 500):
            with store.transaction():
                for number, contact in enumerate(people[start : start + 500], start):
                    _add(store, number, contact)


def contacts(count: int) -> Iterator[Contact]:
    """Make people: names from eight countries, firms, numbers, addresses; the same ones each time."""
    chance = random.Random(7)  # noqa: S311  # made people, not secrets
    family = [*_FAMILY.split() * 60, *("".join(chance.choices(_SOUNDS.split(), k=3)).title() for _ in range(3000))]
    for number in range(count):
        first, last = chance.choice(_GIVEN.split()), chance.choice(family)
        house = "".join(chance.choices(_SOUNDS.split(), k=3))
        firm = f"{chance.choice(_FIRMS.split())} {house.title()} {chance.choice(_FORMS)}"
        digits = f"{chance.choice(('4822', '48600', '3902', '3491', '4072'))}{number:06}"
        city = chance.choice(_CITIES.split())
        yield Contact(
            language=chance.choice(("it", "es", "pl", "ro", "de")),
            name=Name(f"{first} {last}", first, last, evidence=_why(0)),
            title=Text(chance.choice(("Direttrice", "Ventas", "Kierownik", "Inginer")), _why(1)),
            company=Text(firm, _why(2)),
            phones=(Phone(f"+{digits}", digits, "mobile", evidence=_why(3)),),
            emails=(Email(f"p{number}@{house}.example", evidence=_why(4)),),
            urls=(Link(f"{house}.example", _why(5)),),
            address=Address(f"Via {last} {number % 90}, {city}", f"Via {last} {number % 90}", None, city, None, "IT"),
        )


def _add(store: Store, number: int, contact: Contact) -> None:
    chance = random.Random(number)  # noqa: S311
    day = date(2022, 1, 3) + timedelta(days=number * EVENTS // COUNT * 9)
    event = Event(f"{day} Meeting {day.month}", f"Meeting {day.month}", day, chance.choice(_CITIES.split()))
    side = Side(Path("x"), f"{number:064x}", 0, 0, datetime(2026, 1, 1), SQUARE, b"")  # a camera's clock
    texts = [f"line {at} {contact.name.full if contact.name else ''}" for at in range(9)]
    lines = tuple(TextLine(text, SQUARE, 0.97) for text in texts)
    words = " ".join(chance.sample(_WORDS.split(), 7))
    note = Note(words, tags=(chance.choice(("client", "partner", "press")),))
    store.add_reading(Reading((side,), lines, (), contact, "ready"), event, [""], [f"{number}.jpg"], note=note)


def _why(line: int) -> Evidence:
    return Evidence(0.97, (line,), ("label", "shape"))


if __name__ == "__main__":
    main()
