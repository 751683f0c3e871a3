"""A store with three made contacts, for the tests of exports."""

import datetime
from pathlib import Path

from cardscan.model import Contact, Draft, Email, Event, Name, Note, Phone, Reading, Side, Text
from cardscan.store.open import open_store

ANA, BO, CY = 1, 2, 3
QUAD = ((0.0, 0.0), (1.0, 0.0), (1.0, 0.5), (0.0, 0.5))
MORNING = Event("morning", "Morning coffee", datetime.date(2026, 3, 1), "Hotel Sol")
FAIR = Event("fair", "Spring fair")


def a_store(database):
    """Open a store of Ana (ready, tagged café), Bo (ready, met at the fair, tagged wine) and Cy (to check)."""
    store = open_store(database)
    for number, (name, event, verdict, note) in enumerate(
        [
            ("Ana Díaz", MORNING, "ready", Note("sails", tags=("Café",))),
            ("Bo Lind", FAIR, "ready", Note(tags=("wine",))),
            ("Cy Fox", MORNING, "check", Note()),
        ]
    ):
        given, family = name.split()
        contact = Contact(
            language="en",
            name=Name(name, given, family),
            company=Text("Río"),
            phones=(Phone(f"+3460000000{number}", type="mobile"),),
            emails=(Email(f"{given.lower()}@rio.example"),),
        )
        side = Side(Path(f"{number}.jpg"), f"a{number}", 0, 0, None, QUAD, b"")
        reading = Reading((side,), (), (), contact, verdict, (), "rapidocr 3")
        store.events.put(event)
        with store.transaction():
            store.add_reading(reading, event, [f".cardscan/cards/{number}.jpg"], [f"{number}.jpg"], note=note)
            store.photos.mark(f"{number}.jpg", f"a{number}", event.folder, "read")
    return store


def letter(store, record, status, step=1):
    """Give a contact a letter of a status."""
    day = datetime.date(2026, 3, 2)
    draft = Draft("to@rio.example", "To", "Hello", "Body", "en", "en/thanks.j2", day, step=step)
    number = store.drafts.put(record, draft, f"drafts/{record}-{step}.eml", "ab")
    store.drafts.mark(number, status)
