"""Renders a photo: cards and things on a table, under a lamp, through a phone's camera."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from samples.generator.camera import Camera, expose, to_linear
from samples.generator.geometry import Matrix, View, rectangle
from samples.generator.lamp import Lamp, glare, illumination
from samples.generator.props import HEIGHTS, make_prop, turned
from samples.generator.surfaces import Plane, make_surface, noise

GLOSS = {"laminate": 0.6, "marble": 0.35, "leather": 0.25, "walnut": 0.3, "oak": 0.15, "stone": 0.15}
THICKNESS = 0.0045
"""A card's thickness in lengths of its longer side (0.38 of 85 mm)."""


@dataclass(frozen=True, slots=True)
class Placement:
    """A card in a scene: its centre in 0..1 of the photo, its width in widths of the photo, clockwise degrees."""

    image: Image.Image
    at: tuple[float, float] = (0.5, 0.5)
    width: float = 0.62
    angle: float = 0.0


@dataclass(frozen=True, slots=True)
class Prop:
    """A thing beside the cards: name, centre in 0..1 of the photo, length in widths of the photo, clockwise degrees."""

    name: str
    at: tuple[float, float]
    length: float
    angle: float = 0.0


@dataclass(frozen=True, slots=True)
class Scene:
    """All that a photo shows."""

    view: View
    surface: str
    cards: Sequence[Placement] = ()
    props: Sequence[Prop] = ()
    lamp: Lamp = field(default_factory=Lamp)
    camera: Camera = field(default_factory=Camera)
    gloss: float = 0.25


def render(scene: Scene, rng: np.random.Generator) -> tuple[NDArray[np.uint8], tuple[Matrix, ...]]:
    """The photo (H x W x 3, RGB) and each card's corners in it (4 x 2), from the card's own top left on clockwise."""
    width, height = scene.view.size
    albedo = to_linear(_table(scene, rng))
    shine = np.full((height, width), GLOSS.get(scene.surface, 0.03), np.float32)
    corners = []
    for card in scene.cards:
        quad = _outline(scene.view, card)
        _lay(albedo, shine, card, quad, scene, rng)
        corners.append(scene.view.project(quad, _thickness(quad)))
    light = albedo * illumination(scene.lamp, scene.view.size)
    light += glare(scene.lamp, scene.view.size) * shine[..., None]
    return expose(light, scene.camera, rng), tuple(corners)


def _outline(view: View, card: Placement) -> Matrix:
    """A card's corners on the table."""
    width = card.width * view.size[0]
    centre = view.touch(np.array([card.at]) * view.size)[0]
    return rectangle(centre, width, width * card.image.height / card.image.width, card.angle)


def _thickness(quad: Matrix) -> float:
    return THICKNESS * float(max(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[2] - quad[1])))


def _table(scene: Scene, rng: np.random.Generator) -> Plane:
    """The table with shadows and things on it, as the camera sees it (sRGB)."""
    width, height = scene.view.size
    seen = scene.view.touch(np.array([[0, 0], [width, 0], [width, height], [0, height]], float))
    limit = 1.1 * max(width, height)
    low, high = np.maximum(seen.min(axis=0), -limit), np.minimum(seen.max(axis=0), limit)
    size = (int(high[0] - low[0]) + 2, int(high[1] - low[1]) + 2)
    plane = make_surface(scene.surface, size, rng)
    for card in scene.cards:
        _shade(plane, _outline(scene.view, card) - low, scene, rng)
    for prop in scene.props:
        _put(plane, prop, scene, low, rng)
    to_photo = scene.view.plane() @ np.array([[1, 0, low[0]], [0, 1, low[1]], [0, 0, 1]])
    seen_plane = cv2.warpPerspective(
        plane, to_photo, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
    )
    return np.asarray(seen_plane, np.float32)


def _shade(plane: Plane, quad: Matrix, scene: Scene, rng: np.random.Generator) -> None:
    """Darken the table under and beside a card: a thin dark seam, and a softer shadow where a corner is lifted."""
    reach = 0.007 * max(scene.view.size)
    away = scene.lamp.away()
    for offset, blur, strength in ((0.5, 0.35, 0.55), (1.6, 1.5, 0.45)):
        lift = rng.uniform(0.5, 1.5, (4, 1)) * offset * reach
        _darken(plane, quad + away * lift, blur * reach, strength * scene.lamp.contrast)


