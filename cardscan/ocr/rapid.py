"""The default reader: the PP-OCRv6 models that the rapidocr wheel carries, read text in any direction."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np

from cardscan.errors import CardscanError
from cardscan.messages import tr
from cardscan.model import CardImage, Pixels, Quad, TextLine
from cardscan.ocr.detect import Box, detect, lies_on_its_side
from cardscan.ocr.engines import callers
from cardscan.ocr.marks import Marks, letters, load_marks, mend
from cardscan.ocr.recognise import HEIGHT, RIM, Strip, alphabet, recognise
from cardscan.ocr.runtime import Network, load_network

_LEAST_CONFIDENCE = 0.5
_VOTERS = 4
_TELLING = 9.0
"""Lines so many times as wide as high vote on which way is up: long enough to tell, short enough to be read twice."""

_MARKED = 1.5


@dataclass(frozen=True, slots=True)
class _Models:
    detector: Network
    recogniser: Network
    characters: tuple[str, ...]
    letters: list[int]
    marks: Marks


class RapidEngine:
    """PP-OCRv6 detection and recognition; safe to be used by `streams` threads at a time."""

    name = "rapidocr"

    def __init__(self, streams: int | None = None) -> None:
        self._streams = streams or callers()
        self._lock = threading.Lock()
        self._loaded: _Models | None = None

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

    def read(self, card: CardImage) -> tuple[TextLine, ...]:
        """Read all text; each line's quad starts at the top left of the text itself, whichever way it runs."""
        boxes = self._detect(card.pixels)
        if not boxes:
            return ()
        boxes, strips = self._read_boxes(card.pixels, boxes)
        strips = mend(self._models.marks, strips)
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
            boxes = detect(self._models.detector, pixels, lying=lying)
            if _upright(boxes) != lying:
                break
        return boxes

    def _read_boxes(self, pixels: Pixels, boxes: Sequence[Box]) -> tuple[list[Box], list[Strip]]:
        """Turn every box the way its text runs: the lines along it vote together, lines across them each for itself."""
        upright = _upright(boxes)
        runs_down = [_runs_down(box, upright) for box in boxes]
        boxes = [np.roll(box, -1, axis=0) if down else box for box, down in zip(boxes, runs_down, strict=True)]
        across = [i for i, down in enumerate(runs_down) if down == upright]
        along = sorted(set(range(len(boxes))) - set(across), key=lambda i: abs(_slimness(boxes[i]) - _TELLING))
        tried = along[:_VOTERS] + across
        strips = self._recognise(pixels, [boxes[i] for i in tried] + [_flip(boxes[i]) for i in tried])
        ahead, back = dict(zip(tried, strips, strict=False)), dict(zip(tried, strips[len(tried) :], strict=True))
        head_down = _weight(back, along[:_VOTERS]) > _weight(ahead, along[:_VOTERS])
        flipped = {i for i in across if _weight(back, [i]) > _weight(ahead, [i])} | set(along if head_down else ())
        turned = [_flip(box) if i in flipped else box for i, box in enumerate(boxes)]
        found = {i: back[i] if i in flipped else ahead[i] for i in tried}
        rest = along[_VOTERS:]
        found.update(zip(rest, self._recognise(pixels, [turned[i] for i in rest]), strict=True))
        return turned, [found[i] for i in range(len(boxes))]

    def _recognise(self, pixels: Pixels, boxes: Sequence[Box]) -> list[Strip]:
        models = self._models
        return recognise(
            models.recogniser, models.characters, models.letters, [cut(pixels, rimmed(box)) for box in boxes]
        )

    @property
    def _models(self) -> _Models:
        """The models, loaded by the first thread that needs them; the others wait."""
        with self._lock:
            if self._loaded is None:
                self.check()
                detector, recogniser = (
                    load_network(model_path(kind), streams=self._streams) for kind in ("det", "rec")
                )
                characters = alphabet(recogniser)
                places = [characters.index(letter) for letter in letters()]
                marks = load_marks(streams=self._streams)
                self._loaded = _Models(detector, recogniser, characters, places, marks)
            return self._loaded


def rimmed(box: Box) -> Box:
    """Make a box higher by what `recognise` sees of its surroundings."""
    down = (box[3] - box[0] + box[2] - box[1]) / 2 * np.float32(RIM / HEIGHT)
    return np.asarray(box + np.stack([-down, -down, down, down]), np.float32)


def cut(pixels: Pixels, box: Box) -> Pixels:
    """Cut a box out of a picture, its first side on top, at least as high as the recogniser wants it."""
    width = max(np.linalg.norm(box[0] - box[1]), np.linalg.norm(box[3] - box[2]))
    height = max(np.linalg.norm(box[0] - box[3]), np.linalg.norm(box[1] - box[2]))
    size = (max(1, round(float(width))), max(1, round(float(height))))
    target = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    matrix = cv2.getPerspectiveTransform(box, target)
    interpolation = cv2.INTER_CUBIC if size[1] < 2 * (HEIGHT + 2 * RIM) else cv2.INTER_LINEAR
    return cv2.warpPerspective(pixels, matrix, size, flags=interpolation, borderMode=cv2.BORDER_REPLICATE).astype(
        np.uint8, copy=False
    )


def model_path(kind: str) -> Path:
    """Return where the rapidocr wheel keeps its model for `det` or `rec`."""
    spec = find_spec("rapidocr")
    folder = Path(spec.origin).parent if spec and spec.origin else Path()
    return folder / "models" / f"PP-OCRv6_{kind}_small.onnx"


def _sides(box: Box) -> tuple[float, float]:
    return float(np.linalg.norm(box[0] - box[1])), float(np.linalg.norm(box[0] - box[3]))


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
    return float(sum(strips[i].confidence * len(strips[i].text) ** 0.5 for i in indices))


def _quad(box: Box, width: int, height: int) -> Quad:
    corners = [(float(x) / width, float(y) / height) for x, y in box]
    return (corners[0], corners[1], corners[2], corners[3])
