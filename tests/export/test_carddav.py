"""The way to an address book and what servers do on it: redirects, bombs, endless answers, cards of several kinds."""

import socket

import pytest
from fake_carddav import BOMB, BOOK, Behaviour, etag, fake_carddav

from cardscan.errors import CardscanError, WrongLoginError
from cardscan.export.carddav import quoted
from cardscan.export.carddav_discovery import open_book, server
from cardscan.export.carddav_errors import CardChangedError, CardRefusedError
from cardscan.export.carddav_http import Talk

CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Bo\r\nN:Lind;Bo;;;\r\nEND:VCARD\r\n"


@pytest.fixture
def it():
    return Behaviour(cards={f"{BOOK}{name}.vcf": CARD.replace("Bo", name) for name in ("a b", "ñ", "50% x")})


@pytest.fixture
def url(it):
    with fake_carddav(it) as url:
        yield url


def talk(secret="right", **more):
    return Talk("zoe", secret, **{"sleep": lambda _: None, **more})


def opened(url, path=BOOK, **more):
    return open_book(talk(**more), url + path)


@pytest.mark.parametrize("path", ["", "/", "/dav/", "/dav/me/", BOOK])
def test_the_book_is_found_from_wherever_we_start(url, path):
    book = open_book(talk(), url + path)
    assert (book.url, book.name) == (url + BOOK, "People")


@pytest.mark.parametrize("reports", [True, False])
def test_cards_are_listed_fetched_put_and_deleted(it, url, reports):
    it.reports = reports
    book = opened(url)
    assert book.etags() == {path: etag(text) for path, text in it.cards.items()}
    fetched = dict(book.fetch([*it.cards, f"{BOOK}gone.vcf"]))
    assert {path: one.text.replace("\n", "").replace("\r", "") for path, one in fetched.items()} == {
        path: text.replace("\r\n", "") for path, text in it.cards.items()
    }
    told = book.put(f"{BOOK}new.vcf", CARD)
    assert told == etag(CARD)
    with pytest.raises(CardChangedError):
        book.put(f"{BOOK}new.vcf", CARD)
    with pytest.raises(CardChangedError):
        book.put(f"{BOOK}new.vcf", CARD, '"other"')
    book.delete(f"{BOOK}new.vcf", told)
    book.delete(f"{BOOK}new.vcf", told)  # gone is gone


def test_a_list_that_comes_in_parts_is_put_together(it, url):
    it.parts = 1
    assert len(opened(url).etags()) == 3
    assert sum(one.startswith("REPORT") for one in it.asked) == 3


def test_a_server_that_wants_a_digest_gets_one(it, url):
    it.digest = True
    assert opened(url).name == "People"


def test_a_wrong_password_is_said_and_not_repeated(url):
    with pytest.raises(WrongLoginError, match="does not let zoe in") as caught:
        opened(url, secret="wr0ng")
    assert "wr0ng" not in caught.value.message + caught.value.hint
    assert "wr0ng" not in repr(talk("wr0ng"))


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("https://elsewhere.example/dav/", "sends us on to https://elsewhere.example/dav/"),
        ("http://elsewhere.example/", "we do not follow"),
        ("//elsewhere.example/x", "we do not follow"),
        ("file:///etc/passwd", "we do not follow"),
    ],
)
def test_no_way_leads_to_another_host(it, url, target, said):
    it.answers["PROPFIND /.well-known/carddav"] = (301, {"Location": target})
    with pytest.raises(CardscanError, match=said):
        open_book(talk(), url)
    it.answers, it.home = {}, target
    with pytest.raises(CardscanError, match="we do not follow"):
        open_book(talk(), url)


def test_a_redirect_within_the_server_is_followed_but_not_for_ever(it, url):
    it.answers["PROPFIND /.well-known/carddav"] = (301, {"Location": "/dav/"})
    assert open_book(talk(), url).name == "People"
    it.answers["PROPFIND /.well-known/carddav"] = (301, {"Location": "/.well-known/carddav"})
    with pytest.raises(CardscanError, match="not that of an address book server"):
        open_book(talk(), url)


