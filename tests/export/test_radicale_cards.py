"""Radicale's own parser takes every card that we write, and gives back what it says."""

import pytest
from export_records import HOSTILE, a_full_record, hostile_record
from radicale_server import radicale

from cardscan.export.vcard import card
from cardscan.workflow.card_facts import read_card


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    with radicale(tmp_path_factory.mktemp("radicale")) as server:
        yield server, server.book()


@pytest.mark.parametrize("version", ["3.0", "4.0"])
@pytest.mark.parametrize("name", ["full", *HOSTILE])
def test_a_card_is_taken_and_says_what_it_said(book, name, version):
    server, url = book
    record = a_full_record() if name == "full" else hostile_record(HOSTILE[name])
    text = card(record, version=version).decode()
    place = f"{url}{[*HOSTILE].index(name) if name in HOSTILE else 'full'}-{version}.vcf"
    server.put(place, text.replace("UID:", f"UID:{version}-{len(name)}-{name.replace(' ', '-')}-", 1))
    there = server.ask("GET", place)
    assert there.status_code == 200
    assert read_card(there.content.decode()).facts == read_card(text).facts
