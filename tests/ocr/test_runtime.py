"""Both runtimes give the same answer, from several threads at a time, and keep to the machine."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from cardscan.ocr import rapid, runtime
from cardscan.ocr.lean import LeanNetwork
from cardscan.ocr.recognise import alphabet

MODEL = rapid.model_path("rec")
RNG = np.random.default_rng(7)
STRIP = RNG.uniform(-1, 1, (2, 3, 48, 320)).astype(np.float32)


@pytest.fixture(params=["openvino", "onnxruntime"])
def network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> runtime.Network:
    pytest.importorskip(request.param)
    monkeypatch.setattr(runtime, "find_spec", lambda name: name == request.param or None)
    return runtime.load_network(MODEL, streams=2)


def test_the_model_carries_its_alphabet(network: runtime.Network) -> None:
    characters = alphabet(network)
    assert characters[0] == ""
    assert characters[-1] == " "
    assert {"a", "Z", "ș", "ł", "ñ", "ß", "@", "€"} <= set(characters)
    assert network(STRIP[:1]).shape[2] == len(characters)


def test_threads_do_not_mix_their_answers(network: runtime.Network) -> None:
    expected = [network(STRIP[:1]), network(STRIP[1:])]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda i: network(STRIP[i % 2 : i % 2 + 1]), range(16)))
    for i, answer in enumerate(answers):
        assert np.abs(answer - expected[i % 2]).max() < 1e-4


def test_both_runtimes_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = []
    for name in ("openvino", "onnxruntime"):
        pytest.importorskip(name)
        monkeypatch.setattr(runtime, "find_spec", lambda wanted, name=name: wanted == name or None)
        answers.append(runtime.load_network(MODEL, streams=1)(STRIP))
    assert np.abs(answers[0] - answers[1]).max() < 1e-3


def test_the_lean_recogniser_gives_the_chances_of_the_whole_one(
    network: runtime.Network,  # before the lean one: it chooses the runtime
) -> None:
    lean = LeanNetwork(MODEL, streams=1)
    whole = network(STRIP[:1])
    places = [alphabet(network).index(character) for character in lean.characters]
    assert {"", " ", "a", "Ș", "ł", "Ω", "@", "€"} <= set(lean.characters)
    assert not {"中", "の", "カ"} & set(lean.characters)
    expected = whole[:, :, places] / whole[:, :, places].sum(axis=2, keepdims=True)
    assert np.abs(lean(STRIP[:1]) - expected).max() < 1e-4


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_a_home_that_cannot_be_written_only_costs_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("openvino")
    blocker = tmp_path / "cache"
    blocker.write_text("a file where the folder should be")
    blocker.chmod(stat.S_IRUSR)
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocker))
    network = runtime.load_network(MODEL, streams=1)
    assert network(STRIP[:1]).shape[0] == 1
