"""What is painted over is gone from every page, thumbnail and trailer; the rest of the photo stays."""

from datetime import datetime
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from cardscan.imaging.decode import pages_of
from cardscan.imaging.kinds import kind_of
from cardscan.imaging.redact import can_paint, paint_over

LEFT = ((20.0, 20.0), (140.0, 20.0), (140.0, 90.0), (20.0, 90.0))


def picture(size=(320, 120)):
    """Two noisy cards on white: nothing of either is flat."""
    noise = np.random.default_rng(7)
    pixels = np.full((size[1], size[0], 3), 255, np.uint8)
    for left in (20, 180):
        pixels[20:90, left : left + 120] = noise.integers(0, 255, (70, 120, 3))
    return Image.fromarray(pixels)


def saved(kind, image=None, **options):
    out = BytesIO()
    (image or picture()).save(out, format=kind, **options)
    return out.getvalue()


def page(data, number=0):
    return [page.pixels for page in pages_of(data, kind_of(data))][number].astype(int)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "TIFF"])
def test_the_card_is_painted_over_and_its_neighbour_is_not(kind):
    before = saved(kind)
    after = paint_over(before, {0: [LEFT]})
    assert kind_of(after) == kind
    assert page(after)[22:88, 22:138].std() < 3
    assert page(before)[22:88, 22:138].std() > 40
    assert np.abs(page(after)[20:90, 182:300] - page(before)[20:90, 182:300]).mean() < 12
    assert paint_over(before, {0: [LEFT]}) == after


def test_a_photo_on_its_side_is_painted_where_people_see_the_card():
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = saved("JPEG", picture().transpose(Image.Transpose.ROTATE_90), exif=exif)
    after = page(paint_over(turned, {0: [LEFT]}))
    assert after.shape[:2] == (120, 320)
    assert after[22:88, 22:138].std() < 3 < after[22:88, 182:298].std()


def test_thumbnail_and_trailer_go_and_the_time_stays():
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2026:03:05 10:20:30"
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010E] = "Thumbnail of Anna"
    before = saved("JPEG", exif=exif) + b"ftypmp42 film of Anna"
    after = paint_over(before, {0: [LEFT]})
    assert b"Anna" not in after
    assert next(pages_of(after, "JPEG")).taken == datetime(2026, 3, 5, 10, 20, 30)


def test_a_large_photo_keeps_its_size():
    before = saved("JPEG", picture().resize((6400, 2400)))
    seen = page(before)
    scale = seen.shape[1] / 320
    quad = tuple((x * scale, y * scale) for x, y in LEFT)
    after = paint_over(before, {0: [quad]})
    with Image.open(BytesIO(after)) as image:
        assert image.size == (6400, 2400)
        assert np.asarray(image)[450:1750, 450:2750].std() < 3


def test_only_the_page_with_the_card_changes():
    before = saved("TIFF", save_all=True, append_images=[picture()])
    after = paint_over(before, {1: [LEFT]})
    assert (page(after, 0) == page(before, 0)).all()
    assert page(after, 1)[22:88, 22:138].std() < 3


def test_what_cannot_be_written_anew_is_said():
    assert not can_paint(b"%PDF-1.7\n")
    assert not can_paint(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")
    assert not can_paint(saved("GIF"))
    assert can_paint(saved("JPEG"))
