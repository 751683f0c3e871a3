"""What looks like a phone number and is none: dates, hours, prices, postal codes, tax numbers, addresses of the net."""

import re

from cardscan.normalize import labels, taxids
from cardscan.normalize.found import Found, mask

_CURRENCY = r"(?:€|£|\$|zł|zl|eur|euro|pln|ron|lei|usd|gbp|chf|mdl|kč|ft)"
_HOURS = r"\d{1,2}[.:h]\d{2}\s?(?:[-–/]|do|bis|a|to)\s?\d{1,2}[.:h]\d{2}"
_SHAPES = re.compile(
    r"\b[\w.+-]+\s?@\s?[\w.-]+"  # e-mail
    r"|\b(?:www\.|https?:)\S+"
    r"|(?<!\d)\d{1,2}([./-])\d{1,2}\1(?:19|20)\d{2}(?!\d)"  # 12.05.2024
    r"|(?<!\d)(?:19|20)\d{2}-\d{2}-\d{2}(?!\d)"
    r"|(?<!\d)(?:19|20)\d{2}\s?[-–/]\s?(?:19|20)\d{2}(?!\d)"  # 1998-2024
    rf"|(?<!\d){_HOURS}(?!\d)(?:[ ,/]*{_HOURS})*"  # 9.00-18.00
    rf"|(?<![\d+])\d{{1,3}}(?:[ .]\d{{3}})*(?:[.,]\d{{1,2}})?\s?(?:{_CURRENCY}(?!\w)|%)"
    rf"|(?<!\w){_CURRENCY}\s?\d[\d.,]*(?:\s\d{{3}})*(?!\w)"
    r"|-?\d{1,3}\.\d{4,}\s*[,;]\s*-?\d{1,3}\.\d{4,}"  # latitude, longitude
    r"|\b[A-Z]{2}\d{2}(?:\s?[\dA-Z]{4}){3,}(?:\s?[\dA-Z]{1,3})?(?![\dA-Z])"  # IBAN
    r"|(?<!\d)(?:\d{2}[ ])?(?:\d{4}[ ]){3,}\d{4}(?!\d)",  # account and bank-card numbers
    re.IGNORECASE,
)
_POSTAL = re.compile(
    r"(?<![\d+.()/-])(?<![\d)][ /])(?:[A-Z]{1,2}-)?(?:\d{5}-\d{3,4}|\d{4}-\d{3}|\d{2}-\d{3})(?![\d-]|[ .]\d)"
)


def find(text: str) -> tuple[Found, ...]:
    """The pieces of an OCR line that no phone number can stand in."""
    numbers = [Found(piece.raw, piece.start, piece.end) for piece in taxids.find(text)]
    rest = mask(text, numbers)
    shapes = [Found(piece[0], piece.start(), piece.end()) for piece in _SHAPES.finditer(rest)]
    rest = mask(rest, shapes)
    postal = [
        Found(piece[0], piece.start(), piece.end())
        for piece in _POSTAL.finditer(rest)
        if not labels.label_before(rest, piece.start())
    ]
    return tuple(sorted((*numbers, *shapes, *postal), key=lambda piece: piece.start))
