"""What is kept of untrusted text, and what is told of a contact."""

import datetime

import pytest
from contact_book import odd_texts, plain
from export_records import HOSTILE

from cardscan.export.plain import block, kept, keywords, line, once, story
from cardscan.model import Contact, Event, Former, Note, Record


@pytest.mark.parametrize("case", HOSTILE)
def test_all_is_kept_that_a_file_can_hold(case):
    assert kept(HOSTILE[case]) == plain(HOSTILE[case])


def test_odd_texts_too():
    for text in odd_texts(2000, seed=11):
        assert kept(text) == plain(text)
        assert kept(kept(text)) == kept(text)
        assert "\n" not in line(text)
        assert line(text) == " ".join(block(text).split())


@pytest.mark.parametrize(
    ("text", "held"),
    [
        (None, ""),
        (" a  b \t", "a  b"),
        ("one\r\ntwo\rthree\u2028four\x85five", "one\ntwo\nthree\nfour\nfive"),
        ("a\x00b\x1bc\x7fd\ud800e", "abcde"),
        ("\u202etxt.exe\u2066x\u2069", "txt.exex"),
        ("\u200fשלום\u200e", "\u200fשלום\u200e"),
        ("  first\n    indented", "first\n    indented"),
    ],
)
def test_what_is_kept(text, held):
    assert kept(text) == held


def test_the_story_tells_what_no_field_holds():
    record = Record(
        1,
        Contact(),
        "ready",
        events=(Event("f", "Fair", datetime.date(2026, 3, 1), "Hall 2"), Event("g", "Breakfast")),
        note=Note("sails", promised="the list", tags=("bni", "Fair")),
        former=(Former("company", "Old & Co", datetime.date(2026, 2, 1)), Former("phones", "+34600000009")),
    )
    assert story(record).splitlines() == [
        "sails",
        "Promised: the list",
        "Met: Fair, 2026-03-01, Hall 2",
        "Met: Breakfast",
        "Formerly: Old & Co (until 2026-02-01)",
        "Formerly: +34600000009",
    ]
    assert keywords(record) == ["bni", "Fair", "Breakfast"]
    assert once(record) == story(record).splitlines()[-2:]
