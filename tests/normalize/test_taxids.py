"""Tax and register numbers; those with `True` have right check digits."""

import pytest

from cardscan.normalize import taxids


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("NIP 779-214-48-00", "PL", ("NIP", "7792144800", True)),
        ("NIP: 779 214 48 00", "PL", ("NIP", "7792144800", True)),
        ("NIP 779-214-48-01", "PL", ("NIP", "7792144801", False)),
        ("NIP PL7792144800", None, ("NIP", "PL7792144800", True)),
        ("REGON 301234567, NIP 7792144800", "PL", ("NIP", "7792144800", True)),
        ("P.IVA 03341870172", "IT", ("P.IVA", "03341870172", True)),
        ("P. lVA IT03341870172", "IT", ("P.IVA", "IT03341870172", True)),
        ("Partita IVA 03341870173", "IT", ("P.IVA", "03341870173", False)),
        ("C.F. e P.IVA 01477200420", "IT", ("P.IVA", "01477200420", True)),
        ("C.F. PTTLGO64H52A271E", "IT", ("CF", "PTTLGO64H52A271E", True)),
        ("Cod. Fisc.: PTTLG064H52A271E", "IT", ("CF", "PTTLGO64H52A271E", True)),
        ("PTTLGO64H52A271E", None, ("CF", "PTTLGO64H52A271E", True)),
        ("CIF B39417209", "ES", ("CIF", "B39417209", True)),
        ("C.I.F.: B-39.417.209", "ES", ("CIF", "B39417209", True)),
        ("CIF B39417208", "ES", ("CIF", "B39417208", False)),
        ("NIF 30481726X", "ES", ("NIF", "30481726X", True)),
        ("N.I.F. 30.481.726-X", "ES", ("NIF", "30481726X", True)),
        ("NIF 30481726Z", "ES", ("NIF", "30481726Z", False)),
        ("CUI RO18223471", "RO", ("CUI", "RO18223471", True)),
        ("C.U.I. 16408821", "RO", ("CUI", "16408821", True)),
        ("CUI 16408822", "RO", ("CUI", "16408822", False)),
        ("CIF 30218946", "RO", ("CIF", "30218946", True)),
        ("J12/345/2010, CUI 16408821", "RO", ("CUI", "16408821", True)),
        ("USt-IdNr. DE271844955", "DE", ("USt-IdNr", "DE271844955", True)),
        ("USt.-ID: DE 271 844 955", "DE", ("USt-IdNr", "DE271844955", True)),
        ("UID: ATU58319046", "AT", ("UID", "ATU58319046", True)),
        ("CHE-123.456.788 MWST", "CH", ("UID", "CHE123456788", True)),
        ("CHE-123.456.789 MWST", "CH", ("UID", "CHE123456789", False)),
        ("TVA BE 0472.118.992", "FR", ("TVA", "BE0472118992", True)),
        ("N° TVA intracommunautaire : FR 31 418 226 338", "FR", ("TVA", "FR31418226338", True)),
        ("SIRET 418 226 338 00006", "FR", ("SIRET", "41822633800006", True)),
        ("SIRET 418 226 338 00019", "FR", ("SIRET", "41822633800019", False)),
        ("VAT No. GB 883 4172 07", "GB", ("VAT", "GB883417207", True)),
        ("VAT Reg No 883417207", "GB", ("VAT", "883417207", True)),
        ("VAT IE1234567T", "IE", ("VAT", "IE1234567T", True)),
        ("NIF 513278907", "PT", ("NIF", "513278907", True)),
        ("NIPC: 513 278 908", "PT", ("NIPC", "513278908", False)),
        ("ABN 17 183 442 907", "AU", ("ABN", "17183442907", True)),
        ("RFC: AIMJ7103128N7", "MX", ("RFC", "AIMJ7103128N7", True)),
        ("CUIT 27-24318055-9", "AR", ("CUIT", "27243180559", True)),
        ("CUIT 27-24318055-8", "AR", ("CUIT", "27243180558", False)),
        ("EIN 12-3456789", "US", ("EIN", "123456789", True)),
        ("VAT: CZ25123891", None, ("VAT", "CZ25123891", True)),
    ],
)
def test_a_tax_number(text: str, country: str | None, expected: tuple[str, str, bool]) -> None:
    found = taxids.parse(text, country)
    assert found is not None
    assert (found.type, found.number, found.valid) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("REGON 301234567", "REGON"),
        ("KRS 0000123456", "KRS"),
        ("J40/1234/2010", "J"),
        ("Reg. Com. J12/345/2010", "J"),
        ("HRB 12345 Amtsgericht München", "HRB"),
        ("REA MI-1234567", "REA"),
        ("RCS Lyon 418 226 338", "RCS"),
        ("FN 123456a", "FN"),
    ],
)
def test_register_numbers_are_recognised_but_no_tax_numbers(text: str, kind: str) -> None:
    assert [(found.type, found.is_tax) for found in taxids.find(text)] == [(kind, False)]
    assert taxids.parse(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Tel 022 123 45 67",
        "+48 601 234 567",
        "Via Roma 12, 25125 Brescia",
        "Jan Kowalski",
        "",
        "C.F. Rossi",
        "0364 101 505",
    ],
)
def test_no_tax_number(text: str) -> None:
    assert taxids.find(text) == ()


def test_spans_are_the_numbers_alone() -> None:
    line = "NIP: 779-214-48-00  REGON: 301234567"
    assert [line[found.start : found.end] for found in taxids.find(line, "PL")] == ["779-214-48-00", "301234567"]


def test_a_label_is_looked_for_however_it_is_written() -> None:
    """No kind is passed over where its label lacks its dots, is in capitals, or has l for i."""
    ways = (str.upper, str.title, lambda label: label.replace(".", ". "), lambda label: label.replace("i", "l"))
    for kind in taxids._kinds():
        for printed in (way(label) for label in kind.labels for way in ways):
            assert kind in taxids._kinds_in(f"Firma {printed}: 12345678901234567890")
