"""Domain names as OCR reads them: known top-level domains, and what stands for a dot."""

import re
from functools import cache

from cardscan.normalize.tables import words

LABEL = r"(?:(?!www\.)[^\W_](?:(?!www[.,])[\w-])*)"
"""One label of a domain; it ends where a glued-on `www.` begins."""

_DIGITS_AS_LETTERS = (str.maketrans("01", "ol"), str.maketrans("01", "oi"))
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "edu", "gov", "ac", "gob", "gouv", "or", "in", "me", "ne"})
_RESERVED = frozenset({"example"})
"""The top-level domain for examples (RFC 2606); sample cards use it."""
_SPACE = re.compile(r"\s+")


def mend_top_level(label: str) -> str | None:
    """A known top-level domain in lower case, mended where OCR took a letter for a digit (`c0m`, `p1`); else None."""
    lower = label.lower()
    forms = (lower, *(lower.translate(table) for table in _DIGITS_AS_LETTERS))
    return next((form for form in forms if form in words("tlds") or form in _RESERVED), None)


def mend(host: str) -> str | None:
    """A printed host in lower case with real dots, or None where its last label is no top-level domain."""
    labels = [label for label in re.split(r"[.,]", _SPACE.sub("", host).lower()) if label]
    top = mend_top_level(labels[-1]) if len(labels) > 1 else None
    if top is None or any(label.startswith("-") or label.endswith("-") for label in labels):
        return None
    return ".".join((*labels[:-1], top))


def end_of_host(text: str, start: int, *, spaces: bool = False) -> int | None:
    """Where the host that begins at `start` ends: after the last top-level domain that a dot leads to.

    A comma, or a dot with a space beside it, is taken for a dot only as long as no top-level domain was reached;
    with `spaces`, so is a mere space. None where no top-level domain is reached.
    """
    first = _label().match(text, start)
    end, reached = (first.end(), None) if first else (start, None)
    while first:
        step = _step(spaces and reached is None).match(text, end)
        if step is None or not _may_go_on(text, step, end, reached):
            break
        end = step.end()
        if mend_top_level(step["label"]):
            reached = end
    return reached


def _may_go_on(text: str, step: re.Match[str], end: int, reached: int | None) -> bool:
    """Whether a next label belongs to the host although one that may end it was reached before."""
    if reached is None or step["gap"] == ".":
        return reached is None or mend_top_level(step["label"]) is not None or step["gap"] == "."
    before = re.split(r"[.,\s]", text[:end])[-1].lower()
    return before in _SECOND_LEVEL and len(step["label"]) == 2 and mend_top_level(step["label"]) is not None


@cache
def _label() -> re.Pattern[str]:
    return re.compile(LABEL)


@cache
def _step(spaces: bool) -> re.Pattern[str]:
    gap = r"\s?[.,]\s?|\s" if spaces else r"\s?[.,]\s?"
    return re.compile(rf"(?P<gap>{gap})(?P<label>{LABEL})")
