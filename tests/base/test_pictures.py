"""Photos: what is taken in, what is refused with which sentence, and that nothing of the file survives."""

import dataclasses
import datetime as dt
import io
import subprocess
import sys
import zlib
from decimal import Decimal
from pathlib import Path

import pillow_heif
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from p2wkss.base import confined, picture_decoding
from p2wkss.base.confined import Refusal, run_confined
from p2wkss.base.picture_decoding import work
from p2wkss.base.pictures import SENTENCES, Picture, PictureRefused, distance, is_same_photo, take_in

PHOTOS = Path(__file__).parent.parent / "photos"
pillow_heif.register_heif_opener()

# file: the code of its refusal, or None where it is taken in
EXPECTED = {
    "i03_png.png": None,
    "i04_webp.webp": None,
    "i06_alpha.png": None,
    "i07_1px.png": "too_small",
    "i10_animated.gif": "format",
    "i12_svg_script.svg": "format",
    "i16_truncated.jpg": "damaged",
    "i17_png_as_jpg.jpg": None,
    "i22_pdf.jpg": "format",
    "i23_empty.jpg": "empty",
}


def motive(size=(640, 480)) -> Image.Image:
    return Image.effect_mandelbrot((640, 480), (-2, -1.5, 1, 1.5), 50).convert("RGB").resize(size)


def encoded(image: Image.Image, fmt="JPEG", **options) -> bytes:
    out = io.BytesIO()
    image.save(out, fmt, **options)
    return out.getvalue()


def camera(*, moment="2021:03:12 10:31:00", offset=None, orientation=None, gps=None) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = "Kamera Contoh"
    if orientation:
        exif[0x0112] = orientation
    details = exif.get_ifd(0x8769)
    details[0x9003] = moment
    details[0x927C] = b"secret maker note"
    if offset:
        details[0x9011] = offset
    if gps:
        place = exif.get_ifd(0x8825)
        place[1], place[2], place[3], place[4] = gps
    return exif


BOJONGSARI = ("S", (6.0, 24.0, 3.6), "E", (106.0, 44.0, 30.0))


def refused(upload) -> str:
    with pytest.raises(PictureRefused) as caught:
        take_in(upload)
    assert caught.value.messages == [str(SENTENCES[caught.value.code])]
    return caught.value.code


def test_every_sample_is_expected():
    assert {path.name for path in PHOTOS.iterdir()} == set(EXPECTED)


@pytest.mark.parametrize(("name", "code"), EXPECTED.items())
def test_each_sample_is_taken_in_or_refused(name, code):
    upload = SimpleUploadedFile(name, (PHOTOS / name).read_bytes())
    if code:
        assert refused(upload) == code
        return
    picture = take_in(upload)
    image = Image.open(io.BytesIO(picture.jpeg))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (640, 480))


def test_the_content_decides_not_the_name():
    assert take_in((PHOTOS / "i17_png_as_jpg.jpg").read_bytes()).source_format == "PNG"


@pytest.mark.parametrize("fmt", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_time_and_place_are_read_and_then_gone(fmt):
    exif = camera(offset="+07:00", gps=BOJONGSARI)
    picture = take_in(encoded(motive(), fmt, exif=exif))
    assert picture.taken_at == dt.datetime(2021, 3, 12, 10, 31, tzinfo=dt.timezone(dt.timedelta(hours=7)))
    assert (picture.latitude, picture.longitude) == (Decimal("-6.401000"), Decimal("106.741667"))
    for jpeg in (picture.jpeg, picture.thumbnail):
        image = Image.open(io.BytesIO(jpeg))
        assert dict(image.getexif()) == {}
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert b"secret" not in jpeg and b"Exif" not in jpeg


def test_a_time_without_offset_is_local():
    picture = take_in(encoded(motive(), exif=camera()))
    assert picture.taken_at == timezone.make_aware(dt.datetime(2021, 3, 12, 10, 31))
    assert picture.latitude is None and picture.longitude is None


@pytest.mark.parametrize("moment", ["0000:00:00 00:00:00", "gestern", "2099:01:01 00:00:00", "2021:13:40 99:99:99"])
def test_an_impossible_time_is_unknown(moment):
    assert take_in(encoded(motive(), exif=camera(moment=moment))).taken_at is None


@pytest.mark.parametrize(
    "gps",
    [
        ("N", (0.0, 0.0, 0.0), "E", (0.0, 0.0, 0.0)),
        ("S", (96.0, 0.0, 0.0), "E", (106.0, 0.0, 0.0)),
    ],
)
def test_an_impossible_place_is_unknown(gps):
    assert take_in(encoded(motive(), exif=camera(gps=gps))).latitude is None


def test_a_photo_held_upright_is_stored_upright():
    picture = take_in(encoded(motive(), exif=camera(orientation=6)))
    assert (picture.width, picture.height) == (480, 640)
    assert Image.open(io.BytesIO(picture.jpeg)).size == (480, 640)


def test_what_is_transparent_becomes_white():
    image = Image.new("RGBA", (600, 500), (255, 0, 0, 0))
    stored = Image.open(io.BytesIO(take_in(encoded(image, "PNG")).jpeg))
    assert stored.getpixel((300, 250)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "P", "LA", "1", "CMYK", "I;16"])
