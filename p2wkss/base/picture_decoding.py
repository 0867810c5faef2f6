"""Decode one photo; runs confined, without Django (see ``p2wkss.base.confined``).

``work`` takes the uploaded bytes and gives a header of JSON, its length before it, and two JPEG files.
"""

import io
import json
import struct
import warnings

from pi_heif import register_heif_opener
from PIL import (  # the plugins register their formats when they are imported
    ExifTags,
    Image,
    ImageCms,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from p2wkss.base.confined import Refusal

# Only these decoders ever see a stranger's bytes. JPEG covers MPO, a JPEG with a second picture from some phones.
_PLUGINS = (JpegImagePlugin, PngImagePlugin, WebPImagePlugin)
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MAX_PIXELS = 51_000_000  # the full-size modes of phones have 48 to 50 million
MIN_LONG_SIDE = 480
STORED_LONG_SIDE = 2560
THUMBNAIL = (480, 480)
QUALITY = 85
BACKGROUND = "white"
SCALABLE = ("RGB", "RGBA", "L", "CMYK")
# libheif refuses a coded picture beyond this as if it were damaged.
LARGEST_HEIF_PICTURE = 1 << 24
# Brightness (0-255) of the spots of a picture that tells nothing about its motive: a sheet of paper, a wall, fog.
FLAT_RANGE = 24
PAPER_RANGE, PAPER_MEAN = 90, 190

register_heif_opener(thumbnails=False)
# Our own limit on pixels comes first; Pillow's would warn at a size that we allow.
Image.MAX_IMAGE_PIXELS = None
# Text beside the picture is thrown away; the process's own limits see to its size.
PngImagePlugin.MAX_TEXT_CHUNK = PngImagePlugin.MAX_TEXT_MEMORY = 256 * 1024 * 1024


def work(payload: bytes) -> bytes:
    """Return header and pictures; raise Refusal with a code of ``pictures.SENTENCES``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image = _open(payload)
        taken, place = _exif(image)
        source_format = image.format
        if image.mode not in SCALABLE:
            image = _upright(image)
        image.thumbnail((STORED_LONG_SIDE, STORED_LONG_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
        picture = _upright(_in_srgb(image))
    small = picture.copy()
    small.thumbnail(THUMBNAIL, Image.Resampling.LANCZOS)
    jpeg, thumbnail = _jpeg(picture), _jpeg(small)
    header = {
        "format": source_format,
        "width": picture.width,
        "height": picture.height,
        "taken": taken,
        "place": place,
        "hash": difference_hash(small),
        "sizes": [len(jpeg), len(thumbnail)],
    }
    head = json.dumps(header).encode()
    return struct.pack(">I", len(head)) + head + jpeg + thumbnail


def difference_hash(image: Image.Image) -> int | None:
    """Return 64 bits that stay nearly the same when a picture is scaled, recompressed or brightened.

    Each bit tells whether a spot of an 8 x 8 grid is darker than its right neighbour (dHash). None for a picture
    without structure, such as a sheet of paper: all of those look alike.
    """
    spots = list(image.convert("L").resize((9, 8), Image.Resampling.LANCZOS).tobytes())
    span, mean = max(spots) - min(spots), sum(spots) / len(spots)
    if span < FLAT_RANGE or (mean > PAPER_MEAN and span < PAPER_RANGE):
        return None
    bits = 0
    for row in range(8):
        for column in range(8):
            bits = bits << 1 | (spots[row * 9 + column] < spots[row * 9 + column + 1])
    return bits


def _open(payload: bytes) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(payload), formats=FORMATS)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, struct.error):
        raise Refusal("format") from None
    if image.width * image.height > MAX_PIXELS:
        raise Refusal("too_many_pixels")
    if max(image.size) < MIN_LONG_SIDE:
        raise Refusal("too_small")
    try:
        # A JPEG can be decoded at an eighth, a quarter or a half of its size: all that is kept of a large one.
        image.draft("RGB", (STORED_LONG_SIDE, STORED_LONG_SIDE))
        image.load()
    except MemoryError:
        raise Refusal("unreadable") from None
    except (OSError, ValueError, SyntaxError, EOFError, struct.error, RuntimeError):
        is_beyond = image.format == "HEIF" and len(payload) > LARGEST_HEIF_PICTURE
        raise Refusal("heic_too_big" if is_beyond else "damaged") from None
    return image


def _in_srgb(image: Image.Image) -> Image.Image:
    """Bring wide-gamut colours (Display P3, Adobe RGB) to sRGB, which a file without a profile is taken for."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK"):
        return image
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        plain = image.convert("RGB") if alpha else image
        converted = ImageCms.profileToProfile(plain, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image  # a profile that cannot be used: the colours as they are
    if alpha:
        converted.putalpha(alpha)
    converted.info = {name: value for name, value in image.info.items() if name != "icc_profile"}
    return converted


def _upright(image: Image.Image) -> Image.Image:
    """Turn the picture as its camera was held, and put what is transparent on white."""
    turned = ImageOps.exif_transpose(image)
    if turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info:
        turned = turned.convert("RGBA")
        flat = Image.new("RGB", turned.size, BACKGROUND)
        flat.paste(turned, mask=turned.getchannel("A"))
        return flat
    if turned.mode.startswith("I;16") or turned.mode in ("I", "F"):
        # Sixteen bits a sample: scaled, because conversion alone would clip nearly everything to white.
        return turned.convert("F").point(lambda value: value / 256).convert("L").convert("RGB")
    return turned.convert("RGB")


def _jpeg(image: Image.Image) -> bytes:
    """Encode anew, so that nothing of the uploaded file but its picture remains."""
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _exif(image: Image.Image) -> tuple[dict | None, list[float] | None]:
    """Return when and where the photo was taken, as far as the camera wrote it and it makes sense."""
    try:
        exif = image.getexif()
        camera = exif.get_ifd(ExifTags.IFD.Exif)
        return _taken(camera), _place(exif.get_ifd(ExifTags.IFD.GPSInfo))
    except Exception:
        # Whatever a broken EXIF block raises: the photo itself was readable.
        return None, None


def _taken(camera: dict) -> dict | None:
    """When the picture was taken, or else digitised; the day of its last change (DateTime) says neither."""
    for moment, offset in (
        (ExifTags.Base.DateTimeOriginal, ExifTags.Base.OffsetTimeOriginal),
        (ExifTags.Base.DateTimeDigitized, ExifTags.Base.OffsetTimeDigitized),
    ):
        local = str(camera.get(moment) or "").strip("\0 ")
        if local and not local.startswith("0000"):
            return {"local": local, "offset": str(camera.get(offset) or "").strip("\0 ")}
    return None


def _place(gps: dict) -> list[float] | None:
    try:
        latitude = _degrees(gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLatitudeRef], "S")
        longitude = _degrees(gps[ExifTags.GPS.GPSLongitude], gps[ExifTags.GPS.GPSLongitudeRef], "W")
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    inside = -90 <= latitude <= 90 and -180 <= longitude <= 180
    # Cameras without a fix write zeros.
    return [latitude, longitude] if inside and (latitude or longitude) else None


def _degrees(parts, side, negative: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return -value if str(side).strip("\0 ").upper() == negative else value
