"""Whoever is forgotten leaves no trace in any file of the workspace; everybody else stays as they were."""

import base64
import json
import quopri
import unicodedata
from hashlib import sha256
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from cardscan.model import Contact, Email, Evidence, Name, Phone, PhotoResult, Reading, Side, Text, TextLine
from cardscan.settings.workspace import create
from cardscan.workflow.erase import erase, preview
from cardscan.workflow.process import Options, process
from cardscan.workflow.session import reading, writing

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


def _reading(path, digest, index, person):
    given, family = person["name"].split(" ", 1)
    contact = Contact(
        language=person.get("language", "it"),
        name=Name(person["name"], given, family, evidence=SURE),
        company=Text(person["company"], SURE),
        phones=(Phone(person["phone"], person["printed"], evidence=SURE),),
        emails=(Email(person["email"], evidence=SURE),),
    )
    lines = tuple(TextLine(person[key], SQUARE, 0.9) for key in ("name", "email", "printed", "company"))
    side = Side(path, digest, 0, index, None, area(index), jpeg(noise(person["seed"])))
    return Reading((side,), lines, (), contact, "ready", engine="fake")


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


@pytest.fixture
def photos():
    return Photos()


@pytest.fixture
def workspace(tmp_path):
    made, _ = create(tmp_path / "ws")
    made.config.write_text('[sender]\nname = "Vera Llorens"\nemail = "vera@llorens.example"\n', encoding="utf-8")
    return made


def run(workspace, photos):
    return process(workspace, (), Options(), reader=photos)


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


def trace(workspace, one):
    """All places where a file of the workspace holds a trace of a person."""
    wanted = {(what, data) for what, data in needles(one) if len(data) >= 7}
    found = []
    for path in workspace.root.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        lower = content.lower()
        where = path.relative_to(workspace.root).as_posix()
        for what, data in wanted:
            if data in content or data in lower or data in where.encode():
                found.append((where, what, data))
    return found


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


def evening(workspace, photos):
    folder = workspace.root / "2026-11-19 Breakfast"
    photos.lay(folder / "IMG_1.jpg", ANNA)
    photos.lay(folder / "IMG_2.jpg", person(2), ANNA | {"seed": 900002})
    photos.lay(folder / "IMG_3.jpg", person(3))
    photos.lay(workspace.root / "2026-11-20 Fair" / "IMG_1.jpg", ANNA)
    (folder / "notes.csv").write_text(
        f'photo,name,note\nIMG_3,,sails\n,{ANNA["name"]},paints turtles\n,{person(2)["name"]},"rows,\nfast"\n'
    )
    (folder / "IMG_1.txt").write_text("promised: a brush\n")
    run(workspace, photos)
    return folder


def test_all_traces_go_and_everybody_else_stays(workspace, photos):
    folder = evening(workspace, photos)
    assert trace(workspace, ANNA)
    with reading(workspace) as store:
        (record,) = (one for one in store.records() if one.contact.name.full == ANNA["name"])
        others = [one for one in store.records() if one.id != record.id]
    found = preview(workspace, [record.id])
    assert [path.name for path in found.photos_to("paint")] == ["IMG_2.jpg"]
    assert [path.parent.name for path in found.photos_to("erase")] == ["2026-11-19 Breakfast", "2026-11-20 Fair"]
    done = erase(workspace, [record.id])
    assert trace(workspace, ANNA) == []
    assert (done.stuck, done.found.mentions, done.found.named_in) == ([], [], ())
    assert not (folder / "IMG_1.txt").exists()
    assert (folder / "notes.csv").read_text().splitlines()[1:] == [
        "IMG_3,,sails",
        f',{person(2)["name"]},"rows,',
        'fast"',
    ]
    assert shows(folder / "IMG_2.jpg", person(2))
    assert not shows(folder / "IMG_2.jpg", ANNA | {"seed": 900002})
    with reading(workspace) as store:
        assert [one.contact for one in store.records()] == [one.contact for one in others]
        assert [(one.what, one.count) for one in store.audit.entries()] == [("forget", 1)]
        store.check()
    asked = []
    summary = process(workspace, (), Options(), reader=lambda paths: asked.extend(paths) or photos(paths))
    assert (asked, summary.added, summary.known) == ([], [], [])


def test_whoever_objected_stays_silent_when_scanned_again(workspace, photos):
    from datetime import date

    from cardscan.model import Declaration

    evening(workspace, photos)
    with writing(workspace) as store:
        (record,) = (one for one in store.records() if one.contact.name.full == ANNA["name"])
        store.declare(record.id, "objection", Declaration(date(2026, 11, 20), f"mail from {ANNA['email']}"))
    erase(workspace, [record.id])
    assert trace(workspace, ANNA) == []
    photos.lay(workspace.root / "2026-12-01 Dinner" / "IMG_9.jpg", ANNA | {"seed": 900009})
    run(workspace, photos)
    with reading(workspace) as store:
        (back,) = (one for one in store.records() if one.contact.name.full == ANNA["name"])
        assert back.objection == Declaration(date(2026, 11, 20))
        assert store.drafts(record=back.id) == ()
