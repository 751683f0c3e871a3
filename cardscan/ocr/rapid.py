"""The default reader: the PP-OCRv6 models that the rapidocr wheel carries, read text in any direction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from math import dist
from pathlib import Path

import cv2
import numpy as np

from cardscan.errors import CardscanError
from cardscan.messages import tr
from cardscan.model import CardImage, Pixels, Quad, TextLine
from cardscan.ocr.detect import USUAL, Box, detect, lies_on_its_side
from cardscan.ocr.engines import callers
from cardscan.ocr.lean import LeanNetwork
from cardscan.ocr.marks import letters, load_marks, mend
from cardscan.ocr.recognise import HEIGHT, RIM, Strip, alphabet, recognise
from cardscan.ocr.runtime import Network, Once, SizedNetwork, load_network

_LEAST_CONFIDENCE = 0.5
_VOTERS = 3
_TELLING = 8.0
"""Lines so many times as wide as high vote on which way is up: long enough to tell, short enough to be read twice."""
_SURE, _FILLED = 0.9, 0.8
"""Text is the right way up beyond doubt: so confident a reading, with so many characters to the box's height in width.

Of lines four times as wide as high, one in a hundred is read less surely, and one in a hundred head down as surely.
"""
_DOUBTFUL, _BARE = 0.8, 2.0
"""Strips are read again where the reading is no surer, or bare for so many times the height: another script."""

_MARKED = 1.5
_EMPTY, _SHRINKS = 1.0, 1.25
"""Heights in pixels, and in those asked for, between which a strip is cut out in the size asked for."""


@dataclass(frozen=True, slots=True)
class _Recogniser:
    """A network, its characters, and where those that may be taken for one another stand among them."""

    network: Network
    characters: tuple[str, ...]
    letters: list[int]

    def read(self, strips: Sequence[Pixels]) -> list[Strip]:
        return recognise(self.network, self.characters, self.letters, strips)


class RapidEngine:
    """PP-OCRv6 detection and recognition, for any number of threads: `streams` of them at a time for each model."""

    name = "rapidocr"

    def __init__(self, streams: int | None = None) -> None:
        # The two models together keep all processors busy; each stream of each takes memory, and time to begin with.
        streams = streams or max(1, callers() // 2)
        self._detector = Once(lambda: load_network(self._path("det"), streams=streams, sizes=True))
        self._recogniser = Once(lambda: _lean(LeanNetwork(self._path("rec"), streams=streams)))
        self._whole = Once(lambda: _whole(load_network(self._path("rec"), streams=streams)))
        self._marks = Once(lambda: load_marks(streams=streams))

    def check(self) -> None:
        """Raise `CardscanError` where the models or a runtime are missing."""
        for model in ("det", "rec"):
            if not model_path(model).is_file():
                raise CardscanError(
                    tr("the reading models are missing"),
                    hint=tr("install them with: pip install --force-reinstall rapidocr"),
                )
        if not (find_spec("openvino") or find_spec("onnxruntime")):
            raise CardscanError(
                tr("no runtime for the reading models"), hint=tr("install one with: pip install openvino")
            )

    def warm(self) -> None:
        """Load the models ahead of the first reading, as they are needed; the detector for the size of most cards."""
        detector = self._detector()
        if isinstance(detector, SizedNetwork):
            detector.prepare(USUAL)
        self._recogniser()
        self._marks()

    def read(self, card: CardImage) -> tuple[TextLine, ...]:
        """Read all text; each line's quad starts at the top left of the text itself, whichever way it runs."""
        boxes = self._detect(card.pixels)
        if not boxes:
            return ()
        boxes, strips = self._read_boxes(card.pixels, boxes)
        strips = mend(self._marks(), strips)
        height, width = card.pixels.shape[:2]
        return tuple(
            TextLine(strip.text.strip(), _quad(box, width, height), strip.confidence, doubts=strip.doubts)
            for box, strip in zip(boxes, strips, strict=True)
            if strip.text.strip() and strip.confidence >= _LEAST_CONFIDENCE
        )

    def _detect(self, pixels: Pixels) -> list[Box]:
        """Find text with its lines upright, as the model learnt them; a guess at which way they run is tested."""
        guess = lies_on_its_side(pixels)
        boxes: list[Box] = []
        for lying in (guess, not guess):
            boxes = detect(self._detector(), pixels, lying=lying)
            if _upright(boxes) != lying:
                break
        return boxes

    def _read_boxes(self, pixels: Pixels, boxes: Sequence[Box]) -> tuple[list[Box], list[Strip]]:
        """Turn every box the way its text runs: the lines along it vote together, lines across them each for itself.

        Where what is read leaves no doubt, it is not read the other way round.
        """
        upright = _upright(boxes)
        runs_down = [_runs_down(box, upright) for box in boxes]
        boxes = [np.roll(box, -1, axis=0) if down else box for box, down in zip(boxes, runs_down, strict=True)]
        across = [i for i, down in enumerate(runs_down) if down == upright]
        along = sorted(set(range(len(boxes))) - set(across), key=lambda i: abs(_slimness(boxes[i]) - _TELLING))
        groups = [along[:_VOTERS], *([i] for i in across)]
        read, flipped = self._read_groups(pixels, boxes, groups)
        if flipped & set(along):
            flipped |= set(along)
        boxes = [_flip(box) if i in flipped else box for i, box in enumerate(boxes)]
        read |= self._recognise(pixels, boxes, along[_VOTERS:])
        read |= self._read_wholly(pixels, boxes, [i for i, strip in read.items() if _is_doubtful(strip, boxes[i])])
        return boxes, [read[i] for i in range(len(boxes))]

    def _read_groups(
        self, pixels: Pixels, boxes: Sequence[Box], groups: Sequence[Sequence[int]]
    ) -> tuple[dict[int, Strip], set[int]]:
        """Read groups of boxes that run the same way; return what they say, and which stand on their heads.

        A group is read the other way round where the first reading leaves doubt, and with all characters where both do.
        """
        turned = [_flip(box) for box in boxes]
        read = self._recognise(pixels, boxes, [i for group in groups for i in group])
        back = self._recognise(pixels, turned, [i for group in groups if not _sure(read, boxes, group) for i in group])
        open_ = [
            i for group in groups if not _sure(read, boxes, group) and not _sure(back, boxes, group) for i in group
        ]
        read |= self._read_wholly(pixels, boxes, open_)
        back |= self._read_wholly(pixels, turned, open_)
        flipped = {i for group in groups if _weight(back, group) > _weight(read, group) for i in group}
        return read | {i: back[i] for i in flipped}, flipped

    def _recognise(self, pixels: Pixels, boxes: Sequence[Box], chosen: Sequence[int]) -> dict[int, Strip]:
        strips = self._recogniser().read([cut(pixels, rimmed(boxes[i]), high=HEIGHT + 2 * RIM) for i in chosen])
        return dict(zip(chosen, strips, strict=True))

    def _read_wholly(self, pixels: Pixels, boxes: Sequence[Box], chosen: Sequence[int]) -> dict[int, Strip]:
        """Read strips with all characters of the model, Chinese and Japanese too."""
        if not chosen:
            return {}
        strips = self._whole().read([cut(pixels, rimmed(boxes[i])) for i in chosen])
        return dict(zip(chosen, strips, strict=True))

    def _path(self, kind: str) -> Path:
        self.check()
        return model_path(kind)


