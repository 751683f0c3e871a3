"""An explanation names each field's lines and reasons and what else it could have been."""

from io import BytesIO

from PIL import Image

from cardscan.fields.read import read_contact
from cardscan.model import TextLine
from cardscan.workflow.explain import explain

TEXTS = ("Ana Gil Soto", "Arquitecta", "Estudio Norte Gil S.L.", "ana@norte-gil.es", "Tel. 934 123 456")


def lines() -> tuple[TextLine, ...]:
    rows = [(text, 0.1 + 0.15 * i, 0.1 if i == 0 else 0.07) for i, text in enumerate(TEXTS)]
    return tuple(TextLine(text, ((0.1, y), (0.7, y), (0.7, y + h), (0.1, y + h)), 0.98) for text, y, h in rows)


def picture() -> bytes:
    data = BytesIO()
    Image.new("RGB", (600, 350), "white").save(data, "JPEG")
    return data.getvalue()


def test_every_field_leads_to_its_lines() -> None:
    found = explain(read_contact(lines()), lines(), (), [picture()])
    settled = {row.field: row for row in found.settled}
    assert settled["name"].value == "Ana Gil Soto"
    assert settled["name"].lines == (0,)
    assert settled["emails[0]"].lines == (3,)
    assert settled["phones[0]"].value == "+34934123456"
    assert 0 < settled["name"].score <= 1


def test_candidates_stand_best_first_with_their_reasons() -> None:
    found = explain(read_contact(lines()), lines(), (), [])
    names = [row for row in found.candidates if row.field == "name"]
    assert names[0].value == "Ana Gil Soto"
    assert names[0].reasons
    assert [row.score for row in names] == sorted((row.score for row in names), reverse=True)
    assert found.picture == b""


def test_the_picture_is_the_card_with_its_boxes() -> None:
    found = explain(read_contact(lines()), lines(), (), [picture()])
    assert Image.open(BytesIO(found.picture)).size == (600, 350)


def test_a_contact_without_a_card_is_explained_too() -> None:
    found = explain(read_contact(lines()), (), (), [])
    assert found.candidates == ()
    assert {row.field for row in found.settled} >= {"name", "company"}
