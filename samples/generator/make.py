"""Makes `samples/photos` and `samples/truth.jsonl` from `scenes.toml`: `python -m samples.generator.make`."""

from __future__ import annotations

import io
import json
import sys
import tomllib
import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from samples.generator.camera import Camera
from samples.generator.design import DrawnCard, draw_card, load_designs
from samples.generator.geometry import View
from samples.generator.lamp import Lamp
from samples.generator.people import load_people
from samples.generator.scene import Placement, Prop, Scene, render
from samples.generator.truth import Label, card_label

HERE = Path(__file__).parent
SEED = 2041
LARGEST = 345_000
"""Bytes that a photo may take."""
SIZE = (1800, 1350)
BEGIN = datetime(2026, 9, 24, 19, 12, 5)  # cameras write local time without a zone
FORMATS = {".jpg": "JPEG", ".webp": "WEBP", ".heic": "HEIF", ".png": "PNG"}
STORED_TURN = {1: None, 3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
"""How a picture lies in its file, by the EXIF orientation that puts it upright again."""

Spec = Mapping[str, Any]


def load_scenes() -> list[Spec]:
    """The photos to make, in order."""
    return list(tomllib.loads((HERE / "scenes.toml").read_text(encoding="utf-8"))["photo"])


def seeded(*parts: str) -> np.random.Generator:
    """Random numbers that depend on nothing but these words."""
    return np.random.default_rng([SEED, *(zlib.crc32(part.encode()) for part in parts)])


def draw(card: Spec) -> DrawnCard:
    """The card of one entry under `cards`."""
    design = load_designs()[card["design"]]
    return draw_card(load_people()[card["person"]], design, seeded(card["person"], card["design"]))


def build_scene(spec: Spec) -> Scene:
    """The scene that a photo shows."""
    places = [
        {key: value for key, value in card.items() if key in ("at", "width", "angle")} for card in spec.get("cards", ())
    ]
    return Scene(
        view=View(size=tuple(spec.get("size", SIZE)), **spec.get("view", {})),
        surface=spec["surface"],
        cards=[Placement(draw(card).image, **place) for card, place in zip(spec.get("cards", ()), places, strict=True)],
        props=[Prop(**prop) for prop in spec.get("props", ())],
        lamp=Lamp(**spec.get("lamp", {})),
        camera=Camera(**spec.get("camera", {})),
        gloss=spec.get("gloss", 0.12),
    )


def label(spec: Spec, scenes: Iterable[Spec]) -> Label:
    """A photo's line of `truth.jsonl`; a front's label holds what its back prints, too."""
    line: Label = {"photo": spec["file"], "tags": list(spec["tags"])}
    if "back" in spec:
        line["back"] = spec["back"]
    cards = [] if "back" in spec["tags"] else spec.get("cards", ())
    behind = [card for other in scenes if other["file"] == spec.get("back") for card in other["cards"]]
    line["cards"] = [_card_label(card, [card, *behind]) for card in cards]
    return line


def _card_label(card: Spec, sides: Iterable[Spec]) -> Label:
    lines = [line for side in sides for line in draw(side).lines]
    return card_label(load_people()[card["person"]], lines, load_designs()[card["design"]]["labels"])


def save(picture: Image.Image, path: Path, taken: datetime, turn: int = 1) -> None:
    """Write the photo with a camera's EXIF, as well as `LARGEST` bytes allow."""
    if path.suffix == ".heic":
        from pillow_heif import register_heif_opener

        register_heif_opener()
    stored = picture if STORED_TURN[turn] is None else picture.transpose(STORED_TURN[turn])
    for quality in range(90, 40, -4):
        data = io.BytesIO()
        stored.save(data, FORMATS[path.suffix], quality=quality, exif=_exif(taken, turn).tobytes())
        if data.tell() <= LARGEST:
            break
    path.write_bytes(data.getvalue())
    print(f"{path.name}: {data.tell() // 1000} kB at quality {quality}")


def _exif(taken: datetime, turn: int) -> Image.Exif:
    exif = Image.Exif()
    stamp = taken.strftime("%Y:%m:%d %H:%M:%S")
    exif.update({0x010F: "Aurelia", 0x0110: "Aurelia One", 0x0112: turn, 0x0131: "cardscan samples", 0x0132: stamp})
    exif.get_ifd(0x8769).update({0x9003: stamp, 0x9004: stamp, 0x829A: (1, 60), 0x829D: 1.8, 0x8827: 200})
    return exif


def make(folder: Path, wanted: Iterable[str] = ()) -> None:
    """Make all photos, or the `wanted` ones, and the truth of all."""
    scenes, names = load_scenes(), set(wanted)
    (folder / "photos").mkdir(parents=True, exist_ok=True)
    for number, spec in enumerate(scenes):
        if not names or spec["file"] in names:
            pixels, _corners = render(build_scene(spec), seeded(spec["file"]))
            taken = BEGIN + timedelta(seconds=421 * number)
            save(Image.fromarray(pixels), folder / "photos" / spec["file"], taken, spec.get("exif_turn", 1))
    lines = [json.dumps(label(spec, scenes), ensure_ascii=False) for spec in scenes]
    (folder / "truth.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    make(HERE.parent, sys.argv[1:])
