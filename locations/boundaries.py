"""Boundaries of regions as map programs export them: read, brought into one form, or refused with the mend.

A stored boundary is a GeoJSON Polygon or MultiPolygon (RFC 7946: longitude before latitude in degrees of WGS 84, rings
closed, outer ones anticlockwise), without heights.
"""

import json
import math
from itertools import pairwise
from xml.parsers import expat

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from p2wkss.base.intake.markup import make_parser
from p2wkss.base.intake.refusal import Refused

MAX_FILE_BYTES = 5 * 1024 * 1024
MAX_POINTS = 20_000
PLACES = 7  # about a centimetre
FEWEST_POINTS = 4
# Indonesia with its seas (BIG, Gazetir: 6 N to 11 S, 95 to 141 E), a little wider.
INDONESIA = (94.0, -12.0, 142.0, 7.0)
FARTHEST_KM = 40
KM_PER_DEGREE = 111.32
# Neighbours drawn by hand overlap a little along their border; more than this share of the smaller one is a mistake.
OVERLAP_SHARE = 0.05
GRID = 40
MOST_CHECKED_EDGES = 600
KML_AREA = ("outerBoundaryIs", "innerBoundaryIs")


def read_file(upload) -> dict:
    """The GeoJSON object in an uploaded .geojson, .json or .kml; ValidationError says what to save instead."""
    if upload.size > MAX_FILE_BYTES:
        raise ValidationError(_("Berkas batas lebih dari 5 MB. Simpan hanya wilayah ini, lalu unggah lagi."))
    content = upload.read()
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<"):
        return _from_kml(content)
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise ValidationError(
            _(
                "Berkas ini bukan GeoJSON atau KML. Di program peta pilih Ekspor, lalu GeoJSON dengan WGS 84"
                " (EPSG:4326)."
            )
        ) from None


def read_boundary(found, *, centre: tuple[float, float] | None = None) -> dict | None:
    """The area in any GeoJSON object, in the stored form; None for nothing.

    `centre` is longitude and latitude of the city it should lie in, where the portal knows its place.
    """
    if found in (None, "", {}, []):
        return None
    polygons = [_polygon(rings) for rings in _polygons(found)]
    if not polygons:
        raise ValidationError(_("Tidak ada bidang di dalamnya. Gambar batas wilayah sebagai bidang (Polygon)."))
    if sum(len(ring) for rings in polygons for ring in rings) > MAX_POINTS:
        raise ValidationError(_("Batas ini terlalu rinci. Sederhanakan garisnya di program peta, lalu coba lagi."))
    _require_place([point for rings in polygons for point in rings[0]], centre)
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def is_drawable(geometry) -> bool:
    """Whether a stored geometry can be drawn, at a glance; older rows may hold what is refused today."""
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return False
    try:
        rings = [ring for polygon in _polygons_of(geometry) for ring in polygon]
        return bool(rings) and all(
            len(ring) >= FEWEST_POINTS - 1 and all(math.isfinite(x) and math.isfinite(y) for x, y, *_height in ring)
            for ring in rings
        )
    except (KeyError, TypeError, ValueError):
        return False


def overlap_share(one: dict, other: dict) -> float:
    """How much of the smaller of two stored areas lies in the other, from 0 to 1, counted on a grid of points."""
    ours, theirs = _polygons_of(one), _polygons_of(other)
    boxes = [_box(point for rings in polygons for point in rings[0]) for polygons in (ours, theirs)]
    west, south = max(box[0] for box in boxes), max(box[1] for box in boxes)
    east, north = min(box[2] for box in boxes), min(box[3] for box in boxes)
    if west >= east or south >= north:
        return 0.0
    both = sum(_covers(ours, x, y) and _covers(theirs, x, y) for x in _steps(west, east) for y in _steps(south, north))
    shared = both / GRID**2 * (east - west) * (north - south)
    smaller = min(_area(ours), _area(theirs))
    return shared / smaller if smaller else 0.0


# --- which areas an object holds ---


def _polygons(found):
    """The coordinates of every polygon in a GeoJSON object, whatever wraps them."""
    if not isinstance(found, dict):
        raise ValidationError(_("Tempel GeoJSON utuh dari program peta, dari tanda { sampai }."))
    kind = found.get("type")
    if kind == "FeatureCollection":
        return [rings for feature in _parts(found, "features") for rings in _polygons(feature)]
    if kind == "GeometryCollection":
        return [rings for part in _parts(found, "geometries") for rings in _polygons(part)]
    if kind == "Feature":
        return _polygons(found["geometry"]) if found.get("geometry") else []
    if kind == "Polygon":
        return [_parts(found, "coordinates")]
    if kind == "MultiPolygon":
        return _parts(found, "coordinates")
    if kind in ("Point", "MultiPoint", "LineString", "MultiLineString"):
        raise ValidationError(
            _("Isinya titik atau garis, bukan bidang. Di program peta ubah menjadi bidang (Polygon), lalu ekspor lagi.")
        )
    raise ValidationError(_("Ini bukan GeoJSON berjenis Polygon atau MultiPolygon. Ekspor lagi dari program peta."))


def _parts(found, name):
    parts = found.get(name)
    if not isinstance(parts, list):
        raise ValidationError(_("Titik-titik batas tidak terbaca. Ekspor lagi sebagai GeoJSON dari program peta."))
    return parts


# --- one area ---


def _polygon(rings):
    """Rings as stored: closed, the outer one anticlockwise, without heights."""
    if not isinstance(rings, list) or not rings:
        raise ValidationError(_("Bidang ini kosong. Gambar batas wilayahnya, lalu ekspor lagi."))
    return [_ring(points, is_outer=not at) for at, points in enumerate(rings)]


