import pytest

from cardscan.folding import digits, fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Żółć-Łódź, S.A.", "zolc lodz s a"),
        ("ȘTEFĂNESCU  Ţepeş", "stefanescu tepes"),
        ("Müller & Groß", "muller gross"),
        ("Œuvre Ærø", "oeuvre aero"),
        ("İstanbul ışık", "istanbul isik"),
        ("ﬁne Ｗｉｄｅ 𝐁𝐨𝐥𝐝", "fine wide bold"),
        ("O'Neill", "o neill"),
        ("דנה לוי", "דנה לוי"),
        ("\x00\ud800 \n", ""),
        ("", ""),
    ],
)
def test_text_is_folded_as_people_compare_it(text, folded):
    assert fold(text) == folded
    assert fold(fold(text)) == folded


def test_only_digits_are_left_in_ascii():
    assert digits("+48 12-34 (٥٦) ½ x²") == "48123456"
