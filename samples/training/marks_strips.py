"""Strips of one printed line each, as a phone's photo shows them: what samples/training/marks.py learns from."""

from __future__ import annotations

import re
import tomllib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from cardscan.model import Pixels
from cardscan.ocr.rapid import rimmed
from samples.generator.camera import Camera, expose, to_linear
from samples.generator.fonts import FOLDERS

LANGUAGES = ("es", "it", "ro", "pl", "en", "de", "fr", "pt")
ALPHABETS = {
    "es": "áéíóúñü",
    "it": "àèéìòù",
    "ro": "ăâîșț",
    "pl": "ąćęłńóśźż",
    "en": "",
    "de": "äöüß",
    "fr": "àâçéèêëîïôùûü",
    "pt": "áâãàçéêíóôõú",
}
PLAIN = dict(zip("áàâäãăąćçéèêëęíìîïłńñóòôöõśșțúùûüźżß", "aaaaaaacceeeeeiiiilnnooooosstuuuuzzs", strict=True))
FACES = re.compile(
    r"(Lato|Inter|InterDisplay|Manrope|OpenSans|Carlito|LeagueSpartan|URWGothic|URWBookman|NimbusSansNarrow|NimbusSans|NimbusRoman|"
    r"BebasNeue|RobotoSlab|EBGaramond12|LinLibertine|LinBiolinum|P052|C059|Courier Prime|KaushanScript|Z003)"
    r"[-_ .].*"
)
"""The typefaces of the packages that samples/generator/README.md names."""
UNFIT = re.compile(r"Hairline|Thin|ExtraLight|_K|_DR|_RZ|_M|Code|Black")
HELD_OUT = ("OpenSans", "RobotoSlab", "NimbusRoman", "P052", "URWGothic")
"""Families that only the test draws with: two without serifs, three with."""
_SIZE = 72
_DATA = Path(__file__).parents[2] / "cardscan" / "fields" / "data"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A strip as the reader gets it (H x W x 3, BGR) and what it says."""

    pixels: Pixels
    text: str


@cache
def _faces(held_out: bool) -> tuple[tuple[str, ...], ...]:
    """Paths of the typefaces, by family, so that large families weigh no more than small ones."""
    families: dict[str, list[str]] = {}
    for folder in FOLDERS:
        for path in sorted(Path(folder).expanduser().rglob("*.[ot]tf")):
            if (found := FACES.fullmatch(path.name)) and not UNFIT.search(path.name):
                families.setdefault(found[1], []).append(str(path))
    return tuple(tuple(paths) for family, paths in sorted(families.items()) if (family in HELD_OUT) == held_out)


@cache
def _face(path: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, _SIZE, layout_engine=ImageFont.Layout.BASIC)


@cache
def _holds(path: str, letter: str) -> bool:
    face = _face(path)
    return letter == " " or bytes(face.getmask(letter)) != bytes(face.getmask("\U0010fffe"))


@cache
def _words(kind: str, language: str, held_out: bool) -> tuple[str, ...]:
    """Names of a list or words of firms and titles; every tenth is kept for the test, by its checksum."""
    if kind in ("given_names", "family_names"):
        rows = [line.split("\t") for line in (_DATA / f"{kind}.tsv").read_text(encoding="utf-8").splitlines()[3:]]
        words = [
            name for _, names, spoken in rows if language in re.findall(r"[a-z]+", spoken) for name in names.split(",")
        ]
    else:
        tables = tomllib.loads((_DATA / f"{kind}.toml").read_text(encoding="utf-8"))
        lists = [table.get(language, "") for table in tables.values() if isinstance(table, Mapping)]
        words = [word.strip() for text in lists if isinstance(text, str) for word in text.split(",") if word.strip()]
    return tuple(word for word in words if (zlib.crc32(word.encode()) % 10 == 0) == held_out)


def draw_strip(rng: np.random.Generator, held_out: bool) -> Drawn | None:
    """Draw one strip; None where the typeface lacks a letter."""
    text = _text(rng, held_out)
    families = _faces(held_out)
    family = families[rng.integers(len(families))]
    path = family[rng.integers(len(family))]
    if not text or not all(_holds(path, letter) for letter in text):
        return None
    line = _printed(text, path, rng)
    return Drawn(_photographed(line, _among(line, text, path, rng), rng), text)


def _text(rng: np.random.Generator, held_out: bool) -> str:
    language = str(rng.choice(LANGUAGES, p=[0.1, 0.1, 0.22, 0.3, 0.04, 0.08, 0.08, 0.08]))
    pick = {
        kind: str(rng.choice(words)) if (words := _words(kind, language, held_out)) else "Nova"
        for kind in ("given_names", "family_names", "companies", "titles", "streets")
    }
    form = rng.random()
    if form < 0.5:
        text = f"{pick['given_names']} {pick['family_names']}"
    elif form < 0.62:
        text = f"{pick['family_names']}{rng.choice(['-', ' i ', ' & ', ' '])}{_again(rng, language, held_out)}"
    elif form < 0.75:
        text = f"{pick['companies']} {pick['family_names']}".capitalize()
    elif form < 0.9:
        text = pick["titles"]
    else:
        text = f"{pick['streets']} {pick['family_names']} {rng.integers(1, 180)}"
    text = text[0].upper() + text[1:]
    if rng.random() < 0.35:
        text = "".join(_other(letter, language, rng) for letter in text)
    return text.upper().replace("ẞ", "SS") if rng.random() < 0.22 else text


def _again(rng: np.random.Generator, language: str, held_out: bool) -> str:
    return str(rng.choice(_words("family_names", language, held_out)))


def _other(letter: str, language: str, rng: np.random.Generator) -> str:
    """Another letter over the same stem: words that nobody has read before teach to look."""
    if rng.random() < 0.55:
        return letter
    stem = PLAIN.get(letter.lower(), letter.lower())
    choices = [stem, *(marked for marked in ALPHABETS[language] if PLAIN[marked] == stem and marked != "ß")]
    chosen = choices[rng.integers(len(choices))]
    return chosen.upper() if letter.isupper() else chosen


def _printed(text: str, path: str, rng: np.random.Generator) -> NDArray[np.float32]:
    """Ink on paper (H x W, 0..1) with one em of paper around the line."""
    face = _face(path)
    spread = rng.choice([0.0, 0.0, 0.0, 0.02, 0.05, 0.12 if text.isupper() else 0.03]) * _SIZE
    width = sum(face.getlength(letter) + spread for letter in text)
    sheet = Image.new("L", (int(width) + 2 * _SIZE, 4 * _SIZE))
    draw, x = ImageDraw.Draw(sheet), float(_SIZE)
    if spread:
        for letter in text:
            draw.text((x, 2 * _SIZE), letter, font=face, fill=255, anchor="ls")
            x += face.getlength(letter) + spread
    else:
        draw.text((x, 2 * _SIZE), text, font=face, fill=255, anchor="ls")
    return np.asarray(sheet, np.float32) / 255


def _among(line: NDArray[np.float32], text: str, path: str, rng: np.random.Generator) -> NDArray[np.float32]:
    """Set the line's own letters in another order above and below it, as other lines of a card stand there."""
    sheet = Image.new("L", line.shape[::-1])
    for way in (-1, 1):
        if rng.random() < 0.4:
            other = "".join(rng.permutation(list(text)))
            at = (_SIZE * float(rng.uniform(0, 2)), _SIZE * (2 + way * float(rng.uniform(1.1, 1.7))))
            ImageDraw.Draw(sheet).text(at, other, font=_face(path), fill=255, anchor="ls")
    return np.maximum(line, np.asarray(sheet, np.float32) / 255)


