"""The sample photos and their truth agree with each other, with numbering plans and with check digits."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import phonenumbers
import pytest
from PIL import Image
from pillow_heif import register_heif_opener
from stdnum.de import vat as de_vat
from stdnum.es import cif, dni
from stdnum.fr import siret
from stdnum.gb import vat as gb_vat
from stdnum.it import iva
from stdnum.pl import nip
from stdnum.pt import nif
from stdnum.ro import cui

from cardscan.settings.event import load_event
from cardscan.settings.notes import load_notes

SAMPLES = Path(__file__).parents[2] / "samples"
PHOTOS = SAMPLES / "photos"
TRUTH = [json.loads(line) for line in (SAMPLES / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
CARDS = [card for line in TRUTH for card in line["cards"]]
KEYS = {
    "lang",
    "prefix",
    "name",
    "given",
    "family",
    "suffix",
    "title",
    "department",
    "company",
    "phones",
    "emails",
    "urls",
    "address",
    "tax_ids",
    "social",
}
CHECKS = {
    "NIP": nip,
    "P.IVA": iva,
    "CIF": cif,
    "NIF": dni,
    "CUI": cui,
    "USt-IdNr": de_vat,
    "SIRET": siret,
    "VAT": gb_vat,
}

register_heif_opener()


def by_name(cards: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(card, id=card["name"]) for card in cards]


def test_every_photo_has_its_truth_and_every_truth_its_photo() -> None:
    pictures = sorted(path.name for path in PHOTOS.iterdir() if path.suffix in {".jpg", ".heic", ".webp", ".png"})
    assert [line["photo"] for line in TRUTH] == pictures
    assert 14 <= len(pictures) <= 18


@pytest.mark.parametrize("line", [pytest.param(line, id=line["photo"]) for line in TRUTH])
def test_a_photo_opens_is_light_and_tells_when_it_was_taken(line: dict[str, Any]) -> None:
    path = PHOTOS / line["photo"]
    assert path.stat().st_size <= 350_000
    with Image.open(path) as picture:
        assert 1600 <= max(picture.size) <= 2200
        stamp = picture.getexif().get_ifd(0x8769)[0x9003]
    assert datetime.strptime(stamp, "%Y:%m:%d %H:%M:%S").date() == load_event(PHOTOS).date


def test_all_languages_and_kinds_of_photos_are_there() -> None:
    assert {card["lang"] for card in CARDS} == {"en", "es", "it", "ro", "pl", "de", "fr", "pt"}
    tags = {tag for line in TRUTH for tag in line["tags"]}
    wanted = "tilt dark dim shadow rotated upside-down exif portrait several qr front back heic webp no-card glare"
    assert set(wanted.split()) <= tags
    assert any("white-on-white" in line["tags"] for line in TRUTH)


def test_one_photo_is_turned_by_exif_alone() -> None:
    turned = []
    for path in sorted(PHOTOS.glob("*.jpg")):
        with Image.open(path) as picture:
            if picture.getexif().get(0x0112, 1) != 1:
                turned.append(path.name)
    assert turned == [line["photo"] for line in TRUTH if "exif" in line["tags"]]


def test_a_front_names_its_back_which_follows_it_and_has_no_cards() -> None:
    names = [line["photo"] for line in TRUTH]
    fronts = [line for line in TRUTH if "back" in line]
    backs = [line for line in TRUTH if "back" in line["tags"]]
    assert fronts
    assert [line["back"] for line in fronts] == [line["photo"] for line in backs]
    assert all(names.index(line["back"]) == names.index(line["photo"]) + 1 for line in fronts)
    assert all(line["cards"] == [] for line in TRUTH if {"back", "no-card"} & set(line["tags"]))


@pytest.mark.parametrize("card", by_name(CARDS))
def test_a_card_bears_all_fields_and_its_parts_fit_together(card: dict[str, Any]) -> None:
    assert set(card) == KEYS
    assert card["name"] == f"{card['given']} {card['family']}"
    assert not card["prefix"] or card["prefix"] not in card["name"]
    assert all(email == email.lower() for email in card["emails"])
    assert not any(url.startswith(("http", "www.")) or url.endswith("/") for url in card["urls"])
    if address := card["address"]:
        parts = (address["street"], address["postal_code"], address["city"])
        assert all(part in address["full"] for part in parts)


@pytest.mark.parametrize("card", by_name(CARDS))
def test_numbers_are_ones_that_a_numbering_plan_knows(card: dict[str, Any]) -> None:
    for phone in card["phones"]:
        parsed = phonenumbers.parse(phone["number"], None)
        assert phonenumbers.is_valid_number(parsed), phone
        assert phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) == phone["number"]
        assert phone["type"] in {"work", "mobile", "fax", None}


@pytest.mark.parametrize("card", by_name(CARDS))
def test_tax_numbers_have_right_check_digits(card: dict[str, Any]) -> None:
    for tax in card["tax_ids"]:
        check = nif if card["lang"] == "pt" else CHECKS[tax["type"]]
        assert check.is_valid(tax["number"]), tax


def test_the_notes_are_understood_and_are_about_people_in_the_photos() -> None:
    notes = load_notes(PHOTOS)
    assert notes.problems == ()
    for line in TRUTH:
        for card in line["cards"]:
            note = notes.find(photo_names=[line["photo"]], name=card["name"], alone=len(line["cards"]) == 1)
            assert not note.note or note.language in {card["lang"], None}
    stems = {Path(line["photo"]).stem for line in TRUTH if line["cards"]}
    assert {Path(jotting.photo).stem for jotting in notes.jottings} <= stems
    assert len(notes.jottings) >= len(CARDS) / 2


def test_the_event_is_complete() -> None:
    event = load_event(PHOTOS)
    assert all((event.name, event.date, event.place, event.purpose, event.cost, event.hours))
