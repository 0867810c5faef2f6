"""Figures of houses: fit to live in, with safe water and a septic tank."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activities.needs import NO_TOILET_IN_USE, has_no_septic_tank, has_unsafe_water
from indicators.counting import count, share
from indicators.registry import method


@method(
    _("Rumah tidak layak huni"),
    unit="%",
    about=_(
        "Rumah yang tidak layak huni menurut standar yang dipakai, dibagi rumah yang dapat dinilai, dalam "
        "persen. Rumah yang jawaban kosongnya masih menentukan tidak dihitung."
    ),
)
def unfit_house_share(surveyed):
    """Unfit houses (households.rtlh) as a share of the houses judged in the round, percent. A house whose missing
    answers could still decide is not counted."""
    return share(Q(unfit=True), of=surveyed.houses().knowing(unfit__isnull=False))


@method(
    _("KK tanpa air minum terlindung"),
    unit="KK",
    about=_(
        "Keluarga aktif di rumah yang air minumnya dari sumber tidak terlindung, dari keluarga yang sumber "
        "airnya diketahui."
    ),
)
def families_without_safe_water(surveyed):
    """Active families in houses whose drinking water comes from an unprotected source, of those whose source is
    known."""
    return count(has_unsafe_water(), of=surveyed.families_by_house().knowing(~Q(water_source="")))


@method(
    _("KK tanpa tangki septik"),
    unit="KK",
    about=_(
        "Keluarga aktif di rumah yang tinjanya tidak berakhir di tangki septik atau IPAL, atau yang tidak "
        "memakai jamban, dari yang keadaannya diketahui."
    ),
)
def families_without_septic_tank(surveyed):
    """Active families in houses whose faeces end in no septic tank or sewage plant, or without a toilet in use, of
    those where it is known."""
    known = ~Q(septic="") | Q(toilet__in=NO_TOILET_IN_USE)
    return count(has_no_septic_tank(), of=surveyed.families_by_house().knowing(known))