def _photographed(line: NDArray[np.float32], ink: NDArray[np.float32], rng: np.random.Generator) -> Pixels:
    """Colour, light, perspective, lens, sensor, JPEG; then cut out as the detector's box is, with its slack and rim."""
    rows = line.mean(1)  # the detector's box follows the bulk of the letters: marks at the rim are often cut
    ys = np.flatnonzero(rows > rng.choice([0.02, 0.08, 0.15]) * rows.max())
    xs = np.flatnonzero(line.max(0) > 0.2)
    box = np.array([[xs[0], ys[0]], [xs[-1], ys[0]], [xs[-1], ys[-1]], [xs[0], ys[-1]]], np.float32)
    scale = float(np.exp(rng.uniform(np.log(15), np.log(60)))) / _SIZE
    size = (int(ink.shape[1] * scale) + 2, int(ink.shape[0] * scale) + 2)
    turn = _wobble(ink.shape, size, rng)
    soft = cv2.GaussianBlur(ink, (0, 0), max(0.3, 0.42 / scale))
    seen = cv2.warpPerspective(soft, turn, size, flags=cv2.INTER_LINEAR)
    picture = expose(_lit(seen, rng), _camera(rng), rng)
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(55, 96))]
    photo = cv2.imdecode(cv2.imencode(".jpg", picture[..., ::-1], quality)[1], cv2.IMREAD_COLOR)
    corners = cv2.perspectiveTransform(box[None], turn)[0]
    return _cut(np.asarray(photo, np.uint8), corners, rng)


