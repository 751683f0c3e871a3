"""Both runtimes give the same answer, from several threads at a time, and keep to the machine."""

import os
import platform
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest

from cardscan.ocr import lean, rapid, runtime
from cardscan.ocr.lean import LeanNetwork, checksum, make_lean, ranges
from cardscan.ocr.recognise import alphabet, recognise

MODEL = rapid.model_path("rec")
RNG = np.random.default_rng(7)
STRIPS = RNG.integers(0, 256, (2, 48, 320, 3), np.uint8)


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
    assert network(STRIPS[:1]).shape[2] == len(characters)


def test_threads_do_not_mix_their_answers(network: runtime.Network) -> None:
    expected = [network(STRIPS[:1]).copy(), network(STRIPS[1:]).copy()]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda i: network(STRIPS[i % 2 : i % 2 + 1]).copy(), range(16)))
    for i, answer in enumerate(answers):
        assert np.abs(answer - expected[i % 2]).max() < 1e-4


def test_both_runtimes_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = []
    for name in ("openvino", "onnxruntime"):
        pytest.importorskip(name)
        monkeypatch.setattr(runtime, "find_spec", lambda wanted, name=name: wanted == name or None)
        answers.append(runtime.load_network(MODEL, streams=1)(STRIPS).copy())
    assert np.abs(answers[0] - answers[1]).max() < 1e-3


def test_the_lean_recogniser_gives_the_chances_of_the_whole_one(
    network: runtime.Network,  # before the lean one: it chooses the runtime
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "one that has no 8 bits")
    fast = LeanNetwork(MODEL, streams=1)
    whole = network(STRIPS[:1])
    places = [alphabet(network).index(character) for character in fast.characters]
    assert {"", " ", "a", "Ș", "ł", "Ω", "@", "€"} <= set(fast.characters)
    assert not {"中", "の", "カ"} & set(fast.characters)
    expected = whole[:, :, places] / whole[:, :, places].sum(axis=2, keepdims=True)
    assert np.abs(fast(STRIPS[:1]) - expected).max() < 1e-4


def test_eight_bits_read_what_thirty_two_do(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("openvino")
    strip = np.full((60, 700, 3), 235, np.uint8)
    cv2.putText(strip, "Anna Kowal, tel. +48 12 345", (20, 42), cv2.FONT_HERSHEY_DUPLEX, 1.2, (60, 30, 20), 2)
    fast = LeanNetwork(MODEL, streams=1)
    monkeypatch.setattr(platform, "machine", lambda: "one that has no 8 bits")
    exact = LeanNetwork(MODEL, streams=1)
    read, again = (recognise(network, network.characters, [1], [strip])[0] for network in (fast, exact))
    assert read.text == again.text == "Anna Kowal, tel. +48 12 345"
    assert 0 < abs(read.confidence - again.confidence) < 0.05, "the one is the other"


def test_a_model_trained_anew_is_not_rounded() -> None:
    openvino = pytest.importorskip("openvino")
    model = openvino.Core().read_model(MODEL)
    assert checksum(model) == ranges()["bias"], "run `python -m samples.training ranges`"
    make_lean(model)
    assert any(node.get_type_name() == "FakeQuantize" for node in model.get_ordered_ops())
    other = openvino.Core().read_model(MODEL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lean, "checksum", lambda model: 0)
        make_lean(other)
    assert not any(node.get_type_name() == "FakeQuantize" for node in other.get_ordered_ops())


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_a_home_that_cannot_be_written_only_costs_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("openvino")
    blocker = tmp_path / "cache"
    blocker.write_text("a file where the folder should be")
    blocker.chmod(stat.S_IRUSR)
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocker))
    network = runtime.load_network(MODEL, streams=1)
    assert network(STRIPS[:1]).shape[0] == 1
