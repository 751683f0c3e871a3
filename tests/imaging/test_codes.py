"""Codes are read as printed, with their place on the card; rubbish gives none."""

from typing import Any

import numpy as np
import pytest
import zxingcpp

from cardscan.imaging.codes import read_codes
from cardscan.model import Pixels

PAYLOAD = "BEGIN:VCARD\nFN:Łucja Zmyślona\nEMAIL:lucja@zmyslona.example\nEND:VCARD"


def card_with(kind: str, text: str) -> Pixels:
    card = np.full((550, 900, 3), 255, np.uint8)
    code = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind))
    drawn = np.array(zxingcpp.write_barcode_to_image(code, scale=3, add_quiet_zones=True))
    height, width = drawn.shape[:2]
    card[100 : 100 + height, 500 : 500 + width] = drawn[:, :, None]
    return card


@pytest.mark.parametrize("kind", ["QRCode", "DataMatrix", "Aztec", "PDF417"])
def test_every_kind(kind: str) -> None:
    (code,) = read_codes(card_with(kind, "https://exemplu.example/ana"))
    assert (code.kind, code.text, code.side) == (kind, "https://exemplu.example/ana", 0)
    xs, ys = zip(*code.quad, strict=True)
    assert 500 / 900 <= min(xs) < max(xs) <= 1
    assert 100 / 550 <= min(ys) < max(ys) <= 1


def test_the_payload_is_kept_as_printed() -> None:
    (code,) = read_codes(card_with("QRCode", PAYLOAD))
    assert code.text == PAYLOAD


def test_turned_and_inverted() -> None:
    card = card_with("QRCode", "MECARD:N:Ana;;")
    (turned,) = read_codes(np.rot90(card, 1))
    (inverted,) = read_codes(255 - card)
    assert turned.text == inverted.text == "MECARD:N:Ana;;"


@pytest.mark.parametrize("kind", ["DataMatrix", "PDF417"])
@pytest.mark.parametrize("turns", [1, 2, 3])
def test_printed_on_its_side(kind: str, turns: int) -> None:
    card = np.kron(card_with(kind, "MECARD:N:Ana;;"), np.ones((2, 2, 1), np.uint8))
    assert [code.kind for code in read_codes(np.rot90(card, turns))] == [kind]


def test_large_cards_are_searched_at_half_their_size(monkeypatch: pytest.MonkeyPatch) -> None:
    coarse = np.kron(card_with("QRCode", PAYLOAD), np.ones((2, 2, 1), np.uint8))
    fine = np.full((1100, 1800, 3), 255, np.uint8)
    fine[:550, :900] = card_with("QRCode", PAYLOAD * 4)
    searched = []
    read = zxingcpp.read_barcodes

    def noting(grey: Pixels, *args: Any, **options: Any) -> list[zxingcpp.Barcode]:
        searched.append(grey.shape)
        return list(read(grey, *args, **options))

    monkeypatch.setattr(zxingcpp, "read_barcodes", noting)
    assert [code.text for code in read_codes(coarse)] == [PAYLOAD]
    assert searched == [(550, 900)]
    assert [code.text for code in read_codes(fine)] == [PAYLOAD * 4]
    assert searched[1:] == [(550, 900), (1100, 1800)]


def test_no_code_and_no_card() -> None:
    assert read_codes(np.random.default_rng(3).integers(0, 255, (200, 300, 3), np.uint8)) == ()
    assert read_codes(np.zeros((1, 1, 3), np.uint8)) == ()
    assert read_codes(np.zeros((0, 0, 3), np.uint8)) == ()
