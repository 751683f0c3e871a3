"""Web addresses and social profiles as OCR reads them."""

import pytest

from cardscan.normalize import urls


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("www.acme.pl", "acme.pl"),
        ("WWW.ACME.PL", "acme.pl"),
        ("www acme.pl", "acme.pl"),
        ("www.acme,pl", "acme.pl"),
        ("www.acme pl", "acme.pl"),
        ("www. acme. pl", "acme.pl"),
        ("wwwacme.pl", "acme.pl"),
        ("wvw.acme.ro", "acme.ro"),
        ("ww.acme.ro", "acme.ro"),
        ("http:/acme.pl", "acme.pl"),
        ("http//acme.de", "acme.de"),
        ("https:llwww.acme.pl/", "acme.pl"),
        ("https://acme.pl", "acme.pl"),
        ("http://www.Acme.PL/Team/", "acme.pl/Team"),
        ("acme.pl", "acme.pl"),
        ("ACME.PL", "acme.pl"),
        ("DoreensBakery.com", "doreensbakery.com"),
        ("acme,pl", "acme.pl"),
        ("festalunga.wedding", "festalunga.wedding"),
        ("akademia-morska.edu.pl", "akademia-morska.edu.pl"),
        ("Web: www.acme.com.ar/x", "acme.com.ar/x"),
        ("oferta: acme.pl/oferta.", "acme.pl/oferta"),
        ("www.żółw.pl", "żółw.pl"),
        ("info@beta.it www.acme.it", "acme.it"),
        ("https://pl.linkedin.com/in/jan-k/?a=b", "linkedin.com/in/jan-k"),
        ("www.facebook.com/acme", "facebook.com/acme"),
    ],
)
def test_an_address_is_mended(text: str, value: str) -> None:
    link = urls.parse(text)
    assert link is not None
    assert link.value == value


@pytest.mark.parametrize(
    "text",
    [
        "S.r.l.",
        "S.A.S.",
        "Dipl.-Ing.",
        "Dipl.Ing.",
        "ul.Nowa",
        "d.o.o.",
        "Sp.z o.o.",
        "Dr.med.",
        "Co.Ltd",
        "C.F.",
        "P.IVA",
        "e.V.",
        "9.00-18.00",
        "info@acme.pl",
        "nicht.mehr",
        "ing.Marco",
        "Via Roma, 3",
        "",
        "J.Kowalski",
        "22.629.44.17",
        "Roma.Milano",
        "www",
    ],
)
def test_abbreviations_are_no_addresses(text: str) -> None:
    assert urls.parse(text) is None


def test_spans() -> None:
    line = "acme.pl | www.beta.it, info@gamma.ro"
    found = urls.find(line)
    assert [piece.raw for piece in found] == ["acme.pl", "www.beta.it"]
    assert [line[piece.start : piece.end] for piece in found] == ["acme.pl", "www.beta.it"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("@lunaofficina", "@lunaofficina"),
        ("IG @Luna.Atelier", "instagram.com/luna.atelier"),
        ("instagram.com/kedra.projekty", "instagram.com/kedra.projekty"),
        ("linkedin: jan-kowalski", "linkedin.com/in/jan-kowalski"),
        ("LinkedIn jan-kowalski", "linkedin.com/in/jan-kowalski"),
        ("in/jan-kowalski", "linkedin.com/in/jan-kowalski"),
        ("/in/jan-kowalski", "linkedin.com/in/jan-kowalski"),
        ("facebook /lokiifale", "facebook.com/lokiifale"),
        ("Facebook: lokiifale", "facebook.com/lokiifale"),
        ("github.com/jkowalski", "github.com/jkowalski"),
        ("twitter.com/jk", "twitter.com/jk"),
        ("xing.com/profile/Jan_Kowalski", "xing.com/profile/Jan_Kowalski"),
        ("wa.me/48601234567", "wa.me/48601234567"),
        ("t.me/acme", "t.me/acme"),
        ("behance.net/acme", "behance.net/acme"),
    ],
)
def test_a_profile(text: str, value: str) -> None:
    link = urls.social(text)
    assert link is not None
    assert link.value == value
    assert urls.is_social(link.value)


@pytest.mark.parametrize(
    "text", ["info@acme.pl", "facebook", "acme.pl", "github.com", "Follow us on Facebook", "Jan Kowalski", ""]
)
def test_no_profile(text: str) -> None:
    assert urls.social(text) is None


def test_a_firms_site_is_not_social() -> None:
    assert not urls.is_social("acme.pl/facebook.com")
    assert not urls.is_social("myfacebook.com")
