"""JSContact held against RFC 9553: types, kinds and the rules for what must be there."""

import base64
import json
import re
from urllib.parse import unquote

import pytest
from contact_book import HOSTILE, LONG, a_book, every_field, odd_texts, plain
from export_records import a_full_record

from cardscan.export import jscontact, vcard
from cardscan.model import Contact, Name, Record, Text

ID = re.compile(r"[A-Za-z0-9_-]{1,255}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
NAME_KINDS = {"title", "given", "given2", "surname", "surname2", "credential", "generation", "separator"}
ADDRESS_KINDS = {"name", "locality", "region", "postcode", "country", "number", "building", "separator"}
FEATURES = {"mobile", "voice", "text", "video", "main-number", "textphone", "fax", "pager"}
MAPS = {  # property of Card -> its @type and what it must hold
    "organizations": ("Organization", {"name", "units"}),
    "titles": ("Title", {"name"}),
    "emails": ("EmailAddress", {"address"}),
    "phones": ("Phone", {"number"}),
    "links": ("Link", {"uri"}),
    "onlineServices": ("OnlineService", {"uri", "user"}),
    "addresses": ("Address", {"full", "components", "countryCode"}),
    "notes": ("Note", {"note"}),
    "media": ("Media", {"uri"}),
}


def check(card):
    """Hold a card against the RFC; an AssertionError names what is wrong."""
    assert (card["@type"], card["version"]) == ("Card", "1.0")
    assert card["uid"]
    assert card.get("kind") in {"individual", "org"}
    assert all(MOMENT.fullmatch(card[key]) for key in ("created", "updated") if key in card)
    assert set(card.get("keywords", {}).values()) <= {True}
    for key, (kind, needed) in MAPS.items():
        for name, value in card.get(key, {}).items():
            assert ID.fullmatch(name)
            assert value["@type"] == kind
            assert needed & set(value), key
            assert set(value.get("contexts", {})) <= {"work", "private"}
            assert 1 <= value.get("pref", 1) <= 100
    for phone in card.get("phones", {}).values():
        assert set(phone["features"]) <= FEATURES
    name = card["name"]
    assert name["full"] or name["components"]
    assert {part["kind"] for part in name.get("components", [])} <= NAME_KINDS
    for address in card.get("addresses", {}).values():
        assert {part["kind"] for part in address.get("components", [])} <= ADDRESS_KINDS
        assert re.fullmatch("[A-Z]{2}", address.get("countryCode", "ES"))
    for title in card.get("titles", {}).values():
        assert title.get("organizationId", "o1") in card.get("organizations", {"o1": 1})
    known = {"@type", "version", "uid", "kind", "language", "created", "updated", "name", "keywords", *MAPS}
    assert set(card) <= known


def read(records, **options):
    cards = json.loads(b"".join(jscontact.render(records, **options)))
    for card in cards:
        check(card)
    return cards


def test_a_book_is_an_array_of_cards():
    cards = read(a_book())
    assert [card["name"]["full"] for card in cards] == [
        *("Dra. Ana María Díaz López MBA", "Cantina Rossi & Figli", "Jörg Weiß", "Żółć Łukasz", "Contact 5")
    ]
    assert [card["kind"] for card in cards] == ["individual", "org", "individual", "individual", "individual"]
    assert [card["uid"] for card in cards] == [vcard.uid(record) for record in a_book()]
    assert cards[2]["uid"] == "urn:uuid:0b1c"
    assert json.loads(b"".join(jscontact.render([]))) == []


def test_the_parts_of_a_name_are_in_the_order_of_the_card():
    ana, _, _, lukasz, _ = read(a_book())
    assert [part["kind"] for part in ana["name"]["components"]] == ["title", "given", "surname", "credential"]
    assert [part["value"] for part in lukasz["name"]["components"]] == ["Żółć", "Łukasz"]
    assert lukasz["name"]["isOrdered"] is True


def test_a_full_card():
    (card,) = read([a_full_record()])
    assert card["phones"]["p1"] == {
        "@type": "Phone",
        "contexts": {"work": True},
        "features": {"mobile": True, "voice": True},
        "number": "tel:+34600000001",
        "pref": 1,
    }
    assert card["phones"]["p2"]["number"] == "tel:+34910000000;ext=12"
    assert card["titles"]["t1"]["organizationId"] == "o1"
    assert card["organizations"]["o1"]["units"] == [{"@type": "OrgUnit", "name": "Ventas, Madrid"}]
    assert card["addresses"]["a1"]["countryCode"] == "ES"
    assert card["keywords"] == {"bni": True, "ret,ail": True, "BNI Madrid": True}
    assert card["onlineServices"]["s2"] == {"@type": "OnlineService", "user": "@anadiaz"}


@pytest.mark.parametrize("text", [HOSTILE, LONG], ids=["hostile", "5000 characters"])
def test_a_contact_whose_every_field_is_hostile_comes_back_unchanged(text):
    (card,) = read([every_field(text)])

    def held(mark):
        return plain(f"{text} {mark}")

    def flat(mark):
        return " ".join(held(mark).split())

    parts = {part["kind"]: part["value"] for part in card["name"]["components"]}
    marks = {"title": "prefix", "given": "given", "surname": "family", "credential": "suffix"}
    assert parts == {kind: held(mark) for kind, mark in marks.items()}
    firm = card["organizations"]["o1"]
    assert (firm["name"], firm["units"][0]["name"]) == (held("company"), held("department"))
    assert card["titles"]["t1"]["name"] == held("title")
    address = card["addresses"]["a1"]
    assert address["full"] == held("address")
    places = {part["kind"]: part["value"] for part in address["components"]}
    expected = {"name": "street", "locality": "city", "region": "region", "postcode": "code"}
    assert places == {kind: held(mark) for kind, mark in expected.items()} | {"country": flat("country")}
    assert held("note") in card["notes"]["n1"]["note"]
    assert held("promised") in card["notes"]["n1"]["note"]
    assert card["emails"]["e1"]["address"] == flat("email")
    assert card["phones"]["p1"]["number"] == f"{flat('phone')};ext={flat('extension')}"
    assert unquote(card["links"]["l1"]["uri"]) == f"https://{flat('url')}"
    assert card["keywords"] == {flat("tag"): True, "other": True, flat("event"): True}


def test_odd_texts_come_back():
    texts = odd_texts(300, seed=9)
    book = [Record(1, Contact(company=Text(text), name=Name("x", text, text)), "ready") for text in texts]
    for text, card in zip(texts, read(book), strict=True):
        firm = card.get("organizations", {}).get("o1", {})
        assert firm.get("name", "") == plain(text)


def test_a_picture_goes_along():
    (card,) = read([a_full_record()], photos=lambda record: b"\xff\xd8picture")
    media = card["media"]["m1"]
    assert (media["kind"], media["mediaType"]) == ("photo", "image/jpeg")
    assert base64.b64decode(media["uri"].removeprefix("data:image/jpeg;base64,")) == b"\xff\xd8picture"
