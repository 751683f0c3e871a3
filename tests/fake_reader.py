"""A reader for tests: a photo is a JSON file that says what is on it. Fast, and as well-behaved as the pipeline."""

import json
from hashlib import sha256

from cardscan.model import (
    Concern,
    Contact,
    Email,
    Evidence,
    Failure,
    Name,
    Phone,
    PhotoResult,
    Reading,
    Side,
    Text,
    TextLine,
)

SQUARE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
SURE = Evidence(0.99)


def photo(path, *cards, fail=None, back=False, salt=""):
    """Lay down a photo; a card is a dict of name, email, phone, company, concerns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"cards": cards, "fail": fail, "back": back, "salt": salt or path.name}))
    return path


def card(name="", email="", **more):
    return {"name": name, "email": email, **more}


class FakeReader:
    """Remembers what it was asked to read."""

    def __init__(self):
        self.asked = []

    def __call__(self, paths):
        self.asked += paths
        held = None
        for path in paths:
            result = read_one(path)
            if result.back_of is not None and held is not None and len(held.readings) == 1:
                front, back = held.readings[0], result.readings[0]
                sides = front.sides + back.sides
                joined = Reading(sides, front.lines, (), front.contact, front.verdict, front.concerns, front.engine)
                yield PhotoResult(held.path, held.sha256, (joined,))
                yield PhotoResult(result.path, result.sha256, (), back_of=held.path)
                held = None
                continue
            if held is not None:
                yield held
            held = result
        if held is not None:
            yield held


def read_one(path):
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return PhotoResult(path, None, failure=Failure(path, "vanished", "the file is not there any more"))
    spec = json.loads(data)
    digest = sha256(data).hexdigest()
    if spec["fail"]:
        return PhotoResult(path, None, failure=Failure(path, spec["fail"], "it is broken", "take it again"))
    readings = tuple(reading(path, digest, index, one) for index, one in enumerate(spec["cards"]))
    return PhotoResult(path, digest, readings, back_of=path if spec["back"] else None)


def reading(path, digest, index, spec):
    crop = f"JPEG {digest} {index}".encode()
    name = spec.get("name")
    given, _, family = name.rpartition(" ") if name else ("", "", "")
    contact = Contact(
        language=spec.get("language", "en"),
        name=Name(name, given, family, evidence=SURE) if name else None,
        company=Text(spec["company"], SURE) if spec.get("company") else None,
        phones=(Phone(spec["phone"], evidence=SURE),) if spec.get("phone") else (),
        emails=(Email(spec["email"], evidence=SURE),) if spec.get("email") else (),
    )
    concerns = tuple(Concern(field, reason) for field, reason in spec.get("concerns", ()))
    return Reading(
        (Side(path, digest, 0, index, None, SQUARE, crop),),
        (TextLine(name or "?", SQUARE, 0.9),),
        (),
        contact,
        "check" if concerns else "ready",
        concerns,
        "fake",
    )
