"""Addresses mended by what else the card prints, and those that are left as they are."""

import pytest
from drawing import draw

from cardscan.fields.layout import lay_out
from cardscan.fields.likeness import distance
from cardscan.fields.mend_links import mend_links
from cardscan.fields.points import Points, find_links
from cardscan.fields.read import read_contact


def mended(drawing: str) -> Points:
    return mend_links(find_links(lay_out(draw(drawing), 85 / 55)))


def addresses(drawing: str) -> list[str]:
    found = mended(drawing)
    return [mail.address for mail in found.emails] + [link.value for link in found.urls]


@pytest.mark.parametrize(
    ("drawing", "expected"),
    [
        ("4 Tomás Arroyo\n2.4 www.kerama-lab.es\n2.4 tornas.arroyo@ke rama-lab.es", "tomas.arroyo@kerama-lab.es"),
        ("4 Mario Rossi\n2.4 www.acme-veneta.it\n2.4 rnario.rossi@acme-ve neta.it", "mario.rossi@acme-veneta.it"),
        ("4 Officine Ferraldi\n2.4 info@officinelerraldi.it", "info@officineferraldi.it"),
        ("5 Officine\n5 Ferraldi\n2.4 info@officinelerraldi.it", "info@officineferraldi.it"),
        ("4 Transportes Pizarral\n2.4 oficina@hnospizamal.es", "oficina@hnospizarral.es"),
        ("4 Elmsgrove Skin Clinic\n2.4 groveskin.co.uk", "elmsgroveskin.co.uk"),
        ("4 Corran Loom\n2.4 aoife@corranloomie\n2.4 www.corranloom.ie", "aoife@corranloom.ie"),
        ("4 Notariusz\n2.4 3notariusz@jawor-test.pl", "notariusz@jawor-test.pl"),
        ("4 Studio Belmare\n2.4 infostudiobelmare.it\n2.4 www.studiobelmare.it", "info@studiobelmare.it"),
        ("4 Lucyna Bielak\n2.4 lucyna@stolarnia-lipa.pl\n2.4 www.stolamia-lipa.pl", "lucyna@stolarnia-lipa.pl"),
    ],
)
def test_two_lines_that_agree_mend_a_third(drawing: str, expected: str) -> None:
    assert expected in addresses(drawing)


@pytest.mark.parametrize(
    ("drawing", "untouched"),
    [
        ("4 Mario Rossi\n2.4 mario.rosi@acme-veneta.it", "mario.rosi@acme-veneta.it"),
        ("4 Restaurante El Puerto\n2.4 elpuerto.es", "elpuerto.es"),
        ("4 Restaurante El Puerto\n2.4 www.puerto.es", "puerto.es"),
        ("4 Nowak & Nowacki\n2.4 biuro@nowak-nowacki.pl\n2.4 nowaknowacki.pl", "nowaknowacki.pl"),
        ("4 Maria Bianchi\n2.4 mario.bianchi@studio-lume.it", "mario.bianchi@studio-lume.it"),
        ("4 Ana Gomes\n2.4 ana@gmail.com\n2.4 www.gmall.pt", "gmall.pt"),
        ("4 Norte Sur S.L.\n2.4 info@nortesur.es\n2.4 www.norte-sur.com", "norte-sur.com"),
        ("4 3D Print Lab\n2.4 3dprint@lab-test.es", "3dprint@lab-test.es"),
        ("4 Bartosz Wyrwik\n2.4 wyrwik.studio", "wyrwik.studio"),
    ],
)
def test_what_may_well_be_right_stays(drawing: str, untouched: str) -> None:
    assert untouched in addresses(drawing)


def test_a_name_beside_its_own_domain_is_no_broken_address() -> None:
    found = mended("4 Mario Rossi\n2.4 www.mariorossi.it")
    assert found.emails == ()
    assert next(text for _, text in found.rest) == "Mario Rossi"


def test_what_was_mended_says_so() -> None:
    found = mended("4 Officine Ferraldi\n2.4 info@officinelerraldi.it")
    assert found.emails[0].evidence.reasons == ("mended",)


def test_letters_that_look_alike_are_near_and_others_are_not() -> None:
    assert distance("rnario", "mario") == pytest.approx(0.3)
    assert distance("gamo", "garro") == pytest.approx(0.3)
    assert distance("maria", "mario") == 1.0
    assert distance("", "ab") == 2.0
    assert distance("kot", "kot") == 0.0


def test_numbers_without_a_code_are_those_of_the_address() -> None:
    contact = read_contact(draw("4 Amit Kumaran\n2.4 123-456-7569\n2.4 12 Lotus St., Erode,\n2.4 Tamil Nadu 600115"))
    assert [phone.number for phone in contact.phones] == ["+911234567569"]


def test_a_logo_in_two_lines_with_unlike_letters_is_one_firm() -> None:
    contact = read_contact(draw("7 Family\n7 Bakehouse\n-\n4 ANJA WENDT\n2.6 Marketing Executive\n2.4 +49 30 901820"))
    assert contact.company is not None
    assert contact.company.value == "Family Bakehouse"


def test_a_firm_between_street_and_city_is_left_out_of_the_address() -> None:
    contact = read_contact(
        draw(
            "4 Rafael Ulloa\n-\n2.4 350 Linden Mall, Room 17\n2.4 HARLAN COLLEGE\n2.4 Palo Alto, California 94301-2233"
        )
    )
    assert contact.address is not None
    assert contact.address.full == "350 Linden Mall, Room 17, Palo Alto, California 94301-2233"


def test_a_firm_in_capitals_gets_its_spaces_from_another_line() -> None:
    contact = read_contact(
        draw("8 THEWINDMILL\n-\n3 Jim Gloster\n2.4 Manager\n-\n2.4 The Windmill Bath BA1 1AA\n2.4 thewindmill.com")
    )
    assert contact.company is not None
    assert contact.company.value == "The Windmill"


def test_a_domain_in_capitals_may_be_the_firm() -> None:
    contact = read_contact(
        draw("6 ACSTI.ORG\n-\n3 Liliana Magnusi\n2.4 Conference Coordinator\n2.4 l.magnusi@acsti.org")
    )
    assert contact.company is not None
    assert contact.company.value.upper() == "ACSTI.ORG"
