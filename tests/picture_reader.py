"""Real pictures of invented people's cards, a reader that knows them by content, and a grep for whatever is left."""

import base64
import json
import quopri
import unicodedata
import zipfile
from hashlib import sha256
from io import BytesIO

import numpy as np
from PIL import Image

from cardscan.model import Contact, Email, Evidence, Name, Phone, PhotoResult, Reading, Side, Text, TextLine

SURE = Evidence(0.99)
SIZE = (200, 120)
SQUARE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


def noise(seed, size=(90, 60)):
    """Pixels like no other's."""
    return np.random.default_rng(seed).integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)


def jpeg(pixels, **options):
    out = BytesIO()
    Image.fromarray(pixels).save(out, format="JPEG", quality=95, **options)
    return out.getvalue()


def area(index):
    left = 5 + index * 100
    return ((left, 5.0), (left + 90.0, 5.0), (left + 90.0, 65.0), (left, 65.0))


class Photos:
    """Lays down real pictures of cards, and reads them: what a picture shows is known by its content."""

    def __init__(self):
        self.shown = {}

    def lay(self, path, *people, kind="JPEG"):
        path.parent.mkdir(parents=True, exist_ok=True)
        pixels = np.full((SIZE[1], SIZE[0], 3), 255, np.uint8)
        for index, person in enumerate(people):
            pixels[5:65, 5 + index * 100 : 95 + index * 100] = noise(person["seed"])
        thumbnail = jpeg(pixels[::2, ::2])
        exif = Image.Exif()
        exif[0x010E] = f"Thumbnail {base64.b64encode(thumbnail).decode()}"
        out = BytesIO()
        options = {"exif": exif, "quality": 95} if kind == "JPEG" else {}
        Image.fromarray(pixels).save(out, format=kind, **options)
        path.write_bytes(out.getvalue())
        self.shown[sha256(path.read_bytes()).hexdigest()] = people
        return path

    def __call__(self, paths):
        for path in paths:
            digest = sha256(path.read_bytes()).hexdigest()
            readings = tuple(_reading(path, digest, at, one) for at, one in enumerate(self.shown[digest]))
            yield PhotoResult(path, digest, readings)


def contact_of(person):
    given, family = person["name"].split(" ", 1)
    return Contact(
        language=person.get("language", "it"),
        name=Name(person["name"], given, family, evidence=SURE),
        company=Text(person["company"], SURE),
        phones=(Phone(person["phone"], person["printed"], evidence=SURE),),
        emails=(Email(person["email"], evidence=SURE),),
    )


def _reading(path, digest, index, person):
    lines = tuple(TextLine(person[key], SQUARE, 0.9) for key in ("name", "email", "printed", "company"))
    side = Side(path, digest, 0, index, None, area(index), jpeg(noise(person["seed"])))
    return Reading((side,), lines, (), contact_of(person), "ready", engine="fake")


def person(number, name=None, **more):
    number_text = f"+39029{number:06d}"
    return {
        "seed": number,
        "name": name or f"Given{number} Family{number}",
        "email": f"person{number}@firm{number}.example",
        "phone": number_text,
        "printed": f"02 9{number // 1000:03d} {number % 1000:03d}",
        "company": f"Firm {number}",
        **more,
    }


ANNA = person(
    900001,
    "Zoë Żółwińska",
    email="zoe.zolwinska@żółw.example",
    printed="02 - 990.00.01",
    company="Żółw Studio",
)


def needles(one):
    """All that tells of a person, spelled in all ways that a file may hold it: (what, bytes)."""
    digits = "".join(char for char in one["phone"] if char.isdigit())
    texts = {one["name"], one["email"], one["phone"], one["printed"], digits, one["name"].split()[1]}
    local, domain = one["email"].split("@")
    texts |= {f"{local}@{domain.encode('idna').decode()}", domain.encode("idna").decode()}
    plain = {"".join(c for c in unicodedata.normalize("NFKD", t) if not unicodedata.combining(c)) for t in texts}
    plain |= {text.replace("Ż", "Z").replace("ł", "l").replace("ó", "o").replace("ż", "z") for text in plain}
    texts |= plain | {text.lower() for text in texts | plain} | {text.upper() for text in plain}
    for text in texts:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            yield text, text.encode(encoding)
        yield text, json.dumps(text)[1:-1].encode()
        yield text, quopri.encodestring(text.encode()).strip()
        for shift in range(3):  # base64 has three ways for a text, by where it begins
            coded = base64.b64encode(b"\0" * shift + text.encode())
            yield text, coded[4 if shift else 0 : -4]
    crop = jpeg(noise(one["seed"]))
    for start in range(700, len(crop) - 64, 400):
        yield "picture", crop[start : start + 48]
        yield "picture in base64", base64.b64encode(crop[start : start + 48])


def trace(root, one):
    """All places where a file below a folder, or in an archive there, holds a trace of a person."""
    wanted = {(what, data) for what, data in needles(one) if len(data) >= 7}
    found = set()
    for path in root.rglob("*"):
        where = path.relative_to(root).as_posix()
        for name, content in _contents(path):
            haystack = content + content.lower() + b"\0" + where.encode()
            found |= {(where, name, what) for what, data in wanted if data in haystack}
    return sorted(found)


def _contents(path):
    if not path.is_file():
        return
    data = path.read_bytes()
    yield "", data
    yield "unfolded", data.replace(b"\r\n ", b"").replace(b"=\n", b"").replace(b"=\r\n", b"")
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield from ((name, archive.read(name)) for name in archive.namelist())


def pixels_of(path):
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB")).astype(int)


def shows(path, one):
    """Whether a picture shows a person's card anywhere: by the likeness of any place of it."""
    card, picture = noise(one["seed"]).astype(int), pixels_of(path)
    return any(
        np.corrcoef(picture[5:65, left : left + 90].ravel(), card.ravel())[0, 1] > 0.3
        for left in (5, 105)
        if picture.shape[1] >= left + 90 and picture[5:65, left : left + 90].std() > 1
    )
