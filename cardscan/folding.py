"""Text as people compare it: without accents, case and punctuation."""

import re
import unicodedata

# Letters that Unicode does not decompose into a base letter and a mark, and that people type as plain ones.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})
_MARKS = dict.fromkeys(code for code in range(0x300, 0x370) if unicodedata.combining(chr(code)))
_BARE: dict[int, str | None] = {**_PLAIN, **_MARKS}
_HIGH = re.compile("[^\x00-\u02ff]")  # below, no character combines: with the usual marks gone, most text ends here
_SPACES = {code: " " for code in range(128) if not chr(code).isalnum()}


def unaccent(text: str) -> str:
    """Take case and accents off, and nothing else: `Żółć-Łódź, S.A.` becomes `zolc-lodz, s.a.`."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_BARE)
    return _HIGH.sub(lambda high: "" if unicodedata.combining(high[0]) else high[0], plain)


def fold(text: str) -> str:
    """Fold `text` to lower-case words without accents: `Żółć-Łódź, S.A.` becomes `zolc lodz s a`."""
    if text.isascii():
        return " ".join(text.lower().translate(_SPACES).split())
    return " ".join("".join(char if char.isalnum() else " " for char in unaccent(text)).split())


def digits(text: str) -> str:
    """Keep the decimal digits of `text`, in ASCII."""
    return "".join(str(unicodedata.decimal(char)) for char in text if char.isdecimal())
