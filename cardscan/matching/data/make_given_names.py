"""Writes given_names.tsv from the given names that cardscan.fields knows: `python make_given_names.py`."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
SOURCE = HERE.parent.parent / "fields" / "data" / "given_names.tsv"
HEAD = """\
# Given names of the eight languages, folded, and who bears them (f, m, b: both). Two names of this list are two people,
# however alike they are spelled. From cardscan/fields/data/given_names.tsv, whose sources are Faker (MIT licence,
# (c) Daniele Faraglia and contributors) and cardscan's own list (Apache-2.0).
# Written by make_given_names.py; do not edit.
"""
LANGUAGES = re.compile(r"\b(?:es|it|ro|pl|en|de|fr|pt|uk|hu|ga):([fmb])")


def main() -> None:
    """Keep the names of our languages, one line a name."""
    rows = [line.split("\t") for line in SOURCE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    found = {row[0]: set(LANGUAGES.findall(row[2])) for row in rows if len(row[0]) > 1}
    lines = [f"{name}\t{who.pop() if len(who) == 1 else 'b'}" for name, who in found.items() if who]
    (HERE / "given_names.tsv").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
