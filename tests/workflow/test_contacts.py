import pytest
from fake_reader import card, photo

from cardscan.errors import CardscanError, Exit
from cardscan.model import Contact, Email, Name, Note, Phone
from cardscan.store.open import open_store
from cardscan.workflow import changes, editing
from cardscan.workflow.contacts import delete, edit, find_event
from cardscan.workflow.letter_files import state

ANNA = Contact(
    name=Name("Anna Maria De Rossi", "Anna Maria", "De Rossi", prefix="Dott.ssa"),
    phones=(Phone("+390255501234", type="work"),),
    emails=(Email("anna@rossi.example"),),
)


def apply(*assignments, contact=ANNA, note=Note(), regions=("IT",)):  # noqa: B008
    return editing.apply(contact, note, changes.parse(assignments), regions=regions)


def record(workspace, number):
    with open_store(workspace.database, create=False) as store:
        return store.record(number)


def letters(workspace, number):
    with open_store(workspace.database, create=False) as store:
        return [(draft, state(workspace, draft)) for draft in store.drafts.find(record=number)]


def test_a_new_name_keeps_its_prefix_and_finds_its_family_name():
    name = apply("name=Annamaria  De  Rossi").contact.name
    assert (name.full, name.given, name.family, name.prefix) == (
        "Annamaria De Rossi",
        "Annamaria",
        "De Rossi",
        "Dott.ssa",
    )
    name = apply("name=Jan Nowak").contact.name
    assert (name.given, name.family) == ("Jan", "Nowak")
    assert apply("name=").contact.name is None


def test_parts_of_a_name_reach_the_full_name():
    name = apply("family=Bianchi", "prefix=").contact.name
    assert (name.full, name.family, name.prefix) == ("Anna Maria Bianchi", "Bianchi", None)
    assert apply("given=Jan", "family=Nowak", contact=Contact()).contact.name.full == "Jan Nowak"


def test_an_address_is_read_into_its_parts():
    address = apply("address=Via Roma 12, 20121 Milano (MI)").contact.address
    assert (address.street, address.postal_code, address.city) == ("Via Roma 12", "20121", "Milano")
    assert (address.region, address.country_code) == ("MI", "IT")
    assert address.full == "Via Roma 12, 20121 Milano (MI)"
    odd = apply("address=behind the church").contact.address
    assert (odd.full, odd.street, odd.city) == ("behind the church", None, None)


def test_values_pass_the_normalizer():
    phones = apply("phone=02 5550 1235", "phone=+48 601 234 567").contact.phones
    assert [phone.number for phone in phones] == ["+390255501235", "+48601234567"]
    assert [phone.number for phone in apply("phone+=+48 601 234 567").contact.phones] == [
        "+390255501234",
        "+48601234567",
    ]
    assert apply("phone=+39 02 5550 1234").contact.phones[0].type == "work"
    assert apply("email=Anna@Example.COM").contact.emails[0].address == "anna@example.com"
    assert apply("url=https://www.example.com/").contact.urls[0].value == "example.com"
    assert apply("email=").contact.emails == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("phone=hello", "'hello' is no phone"),
        ("email=anna", "'anna' is no email"),
        ("title", "field=value"),
        ("titel=x", "'titel'"),
        ("language=klingon", "'klingon'"),
        ("register=maybe", "'maybe'"),
        ("title+=x", "one value"),
    ],
)
def test_what_does_not_fit_is_said(text, said):
    with pytest.raises(CardscanError, match=said) as caught:
        apply(text)
    assert caught.value.exit_code == Exit.USAGE


def test_phones_by_kind():
    two = (Phone("+390255501234", type="work"), Phone("+393331234567", type="mobile"))
    contact = Contact(phones=two)

    def numbers(*assignments):
        return [(phone.number, phone.type) for phone in apply(*assignments, contact=contact).contact.phones]

    assert numbers("mobile=+48601234567") == [("+390255501234", "work"), ("+48601234567", "mobile")]
    assert numbers("mobile=") == [("+390255501234", "work")]
    assert numbers("fax=02 5550 1235")[2] == ("+390255501235", "fax")
    assert numbers("fax+=02 5550 1234") == [("+393331234567", "mobile"), ("+390255501234", "fax")]
    assert numbers("phones=") == []


def test_a_name_without_parts_is_none():
    assert apply("given=", "family=", "prefix=").contact.name is None


