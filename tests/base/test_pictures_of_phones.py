"""Photos as phones and chat apps give them: colours, orientation, time and place as their camera wrote them."""

import datetime as dt
import io
import struct
from zoneinfo import ZoneInfo

import pillow_heif
import pytest
from PIL import Image, ImageDraw

from p2wkss.base import picture_decoding
from p2wkss.base.confined import Refusal
from p2wkss.base.picture_decoding import work
from p2wkss.base.pictures import day_in_name, is_same_photo, take_in
from tests.base.test_pictures import camera, encoded, motive

pillow_heif.register_heif_opener()
WIB = ZoneInfo("Asia/Jakarta")
# Columns of the matrices of the profiles, adapted to D50 (ICC.1:2010; DCI-P3 D65 as in Display P3, and Adobe RGB 1998).
DISPLAY_P3 = ((0.5151, 0.2412, -0.0011), (0.2920, 0.6922, 0.0419), (0.1571, 0.0666, 0.7841))
ADOBE_RGB = ((0.6097, 0.3111, 0.0195), (0.2053, 0.6257, 0.0609), (0.1492, 0.0632, 0.7446))


def icc_profile(columns, gamma=2.2):
    """A matrix profile (ICC version 2) with these primaries."""

    def xyz(values):
        return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(value * 65536)) for value in values)

    text = b"Uji\0"
    parts = {
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(78),
        b"cprt": b"text\0\0\0\0" + text,
        b"wtpt": xyz((0.9642, 1.0, 0.8249)),
        **dict(zip((b"rXYZ", b"gXYZ", b"bXYZ"), map(xyz, columns), strict=True)),
        **dict.fromkeys(
            (b"rTRC", b"gTRC", b"bTRC"), b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
        ),
    }
    table, body = b"", b""
    at = 128 + 4 + 12 * len(parts)
    for name, content in parts.items():
        content += bytes(-len(content) % 4)
        table += name + struct.pack(">II", at + len(body), len(content))
        body += content
    size = at + len(body)
    head = struct.pack(">I4sI4s4s4s", size, b"lcms", 0x02100000, b"mntr", b"RGB ", b"XYZ ") + bytes(12) + b"acsp"
    head = head + bytes(28) + struct.pack(">iii", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + struct.pack(">I", len(parts)) + table + body


def corner(picture):
    return Image.open(io.BytesIO(picture.jpeg)).convert("RGB").getpixel((20, 20))


@pytest.mark.parametrize("profile", [DISPLAY_P3, ADOBE_RGB])
@pytest.mark.parametrize("fmt", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_wide_gamut_colours_are_brought_to_srgb(profile, fmt):
    image = Image.new("RGB", (640, 480), (60, 160, 60))
    options = {"quality": 95} if fmt != "PNG" else {}
    plain = corner(take_in(encoded(image, fmt, **options)))
    wide = corner(take_in(encoded(image, fmt, icc_profile=icc_profile(profile), **options)))
    assert wide[0] < plain[0] - 8 and abs(wide[1] - plain[1]) < 12, "a wide green is a stronger green in sRGB"


def test_a_broken_profile_does_no_harm():
    assert corner(take_in(encoded(Image.new("RGB", (640, 480), (60, 160, 60)), icc_profile=b"x" * 200)))[1] > 150


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("fmt", ["JPEG", "PNG", "WEBP"])
def test_a_photo_stands_as_its_camera_was_held(fmt, orientation):
    image = Image.new("RGB", (640, 480), "white")
    ImageDraw.Draw(image).rectangle((0, 0, 200, 150), fill="red")
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # the Transpose by which a camera writes this orientation
    held = image.transpose(undo[orientation]) if orientation in undo else image
    picture = take_in(encoded(held, fmt, exif=camera(orientation=orientation)))
    red = Image.open(io.BytesIO(picture.jpeg)).getpixel((60, 60))
    assert (picture.width, picture.height) == (640, 480) and red[0] > 200 and red[1] < 80


@pytest.mark.parametrize(
    ("gps", "place"),
    [
        (("S", (6.0, 24.0, 3.6), "E", (106.0, 44.0, 30.0)), ("-6.401000", "106.741667")),
        (("N", (3.0, 35.0, 0.0), "E", (98.0, 40.0, 0.0)), ("3.583333", "98.666667")),
        (("S", (33.0, 27.0, 0.0), "W", (70.0, 40.0, 0.0)), ("-33.450000", "-70.666667")),
    ],
)
def test_south_and_west_are_negative(gps, place):
    picture = take_in(encoded(motive(), exif=camera(gps=gps)))
    assert (str(picture.latitude), str(picture.longitude)) == place


def test_a_photo_with_a_film_behind_it_is_its_picture():
    film = b"\0\0\0\x18ftypmp42" + bytes(200_000)
    assert take_in(encoded(motive(), exif=camera()) + film).taken_at is not None


@pytest.mark.parametrize("fmt", ["JPEG", "MPO"])
def test_a_photo_with_a_gain_map_or_a_second_picture_is_its_first(fmt):
    options = (
        {"save_all": True, "append_images": [Image.new("L", (320, 240), 9).convert("RGB")]} if fmt == "MPO" else {}
    )
    assert take_in(encoded(motive(), fmt, **options)).width == 640


def test_a_coded_picture_beyond_the_decoder_has_its_own_sentence(monkeypatch):
    monkeypatch.setattr(picture_decoding, "LARGEST_HEIF_PICTURE", 1000)
    heic = encoded(motive(), "HEIF")
    with pytest.raises(Refusal) as caught:
        work(heic[: len(heic) * 2 // 3])
    assert caught.value.code == "heic_too_big"


# --- when ---


def exif_of(**moments):
    exif = Image.Exif()
    tags = {"changed": 0x0132, "original": 0x9003, "digitized": 0x9004, "offset": 0x9011, "digitized_offset": 0x9012}
    details = exif.get_ifd(0x8769)
    for name, value in moments.items():
        (exif if name == "changed" else details)[tags[name]] = value
    return exif


@pytest.mark.parametrize(
    ("moments", "taken"),
    [
        ({"original": "2021:03:12 10:31:00", "changed": "2024:01:01 08:00:00"}, (12, 10, 31, "+07:00")),
        ({"digitized": "2021:03:12 10:31:00", "changed": "2024:01:01 08:00:00"}, (12, 10, 31, "+07:00")),
        ({"changed": "2024:01:01 08:00:00"}, None),
        ({"original": "0000:00:00 00:00:00", "digitized": "2021:03:12 10:31:00"}, (12, 10, 31, "+07:00")),
        ({"original": "2021:03:12 12:31:00", "offset": "+09:00"}, (12, 10, 31, "+07:00")),
        ({"original": "2021:03:12 03:31:00", "offset": "+00:00"}, (12, 10, 31, "+07:00")),
        ({"digitized": "2021:03:12 11:31:00", "digitized_offset": "+08:00"}, (12, 10, 31, "+07:00")),
        ({"original": "2021:03:12 10:31:00", "offset": "WIB"}, (12, 10, 31, "+07:00")),
    ],
)
@pytest.mark.parametrize("fmt", ["JPEG", "HEIF"])
def test_the_moment_is_the_cameras_never_that_of_the_last_change(fmt, moments, taken):
    found = take_in(encoded(motive(), fmt, exif=exif_of(**moments))).taken_at
    if taken is None:
        assert found is None
    else:
        day, hour, minute, _zone = taken
        assert found == dt.datetime(2021, 3, day, hour, minute, tzinfo=WIB)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("IMG-20210812-WA0003.jpg", (2021, 8, 12)),
        ("IMG_20210812_101530.jpg", (2021, 8, 12)),
        ("PXL_20210812_031530123.MP.jpg", (2021, 8, 12)),
        ("WhatsApp Image 2021-08-12 at 10.15.30.jpeg", (2021, 8, 12)),
        ("Screenshot_2021.08.12.png", (2021, 8, 12)),
        ("DSC_0042.JPG", None),
        ("20991231_1.jpg", None),
        ("3276110501109001.jpg", None),
        ("20211345.jpg", None),
    ],
)
def test_a_day_in_the_name_of_the_file_is_offered(name, day):
    assert day_in_name(name, dt.date(2026, 11, 30)) == (day and dt.date(*day))


# --- twins ---


def page(lines):
    """A white sheet with so many lines of writing."""
    image = Image.new("RGB", (1200, 1600), (250, 250, 248))
    pen = ImageDraw.Draw(image)
    for at in range(lines):
        for word in range(9):
            pen.rectangle(
                (120 + word * 110, 150 + at * 45, 120 + word * 110 + 20 + (at * 7 + word * 13) % 60, 160 + at * 45),
                fill=(40, 40, 60),
            )
    return image


def test_white_pages_are_no_twins():
    sheets = [take_in(encoded(page(lines), quality=80)) for lines in (0, 5, 6, 20, 28)]
    assert not any(is_same_photo(one.fingerprint, other.fingerprint) for one in sheets for other in sheets)


def test_a_photo_is_still_known_again():
    one, other = take_in(encoded(motive(), quality=95)), take_in(encoded(motive((1000, 750)), quality=30))
    assert one.fingerprint and is_same_photo(one.fingerprint, other.fingerprint)
