from cardscan.fields.line_model import BUCKETS, ROLES, judge, text_keys
from cardscan.fields.parts import Parts
from cardscan.fields.read import read_contact, take_apart
from cardscan.fields.roles import describe_all
from samples.training.cards import make_card
from samples.training.lines import class_of
from samples.training.misread import read_badly


def test_the_same_seed_makes_the_same_card_and_shares_do_not_meet():
    assert make_card("train", 7).truth == make_card("train", 7).truth
    trained = {make_card("train", i).truth.get("family") for i in range(40)}
    held = {make_card("held", i).truth.get("family") for i in range(40)}
    assert not (trained & held) - {None, ""}


def test_keys_fit_the_table_and_tell_texts_apart():
    keys = text_keys("Stolarnia Klon i Buk")
    assert 0 <= keys.min() <= keys.max() < BUCKETS
    assert set(keys) != set(text_keys("Anna Nowak"))


def test_the_model_tells_firms_of_held_out_cards_from_the_rest():
    right = wrong = 0
    for seed in range(15):
        card = make_card("held", seed)
        found = take_apart(read_badly(card, seed), aspect=card.size[0] / card.size[1])
        odds = judge(found.pieces, describe_all(found.pieces, found.around), found.rows)
        for piece, own in zip(found.pieces, odds, strict=True):
            is_firm = class_of(piece.text, card.truth).endswith("company")
            said = max(ROLES, key=lambda role: own[role].kind) == "company" and own["company"].kind > 0
            right, wrong = right + (is_firm == said), wrong + (is_firm != said)
    assert right > 8 * wrong


def test_codes_and_mending_can_be_left_out():
    card = make_card("held", 3)
    lines = read_badly(card, 3)
    bare = read_contact(lines, parts=Parts(model=False, cross_evidence=False, codes=False))
    assert bare.phones == () or bare.phones[0].number == read_contact(lines).phones[0].number
