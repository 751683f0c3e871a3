import stat

import pytest

from cardscan.errors import CardscanError
from cardscan.files import safe_name, write_atomic


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ana Díaz", "Ana Díaz"),
        ("  Ana \t\n Díaz  ", "Ana Díaz"),
        ('Ana/Díaz\\x:y*?"<>|', "Ana_Díaz_x_y______"),
        ("A\u0301na", "Ána"),
        ("דנה לוי", "דנה לוי"),
        ("Ana\u202evcf.exe", "Anavcf.exe"),
        ("..Ana..", "Ana"),
        ("con", "_con"),
        ("Com1.vcf", "_Com1.vcf"),
        ("conrad", "conrad"),
        ("", "nobody"),
        (" . / .", "nobody"),
        ("\x00\x1b\ud800", "nobody"),
        ("-rf", "-rf"),
    ],
)
def test_names_are_harmless(text, name):
    assert safe_name(text, "nobody") == name


@pytest.mark.parametrize("text", ["x" * 500 + ".vcf", "👩" * 300 + ".vcf", "x." + "y" * 500, "ñ" * 500])
def test_long_names_are_cut_and_keep_their_suffix(text):
    name = safe_name(text, "nobody")
    assert 100 < len(name.encode()) <= 200
    assert name.endswith(".vcf") == text.endswith(".vcf")
    assert text.startswith(name.removesuffix(".vcf"))


def test_only_what_is_not_private_is_for_everybody(tmp_path):
    write_atomic(tmp_path / "a", b"")
    write_atomic(tmp_path / "b", b"", private=False)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "b").stat().st_mode) == 0o644


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(CardscanError, match="folder does not exist") as caught:
        write_atomic(tmp_path / "none" / "a", b"")
    assert str(tmp_path / "none" / "a") in caught.value.message