def test_every_way_of_colouring_is_taken_in(mode):
    image = Image.new("I;16", (640, 480), 40_000) if mode == "I;16" else motive().convert(mode)
    picture = take_in(encoded(image, "JPEG" if mode == "CMYK" else "PNG"))
    assert Image.open(io.BytesIO(picture.jpeg)).mode == "RGB"


def test_sixteen_bits_are_scaled_not_clipped():
    stored = Image.open(io.BytesIO(take_in(encoded(Image.new("I;16", (640, 480), 32_768), "PNG")).jpeg))
    assert all(abs(channel - 128) <= 2 for channel in stored.getpixel((9, 9)))


def test_a_large_photo_is_made_smaller_and_gets_a_small_one():
    picture = take_in(encoded(motive((4000, 3000))))
    assert (picture.width, picture.height) == (2560, 1920)
    assert max(Image.open(io.BytesIO(picture.thumbnail)).size) == 480


QUICK = {  # how each format is written fastest; reading costs the same
    "JPEG": {},
    "PNG": {"compress_level": 1},
    "WEBP": {"method": 0},
    "HEIF": {"enc_params": {"preset": "ultrafast"}},
}


@pytest.mark.parametrize("fmt", QUICK)
def test_the_full_size_modes_of_phones_fit_in_the_limits(fmt):
    """48 to 50.9 megapixels."""
    picture = take_in(encoded(motive((8160, 6240)), fmt, quality=30, **QUICK[fmt]))
    assert picture.width == 2560


def test_more_pixels_are_refused_unread(monkeypatch):
    """The real limit with the real process apart is met by the fifty megapixels above."""
    monkeypatch.setattr(picture_decoding, "MAX_PIXELS", 640 * 480)
    assert work(encoded(motive()))
    with pytest.raises(Refusal) as caught:
        work(encoded(Image.new("L", (640, 481)), "PNG")[:100])
    assert caught.value.code == "too_many_pixels"


@pytest.mark.parametrize("fmt", ["BMP", "GIF", "PPM", "TIFF", "ICO", "TGA"])
@pytest.mark.parametrize("name", ["foto.jpg", "foto.png"])
def test_another_format_is_refused_whatever_its_name(fmt, name):
    assert refused(SimpleUploadedFile(name, encoded(motive((480, 256)), fmt))) == "format"


def test_text_beside_the_picture_is_thrown_away():
    beside = PngImagePlugin.PngInfo()
    beside.add_text("catatan", "contoh " * 500, zip=True)
    assert b"contoh" not in take_in(encoded(motive(), "PNG", pnginfo=beside)).jpeg


def test_twenty_megabytes_are_the_limit():
    assert refused(b"\xff\xd8" + b"\0" * 20 * 1024 * 1024) == "too_big"


@pytest.mark.parametrize(("size", "code"), [((479, 479), "too_small"), ((480, 10), None)])
def test_the_long_side_counts(size, code):
    upload = encoded(Image.new("RGB", size, "green"))
    assert (refused(upload) if code else take_in(upload).width) == (code or 480)