def test_notes_by_field():
    edited = apply("note=sails", "note+=likes tea", "language=polski", "register=Lei", "tags=a, b", "gender=Frau")
    assert edited.note == Note("sails\nlikes tea", "", "pl", "formal", None, ("a", "b"), "f")
    assert "note.note" in edited.fields
    assert edited.contact == ANNA


def test_an_intent_is_one_of_those_that_letters_have():
    assert apply("intent=Referral Partner").note.intent == "referral-partner"
    assert apply("intent=").note.intent is None
    with pytest.raises(CardscanError) as caught:
        apply("intent=reconect")
    assert "reconnect" in caught.value.hint


def test_gender_is_set_and_cleared():
    assert apply("gender=m").note.gender == "m"
    assert apply("gender=").note.gender is None
    with pytest.raises(CardscanError, match="gender"):
        apply("gender=both")


def test_edit_renews_the_letter_and_marks_the_field(workspace, evening, run):
    run()
    done = edit(workspace, 3, ["name=Cyrus Young", "email=cy@young.example"])
    assert (done.renewed, done.kept) == (1, 0)
    assert (done.record.verdict, done.record.concerns) == ("ready", ())
    assert set(done.record.edited) == {"name", "emails"}
    draft, how = letters(workspace, 3)[0]
    assert how == "written"
    assert b"cy@young.example" in (workspace.root / draft.file).read_bytes()


def test_edit_leaves_a_changed_letter_alone(workspace, evening, run):
    run()
    path = workspace.root / letters(workspace, 1)[0][0].file
    path.write_text("mine")
    done = edit(workspace, 1, ["title=Boss"])
    assert (done.renewed, done.kept, path.read_text()) == (0, 1, "mine")
    assert letters(workspace, 1)[0][1] == "changed"


def test_confirming_settles_what_was_to_check(workspace, evening, run):
    run()
    assert record(workspace, 3).verdict == "check"
    assert edit(workspace, 3, [], confirmed=True).record.verdict == "ready"


def test_an_edited_note_is_not_written_over(workspace, evening, run):
    run()
    edit(workspace, 1, ["promised=a call"])
    (evening / "IMG_1.txt").write_text("promised: a book\nlikes tea")
    run()
    assert record(workspace, 1).note == Note("likes tea", "a call")


def test_a_corrected_name_finds_its_note(workspace, evening, run):
    (evening / "notes.csv").write_text("name,note\nAnna Russo,likes tea\n")
    run()
    edit(workspace, 1, ["name=Anna Russo"])
    run()
    assert record(workspace, 1).note.note == "likes tea"


def test_a_phone_number_is_a_way_to_reach_a_person(workspace, run):
    photo(workspace.root / "Fair" / "1.jpg", card("Anna Rossi", concerns=[["emails", "no-way-to-reach"]]))
    run()
    assert edit(workspace, 1, ["phone=+390255501234"]).record.verdict == "ready"


def test_an_unknown_number(workspace, evening, run):
    run()
    with pytest.raises(CardscanError, match="99"):
        edit(workspace, 99, ["title=x"])


def test_delete_removes_letters_and_the_pictures_wait_for_an_undo(workspace, evening, run):
    run()
    crops, drafts = (len(list(folder.rglob("*.*"))) for folder in (workspace.cards, workspace.drafts))
    delete(workspace, [1])
    assert [folder.name for folder in workspace.drafts.iterdir()] == ["2026-11-19 Breakfast"]
    assert len(list(workspace.cards.rglob("*.*"))) == crops
    assert len(list(workspace.drafts.rglob("*.*"))) == drafts - 1
    assert run().photos == 0
    with pytest.raises(CardscanError):
        record(workspace, 1)


def test_delete_leaves_no_empty_folder_of_drafts(workspace, evening, run):
    run()
    delete(workspace, [1, 2, 3, 4])
    assert list(workspace.drafts.iterdir()) == []


def test_events_by_part_of_their_name(workspace, evening, run):
    (workspace.root / "2026-12-01 Fair").mkdir()
    run()
    with open_store(workspace.database, create=False) as store:
        assert find_event(store, "2026-11-19 Breakfast").name == "Breakfast"
        assert find_event(store, "BREAK").name == "Breakfast"
        assert find_event(store, "fast").name == "Breakfast"
        with pytest.raises(CardscanError, match="'Fair'"):
            find_event(store, "Fair")
