"""Boundaries as map programs export them, at every entrance: taken in one form, or refused with the mend."""

import io
import json

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agencies.roles import Role
from locations.boundaries import is_drawable, overlap_share, read_boundary, read_file
from locations.models import Region
from tests.browsing import fill
from tests.makers import RT, make_region, make_user

RING = [[106.745, -6.395], [106.749, -6.395], [106.749, -6.399], [106.745, -6.399], [106.745, -6.395]]
AREA = {"type": "Polygon", "coordinates": [RING[::-1]]}
CENTRE = (106.82, -6.40)


def polygon(ring):
    return {"type": "Polygon", "coordinates": [ring]}


def moved(x=0.0, y=0.0):
    return [[lon + x, lat + y] for lon, lat in RING]


def feature(geometry, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*geometries):
    return {"type": "FeatureCollection", "name": "batas", "features": [feature(each) for each in geometries]}


TAKEN = [
    pytest.param(polygon(RING), id="polygon, ring clockwise"),
    pytest.param(polygon(RING[::-1]), id="polygon, ring anticlockwise"),
    pytest.param({"type": "MultiPolygon", "coordinates": [[RING]]}, id="one area of a MultiPolygon"),
    pytest.param(feature(polygon(RING), nama="RT 001"), id="feature"),
    pytest.param(collection(polygon(RING)), id="collection of one"),
    pytest.param({"type": "GeometryCollection", "geometries": [polygon(RING)]}, id="collection of geometries"),
    pytest.param(polygon([[*point, 87.5] for point in RING]), id="with heights"),
    pytest.param({**polygon(RING), "crs": {"type": "name"}}, id="with a crs member"),
]
REFUSED = [
    pytest.param(polygon([[y, x] for x, y in RING]), "tertukar", id="swapped"),
    pytest.param(
        polygon([[692000, 9292000], [692400, 9292000], [692400, 9291600], [692000, 9292000]]), "EPSG:4326", id="UTM"
    ),
    pytest.param(
        polygon([[11882000, -712000], [11883000, -712000], [11883000, -713000], [11882000, -712000]]),
        "EPSG:4326",
        id="web mercator",
    ),
    pytest.param(polygon(RING[:-1]), "belum tertutup", id="open"),
    pytest.param({"type": "Polygon", "coordinates": []}, "kosong", id="no rings"),
    pytest.param({"type": "Polygon", "coordinates": [[]]}, "kosong", id="no points"),
    pytest.param(collection(), "Tidak ada bidang", id="no features"),
    pytest.param(feature(None), "Tidak ada bidang", id="no geometry"),
    pytest.param({"type": "Polygon", "coordinates": "abc"}, "tidak terbaca", id="a word"),
    pytest.param({"type": "Polygon"}, "tidak terbaca", id="no coordinates"),
    pytest.param(polygon([["106.745", "-6.395"], *RING[1:]]), "harus berupa angka", id="texts"),
    pytest.param(polygon([[float("nan"), -6.395], *RING[1:]]), "harus berupa angka", id="not a number"),
    pytest.param(polygon([RING[0], RING[1], RING[0]]), "tiga titik", id="too few points"),
    pytest.param(polygon([RING[0], RING[1], RING[0], RING[1], RING[0]]), "tiga titik", id="a line"),
    pytest.param(polygon([RING[0], RING[2], RING[1], RING[3], RING[0]]), "memotong dirinya", id="a bow tie"),
    pytest.param(polygon(moved(1.5)), "km dari kota", id="another city"),
    pytest.param(polygon(moved(-60)), "luar Indonesia", id="another country"),
    pytest.param({"type": "Point", "coordinates": [106.7, -6.4]}, "titik atau garis", id="a point"),
    pytest.param({"type": "LineString", "coordinates": RING}, "titik atau garis", id="a line string"),
    pytest.param({"type": "Topology"}, "bukan GeoJSON", id="another format"),
    pytest.param([RING], "Tempel GeoJSON", id="only a list"),
    pytest.param("batas", "Tempel GeoJSON", id="a text"),
]


@pytest.mark.parametrize("found", TAKEN)
def test_what_map_programs_export_is_taken_in_one_form(found):
    assert read_boundary(found, centre=CENTRE) == AREA


def test_several_areas_are_one_boundary():
    found = read_boundary(collection(polygon(RING), polygon(moved(0.004))), centre=CENTRE)
    assert (found["type"], len(found["coordinates"])) == ("MultiPolygon", 2)


