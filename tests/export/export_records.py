import datetime

from cardscan.model import (
    Address,
    Concern,
    Contact,
    Email,
    Event,
    Link,
    Name,
    Note,
    Phone,
    Record,
    StoredCard,
    TaxId,
    Text,
)

QUAD = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))

HOSTILE = {
    "formula": "=cmd|'/C calc'!A0",
    "plus formula": "+1+cmd|'/C calc'!A0",
    "minus formula": '-2+3+HYPERLINK("http://evil.example")',
    "at formula": "@SUM(1+1)",
    "spaced formula": "  =1+1",
    "formula behind a semicolon": "Ana;=1+1",
    "formula behind a quote": 'Ana;"=1+1',
    "wide formula": "＝1+1",
    "line breaks": "Ana\r\nEND:VCARD\r\nBEGIN:VCARD\nFN:Eve",
    "odd line breaks": "Ana\x0bEve\x85Eve\u2028FN:Eve",
    "separators": "a;b,c:d\\e\\n\\",
    "quotes": "\"Ana\" 'Eve' ‘x’",
    "controls": "A\x00n\x07a\x1b[31m\x7f",
    "direction": "Ana\u202eevE\u202c",
    "hebrew": "דנה לוי",
    "arabic": "أحمد؛ العربي",
    "emoji": "Ana 👩‍💻🇪🇸 " * 12,
    "long": "x" * 500,
    "empty": "",
    "blank": " \t\n ",
    "half a character": "Ana\ud800",
}


def hostile_record(text, number=3):
    value = Text(text)
    return Record(
        id=number,
        contact=Contact(
            name=Name(text, given=text, family=text, prefix=text, suffix=text),
            title=value,
            department=value,
            company=value,
            phones=(Phone(text, raw=text, extension=text, valid=False),),
            emails=(Email(text, valid=False),),
            urls=(Link(text),),
            social=(Link(text),),
            address=Address(text, text, text, text, text, text),
            tax_ids=(TaxId(text, text, valid=False),),
            language=text,
        ),
        verdict="check",
        concerns=(Concern(text, text),),
        events=(Event(text, text, place=text),),
        note=Note(note=text, promised=text, tags=(text, "other")),
    )


def a_full_record():
    moment = datetime.datetime(2026, 3, 2, 7, 30, tzinfo=datetime.UTC)
    contact = Contact(
        language="es",
        name=Name("Ana María Díaz López", "Ana María", "Díaz López", "Dra.", "MBA"),
        title=Text("Directora de Ventas"),
        department=Text("Ventas, Madrid"),
        company=Text("Talleres Río; S.L."),
        phones=(
            Phone("+34600000001", raw="600 00 00 01", type="mobile"),
            Phone("+34910000000", type="work", extension="12"),
            Phone("+34910000009", type="fax"),
            Phone("+40210000000"),
        ),
        emails=(Email("ana@rio.example"), Email("info@rio.example")),
        urls=(Link("rio.example/es?a=1,2"),),
        social=(Link("linkedin.com/in/ana-diaz"), Link("@anadiaz")),
        address=Address("Calle Mayor 1, 28001 Madrid", "Calle Mayor 1", "28001", "Madrid", None, "ES"),
        tax_ids=(TaxId("CIF", "B00000000"),),
    )
    return Record(
        id=12,
        contact=contact,
        verdict="check",
        concerns=(Concern("phones[3]", "country-guessed"),),
        events=(Event("2026-03-01 BNI", "BNI Madrid", datetime.date(2026, 3, 1), "Hotel Sol"),),
        note=Note("Likes sailing.\n- has two shops", promised="send the list", tags=("bni", "ret,ail")),
        cards=(StoredCard("a/1.jpg", "ab" * 32, 0, 0, 0, moment, QUAD, "crops/1.jpg"),),
        created=moment,
        updated=moment,
    )