def test_a_photo_with_a_second_one_inside_is_its_first():
    picture = take_in(encoded(motive(), "MPO", save_all=True, append_images=[motive()]))
    assert picture.source_format == "MPO"


def test_the_same_photo_is_recognised_and_another_is_not():
    original, smaller = take_in(encoded(motive(), quality=95)), take_in(encoded(motive((1200, 900)), quality=35))
    mirrored = take_in(encoded(motive().transpose(Image.Transpose.FLIP_LEFT_RIGHT)))
    assert is_same_photo(original.fingerprint, smaller.fingerprint)
    assert not is_same_photo(original.fingerprint, mirrored.fingerprint)
    assert original.sha256 != smaller.sha256


@pytest.mark.parametrize(("one", "other", "bits"), [("0" * 16, "f" * 16, 64), ("0" * 16, "0" * 15 + "3", 2)])
def test_the_distance_counts_bits(one, other, bits):
    assert distance(one, other) == bits == distance(other, one)


def test_a_picture_does_not_change_and_does_not_print_its_bytes():
    picture = take_in(encoded(motive()))
    with pytest.raises(dataclasses.FrozenInstanceError):
        picture.width = 1
    assert isinstance(picture, Picture) and "jpeg=" not in repr(picture)


SAMPLES = [encoded(motive(), fmt) for fmt in ("JPEG", "PNG", "WEBP", "HEIF")]


@given(st.sampled_from(SAMPLES), st.data())
@settings(max_examples=80)
def test_a_damaged_photo_is_decoded_or_refused_and_nothing_else(sample, data):
    broken = bytearray(sample)
    for _ in range(data.draw(st.integers(1, 12))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(broken)))
    try:
        assert work(bytes(broken[: cut or None]))
    except Refusal as refusal:
        assert refusal.code in SENTENCES


# The process apart


def test_a_png_that_holds_less_than_it_says_is_refused():
    def chunk(kind, body):
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    header = (600).to_bytes(4, "big") * 2 + bytes([16, 6, 0, 0, 0])
    short = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )
    assert refused(short) in {"damaged", "unreadable"}


def confine(tmp_path, monkeypatch, body: str, **limits):
    (tmp_path / "strange_work.py").write_text(body)
    monkeypatch.setattr(confined, "ROOT", tmp_path)
    (tmp_path / "p2wkss").symlink_to(Path(confined.__file__).parent.parent)
    return run_confined("strange_work", b"x", **{"seconds": 1, "megabytes": 200} | limits)


def test_work_that_does_not_end_is_ended(tmp_path, monkeypatch):
    with pytest.raises(Refusal) as caught:
        confine(tmp_path, monkeypatch, "def work(payload):\n    while True:\n        pass\n")
    assert caught.value.code == "too_slow"


def test_work_that_sleeps_is_ended(tmp_path, monkeypatch):
    with pytest.raises(Refusal) as caught:
        confine(tmp_path, monkeypatch, "import time\ndef work(payload):\n    time.sleep(60)\n")
    assert caught.value.code == "too_slow"


@pytest.mark.parametrize(
    "body",
    [
        "def work(payload):\n    return bytes(10**9)\n",
        "import os\ndef work(payload):\n    os.abort()\n",
        "def work(payload):\n    open('trace', 'w').write('x')\n",
        "def work(payload):\n    raise RuntimeError('3276110501109001')\n",
    ],
    ids=["memory", "crash", "writes a file", "error"],
)
def test_work_that_breaks_its_bounds_is_refused(tmp_path, monkeypatch, body):
    with pytest.raises(Refusal) as caught:
        confine(tmp_path, monkeypatch, body)
    assert caught.value.code == "unreadable"
    trace = tmp_path / "trace"
    assert not trace.exists() or trace.read_bytes() == b""


def test_the_process_knows_no_secret_of_ours(tmp_path, monkeypatch):
    monkeypatch.setenv("SEALING_KEYS", "secret")
    body = "import os\ndef work(payload):\n    return os.environ.get('SEALING_KEYS', 'none').encode()\n"
    assert confine(tmp_path, monkeypatch, body) == b"none"


def test_the_decoder_needs_no_django():
    code = "import sys, p2wkss.base.picture_decoding; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=confined.ROOT, check=False).returncode == 0
