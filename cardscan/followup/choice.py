"""The filter `either`: one of several wordings, always the same for a person, not that of a colleague's letter."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence

from cardscan.followup.clean import tidy


def choose(options: Sequence[str], identity: str, taken: Collection[str] = ()) -> str:
    """The option that the fewest of the `taken` texts hold; among these, the one that `identity` falls on."""
    uses = [sum(option in text for text in taken) for option in options]
    fresh = [option for option, count in zip(options, uses, strict=True) if count == min(uses)]
    digest = hashlib.sha256("\n".join((identity, *options)).encode()).digest()
    return fresh[int.from_bytes(digest[:8], "big") % len(fresh)]


def split_options(text: str) -> list[str]:
    """The wordings in a filter's block, parted by lines that hold nothing but `|`; empty ones are left out."""
    # A card's text never holds a line break, so that it cannot part a wording in two.
    return [option for part in re.split(r"(?m)^[ \t]*\|[ \t]*$", text) if (option := tidy(part))]
