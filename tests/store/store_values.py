import datetime
from pathlib import Path

from cardscan.model import (
    Address,
    Code,
    Contact,
    Draft,
    Email,
    Event,
    Evidence,
    Link,
    Name,
    Phone,
    Reading,
    Side,
    TaxId,
    Text,
    TextLine,
)

QUAD = ((0.0, 0.0), (1.0, 0.0), (1.0, 0.5), (0.0, 0.5))
EVENT = Event("2026-03-01 BNI", "BNI Madrid", datetime.date(2026, 3, 1), "Hotel Sol", "clients", 25.5, 3)
OTHER_EVENT = Event("2026-04 fair", "Spring fair")

ANA = Contact(
    language="es",
    name=Name("Ana Díaz", "Ana", "Díaz", "Dra.", None, Evidence(0.9, (0,), ("capitals",))),
    title=Text("Directora", Evidence(0.8, (1,))),
    company=Text("Talleres Río"),
    phones=(Phone("+34600000001", "600 00 00 01", "mobile", evidence=Evidence(0.7, (1,))),),
    emails=(Email("ana@rio.example"),),
    urls=(Link("rio.example"),),
    social=(Link("@ana"),),
    address=Address("Calle Mayor 1, Madrid", "Calle Mayor 1", None, "Madrid", None, "ES"),
    tax_ids=(TaxId("CIF", "B00000000", valid=False),),
)


def reading(contact=ANA, *, sha256="a1", index=0, sides=1, verdict="ready", concerns=()):
    return Reading(
        sides=tuple(
            Side(
                Path(f"{sha256}-{number}.jpg"),
                f"{sha256}{number}",
                0,
                index,
                datetime.datetime(2026, 3, 1, 9),
                QUAD,
                b"",
            )
            for number in range(sides)
        ),
        lines=tuple(TextLine(f"line {number} of {sha256}", QUAD, 0.5, min(number, sides - 1)) for number in range(2)),
        codes=(Code("https://rio.example", "QRCode", QUAD),),
        contact=contact,
        verdict=verdict,
        concerns=concerns,
        engine="rapidocr 3",
    )


def add(store, a_reading=None, event=EVENT, **more):
    """Store a reading the way the workflow does: its photos marked in the same transaction."""
    a_reading = a_reading or reading()
    paths = [str(side.path) for side in a_reading.sides]
    crops = [f"crops/{side.sha256}-{side.index}.jpg" for side in a_reading.sides]
    with store.transaction():
        record = store.add_reading(a_reading, event, crops, paths, **more)
        for number, (path, side) in enumerate(zip(paths, a_reading.sides, strict=True)):
            store.photos.mark(
                path, side.sha256, event and event.folder, "back" if number else "read", engine="rapidocr 3"
            )
    return record


def status(store, sha256, event):
    """What came of the photo of this content in this event."""
    return next((photo.status for photo in store.photos.find() if (photo.sha256, photo.event) == (sha256, event)), None)


def draft(step=1, subject="Nice to meet you"):
    return Draft(
        to="ana@rio.example",
        to_name="Ana Díaz",
        subject=subject,
        body="Hello\nAna",
        language="es",
        template="es/thanks.j2",
        send_date=datetime.date(2026, 3, 2),
        step=step,
        warnings=("no-note",),
    )
