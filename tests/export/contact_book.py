"""Made contacts for the exports: a small book, one whose every field is hostile, and a seeded generator of odd ones."""

import datetime
import random
import unicodedata
from dataclasses import replace

from export_records import a_full_record

from cardscan.model import (
    Address,
    Contact,
    Email,
    Event,
    Former,
    Link,
    Name,
    Note,
    Phone,
    Record,
    TaxId,
    Text,
)

HOSTILE = (
    "=cmd|'/C calc'!A0\r\nEND:VCARD\r\n\"x\",y;z:\\n\\\\ \t\u200fright to left\u200e 👩‍💻🇪🇸 שלום\u2028next\u0085last "
    "a\u0000b\u0007c\u001b[31md\u202ee\ud800f '=1+1 ::: *"
)
LONG = HOSTILE + "é😀, " * 1000
MOMENT = datetime.datetime(2026, 3, 2, 7, 30, tzinfo=datetime.UTC)


def plain(text):
    """What a file can hold of `text`, said once more in other words than the program's."""
    lines = "".join("\n" if unicodedata.category(char) in ("Zl", "Zp") else char for char in text)
    for broken in ("\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85"):
        lines = lines.replace(broken, "\n")
    turning = set(range(0x202A, 0x202F)) | set(range(0x2066, 0x206A))
    held = [c for c in lines if c in "\n\t" or (unicodedata.category(c) not in ("Cc", "Cs") and ord(c) not in turning)]
    return "".join(held).strip()


def every_field(text):
    """A contact each of whose fields is `text`, marked so that no two are the same."""

    def odd(mark):
        return f"{text} {mark}"

    contact = Contact(
        language=odd("language"),
        name=Name(odd("full"), odd("given"), odd("family"), odd("prefix"), odd("suffix")),
        title=Text(odd("title")),
        department=Text(odd("department")),
        company=Text(odd("company")),
        phones=(Phone(odd("phone"), raw=odd("raw"), extension=odd("extension"), valid=False),),
        emails=(Email(odd("email"), valid=False),),
        urls=(Link(odd("url")),),
        social=(Link(odd("social")),),
        address=Address(odd("address"), odd("street"), odd("code"), odd("city"), odd("region"), odd("country")),
        tax_ids=(TaxId(odd("tax"), odd("number"), valid=False),),
    )
    return Record(
        id=5,
        contact=contact,
        verdict="ready",
        events=(Event(odd("folder"), odd("event"), place=odd("place")),),
        note=Note(odd("note"), promised=odd("promised"), tags=(odd("tag"), "other")),
        former=(Former("title", odd("former"), datetime.date(2026, 1, 2)),),
        uid=f"{text} uid",
        created=MOMENT,
        updated=MOMENT,
    )


def a_book():
    """Contacts of all kinds: full, a firm alone, an imported one with too many numbers, Polish, one with nothing."""
    full = replace(a_full_record(), former=(Former("title", "Jefa de Ventas", datetime.date(2026, 3, 1)),))
    firm = Contact(company=Text("Cantina Rossi & Figli"), emails=(Email("info@cantina.example"),), language="it")
    many = Contact(
        language="de",
        name=Name("Jörg Weiß", "Jörg", "Weiß"),
        phones=tuple(Phone(f"+4930000000{n}", type=kind) for n, kind in enumerate(["work", "mobile", "fax"] * 4)),
        emails=tuple(Email(f"{n}@weiss.example") for n in range(5)),
        urls=tuple(Link(f"weiss.example/{n}") for n in range(5)),
    )
    polish = Contact(
        language="pl",
        name=Name("Żółć Łukasz", "Łukasz", "Żółć"),
        address=Address("ul. Długa 1, 00-001 Kraków", "ul. Długa 1", "00-001", "Kraków", None, "PL"),
    )
    return [
        full,
        Record(2, firm, "ready", created=MOMENT, updated=MOMENT),
        Record(3, many, "check", uid="urn:uuid:0b1c", origin="import", created=MOMENT, updated=MOMENT),
        Record(4, polish, "ready", created=MOMENT, updated=MOMENT),
        Record(5, Contact(), "check", created=MOMENT, updated=MOMENT),
    ]


def odd_texts(count, seed=7):
    """Texts of the characters that formats trip over, in no order."""
    chance = random.Random(seed)
    pieces = [
        *(
            "a",
            "Ñ",
            " ",
            "  ",
            "\t",
            "\n",
            "\r\n",
            ",",
            ";",
            ":",
            "\\",
            "\\n",
            '"',
            "'",
            "=",
            "+1",
            "-",
            "@",
            "^",
            "^n",
        ),
        *(
            "👩‍💻",
            "é",
            "\u200f",
            "שלום",
            "\x00",
            "\x1f",
            "\x7f",
            "\u2028",
            "\u202e",
            "\ud800",
            "\ufeff",
            "\uffff",
            "_x0041_",
        ),
        *("&amp;", "<b>", "]]>", "{{", "|", "%0A", ":::", "x" * 80, "ﬁ", "日本"),
    ]
    return ["".join(chance.choices(pieces, k=chance.randrange(0, 14))) for _ in range(count)]
