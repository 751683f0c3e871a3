"""The user's own jottings, made fit for a letter as far as that is honest: cleaned, and judged for the reviewer."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from cardscan.followup.clean import one_line

_MOST_WORDS = 28
"""A letter of some 100 words has room for no more; a longer jotting is cut at a pause."""

_TELEGRAPHIC = re.compile(r"[;:|/\\+=<>#*@_{}\[\]→&~]|\s-\s|\.\s|\d{4,}")


@dataclass(frozen=True, slots=True)
class Jotting:
    """A jotting for a letter: `text` ends without a stop, `fits` says that it follows `what you told me:` as it is.

    `native` says that it is recognisably in the letter's language, `cut` that its end is missing.
    """

    text: str = ""
    fits: bool = False
    native: bool = False
    cut: bool = False


def read_jotting(raw: str, *, language: str, formal: bool, jotted_in: str) -> Jotting:
    """Make a jotting fit for a letter in `language`; `jotted_in` is the language the user usually writes in."""
    jotted = one_line(", ".join(_lines(raw)), limit=1000).strip(" .,;:-–—•*")
    whole = without_conjunction(jotted, language)
    if not whole:
        return Jotting()
    text = _shortened(whole)
    own = guess_language(text, jotted_in) == language
    fits = own and text == whole and _follows_a_colon(jotted, language, formal)
    native = own and not _table()[language]["words"].isdisjoint(_words(text))
    return Jotting(_lowered(text, language), fits, native, text != whole)


def without_conjunction(text: str, language: str) -> str:
    """Leave out the `that` with which a jotting begins, where the language can do without."""
    found = re.match(r"[^\W\d_]+(?:['’]|(?=\s))\s*", text)
    if found and found[0].strip().lower().replace("’", "'") in _table().get(language, {}).get("conjunctions", ()):
        return text[found.end() :]
    return text


def guess_language(text: str, default: str) -> str:
    """The language whose small words are most frequent in `text`; `default` where none or another is as frequent."""
    words = _words(text)
    counts = {language: sum(word in entry["words"] for word in words) for language, entry in _table().items()}
    best = max(counts.values())
    return default if best == 0 or counts.get(default) == best else max(counts, key=lambda language: counts[language])


def _lines(raw: str) -> Iterable[str]:
    lines = (one_line(line, limit=500).strip(" .,;-–—•*") for line in raw[:5000].splitlines())
    return [line for line in lines if line]


def _shortened(text: str) -> str:
    """The text up to its last pause within the words there is room for, or cut hard where it has none."""
    words = text.split()
    if len(words) <= _MOST_WORDS and len(text) <= 250:
        return text
    head = one_line(" ".join(words[:_MOST_WORDS]), limit=250).rstrip("…")
    pauses = [pause.start() for pause in re.finditer(r"[.,;!?](?=\s)", head)]
    return head[: pauses[-1]] if pauses else head.rstrip(" .,;:-–—")


def _follows_a_colon(text: str, language: str, formal: bool) -> bool:
    """Whether the jotting begins as what somebody was told does, and is no list of catchwords."""
    entry, words = _table()[language], _words(text)
    own, other = ("formal", "informal") if formal else ("informal", "formal")
    begins_well = bool(words) and words[0] in entry["openers"] | entry[own]
    return begins_well and not entry[other] & set(words) and not _TELEGRAPHIC.search(text)


def _lowered(text: str, language: str) -> str:
    """Without the capital of a sentence's beginning, where the first word is a small one and thus no name."""
    entry, first = _table()[language], _words(text)[:1]
    # Polite pronouns (Ihr, Pana) are in neither list: they keep their capital.
    is_small = bool(first) and first[0] in entry["words"] | entry["openers"]
    return text[0].lower() + text[1:] if is_small else text


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+['’]?", text.lower().replace("’", "'"))


@cache
def _table() -> dict[str, dict[str, frozenset[str]]]:
    text = (files("cardscan.followup") / "data" / "jottings.toml").read_text("utf-8")
    entries = tomllib.loads(text).items()
    return {language: {key: frozenset(words.split()) for key, words in entry.items()} for language, entry in entries}