def _wobble(shape: Sequence[int], size: tuple[int, int], rng: np.random.Generator) -> NDArray[np.float64]:
    source = np.array([[0, 0], [shape[1], 0], [shape[1], shape[0]], [0, shape[0]]], np.float32)
    target = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    target += rng.normal(0, 0.025 * size[1], target.shape).astype(np.float32)
    return np.asarray(cv2.getPerspectiveTransform(source, target))


def _lit(ink: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """Two colours that stand apart, uneven light, a little dirt (H x W x 3, linear light)."""
    while True:
        paper = rng.uniform(0.75, 1, 3) if rng.random() < 0.7 else rng.uniform(0, 1, 3)
        print_ = rng.uniform(0, 0.5, 3) if rng.random() < 0.6 else rng.uniform(0, 1, 3)
        if abs(float((paper - print_) @ [0.3, 0.59, 0.11])) > 0.22:
            break
    height, width = ink.shape
    slope = 1 + rng.uniform(-0.35, 0.35) * np.linspace(-0.5, 0.5, width)[None, :]
    slope = slope * (1 + rng.uniform(-0.25, 0.25) * np.linspace(-0.5, 0.5, height)[:, None]) * rng.uniform(0.45, 1.0)
    light = to_linear((paper + ink[..., None] * (print_ - paper)).astype(np.float32)) * slope[..., None]
    for _ in range(rng.poisson(0.7)):
        spot = np.zeros(ink.shape, np.float32)
        centre = (int(rng.integers(width)), int(rng.integers(height)))
        cv2.circle(spot, centre, max(1, int(rng.uniform(0.01, 0.035) * height)), float(rng.uniform(-0.4, 0.4)), -1)
        light = np.clip(light + cv2.GaussianBlur(spot, (0, 0), 0.7)[..., None], 0, 2)
    return np.asarray(light, np.float32)


def _camera(rng: np.random.Generator) -> Camera:
    return Camera(
        exposure=float(rng.uniform(0.8, 1.25)),
        defocus=float(rng.choice([0.4, 0.5, 0.6, 0.8, 1.0])),
        motion=float(rng.choice([0, 0, 0, 0, 2, 3])),
        motion_angle=float(rng.uniform(0, 180)),
        noise=float(rng.choice([0.5, 1, 1.5, 2.5])),
        warmth=float(rng.uniform(-0.5, 0.8)),
        vignette=0.0,
        sharpen=float(rng.choice([0, 0.3, 0.5, 0.8])),
    )


def _cut(photo: Pixels, corners: NDArray[np.float32], rng: np.random.Generator) -> Pixels:
    high = float(np.linalg.norm(corners[0] - corners[3]))
    along = (corners[1] - corners[0]) / max(1e-6, float(np.linalg.norm(corners[1] - corners[0])))
    down = (corners[3] - corners[0]) / max(1e-6, high)
    slack = rng.uniform(0.03, 0.27, 4) * high
    sides = np.array([[-along, -down], [along, -down], [along, down], [-along, down]])
    reach = np.array([[slack[0], slack[1]], [slack[2], slack[1]], [slack[2], slack[3]], [slack[0], slack[3]]])
    box = corners + (sides * reach[..., None]).sum(1) + rng.normal(0, 0.02 * high, (4, 2))
    box = rimmed(box.astype(np.float32))
    width, height = float(np.linalg.norm(box[1] - box[0])), float(np.linalg.norm(box[3] - box[0]))
    growth = float(rng.uniform(0.9, 2.0)) if height < 56 else 1.0
    size = (max(8, round(width * growth)), max(8, round(height * growth)))
    target = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    matrix = cv2.getPerspectiveTransform(box, target)
    return np.asarray(
        cv2.warpPerspective(photo, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )
