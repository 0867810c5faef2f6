"""Figures of health: insurance, stunting, family planning."""

import datetime as dt
from dataclasses import replace

from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from activities.growth import PLAUSIBLE
from activities.models import ChildVisit
from households.ages import years_before
from households.models import MemberSurvey
from indicators.counting import share
from indicators.registry import method

UNDER_FIVE = 5
STUNTED_UNDER = -2
# A child measured shortly before the round need not be measured again for it.
MEASURED_BEFORE = dt.timedelta(days=92)
FERTILE_AGE = {"at_least": 15, "under": 50}
NO_METHOD = ("", "none")


@method(
    _("Peserta jaminan kesehatan"),
    unit="%",
    source="households.view_health",
    about=_("Anggota yang punya jaminan kesehatan dibagi anggota yang keadaannya diketahui, dalam persen."),
)
def insured_share(surveyed):
    """Persons with health insurance as a share of those of whom it is known, percent."""
    return share(Q(insured=True), of=surveyed.people().knowing(insured__isnull=False))


@method(
    _("Balita stunting"),
    unit="%",
    source="activities.view_childvisit",
    about=_(
        "Balita yang panjang atau tinggi badan menurut umurnya di bawah -2 SD (WHO 2006, Permenkes 2/2020) "
        "dibagi balita yang diukur, dalam persen. Yang dipakai pengukuran posyandu terakhir yang masuk akal, "
        "paling lama 92 hari sebelum pendataan; tanpa itu, catatan petugas pendataan."
    ),
)
def stunted_share(surveyed):
    """Children under five whose length for age is below -2 SD (WHO 2006, Permenkes 2/2020), as a share of those
    measured, percent. The last plausible measurement of a posyandu counts, from 92 days before the round to its end;
    a child without one counts as the surveyor found it in the round.
    """
    return share(Q(is_stunted=True), of=with_stunting(surveyed).knowing(is_stunted__isnull=False))


def with_stunting(surveyed):
    """The active children under five, each with `is_stunted`: true, false, or null where nobody measured."""
    lowest, highest = PLAUSIBLE["haz"]
    measured = ChildVisit.objects.filter(
        member=OuterRef("pk"),
        haz__gte=lowest,
        haz__lte=highest,
        session__date__gte=surveyed.starts_on - MEASURED_BEFORE,
        session__date__lte=surveyed.ends_on,
    ).order_by("-session__date", "-pk")
    asked = MemberSurvey.objects.filter(member=OuterRef("pk"), round__in=surveyed.rounds)
    # Born while the round went on counts too.
    born_after = years_before(surveyed.starts_on, UNDER_FIVE)
    children = surveyed.active_people().filter(birth_date__gt=born_after, birth_date__lte=surveyed.ends_on)
    scored = children.annotate(
        last_haz=Subquery(measured.values("haz")[:1]), found_stunted=Subquery(asked.values("stunted")[:1])
    ).annotate(
        is_stunted=Case(
            When(last_haz__lt=STUNTED_UNDER, then=Value(True)),
            When(last_haz__gte=STUNTED_UNDER, then=Value(False)),
            default=F("found_stunted"),
        )
    )
    return replace(surveyed.residents(), queryset=scored, eligible=children)


@method(
    _("Peserta KB aktif"),
    unit="%",
    source="households.view_health",
    about=_("Perempuan kawin berusia 15–49 tahun yang memakai cara KB dibagi yang keadaannya diketahui, dalam persen."),
)
def family_planning_share(surveyed):
    """Married women of 15 to 49 years who use a method, as a share of those of whom it is known, percent. It is
    known where a method is named, or where pregnancy, asked beside it, was answered."""
    women = surveyed.people(**FERTILE_AGE, sex="P", marital="married")
    known = ~Q(contraception="") | Q(pregnant__isnull=False)
    return share(~Q(contraception__in=NO_METHOD), of=women.knowing(known))
