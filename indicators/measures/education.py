"""Figures of schooling and reading."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activities.needs import SCHOOL_AGE, WORKING_AGE, is_out_of_school
from indicators.counting import count, mean
from indicators.registry import method

ADULT_FROM = 25


@method(
    _("Rata-rata lama sekolah usia 25 tahun ke atas"),
    unit="tahun",
    about=_(
        "Rata-rata lama sekolah anggota berusia 25 tahun ke atas yang lama sekolahnya diketahui, dalam tahun (0–25)."
    ),
)
def mean_years_of_schooling_25(surveyed):
    """The mean years of schooling of the persons of 25 years and over whose schooling is known, years (0-25)."""
    adults = surveyed.people(at_least=ADULT_FROM).knowing(years_of_schooling__isnull=False)
    return mean("years_of_schooling", of=adults)


@method(
    _("Anak putus sekolah (7–18 tahun)"),
    unit="anak",
    about=_(
        "Anggota berusia 7–18 tahun yang tidak bersekolah dan belum tamat SMA atau sederajat, dari yang "
        "keadaannya diketahui."
    ),
)
def out_of_school_children(surveyed):
    """Persons of 7 to 18 years who are not in school and have not finished upper secondary school, of those of
    whom it is known."""
    return count(is_out_of_school(), of=surveyed.people(**SCHOOL_AGE).knowing(in_school__isnull=False))


@method(
    _("Buta aksara (15 tahun ke atas)"),
    unit="orang",
    about=_("Anggota berusia 15 tahun ke atas yang belum bisa membaca dan menulis, dari yang keadaannya diketahui."),
)
def illiterate_adults(surveyed):
    """Persons of 15 years and over who cannot read and write, of those of whom it is known."""
    return count(Q(reads=False), of=surveyed.people(**WORKING_AGE).knowing(reads__isnull=False))