def _ring(points, *, is_outer):
    if not isinstance(points, list) or not points:
        raise ValidationError(_("Bidang ini kosong. Gambar batas wilayahnya, lalu ekspor lagi."))
    ring = [_point(point) for point in points]
    if ring[0] != ring[-1]:
        raise ValidationError(
            _(
                "Garis batas belum tertutup: titik terakhir harus sama dengan titik pertama. Tutup bidangnya di"
                " program peta."
            )
        )
    if len(ring) < FEWEST_POINTS or len({tuple(point) for point in ring}) < FEWEST_POINTS - 1:
        raise ValidationError(_("Bidang memerlukan paling sedikit tiga titik yang berbeda."))
    if _crosses_itself(ring):
        raise ValidationError(_("Garis batas memotong dirinya sendiri. Rapikan titik-titiknya di program peta."))
    turn = _signed_area(ring)
    if not turn:
        raise ValidationError(_("Titik-titik batas terletak pada satu garis, jadi tidak membentuk bidang."))
    return ring if (turn > 0) == is_outer else ring[::-1]


def _point(point):
    if not isinstance(point, list) or len(point) < 2:
        raise ValidationError(_("Titik-titik batas tidak terbaca. Ekspor lagi sebagai GeoJSON dari program peta."))
    x, y = point[:2]
    for part in (x, y):
        if isinstance(part, bool) or not isinstance(part, int | float) or not math.isfinite(part):
            raise ValidationError(
                _("Koordinat batas harus berupa angka. Ekspor lagi sebagai GeoJSON dari program peta.")
            )
    return [round(float(x), PLACES), round(float(y), PLACES)]


# --- where it lies ---


def _require_place(points, centre):
    west, south, east, north = _box(points)
    if max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 90:
        if max(abs(west), abs(east), abs(south), abs(north)) > 360:
            raise ValidationError(
                _(
                    "Koordinatnya dalam meter (misalnya UTM), bukan derajat. Di program peta simpan ulang dengan sistem"
                    " koordinat WGS 84 (EPSG:4326)."
                )
            )
        raise _swapped()
    if not _within(INDONESIA, (west, south, east, north)):
        if _within(INDONESIA, (south, west, north, east)):
            raise _swapped()
        raise ValidationError(_("Batas ini terletak di luar Indonesia. Periksa koordinatnya di program peta."))
    if centre:
        middle = ((west + east) / 2, (south + north) / 2)
        distance = _kilometres(centre, middle)
        if distance > FARTHEST_KM:
            raise ValidationError(
                _("Batas ini terletak %(km)d km dari kota. Periksa apakah wilayah atau sistem koordinatnya keliru.")
                % {"km": distance}
            )


def _swapped():
    return ValidationError(
        _("Lintang dan bujur tertukar: tulis bujur (sekitar 106) dahulu, lalu lintang (sekitar -6).")
    )


def _within(outer, inner):
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def _kilometres(one, other):
    across = (one[0] - other[0]) * math.cos(math.radians(one[1]))
    return math.hypot(across, one[1] - other[1]) * KM_PER_DEGREE


# --- plane geometry; a region is small enough to be flat ---


def _box(points):
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _signed_area(ring):
    x0, y0 = ring[0]
    return sum((ax - x0) * (by - y0) - (bx - x0) * (ay - y0) for (ax, ay), (bx, by) in pairwise(ring)) / 2


def _area(polygons):
    return sum(abs(_signed_area(rings[0])) - sum(abs(_signed_area(hole)) for hole in rings[1:]) for rings in polygons)


def _crosses_itself(ring):
    edges = list(pairwise(ring))
    if len(edges) > MOST_CHECKED_EDGES:
        return False
    return any(
        _cross(*edges[at], *edges[to]) for at in range(len(edges)) for to in range(at + 2, len(edges) - (at == 0))
    )


def _cross(a, b, c, d):
    """Whether two edges cross inside both; touching is allowed."""
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a, b, c):
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _covers(polygons, x, y):
    return any(_inside(rings[0], x, y) and not any(_inside(hole, x, y) for hole in rings[1:]) for rings in polygons)


def _inside(ring, x, y):
    found = False
    for (ax, ay), (bx, by) in pairwise(ring):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            found = not found
    return found


def _steps(low, high):
    """The middles of GRID equal steps."""
    return [low + (high - low) * (at + 0.5) / GRID for at in range(GRID)]


def _polygons_of(geometry):
    coordinates = geometry["coordinates"]
    return [coordinates] if geometry["type"] == "Polygon" else coordinates


# --- KML, as apps on phones export it (OGC 12-007r2) ---


def _from_kml(content):
    """A MultiPolygon of the areas in a KML file; heights and everything else are left out."""
    polygons, text, inside = [], [], []

    def start(name, _attributes):
        local = name.rpartition(" ")[2]
        inside.append(local)
        if len(inside) > 64:
            raise Refused("too_deep")
        if local == "Polygon":
            polygons.append([])
        elif local == "coordinates":
            text.clear()

    def end(_name):
        if inside.pop() == "coordinates" and polygons and any(part in inside for part in KML_AREA):
            ring = [[float(number) for number in point.split(",")[:2]] for point in "".join(text).split()]
            polygons[-1].append(ring)

    parser = make_parser()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text.append
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, Refused, ValueError, LookupError):
        raise ValidationError(_("Berkas KML ini rusak. Ekspor lagi dari aplikasi petanya.")) from None
    return {"type": "MultiPolygon", "coordinates": polygons}