def _darken(plane: Plane, polygon: Matrix, blur: float, strength: float) -> None:
    mask = cv2.GaussianBlur(_mask(polygon, (plane.shape[1], plane.shape[0])), (0, 0), max(0.5, blur))
    plane *= (1 - strength * mask)[..., None]


def _put(plane: Plane, prop: Prop, scene: Scene, low: Matrix, rng: np.random.Generator) -> None:
    """Lay a thing on the table, with its shadow."""
    sprite = turned(make_prop(prop.name, rng), prop.length * scene.view.size[0], prop.angle)
    centre = scene.view.touch(np.array([prop.at]) * scene.view.size)[0] - low
    reach = HEIGHTS[prop.name] * max(scene.view.size)
    size = (plane.shape[1], plane.shape[0])
    for share, strength in ((0.35, 0.3), (0.8, 0.3)):
        shadow = _moved(sprite[..., 3], centre + scene.lamp.away() * reach * share, size)
        shadow = cv2.GaussianBlur(shadow, (0, 0), 2 + reach * share * 0.45)
        plane *= (1 - strength * scene.lamp.contrast * shadow)[..., None]
    placed = _moved(sprite, centre, size)
    alpha = placed[..., 3:]
    plane[:] = plane * (1 - alpha) + placed[..., :3] * alpha


def _moved(sprite: NDArray[np.float32], centre: Matrix, size: tuple[int, int]) -> NDArray[np.float32]:
    height, width = sprite.shape[:2]
    shift = np.array([[1, 0, centre[0] - width / 2], [0, 1, centre[1] - height / 2]])
    return np.asarray(cv2.warpAffine(sprite, shift, size), np.float32)


def _lay(albedo: Plane, shine: Plane, card: Placement, quad: Matrix, scene: Scene, rng: np.random.Generator) -> None:  # noqa: PLR0917
    """Put a card into the photo: first its cut edge, then its printed face."""
    size = scene.view.size
    base, top = scene.view.project(quad), scene.view.project(quad, _thickness(quad))
    face = _paper_face(card.image, float(np.linalg.norm(top[1] - top[0])), rng)
    hull = cv2.convexHull(np.concatenate([base, top]).astype(np.float32))
    _fill(albedo, hull, face.reshape(-1, 3).mean(axis=0) * 0.35 + 0.22)
    source = np.array([[0, 0], [face.shape[1], 0], [face.shape[1], face.shape[0]], [0, face.shape[0]]], np.float32)
    homography = cv2.getPerspectiveTransform(source - 0.5, top.astype(np.float32))
    alpha = _mask(top, size)[..., None]
    printed = cv2.warpPerspective(face, homography, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    albedo[:] = albedo * (1 - alpha) + printed * alpha
    shine[:] = shine * (1 - alpha[..., 0]) + scene.gloss * alpha[..., 0]


def _paper_face(image: Image.Image, width: float, rng: np.random.Generator) -> Plane:
    """The card in linear light, smoothed for its size in the photo; paper has fibres, ink is not black."""
    srgb = np.asarray(image, np.float32) / 255
    shrink = image.width / max(width, 1)
    if shrink > 1:
        srgb = cv2.GaussianBlur(srgb, (0, 0), 0.42 * shrink)
    fibres = noise((image.width, image.height), (5, 5), rng) + 0.6 * noise((image.width, image.height), (260, 260), rng)
    return np.asarray((0.022 + 0.9 * to_linear(srgb)) * (1 + 0.006 * fibres[..., None]), np.float32)


def _mask(polygon: Matrix, size: tuple[int, int]) -> Plane:
    """1 inside a convex polygon, 0 outside, in between along its edge."""
    mask = np.zeros((size[1], size[0]), np.uint8)
    cv2.fillConvexPoly(mask, np.round(polygon * 16).astype(np.int32), 255, cv2.LINE_AA, 4)
    return np.asarray(mask, np.float32) / 255


def _fill(albedo: Plane, polygon: Matrix, colour: Plane) -> None:
    alpha = _mask(polygon.reshape(-1, 2), (albedo.shape[1], albedo.shape[0]))[..., None]
    albedo[:] = albedo * (1 - alpha) + colour * alpha
