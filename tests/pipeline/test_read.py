"""Paths in, results out: the order of the input, failures as values, nothing read that is not a card."""

import json
from pathlib import Path

import numpy as np
import pytest
from email_validator import EmailUndeliverableError
from PIL import Image, ImageDraw, ImageFont

from cardscan.errors import CardscanError
from cardscan.model import CardImage, TextLine
from cardscan.ocr import engines
from cardscan.pipeline import json as shape
from cardscan.pipeline.executors import AHEAD
from cardscan.pipeline.read import read_photos

CARD = ("Northwind Gardens Ltd", "Ellen Marsh", "Head Gardener", "ellen@northwind-gardens.co.uk", "T +44 20 7946 0958")


def draw(path: Path, *texts: str) -> Path:
    image = Image.new("RGB", (1300, 900), (70, 90, 110))
    draw = ImageDraw.Draw(image)
    draw.rectangle((120, 120, 1180, 760), fill="white")
    for i, text in enumerate(texts):
        draw.text((180, 170 + 110 * i), text, fill="black", font=ImageFont.load_default(size=60 if i == 1 else 44))
    image.save(path)
    return path


def test_results_come_in_the_order_of_the_paths_with_failures_in_their_place(tmp_path: Path) -> None:
    good = draw(tmp_path / "b.jpg", *CARD)
    empty = tmp_path / "a.jpg"
    empty.touch()
    text = tmp_path / "c.jpg"
    text.write_text("no picture")
    blank = draw(tmp_path / "d.jpg")
    results = list(read_photos([good, empty, tmp_path / "gone.jpg", text, blank]))
    assert [result.path.name for result in results] == ["b.jpg", "a.jpg", "gone.jpg", "c.jpg", "d.jpg"]
    assert [result.failure.code if result.failure else None for result in results] == [
        None, "empty", "vanished", "not-a-picture", None,
    ]  # fmt: skip
    assert [len(result.readings) for result in results] == [1, 0, 0, 0, 0]


def test_a_card_becomes_a_contact_and_a_line_of_json(tmp_path: Path) -> None:
    (result,) = read_photos([draw(tmp_path / "card.png", *CARD)])
    row = json.loads(json.dumps(shape.line(result)))
    (card,) = row["cards"]
    assert row["photo"] == "card.png"
    assert (card["name"], card["given"], card["family"]) == ("Ellen Marsh", "Ellen", "Marsh")
    assert card["title"] == "Head Gardener"
    assert card["company"] == "Northwind Gardens Ltd"
    assert card["emails"] == ["ellen@northwind-gardens.co.uk"]
    assert [(phone["number"], phone["type"]) for phone in card["phones"]] == [("+442079460958", "work")]
    assert set(card["confidence"]) == {"name", "title", "company", "emails[0]", "phones[0]"}
    assert all(0 < confidence <= 1 for confidence in card["confidence"].values())
    assert card["verdict"] == "ready"


def test_every_value_leads_back_to_the_lines_it_came_from(tmp_path: Path) -> None:
    (result,) = read_photos([draw(tmp_path / "card.png", *CARD)])
    reading = result.readings[0]
    contact = reading.contact
    assert contact.name is not None
    assert [reading.lines[i].text for i in contact.name.evidence.lines] == ["Ellen Marsh"]
    assert [reading.lines[i].text for i in contact.emails[0].evidence.lines] == ["ellen@northwind-gardens.co.uk"]


class _Failing:
    """An engine that upsets itself over every card."""

    name = "failing"

    def check(self) -> None:
        """Nothing is missing."""

    def read(self, card: CardImage) -> tuple[TextLine, ...]:
        raise RuntimeError(f"no memory for {card.pixels.shape}")


class _Mumbling(_Failing):
    """An engine that returns rubbish."""

    name = "mumbling"

    def read(self, card: CardImage) -> tuple[TextLine, ...]:
        quad = ((0.5, 0.5), (0.5, 0.5), (0.5, 0.5), (0.5, 0.5))
        return tuple(TextLine(text, quad, 0.9) for text in ("\x00", "�" * 400, "12", "((((", "@@@", "+", "\u202e"))


def test_an_engine_that_crashes_costs_one_photo_not_the_batch(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(engines, "get", lambda name: _Failing())
    (result,) = read_photos([draw(tmp_path / "card.png", *CARD)], engine="failing")
    assert result.failure is not None
    assert result.failure.code == "internal"
    assert "RuntimeError" in result.failure.message
    assert "cardscan doctor" in result.failure.hint


def test_rubbish_from_an_engine_is_no_card(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(engines, "get", lambda name: _Mumbling())
    (result,) = read_photos([draw(tmp_path / "card.png", *CARD)], engine="mumbling")
    assert result.failure is None
    assert result.readings == ()


def test_an_engine_that_lacks_something_ends_the_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Lacking(_Failing):
        def check(self) -> None:
            raise CardscanError("it is not installed", hint="install it")

    monkeypatch.setattr(engines, "get", lambda name: Lacking())
    with pytest.raises(CardscanError, match="not installed"):
        list(read_photos([draw(tmp_path / "card.png", *CARD)], engine="lacking"))


def test_no_more_photos_are_opened_than_are_being_read(tmp_path: Path) -> None:
    opened = 0

    def paths():
        nonlocal opened
        for i in range(40):
            opened += 1
            yield tmp_path / f"gone {i}.jpg"

    results = read_photos(paths(), workers=2)
    next(results)
    next(results)
    assert opened <= 2 * AHEAD + 4
    assert sum(1 for _ in results) == 38


def test_a_page_of_text_and_a_receipt_are_no_cards(tmp_path: Path) -> None:
    page = Image.fromarray(np.full((1400, 1000, 3), 250, np.uint8))
    pen = ImageDraw.Draw(page)
    goods = ["Bread", "Milk", "Apples", "Cheese", "Coffee", "Butter", "Soap", "TOTAL"]
    pen.text((300, 60), "CORNER SHOP LTD", fill="black", font=ImageFont.load_default(size=48))
    pen.text((300, 130), "12 High Street, Leeds LS1 4DY", fill="black", font=ImageFont.load_default(size=36))
    for i, item in enumerate(goods):
        pen.text(
            (200, 260 + 90 * i), f"{item}          {i + 1}.{i}9", fill="black", font=ImageFont.load_default(size=40)
        )
    page.save(tmp_path / "receipt.png")
    (result,) = read_photos([tmp_path / "receipt.png"])
    assert result.readings == ()


@pytest.mark.parametrize(("known", "valid"), [("northwind-gardens.co.uk", True), ("another.example.org", False)])
def test_domains_are_looked_up_only_when_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, known: str, valid: bool
) -> None:
    asked: list[str] = []

    def look_up(domain: str, *args: object, **options: object) -> dict[str, object]:
        asked.append(domain)
        if domain != known:
            raise EmailUndeliverableError(f"{domain} takes no mail")
        return {"mx": [(10, domain)], "mx_fallback_type": None}

    monkeypatch.setattr("email_validator.deliverability.validate_email_deliverability", look_up)
    card = draw(tmp_path / "card.png", *CARD)
    (silent,) = read_photos([card])
    assert not asked
    assert silent.readings[0].contact.emails[0].valid
    (checked,) = read_photos([card], check_dns=True)
    assert asked == ["northwind-gardens.co.uk"]
    assert checked.readings[0].contact.emails[0].valid is valid
    assert ("emails[0]" in {concern.field for concern in checked.readings[0].concerns}) is not valid
