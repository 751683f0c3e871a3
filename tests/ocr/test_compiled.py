"""Models compiled once are kept: what is kept is used as long as it is what would be compiled, and no longer."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cardscan.ocr import compiled
from cardscan.ocr.compiled import Change, Compiled, load_compiled
from cardscan.ocr.marks import DATA

pytest.importorskip("openvino")
MODEL = DATA / "marks.onnx"
OPTIONS = {"NUM_STREAMS": "1", "INFERENCE_PRECISION_HINT": "f32"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(compiled, "cache_folder", lambda: tmp_path / "cache")
    return tmp_path / "cache"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often a model is compiled rather than loaded."""
    calls: list[str] = []
    facts = compiled._facts

    def counted(graph: Any) -> dict[str, str]:
        calls.append("compiled")
        return facts(graph)

    monkeypatch.setattr(compiled, "_facts", counted)
    return calls


def answer(network: Compiled) -> np.ndarray:
    port = network.model.input()
    shape = [side.get_length() if side.is_static else 2 for side in port.get_partial_shape()]
    tensor = np.random.default_rng(7).uniform(-1, 1, shape).astype(np.float32)
    return np.asarray(network.model([tensor])[0])


def test_a_model_is_compiled_once_and_answers_alike(folder: Path, made: list[str]) -> None:
    first, second = (load_compiled(MODEL, None, OPTIONS) for _ in range(2))
    assert made == ["compiled"]
    assert first.facts == second.facts
    assert "weight" in first.facts
    assert np.array_equal(answer(first), answer(second))


@pytest.mark.parametrize("damage", [b"", b"\0" * 4000, b'{"size": 12, "checksum": 0}\nnot a model!', b"[]\n"])
def test_a_damaged_one_is_made_anew(folder: Path, made: list[str], damage: bytes) -> None:
    expected = answer(load_compiled(MODEL, None, OPTIONS))
    (kept,) = folder.iterdir()
    kept.write_bytes(damage)
    assert np.array_equal(answer(load_compiled(MODEL, None, OPTIONS)), expected)
    load_compiled(MODEL, None, OPTIONS)
    assert made == ["compiled"] * 2


def test_one_cut_short_or_with_a_wrong_bit_is_made_anew(folder: Path, made: list[str]) -> None:
    load_compiled(MODEL, None, OPTIONS)
    (kept,) = folder.iterdir()
    whole = kept.read_bytes()
    for damaged in (whole[: len(whole) // 2], whole[:-1] + bytes([whole[-1] ^ 1])):
        kept.write_bytes(damaged)
        load_compiled(MODEL, None, OPTIONS)
    assert made == ["compiled"] * 3


def test_it_is_made_anew_where_what_it_is_made_of_has_changed(folder: Path, made: list[str], tmp_path: Path) -> None:
    source = tmp_path / "rules.toml"
    source.write_text("a = 1")
    for name in ("one", "one", "other"):
        load_compiled(MODEL, Change(lambda graph: None, name, (source,)), OPTIONS)
    assert len(made) == 2
    source.write_text("a = 12")
    load_compiled(MODEL, Change(lambda graph: None, "one", (source,)), OPTIONS)
    assert len(made) == 3


def test_those_not_used_for_longest_are_deleted(folder: Path) -> None:
    load_compiled(MODEL, None, OPTIONS)
    (used,) = folder.iterdir()
    os.utime(used, (1, 1))
    load_compiled(MODEL, None, OPTIONS)
    for age in range(30):
        old = folder / f"{age}.blob"
        old.touch()
        os.utime(old, (1e9 - age, 1e9 - age))
    (folder / "of somebody else").touch()
    load_compiled(MODEL, Change(lambda graph: None, "new"), OPTIONS)
    left = {path.name for path in folder.iterdir()}
    assert len(left) == compiled._MOST_KEPT + 1
    assert {used.name, "0.blob", "of somebody else"} <= left
    assert "29.blob" not in left
