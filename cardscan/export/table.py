"""CSV (RFC 4180) in which no cell is a formula, whichever program opens it.

A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, and a card can print anything. Such a
cell gets one apostrophe in front. A spreadsheet that expects another delimiter (Excel in most of Europe expects `;`)
parts cells where we did not: what follows one is guarded too. `freed` takes the guard off again.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from io import StringIO

_STARTS = r"=+\-@＝＋－＠"
_BREAKS = {",": r";\t\r\n", ";": r",\t\r\n"}
_CHUNK = 1 << 13  # characters
# A number as people and programs write it. Taken for a formula it is that number, and nothing that could do harm.
_NUMBER = re.compile(r"\+[0-9][0-9 ()./-]*(?: ext\. [0-9]+)?(?: ::: \+[0-9][0-9 ()./-]*(?: ext\. [0-9]+)?)*")


def write(rows: Iterable[Sequence[str]], *, delimiter: str = ",") -> Iterator[str]:
    """Yield the text of a table, some rows at a time; every cell is quoted, and guarded already."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    for row in rows:
        writer.writerow(row)
        if text.tell() > _CHUNK:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    yield text.getvalue()


def guarded(text: str, delimiter: str = ",") -> str:
    """Put an apostrophe before whatever a spreadsheet would take for a formula, and before such an apostrophe."""
    return _live(delimiter).sub(r"\1\2'", text)


def guarded_row(cells: Iterable[str]) -> list[str]:
    """Guard the cells of a table that programs read: phone numbers, which begin with a plus, stay as they are."""
    return [cell if _NUMBER.fullmatch(cell) else guarded(cell) for cell in cells]


def freed(text: str, delimiter: str = ",") -> str:
    """Take the guard off a cell."""
    return _guard(delimiter).sub(r"\1\2", text)


@cache
def _live(delimiter: str) -> re.Pattern[str]:
    return re.compile(rf"{_before(delimiter)}(?='*[{_STARTS}])")


@cache
def _guard(delimiter: str) -> re.Pattern[str]:
    return re.compile(rf"{_before(delimiter)}'(?='*[{_STARTS}])")


def _before(delimiter: str) -> str:
    breaks = _BREAKS.get(delimiter, r",;\t\r\n")
    return rf"(^|[{breaks}])([\s\"]*)"