def test_a_hole_turns_the_other_way():
    hole = [[106.746, -6.396], [106.748, -6.396], [106.748, -6.398], [106.746, -6.398], [106.746, -6.396]]
    found = read_boundary({"type": "Polygon", "coordinates": [RING, hole[::-1]]})
    assert found["coordinates"] == [RING[::-1], hole]


@pytest.mark.parametrize(("found", "words"), REFUSED)
def test_what_cannot_be_drawn_is_refused_with_the_mend(found, words):
    with pytest.raises(ValidationError, match=words):
        read_boundary(found, centre=CENTRE)


def test_nothing_is_no_boundary():
    assert [read_boundary(nothing) for nothing in (None, "", {})] == [None] * 3


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (json.dumps(collection(polygon(RING))).encode("utf-8-sig"), "rt.geojson"),
        (
            b'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>RT 1</name>'
            b"<Polygon><outerBoundaryIs><LinearRing><coordinates>"
            + " ".join(f"{x},{y},0" for x, y in RING).encode()
            + b"</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Document></kml>",
            "rt.kml",
        ),
    ],
)
def test_a_file_of_a_map_program_or_a_phone_is_read(content, name):
    assert read_boundary(read_file(SimpleUploadedFile(name, content)), centre=CENTRE) == AREA


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"abc", b"<kml><a>", b"<!DOCTYPE a><a/>", b"[" * 900])
def test_any_other_file_is_refused_in_words(content):
    with pytest.raises(ValidationError, match="GeoJSON|KML"):
        read_file(SimpleUploadedFile("rt.geojson", content))


def test_neighbours_touch_and_do_not_overlap():
    assert overlap_share(AREA, polygon(moved(0.004))) == 0
    assert overlap_share(AREA, polygon(moved(0.002))) == pytest.approx(0.5, abs=0.05)
    assert overlap_share(AREA, polygon(moved(0.00395))) < 0.05


@pytest.mark.parametrize(
    "stored", [None, [], {"type": "Polygon"}, polygon("abc"), polygon([[1, "x"]]), polygon([]), {"a": 1}]
)
def test_a_bad_stored_shape_is_known(stored):
    assert not is_drawable(stored)


# --- the entrances ---


def form_page(client, region, **data):
    client.force_login(make_user(Role.STAFF))
    url = reverse("locations:region_edit", args=[region.public_id])
    return client.post(url, fill(client, url, **data), follow=True)


def back_office_page(client, region, **data):
    client.force_login(make_user(Role.ADMIN))
    url = reverse("admin:locations_region_change", args=[region.pk])
    fields = {"level": region.level, "parent": region.parent_id, "code": region.code, "name": region.name}
    return client.post(url, {**fields, "is_active": "on", "form_version": region.version, **data}, follow=True)


@pytest.mark.django_db
@pytest.mark.parametrize("entrance", [form_page, back_office_page])
def test_every_page_takes_and_refuses_the_same(client, entrance):
    region = make_region(RT)
    entrance(client, region, boundary=json.dumps(polygon([[y, x] for x, y in RING])))
    assert Region.objects.get(pk=region.pk).boundary is None
    entrance(client, region, boundary=json.dumps(collection(polygon(RING))))
    assert Region.objects.get(pk=region.pk).boundary == AREA


@pytest.mark.django_db
def test_a_file_takes_the_place_of_the_pasted_text(client):
    region = make_region(RT)
    file = io.BytesIO(json.dumps(collection(polygon(RING))).encode())
    file.name = "rt.geojson"
    form_page(client, region, boundary_file=file)
    assert Region.objects.get(pk=region.pk).boundary == AREA


@pytest.mark.django_db
def test_an_area_that_covers_its_sister_is_refused():
    first = make_region(RT)
    Region.objects.filter(pk=first.pk).update(boundary=AREA)
    second = make_region(RT[:-1] + "9")
    second.boundary = polygon(moved(0.001))
    with pytest.raises(ValidationError, match="tumpang tindih"):
        second.full_clean()
    second.boundary = polygon(moved(0.004))
    second.full_clean()


@pytest.mark.django_db
def test_a_bad_shape_from_before_does_not_stop_other_changes():
    region = make_region(RT)
    Region.objects.filter(pk=region.pk).update(boundary={"type": "Polygon", "coordinates": "abc"})
    region.refresh_from_db()
    region.alias = "RT satu"
    region.full_clean()
