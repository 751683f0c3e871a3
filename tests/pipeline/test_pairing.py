"""Front and back become one contact; cards of two people, and one card taken twice, never do."""

from collections.abc import Sequence
from pathlib import Path

from cardscan.fields.read import read_contact
from cardscan.fields.verdict import concerns_of, verdict_of
from cardscan.model import PhotoResult, Reading, Side, TextLine
from cardscan.pipeline.pairing import join_sides


def photo(name: str, *texts: str, folder: str = "event") -> PhotoResult:
    """A photo of one card that bears these lines, the first one in large type."""
    lines = tuple(
        TextLine(text, ((0.1, top), (0.7, top), (0.7, top + size), (0.1, top + size)), 0.99)
        for i, text in enumerate(texts)
        for top, size in [(0.1 + 0.11 * i, 0.09 if i == 0 else 0.06)]
    )
    contact = read_contact(lines)
    concerns = concerns_of(contact)
    path = Path(folder) / name
    side = Side(path, name, 0, 0, None, ((0, 0), (1, 0), (1, 1), (0, 1)), b"")
    return PhotoResult(path, name, (Reading((side,), lines, (), contact, verdict_of(concerns), concerns),))


def joined(*photos: PhotoResult) -> Sequence[PhotoResult]:
    return list(join_sides(iter(photos), read_contact))


FRONT = photo("1.jpg", "Laura Ferrer Vidal", "Directora Comercial", "laura@ferrervidal.es", "Tel. 934 123 456")
BACK = photo("2.jpg", "Ferrer Vidal, S.L.", "www.ferrervidal.es", "C/ Mallorca 12", "08008 Barcelona")


def test_a_back_completes_its_front() -> None:
    front, back = joined(FRONT, BACK)
    contact = front.readings[0].contact
    assert contact.name is not None
    assert contact.name.full == "Laura Ferrer Vidal"
    assert contact.address is not None
    assert contact.address.city == "Barcelona"
    assert [side.path.name for side in front.readings[0].sides] == ["1.jpg", "2.jpg"]
    assert {line.side for line in front.readings[0].lines} == {0, 1}
    assert back.readings == ()
    assert back.back_of == FRONT.path


def test_colleagues_of_one_firm_stay_two_people() -> None:
    colleague = photo("2.jpg", "Pau Soler Roca", "Comercial", "pau@ferrervidal.es", "Tel. 934 123 457")
    assert [len(result.readings) for result in joined(FRONT, colleague)] == [1, 1]


def test_the_same_card_taken_twice_is_no_back() -> None:
    again = photo("2.jpg", "Laura Ferrer Vidal", "Directora Comercial", "laura@ferrervidal.es", "Tel. 934 123 456")
    assert [len(result.readings) for result in joined(FRONT, again)] == [1, 1]


def test_a_card_without_a_person_of_another_firm_is_no_back() -> None:
    other = photo("2.jpg", "Pasticceria Bellini S.r.l.", "www.bellini-dolci.it", "Via Roma 3", "20121 Milano")
    assert [result.back_of for result in joined(FRONT, other)] == [None, None]


def test_photos_of_two_folders_are_never_paired() -> None:
    elsewhere = photo("2.jpg", "Ferrer Vidal, S.L.", "www.ferrervidal.es", folder="another event")
    assert [result.back_of for result in joined(FRONT, elsewhere)] == [None, None]


def test_a_failure_between_keeps_its_place() -> None:
    broken = PhotoResult(Path("event/2.jpg"), None)
    results = joined(FRONT, broken, BACK)
    assert [result.path.name for result in results] == ["1.jpg", "2.jpg", "2.jpg"]
    assert [len(result.readings) for result in results] == [1, 0, 1]


def together(name: str, *photos: PhotoResult) -> PhotoResult:
    """One photo in which the cards of several lie side by side."""
    return PhotoResult(Path("event") / name, name, tuple(reading for photo in photos for reading in photo.readings))


OTHER = photo("3.jpg", "Marta Puig Serra", "Abogada", "marta@puigserra.es", "Tel. 934 765 432")
OTHER_BACK = photo("4.jpg", "Puig Serra Abogados", "www.puigserra.es", "C/ Aribau 7", "08011 Barcelona")
COLLEAGUE = photo("5.jpg", "Pau Soler Roca", "Comercial", "pau@ferrervidal.es", "Tel. 934 123 457")


def names(result: PhotoResult) -> list[str | None]:
    return [reading.contact.name.full if reading.contact.name else None for reading in result.readings]


def test_front_and_back_side_by_side_in_one_photo_are_one_card() -> None:
    (result,) = joined(together("1.jpg", FRONT, BACK))
    assert names(result) == ["Laura Ferrer Vidal"]
    assert result.readings[0].contact.address is not None


def test_the_backs_of_several_cards_find_their_fronts_in_the_photo_before() -> None:
    fronts, backs = joined(together("1.jpg", FRONT, OTHER), together("2.jpg", OTHER_BACK, BACK))
    assert names(fronts) == ["Laura Ferrer Vidal", "Marta Puig Serra"]
    assert [reading.contact.address and reading.contact.address.postal_code for reading in fronts.readings] == [
        "08008",
        "08011",
    ]
    assert backs.back_of == fronts.path


def test_a_back_that_may_be_either_colleagues_stays_apart() -> None:
    (result,) = joined(together("1.jpg", FRONT, COLLEAGUE, BACK))
    assert len(result.readings) == 3
    results = joined(together("1.jpg", FRONT, COLLEAGUE), BACK)
    assert [len(result.readings) for result in results] == [2, 1]


def test_a_back_beside_a_strangers_card_stays_apart() -> None:
    stranger = photo("6.jpg", "Nora Vila Mas", "Arquitecta", "nora@vilamas.es")
    results = joined(together("1.jpg", FRONT, OTHER), together("2.jpg", BACK, stranger))
    assert [len(result.readings) for result in results] == [2, 2]


def test_the_back_may_be_taken_first() -> None:
    front, back = joined(BACK, photo("3.jpg", "Laura Ferrer Vidal", "Directora Comercial", "laura@ferrervidal.es"))
    assert names(front) == ["Laura Ferrer Vidal"]
    assert front.readings[0].contact.address is not None
    assert back.back_of == front.path


def test_the_same_card_in_a_second_language_is_its_back() -> None:
    polish = photo("1.jpg", "Ewa Zielińska", "Kierownik Sprzedaży", "ewa@zielony-dom.pl", "tel. 22 123 45 67")
    english = photo("2.jpg", "Ewa Zielińska", "Sales Manager", "ewa@zielony-dom.pl", "phone +48 22 123 45 67")
    front, back = joined(polish, english)
    assert names(front) == ["Ewa Zielińska"]
    assert front.readings[0].contact.title is not None
    assert front.readings[0].contact.title.value == "Kierownik Sprzedaży"
    assert [phone.number for phone in front.readings[0].contact.phones] == ["+48221234567"]
    assert back.back_of == front.path


def test_namesakes_with_nothing_in_common_are_two_people() -> None:
    one = photo("1.jpg", "Ewa Zielińska", "Kierownik Sprzedaży", "ewa@zielony-dom.pl")
    two = photo("2.jpg", "Ewa Zielińska", "Lawyer", "ewa.zielinska@kancelaria-z.pl")
    assert [len(result.readings) for result in joined(one, two)] == [1, 1]
