"""Words around phone numbers, and the type that follows from them."""

import pytest

from cardscan.normalize import labels


@pytest.mark.parametrize(
    ("before", "label"),
    [
        ("Tel. ", "phone"),
        ("Tel.:", "phone"),
        ("TEL ", "phone"),
        ("T: ", "phone"),
        ("T ", "phone"),
        ("P. ", "phone"),
        ("Tfno.: ", "phone"),
        ("Teléfono: ", "phone"),
        ("☎ ", "phone"),
        ("tel. kom. ", "mobile"),
        ("kom.: ", "mobile"),
        ("Tel./kom. ", "mobile"),
        ("M+", "mobile"),
        ("M: ", "mobile"),
        ("C. ", "mobile"),
        ("Móvil ", "mobile"),
        ("Mobil", "mobile"),
        ("Cell. ", "mobile"),
        ("GSM:", "mobile"),
        ("Handy ", "mobile"),
        ("Portable : ", "mobile"),
        ("Tlm. ", "mobile"),
        ("WhatsApp: ", "mobile"),
        ("Mobile phone ", "mobile"),
        ("Fax ", "fax"),
        ("F: ", "fax"),
        ("faks ", "fax"),
        ("tel. 22 629 44 17 fax ", "fax"),
        ("Tel/Fax ", "work"),
        ("T/F ", "work"),
        ("tel./fax: ", "work"),
        ("Office ", "work"),
        ("O: ", "work"),
        ("Direct: ", "work"),
        ("Biuro: ", "work"),
        ("Tel. ufficio ", "work"),
        ("Centralita: ", "work"),
        ("Sp. z o.o. ", None),
        ("ul. Mostowa 12 ", None),
        ("Anna M. Nowak ", None),
        ("", None),
    ],
)
def test_the_label_right_before_a_number(before: str, label: str | None) -> None:
    assert labels.label_before(before + "0123456789", len(before)) == label


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("Tel.", "phone"),
        ("M:", "mobile"),
        ("tel. kom.:", "mobile"),
        ("FAX", "fax"),
        ("Tel / Fax", "work"),
        ("Biuro", "work"),
        ("Marketing", None),
        ("Tel. 123", None),
        ("Nowak", None),
        ("", None),
    ],
)
def test_a_line_that_is_only_a_label(line: str, label: str | None) -> None:
    assert labels.label_only(line) == label


@pytest.mark.parametrize(
    ("label", "number", "kind"),
    [
        ("phone", "+48226294417", "work"),
        ("phone", "+48601234567", None),
        ("phone", "+16505550154", "work"),
        ("mobile", "+48601234567", "mobile"),
        ("mobile", "+16505550154", "mobile"),
        ("fax", "+48226294417", "fax"),
        ("work", "+48601234567", "work"),
        (None, "+48226294417", None),
    ],
)
def test_the_type_that_a_label_gives(label: labels.Label | None, number: str, kind: str | None) -> None:
    assert labels.phone_type(label, number) == kind
