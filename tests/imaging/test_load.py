"""Photos of every kind come out upright and in their colours; bad files give one clear word."""

import io
import os
import struct
import subprocess
import sys
import tempfile
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
import simplejpeg
from PIL import Image
from pillow_heif import register_heif_opener

from cardscan.errors import PhotoError
from cardscan.imaging import load as load_module
from cardscan.imaging.bgr import bgr_of_jpeg
from cardscan.imaging.load import is_photo_name, load, photos, sha256_of, taken
from cardscan.model import Photo

register_heif_opener()

RED, GREEN, BLUE, WHITE = (200, 30, 30), (30, 160, 30), (30, 30, 200), (255, 255, 255)


def quarters(size: tuple[int, int] = (64, 48)) -> Image.Image:
    """Red and green above, blue and white below: any turn, mirroring or swap of channels shows."""
    pixels = np.zeros((size[1], size[0], 3), np.uint8)
    half_y, half_x = size[1] // 2, size[0] // 2
    pixels[:half_y, :half_x], pixels[:half_y, half_x:] = RED, GREEN
    pixels[half_y:, :half_x], pixels[half_y:, half_x:] = BLUE, WHITE
    return Image.fromarray(pixels)


def corners_rgb(photo: Photo) -> list[tuple[int, ...]]:
    height, width = photo.pixels.shape[:2]
    spots = [(height // 4, width // 4), (height // 4, 3 * width // 4)]
    spots += [(3 * height // 4, width // 4), (3 * height // 4, 3 * width // 4)]
    return [tuple(int(v) for v in photo.pixels[y, x, ::-1]) for y, x in spots]


def assert_quarters(photo: Photo, tolerance: int = 12) -> None:
    assert photo.pixels.dtype == np.uint8
    assert photo.pixels.flags["C_CONTIGUOUS"]
    np.testing.assert_allclose(corners_rgb(photo), [RED, GREEN, BLUE, WHITE], atol=tolerance)


def failure(path: Path) -> PhotoError:
    with pytest.raises(PhotoError) as caught:
        list(load(path))
    return caught.value


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {"quality": 95, "subsampling": 0}),
        ("PNG", {}),
        ("WEBP", {"lossless": True}),
        ("TIFF", {}),
        ("BMP", {}),
        ("GIF", {}),
        ("AVIF", {"quality": 95, "subsampling": "4:4:4"}),
        ("HEIF", {"quality": 95, "chroma": 444}),
    ],
)
def test_every_kind_is_read_by_its_content(tmp_path: Path, kind: str, options: dict[str, object]) -> None:
    path = tmp_path / "photo.txt"
    quarters().save(path, kind, **options)
    (photo,) = load(path)
    assert (photo.page, photo.taken) == (0, None)
    assert photo.sha256 == sha256(path.read_bytes()).hexdigest() == sha256_of(path)
    assert_quarters(photo)


def test_pdf_pages_are_fine_enough_to_read(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    pages = [quarters((2480, 3508)), quarters((1004, 650))]
    pages[0].save(path, save_all=True, append_images=pages[1:], resolution=300)
    a4, card = load(path)
    assert (a4.page, card.page) == (0, 1)
    assert a4.pixels.shape[0] == pytest.approx(3508, abs=4)
    assert card.pixels.shape[1] >= 1500
    assert_quarters(a4)
    assert_quarters(card)


def test_locked_pdf(tmp_path: Path) -> None:
    # A hand-made file whose Encrypt dictionary answers to no empty password.
    key = "<" + "41" * 32 + ">"
    body = (
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        f"3 0 obj<</Filter/Standard/V 1/R 2/O{key}/U{key}/P -4>>endobj\n"
        f"trailer<</Root 1 0 R/Encrypt 3 0 R/Size 4/ID[{key}{key}]>>\n%%EOF\n"
    )
    path = tmp_path / "locked.pdf"
    path.write_bytes(body.encode())
    assert failure(path).code == "locked"


def test_too_many_pages(tmp_path: Path) -> None:
    pages = [Image.new("1", (8, 8))] * 51
    for name in ("long.pdf", "long.tiff"):
        pages[0].save(tmp_path / name, save_all=True, append_images=pages[1:])
        assert failure(tmp_path / name).code == "too-many-pages"


def test_tiff_pages(tmp_path: Path) -> None:
    path = tmp_path / "pages.tif"
    quarters().save(path, save_all=True, append_images=[Image.new("L", (30, 20), 90)])
    first, second = load(path)
    assert_quarters(first)
    assert second.page == 1
    assert second.pixels.shape == (20, 30, 3)
    assert (second.pixels == 90).all()


def test_animated_gif_gives_its_first_frame(tmp_path: Path) -> None:
    path = tmp_path / "turning.gif"
    quarters().save(path, save_all=True, append_images=[Image.new("RGB", (64, 48))], duration=100)
    (photo,) = load(path)
    assert_quarters(photo)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation(tmp_path: Path, orientation: int) -> None:
    turn_back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = quarters().transpose(turn_back[orientation]) if orientation > 1 else quarters()
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "turned.jpg"
    stored.save(path, quality=95, subsampling=0, exif=exif)
    (photo,) = load(path)
    assert photo.pixels.shape == (48, 64, 3)
    assert_quarters(photo)


def test_when_taken(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2024:10:03 19:45:12"
    for name, kind in (("a.jpg", "JPEG"), ("a.heic", "HEIF"), ("a.webp", "WEBP")):
        quarters().save(tmp_path / name, kind, exif=exif)
        (photo,) = load(tmp_path / name)
        assert photo.taken == taken(tmp_path / name) == datetime(2024, 10, 3, 19, 45, 12)
    assert taken(tmp_path / "nowhere.jpg") is None
    (tmp_path / "text.jpg").write_text("no picture")
    assert taken(tmp_path / "text.jpg") is None


@pytest.mark.parametrize("told", ["0000:00:00 00:00:00", "yesterday", ""])
def test_a_date_that_is_none(tmp_path: Path, told: str) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = told
    quarters().save(tmp_path / "a.jpg", exif=exif)
    assert taken(tmp_path / "a.jpg") is None


def test_garbage_exif_is_ignored(tmp_path: Path) -> None:
    path = tmp_path / "garbage.jpg"
    garbage = b"Exif\0\0II*\0\x08\0\0\0\x03\0" + bytes([0x12, 1, 3, 0]) + b"\xff" * 30
    quarters().save(path, quality=95, subsampling=0, exif=garbage)
    (photo,) = load(path)
    assert photo.taken is None
    assert_quarters(photo)


def test_cmyk_jpeg(tmp_path: Path) -> None:
    path = tmp_path / "print.jpg"
    quarters().convert("CMYK").save(path, quality=98, subsampling=0)
    with Image.open(path) as stored:
        assert stored.mode == "CMYK"
    (photo,) = load(path)
    assert_quarters(photo)


def test_grey_sixteen_bit_palette_and_alpha(tmp_path: Path) -> None:
    deep = (np.arange(32 * 24, dtype=np.uint32).reshape(24, 32) * 80).astype(np.uint16)
    Image.fromarray(deep).save(tmp_path / "deep.png")
    quarters().convert("L").save(tmp_path / "grey.jpg")
    quarters().quantize(8).save(tmp_path / "palette.png")
    clear = quarters().convert("RGBA")
    clear.putalpha(Image.new("L", clear.size, 0))
    clear.save(tmp_path / "clear.png")
    quarters().convert("1").save(tmp_path / "line.tif")
    deep_read, grey, palette, glass, line = (
        next(load(tmp_path / name)).pixels for name in ("deep.png", "grey.jpg", "palette.png", "clear.png", "line.tif")
    )
    np.testing.assert_array_equal(deep_read[..., 0], deep >> 8)
    assert (grey[..., 0] == grey[..., 2]).all()
    assert_quarters(Photo(tmp_path, "", 0, None, palette))
    assert (glass == 255).all()
    assert set(np.unique(line)) == {0, 255}


def test_large_photos_are_reduced(tmp_path: Path) -> None:
    path = tmp_path / "large.jpg"
    quarters((8064, 640)).save(path, quality=90, subsampling=0)
    (photo,) = load(path)
    assert photo.pixels.shape == (320, 4032, 3)
    quarters((5000, 300)).save(path, "PNG")
    (photo,) = load(path)
    assert photo.pixels.shape[1] == 4096
    assert_quarters(photo)


def test_a_large_photo_comes_coarse_and_is_refined_when_asked(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / "phone.jpg"
    quarters((3200, 800)).transpose(Image.Transpose.ROTATE_90).save(path, quality=90, exif=exif)
    (photo,) = photos(path, path.read_bytes(), coarse=True)
    assert photo.pixels.shape == (400, 1600, 3)
    assert_quarters(photo)
    assert photo.scale == 2
    assert photo.fine is not None
    np.testing.assert_array_equal(photo.fine(), next(load(path)).pixels)
    assert photo.fine() is photo.fine()


@pytest.mark.parametrize(
    ("kind", "mode", "options"),
    [
        ("MPO", "RGB", {"save_all": True, "append_images": [Image.new("RGB", (64, 16))]}),
        ("JPEG", "RGB", {"progressive": True}),
        ("JPEG", "CMYK", {"quality": 98}),
    ],
)
def test_every_jpeg_comes_coarse(kind: str, mode: str, options: dict[str, object]) -> None:
    data = io.BytesIO()
    quarters((3200, 800)).convert(mode).save(data, kind, **options)
    (photo,) = photos(Path("a.jpg"), data.getvalue(), coarse=True)
    assert photo.pixels.shape == (400, 1600, 3)
    assert_quarters(photo)
    with pytest.raises(PhotoError, match="damaged"):
        next(photos(Path("a.jpg"), data.getvalue()[: len(data.getvalue()) // 2], coarse=True))


@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize("times", [1, 2, 4, 8])
def test_jpegs_are_the_pixels_that_pillow_sees(mode: str, times: int) -> None:
    data = io.BytesIO()
    blocks = np.random.default_rng(2).integers(0, 255, (31, 47, 3), np.uint8).repeat(8, 0).repeat(8, 1)
    Image.fromarray(blocks).convert(mode).save(data, "JPEG")
    with Image.open(data) as image:
        image.draft(None, (image.width // times, image.height // times))
        seen, size = np.asarray(image.convert("RGB"))[:, :, ::-1], image.size
    np.testing.assert_array_equal(bgr_of_jpeg(data.getvalue(), times, size), seen)
    assert bgr_of_jpeg(data.getvalue()[:-900], times, size) is None


def test_a_jpeg_that_its_program_wrote_carelessly_is_read_in_silence(capfd: pytest.CaptureFixture[str]) -> None:
    data = io.BytesIO()
    quarters((800, 600)).save(data, "JPEG")
    careless = data.getvalue()[:-2] + bytes(range(12)) + data.getvalue()[-2:]
    with pytest.raises(ValueError, match="extraneous bytes"):
        simplejpeg.decode_jpeg(careless)
    (photo,) = photos(Path("a.jpg"), careless)
    assert_quarters(photo)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(("kind", "size"), [("PNG", (3200, 800)), ("JPEG", (2400, 1800))])
def test_what_cannot_or_need_not_be_coarse(kind: str, size: tuple[int, int]) -> None:
    data = io.BytesIO()
    quarters(size).save(data, kind)
    (photo,) = photos(Path("a.jpg"), data.getvalue(), coarse=True)
    assert photo.pixels.shape[1::-1] == size
    assert (photo.scale, photo.fine) == (1, None)


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "RGBA", "I;16", "CMYK"])
def test_bands_of_a_large_picture_meet(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cardscan.imaging.bgr._BAND_PIXELS", 100_000)
    slope = np.linspace(0, 65535, 4500).astype(np.uint16)
    deep = Image.fromarray(np.repeat(slope[:, None], 225, axis=1))
    image = deep if mode == "I;16" else Image.fromarray((np.asarray(deep) >> 8).astype(np.uint8)).convert(mode)
    data = io.BytesIO()
    image.save(data, "TIFF")
    (photo,) = photos(Path("a.tiff"), data.getvalue())
    assert photo.pixels.shape == (4096, 205, 3)
    np.testing.assert_allclose(photo.pixels[:, 100, 1], np.linspace(0, 255, 4096), atol=3)


_PEAK = """
import resource, sys
from pathlib import Path
from cardscan.imaging.load import load, photos

def peak():
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (1024 if sys.platform == "darwin" else 1)

next(load(Path(sys.argv[1])))
path, before = Path(sys.argv[2]), peak()
photo = next(photos(path, path.read_bytes(), coarse=True))
coarse = peak()
fine = photo.fine()
print(*photo.pixels.shape[:2], *fine.shape[:2], coarse - before, peak() - before)
"""


@pytest.mark.skipif(os.name == "nt", reason="resource is of POSIX")
def test_200_megapixels_stay_within_bounds(tmp_path: Path) -> None:
    path, small = tmp_path / "large.jpg", tmp_path / "small.jpg"
    quarters().save(small)
    path.write_bytes(tall_jpeg(16320, 765))
    told = subprocess.run([sys.executable, "-c", _PEAK, small, path], capture_output=True, text=True, check=True).stdout
    high, wide, fine_high, fine_wide, coarse, fine = map(int, told.split())
    assert (high, wide, fine_high, fine_wide) == (1530, 2040, 3060, 4080)
    file = path.stat().st_size // 1024
    assert coarse < file + 40_000
    assert fine < file + 150_000


def tall_jpeg(width: int, rows: int) -> bytes:
    """A JPEG of `rows` bands of 16 rows, all the same: its picture need not be held to be written."""
    band = io.BytesIO()
    Image.new("RGB", (width, 16), RED).save(band, "JPEG", restart_marker_rows=1)
    data = band.getvalue()
    scan = data.index(b"\xff\xda")
    begin = scan + 2 + int.from_bytes(data[scan + 2 : scan + 4])
    head, strip = bytearray(data[:begin]), data[begin:-2]
    frame = head.index(b"\xff\xc0")
    head[frame + 5 : frame + 7] = (16 * rows).to_bytes(2)
    marked = (strip + bytes([0xFF, 0xD0 + i % 8]) for i in range(rows - 1))
    return bytes(head) + b"".join(marked) + strip + b"\xff\xd9"


def png_that_declares(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(999))) + chunk(b"IEND", b"")
    )


def test_bomb_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    for width, height in ((30_000, 30_000), (20_000, 10_001)):
        path.write_bytes(png_that_declares(width, height))
        error = failure(path)
        assert error.code == "too-large"
        assert error.hint
    assert taken(path) is None


def test_one_pixel(tmp_path: Path) -> None:
    Image.new("RGB", (1, 1), RED).save(tmp_path / "one.png")
    (photo,) = load(tmp_path / "one.png")
    assert photo.pixels.shape == (1, 1, 3)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "HEIF", "AVIF"])
def test_a_part_of_a_photo_is_damaged(tmp_path: Path, kind: str) -> None:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (120, 160, 3), np.uint8))
    whole = io.BytesIO()
    noise.save(whole, kind)
    path = tmp_path / "part"
    path.write_bytes(whole.getvalue()[: len(whole.getvalue()) * 3 // 10])
    assert failure(path).code == "damaged"


def test_what_is_no_photo(tmp_path: Path) -> None:
    empty, text, film = tmp_path / "empty.jpg", tmp_path / "text.jpg", tmp_path / "film.heic"
    empty.touch()
    text.write_text("BM is how this begins, and it is a letter, not a bitmap.")
    film.write_bytes(b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + bytes(64))
    broken_pdf = tmp_path / "broken.pdf"
    broken_pdf.write_bytes(b"%PDF-1.7\nnothing follows")
    assert failure(empty).code == "empty"
    assert failure(text).code == "not-a-picture"
    assert failure(film).code == "not-a-picture"
    assert failure(broken_pdf).code == "damaged"
    assert failure(tmp_path / "gone.jpg").code == "vanished"
    assert failure(tmp_path).code == "unreadable"
    with pytest.raises(PhotoError, match="not there"):
        sha256_of(tmp_path / "gone.jpg")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.jpg"
    os.mkfifo(pipe)
    codes: list[str] = []
    reader = threading.Thread(target=lambda: codes.append(failure(pipe).code), daemon=True)
    reader.start()
    reader.join(5)
    assert codes == ["unreadable"]


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_a_file_without_permission() -> None:
    with tempfile.TemporaryDirectory() as folder:  # not tmp_path: others may not enter that
        path = Path(folder) / "private.jpg"
        quarters().save(path)
        Path(folder).chmod(0o755)
        path.chmod(0)
        with nobody():
            assert failure(path).code == "unreadable"


@contextmanager
def nobody() -> Iterator[None]:
    """Be an ordinary user for a while: root may read everything."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_a_file_that_grows_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "copying.jpg"
    quarters().save(path)
    whole, read = path.read_bytes(), Path.read_bytes
    path.write_bytes(whole[:200])

    def read_while_copied(self: Path) -> bytes:
        data = read(self)
        self.write_bytes(whole)
        return data

    monkeypatch.setattr(load_module.Path, "read_bytes", read_while_copied)
    assert failure(path).code == "changing"


def test_names_a_folder_listing_takes() -> None:
    taken_names = ["a.jpg", "A.JPEG", "b.HEIC", "c.pdf", "d.tiff", "e.avif", "f.webp"]
    left = ["notes.txt", ".hidden.jpg", "._IMG_1.jpg", "jpg", "a.jpg.part", "event.toml"]
    assert all(is_photo_name(Path("x") / name) for name in taken_names)
    assert not any(is_photo_name(Path("x") / name) for name in left)