def _lean(network: LeanNetwork) -> _Recogniser:
    return _recogniser(network, network.characters)


def _whole(network: Network) -> _Recogniser:
    """The recogniser as it is, with all its characters; few photos need it."""
    return _recogniser(network, alphabet(network))


def _recogniser(network: Network, characters: tuple[str, ...]) -> _Recogniser:
    return _Recogniser(network, characters, [characters.index(letter) for letter in letters()])


def rimmed(box: Box) -> Box:
    """Make a box higher by what `recognise` sees of its surroundings."""
    down = (box[3] - box[0] + box[2] - box[1]) / 2 * np.float32(RIM / HEIGHT)
    return np.asarray(box + np.stack([-down, -down, down, down]), np.float32)


def cut(pixels: Pixels, box: Box, high: int | None = None) -> Pixels:
    """Cut a box out of a picture, its first side on top, in its own size.

    With `high` it is made so many pixels high at once, unless it would lose details that way.
    """
    a, b, c, d = box.tolist()
    width, height = max(dist(a, b), dist(d, c)), max(dist(a, d), dist(b, c))
    scale = high / height if high and _EMPTY < height < _SHRINKS * high else 1.0
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    target = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    matrix = cv2.getPerspectiveTransform(box, target)
    # Cubic interpolation reads no better, and takes four times as long.
    strip = cv2.warpPerspective(pixels, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(strip, np.uint8)


def model_path(kind: str) -> Path:
    """Return where the rapidocr wheel keeps its model for `det` or `rec`."""
    spec = find_spec("rapidocr")
    folder = Path(spec.origin).parent if spec and spec.origin else Path()
    return folder / "models" / f"PP-OCRv6_{kind}_small.onnx"


def _sides(box: Box) -> tuple[float, float]:
    corner, after, _, before = box.tolist()
    return dist(corner, after), dist(corner, before)


def _slimness(box: Box) -> float:
    width, height = _sides(box)
    return width / max(height, 1.0)


def _upright(boxes: Sequence[Box]) -> bool:
    """Tell whether most text runs along the picture's rows; longer boxes weigh more, square ones nothing."""
    return bool(sum(width - height for width, height in map(_sides, boxes)) >= 0)


def _runs_down(box: Box, upright: bool) -> bool:
    """Tell whether a box's text runs along the picture's columns; short boxes follow the main direction."""
    width, height = _sides(box)
    return height > width * _MARKED if upright else height * _MARKED > width


def _flip(box: Box) -> Box:
    return np.roll(box, 2, axis=0)


def _weight(strips: Mapping[int, Strip], indices: Sequence[int]) -> float:
    return float(sum(strips[i].confidence * len(strips[i].text) ** 0.5 for i in indices if i in strips))


def _sure(strips: Mapping[int, Strip], boxes: Sequence[Box], indices: Sequence[int]) -> bool:
    """Tell whether strips are so well read that their text must be the right way up."""
    if not strips.keys() >= set(indices):
        return False
    lengths = [len(strips[i].text) ** 0.5 for i in indices]
    confidence = _weight(strips, indices) / max(sum(lengths), 1.0)
    filled = sum(len(strips[i].text) for i in indices) / max(sum(_slimness(boxes[i]) for i in indices), 1.0)
    return confidence >= _SURE and filled >= _FILLED


def _is_doubtful(strip: Strip, box: Box) -> bool:
    """Tell whether a strip may bear characters that the lean recogniser lacks: it sees blanks in their place."""
    gaps = np.diff((0.0, *strip.places, 1.0))
    return strip.confidence < _DOUBTFUL or float(gaps.max()) * _slimness(box) > _BARE


def _quad(box: Box, width: int, height: int) -> Quad:
    corners = [(float(x) / width, float(y) / height) for x, y in box]
    return (corners[0], corners[1], corners[2], corners[3])
