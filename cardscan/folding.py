"""Text as people compare it: without accents, case and punctuation."""

import unicodedata

# Letters that Unicode does not decompose into a base letter and a mark, and that people type as plain ones.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})


def fold(text: str) -> str:
    """Fold `text` to lower-case words without accents: `Żółć-Łódź, S.A.` becomes `zolc lodz s a`."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_PLAIN)
    letters = (char for char in plain if not unicodedata.combining(char))
    return " ".join("".join(char if char.isalnum() else " " for char in letters).split())


def digits(text: str) -> str:
    """Keep the decimal digits of `text`, in ASCII."""
    return "".join(str(unicodedata.decimal(char)) for char in text if char.isdecimal())
