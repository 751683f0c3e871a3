"""The golden files: a made book in every format, byte for byte. Write them anew, and read what changed in the diff:

python tests/export/golden_files.py
"""

import io
import sys
from pathlib import Path

import openpyxl
from contact_book import HOSTILE, a_book, every_field

from cardscan.export import formats, vcard

GOLDEN = Path(__file__).parent / "golden"
PHOTO = b"\xff\xd8\xff not quite a picture \x00"


def files():
    """Answer each golden file's name and what it should hold."""
    book = [*a_book(), every_field(HOSTILE)]
    made = {name: b"".join(kind.load().render(book)) for name, kind in formats.FORMATS.items()}
    for name, kind in formats.FORMATS.items():
        if name != "xlsx":
            yield f"{kind.file}{kind.load().SUFFIX}", made[name]
    yield "contacts.xlsx.tsv", cells(made["xlsx"])
    yield "contacts-4.vcf", b"".join(vcard.render(book, version="4.0"))
    yield "photo.vcf", b"".join(vcard.render(book[:1], photos=lambda record: PHOTO))
    yield "photo-4.vcf", b"".join(vcard.render(book[:1], version="4.0", photos=lambda record: PHOTO))
    outlook = formats.get("outlook").load()
    for language in ("de", "es", "fr", "it"):
        yield f"contacts-outlook-{language}.csv", b"".join(outlook.render(book[:3], language=language))
    yield "contacts-outlook-pl.csv", b"".join(outlook.render(book[3:4], language="pl"))


def cells(workbook):
    """A workbook as text: one line a row, its cells as Python writes them; the archive holds the rest."""
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).active
    lines = ("\t".join(map(ascii, row)) for row in sheet.iter_rows(values_only=True))
    return "".join(f"{line}\n" for line in lines).encode()


def write():
    """Write all golden files."""
    GOLDEN.mkdir(exist_ok=True)
    for name, data in files():
        (GOLDEN / name).write_bytes(data)
        sys.stdout.write(f"{name} {len(data)}\n")


if __name__ == "__main__":
    write()
