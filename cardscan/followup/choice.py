"""The filter `either`: one of several wordings, always the same for a person, not that of a colleague's letter."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence

from cardscan.followup.clean import tidy

_LEAST_PERSONAL = 8
"""Letters of a personal text below which it is too short to be told from the wording around it."""

_MOST_GAPS = 3
_GAP = "\0"  # no text of a letter holds it
_ANYTHING = r"[^\n]{0,300}?"


def choose(
    options: Sequence[str], identity: str, taken: Collection[str] = (), *, personal: Collection[str] = ()
) -> str:
    """The option whose sentences the fewest of the `taken` texts hold; among these, the one that `identity` falls on.

    Args:
        options: The wordings, at least one.
        identity: What tells the person apart.
        taken: Texts of other letters.
        personal: What this letter alone says (its note ...): the wording around it is what colleagues would share.
    """
    moulds = [_moulds(option, personal) for option in options]
    uses = [sum(any(mould.search(text) for mould in sentences) for text in taken) for sentences in moulds]
    fresh = [option for option, count in zip(options, uses, strict=True) if count == min(uses)]
    digest = hashlib.sha256("\n".join((identity, *options)).encode()).digest()
    return fresh[int.from_bytes(digest[:8], "big") % len(fresh)]


def split_options(text: str) -> list[str]:
    """The wordings in a filter's block, parted by lines that hold nothing but `|`; empty ones are left out."""
    # A card's text never holds a line break, so that it cannot part a wording in two.
    return [option for part in re.split(r"(?m)^[ \t]*\|[ \t]*$", text) if (option := tidy(part))]


def _moulds(option: str, personal: Collection[str]) -> list[re.Pattern[str]]:
    """The sentences of a wording, with a gap where a personal text stands; bounded, since the texts are anybody's."""
    spoken = sorted((text for text in personal if len(text) >= _LEAST_PERSONAL), key=len, reverse=True)
    wording = re.sub("|".join(map(re.escape, spoken)), _GAP, option, count=_MOST_GAPS) if spoken else option
    sentences = re.split(r"(?<=[.?!])\s+", wording)
    return [re.compile(_ANYTHING.join(map(re.escape, sentence.split(_GAP)))) for sentence in sentences]
