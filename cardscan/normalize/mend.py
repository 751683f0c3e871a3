"""Mend what OCR confuses: letters inside of numbers."""

import re

_LOOKS_LIKE = str.maketrans({"O": "0", "o": "0", "Q": "0", "l": "1", "I": "1", "|": "1", "S": "5", "B": "8"})
_CONFUSED = re.compile(
    r"(?<=\d)[OoQlI|SB]+(?=\d)"  # 22 1O3, 1OO2
    r"|(?<![^\W\d_])[Oo](?=\d{2,})"  # O744 123 456
    r"|(?<=\d[ .-])[OoSB](?=\d)"  # 22 O12 34 56
    r"|(?<=\d{2})[OlI](?![^\W\d_])"  # 101 5O
)


def mend_digits(text: str) -> str:
    """Letters that OCR took for digits inside a number, as digits; the text keeps its length."""
    return _CONFUSED.sub(lambda found: found[0].translate(_LOOKS_LIKE), text)