@pytest.mark.parametrize(
    "answer",
    [
        (207, {"Content-Type": "application/xml"}, BOMB),
        (207, {}, b"<html>welcome</html>"),
        (207, {}, b"\x00\x01"),
        (207, {}, b""),
        (207, {"Content-Encoding": "gzip"}, b"\x1f\x8b"),
    ],
)
def test_what_is_no_list_is_refused(it, url, answer):
    it.answers[f"PROPFIND {BOOK}"] = answer
    with pytest.raises(CardscanError, match="not that of an address book server"):
        opened(url)


def test_a_web_page_where_an_address_book_should_be(it, url):
    it.answers["PROPFIND"] = (200, {"Content-Type": "text/html"}, b"<html>welcome</html>")
    with pytest.raises(CardscanError, match="no address book was found") as caught:
        open_book(talk(), url)
    assert "url" in caught.value.hint


def test_an_answer_without_end_is_not_read_to_its_end(it, url):
    it.answers[f"PROPFIND {BOOK}"] = (207, {}, b"<multistatus>" + b" " * 300_000)
    with pytest.raises(CardscanError, match="too large"):
        opened(url, largest=100_000)


def test_a_server_that_says_nothing_is_not_waited_for(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(CardscanError, match="no answer in time"):
        opened(f"http://127.0.0.1:{silent.getsockname()[1]}", timeouts=(1, 0.2, 1))


def test_nobody_there_and_a_line_that_breaks():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(CardscanError, match="no server answers there"):
        opened(f"http://127.0.0.1:{port}")
    with pytest.raises(CardscanError, match="no such server"):
        talk().ask("GET", "https://nowhere.invalid/")


def test_a_busy_server_is_asked_again_when_it_says_so(it, url):
    slept = []
    it.answers[f"PROPFIND {BOOK}"] = [(429, {"Retry-After": "7"}), (503, {})]
    assert opened(url, sleep=slept.append).name == "People"
    assert slept == [7.0, 5.0]
    it.answers[f"PROPFIND {BOOK}"] = (429, {"Retry-After": "3600"})
    with pytest.raises(CardscanError, match="come back in 60 min"):
        opened(url, sleep=slept.append)
    assert len(slept) == 2


def test_a_full_book_ends_the_run_and_a_card_refused_does_not(it, url):
    book = opened(url)
    it.answers["PUT"] = (507, {})
    with pytest.raises(CardscanError, match="is full"):
        book.put(f"{BOOK}x.vcf", CARD)
    it.answers["PUT"] = (403, {}, b"<error><quota-not-exceeded/></error>")
    with pytest.raises(CardscanError, match="is full"):
        book.put(f"{BOOK}x.vcf", CARD)
    for status in (400, 403, 413, 415, 500):
        it.answers["PUT"] = (status, {})
        with pytest.raises(CardRefusedError, match=str(status)):
            book.put(f"{BOOK}x.vcf", CARD)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("http://cloud.example", "no safe connection"),
        ("ftp://cloud.example", "no safe connection"),
        ("https://zoe:secret@cloud.example", "no address of a server"),
        ("https://", "no address of a server"),
        ("https://[x", "no address of a server"),
        ("https://www.googleapis.com/carddav/v1/", "Google lets no program in"),
    ],
)
def test_addresses_that_are_not_asked(text, said):
    with pytest.raises(CardscanError, match=said) as caught:
        server(text)
    assert "secret" not in caught.value.message


def test_an_address_may_be_a_name_alone():
    assert server("cloud.example") == "https://cloud.example"
    assert server("http://localhost:5232/zoe/") == "http://localhost:5232/zoe/"


def test_a_slash_in_a_name_stays_apart_from_one_between_names(it, url):
    book = opened(url)
    assert quoted(book._path("/dav/zoe/book/50%2Fx%20%C3%B1.vcf")) == "/dav/zoe/book/50%2Fx%20%C3%B1.vcf"
