"""An evening for browser tests: photos that are pictures, a reader that knows what is on them, and a server."""

import threading
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from io import BytesIO

from PIL import Image, ImageDraw

from cardscan.model import (
    Concern,
    Contact,
    Email,
    Evidence,
    Name,
    Phone,
    PhotoResult,
    Reading,
    Side,
    Text,
    TextLine,
)
from cardscan.settings.workspace import create
from cardscan.web.serve import Server
from cardscan.workflow.process import Options, process

EVENT = "2026-11-19 Harbour Breakfast"
TODAY = date(2026, 11, 20)
WIDE, HIGH, MARGIN = 680, 440, 40

PEOPLE = {
    "IMG_1": {"name": "Anna Rossi", "company": "Rossi Legno Srl", "title": "Titolare", "phone": "+390299912345",
              "email": "anna@rossi-legno.example", "language": "it",
              "concerns": [("name", "unsure"), ("phones[0]", "unsure")]},
    "IMG_2": {"name": "Bo Lindqvist", "company": "Harbour Print", "title": "Owner", "phone": "+442079460123",
              "email": "bo@harbour-print.example"},
    "IMG_3": {"name": "Dana Fox", "company": "Fox Catering", "title": "Chef", "phone": "+442079460456",
              "email": "dana@fox-catering.example"},
    "IMG_4": {"name": "Cy Young", "company": "Young Gardens", "title": "Gardener", "phone": "+442079460789",
              "email": "cy@young-gardens.example", "concerns": [("company", "unsure")]},
}  # fmt: skip
TWIN = {"name": "Dana Fox", "company": "Northquay Events", "title": "Head Chef", "phone": "+442079460999",
        "email": "dana.fox@northquay.example"}  # fmt: skip
STRANGER = {"name": "Nina Weber", "company": "Weber Bau", "phone": "+493023125000", "email": "nina@weber-bau.example"}


def printed(spec):
    """The lines on a card, from the top."""
    return [spec[part] for part in ("name", "title", "company", "phone", "email") if spec.get(part)]


def picture(spec, *, table=0):
    """A card as JPEG, with a table of so many pixels around it."""
    image = Image.new("RGB", (WIDE + 2 * table, HIGH + 2 * table), "#6b4f35")
    draw = ImageDraw.Draw(image)
    draw.rectangle((table, table, table + WIDE, table + HIGH), fill="#fdfcf8")
    for at, text in enumerate(printed(spec)):
        draw.text((table + MARGIN, table + MARGIN + at * 70), text, fill="#222", font_size=34)
    data = BytesIO()
    image.save(data, "JPEG", quality=80)
    return data.getvalue()


def lay_photo(folder, stem, spec):
    """Lay a photo into an event's folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stem}.jpg"
    path.write_bytes(picture(spec, table=60))
    return path


class DrawnReader:
    """Reads photos by their names: what is not known is a stranger's card."""

    def __init__(self, people=None):
        self.people = people or PEOPLE

    def __call__(self, paths):
        for path in paths:
            digest = sha256(path.read_bytes()).hexdigest()
            yield PhotoResult(path, digest, (self.read(path, digest),))

    def read(self, path, digest):
        spec = self.people.get(path.stem, STRANGER)
        texts = printed(spec)
        lines = tuple(TextLine(text, _quad(at), 0.95) for at, text in enumerate(texts))
        concerns = tuple(Concern(field, reason) for field, reason in spec.get("concerns", ()))
        corners = ((60, 60), (60 + WIDE, 60), (60 + WIDE, 60 + HIGH), (60, 60 + HIGH))
        side = Side(path, digest, 0, 0, None, corners, picture(spec))
        return Reading(
            (side,), lines, (), _contact(spec, texts, concerns), "check" if concerns else "ready", concerns, "drawn"
        )


def _contact(spec, texts, concerns):
    doubted = {concern.field for concern in concerns}

    def sure(part, field=None):
        return Evidence(0.55 if (field or part) in doubted else 0.98, (texts.index(spec[part]),))

    given, _, family = spec["name"].rpartition(" ")
    return Contact(
        language=spec.get("language", "en"),
        name=Name(spec["name"], given, family, evidence=sure("name")),
        title=Text(spec["title"], sure("title")) if spec.get("title") else None,
        company=Text(spec["company"], sure("company")),
        phones=(Phone(spec["phone"], spec["phone"], evidence=sure("phone", "phones[0]")),),
        emails=(Email(spec["email"], evidence=sure("email", "emails[0]")),),
    )


def _quad(at):
    top, bottom = (MARGIN + at * 70) / HIGH, (MARGIN + at * 70 + 44) / HIGH
    return ((MARGIN / WIDE, top), (0.9, top), (0.9, bottom), (MARGIN / WIDE, bottom))


def evening(root, people=None):
    """A workspace with one processed event."""
    workspace, _ = create(root)
    workspace.config.write_text(
        '[sender]\nname = "Zoe Field"\nfirm = "Field Studio"\nemail = "zoe@field-studio.example"\ncountry = "GB"\n',
        "utf-8",
    )
    for stem, spec in (people or PEOPLE).items():
        lay_photo(workspace.root / EVENT, stem, spec)
    process(workspace, (), Options(today=TODAY), reader=DrawnReader(people))
    return workspace


@contextmanager
def served(workspace, reader=None):
    """Serve a workspace on a free port; yields the server."""
    server = Server(workspace)
    server.app.extensions["cardscan"].reader = reader or DrawnReader()
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join(5)
