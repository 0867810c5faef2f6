"""Template filters: how values are written (see ``p2wkss.base.formats``), and the request's code."""

from django import template
from django.conf import settings

from p2wkss.base import formats
from p2wkss.base.trace import current_request_id

register = template.Library()

register.filter("angka", formats.number)
register.filter("rupiah", formats.rupiah)
register.filter("rupiah_singkat", formats.rupiah_short)
register.filter("persen", formats.percent)
register.filter("tanggal", formats.tanggal)
register.filter("waktu", formats.waktu)


@register.simple_tag
def nama_kota() -> str:
    """The city this portal serves, "Kota Mana"; empty while nobody said it (CITY_NAME)."""
    return settings.CITY_NAME


@register.simple_tag
def tempat_kota() -> str:
    """The same as the place of a letter: "Mana"."""
    return settings.CITY_NAME.removeprefix("Kota ").removeprefix("Kabupaten ")


@register.simple_tag
def nama_portal() -> str:
    return f"P2WKSS {settings.CITY_NAME}".strip()


@register.simple_tag
def kode_permintaan() -> str:
    """The code of this request, which people tell us when something went wrong."""
    return current_request_id()
