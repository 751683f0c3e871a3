"""What each format looks like, byte for byte; `golden_files.py` writes the files anew."""

import pytest
import vobject
from contact_book import HOSTILE, a_book, every_field
from golden_files import GOLDEN, files
from radicale import item

from cardscan.export import vcard
from cardscan.export.plain import line

MADE = dict(files())


@pytest.mark.parametrize("name", MADE)
def test_a_format_is_as_it_was(name):
    assert MADE[name] == (GOLDEN / name).read_bytes()


def test_there_is_no_golden_file_too_many():
    assert {path.name for path in GOLDEN.iterdir()} == set(MADE)


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_radicale_takes_every_card(version):
    for record in (*a_book(), every_field(HOSTILE)):
        (read,) = item.read_components(vcard.card(record, version=version).decode())
        stored = item.Item(collection_path="book", vobject_item=read)
        stored.prepare()
        assert stored.uid == line(vcard.uid(record))


@pytest.mark.parametrize("name", ["contacts.vcf", "contacts-4.vcf"])
def test_a_file_of_all_holds_each_alone(name):
    assert len(list(vobject.readComponents(MADE[name].decode()))) == len(a_book()) + 1
