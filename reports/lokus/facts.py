"""What a lokus is: its RT/RW on a map, its decree, the next check."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from locations.boundaries import is_drawable
from locations.models import TargetArea, TargetAreaRegion
from p2wkss.base import formats
from p2wkss.base.pages import Cell, try_reverse
from reports.checks import next_check


def areas_of(target_area: TargetArea) -> list[TargetAreaRegion]:
    """The RT/RW a lokus is made of today, in the order of their codes; one query."""
    links = target_area.area_links.valid().select_related("region").order_by("region__code")
    return list(links)


def facts_of(target_area: TargetArea, areas: Sequence[TargetAreaRegion], user, today) -> list[Cell]:
    """The facts at the head of the page."""
    year = target_area.programme_year
    assessed = [str(link.region) for link in areas if link.is_assessed]
    others = [str(link.region) for link in areas if not link.is_assessed]
    decree = target_area.decree
    rows = [
        Cell(_("RT/RW yang dinilai provinsi"), ", ".join(assessed) or None),
        Cell(_("Surat keputusan"), decree and str(decree), url=decree.get_absolute_url() if decree else ""),
        Cell(_("Verifikasi provinsi"), _check(year, today)),
        Cell(_("Pelaksanaan"), _period(year.works_from, year.works_until)),
        Cell(_("Anggaran lokus"), None if target_area.budget is None else formats.rupiah(target_area.budget)),
    ]
    if others:
        rows.insert(1, Cell(_("RT/RW lain dalam lokus"), ", ".join(others)))
    for label, text in (
        (_("Catatan RT/RW"), target_area.units_note),
        (_("Hasil penilaian"), target_area.result),
        (_("Sumber"), target_area.sources),
        (_("Catatan"), target_area.notes),
    ):
        if text:
            rows.append(Cell(label, text))
    return rows


def map_of(areas: Sequence[TargetAreaRegion]) -> dict | None:
    """The boundaries of the RT/RW as a GeoJSON collection; None while none is drawn."""
    features = [
        {
            "type": "Feature",
            "geometry": geometry,
            "properties": {
                "label": str(link.region),
                "note": _("dinilai provinsi") if link.is_assessed else "",
                "url": try_reverse("locations:region_detail", link.region.public_id) or "",
                "tone": "slum" if link.is_assessed else "neutral",
                "named": True,
            },
        }
        for link in areas
        for geometry in _geometries(link.region.boundary)
    ]
    return {"type": "FeatureCollection", "features": features} if features else None


def _geometries(boundary) -> list[dict]:
    """The geometries of a stored boundary, whichever kind of GeoJSON object it is; none of anything else."""
    if not isinstance(boundary, dict):
        return []
    kind = boundary.get("type")
    if kind == "FeatureCollection":
        return [found for feature in boundary.get("features") or [] for found in _geometries(feature)]
    if kind == "Feature":
        return _geometries(boundary.get("geometry"))
    return [boundary] if is_drawable(boundary) else []


def _check(year, today) -> str | None:
    check = next_check(year, today)
    if check is None:
        return None
    words = {"check": check.label, "date": formats.tanggal(check.on), "days": formats.number(check.days)}
    if check.days < 0:
        return _("%(check)s %(date)s (sudah lewat)") % words
    if check.days == 0:
        return _("%(check)s hari ini") % words
    return _("%(check)s %(date)s, %(days)s hari lagi") % words


def _period(since, until) -> str | None:
    if since is None and until is None:
        return None
    return _("%(since)s sampai %(until)s") % {"since": formats.tanggal(since), "until": formats.tanggal(until)}
