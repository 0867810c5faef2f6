"""Home of a kelurahan's operator: families and houses the survey has not reached, and the proposals for repair."""

from collections import Counter

from django.db.models import Count, Exists, OuterRef, Q, Value
from django.utils.translation import gettext as _

from activities.models import ActionPoint, ProgressReport
from households.models import (
    House,
    HouseAssessment,
    Household,
    HouseholdSurvey,
    HouseRepair,
    SurveyRound,
)
from locations.models import TargetAreaRegion
from locations.models.region import within
from p2wkss.base import formats
from reports.addresses import address
from reports.home.figures import families_figure
from reports.home.imports import import_tasks
from reports.home.matters import matter_tasks
from reports.home.parts import Figure, Home, Task, waiting
from reports.home.returned import unmended


def home(user, lokus, today) -> Home:
    survey_round = (
        SurveyRound.objects.visible_to(user).open().filter(target_area__in=lokus).order_by("-starts_on", "-pk").first()
    )
    codes = list(
        TargetAreaRegion.objects.valid().filter(target_area__in=lokus).order_by().values_list("region__code", flat=True)
    )
    families = Household.objects.visible_to(user).active().filter(within(codes, "region__code"))
    houses = House.objects.visible_to(user).standing().filter(within(codes, "region__code"))
    reached = _reached(families, houses, survey_round)
    return Home(
        tasks=[
            *_survey_tasks(survey_round, reached),
            *matter_tasks(user),
            *import_tasks(user),
            *_other_tasks(_waiting(user, lokus)),
        ],
        figures=_figures(user, lokus, reached),
    )


def _reached(families, houses, survey_round) -> dict:
    """How many families and houses there are, and how many of them the open round has not reached; two queries."""
    surveyed = HouseholdSurvey.objects.filter(household=OuterRef("pk"), round=survey_round)
    assessed = HouseAssessment.objects.filter(house=OuterRef("pk"), round=survey_round)
    of_families = families.order_by().aggregate(
        families=Count("pk"), families_left=Count("pk", filter=~Exists(surveyed))
    )
    of_houses = houses.order_by().aggregate(
        houses=Count("pk"),
        houses_left=Count("pk", filter=~Exists(assessed)),
        judged=Count("pk", filter=Q(latest_assessment__unfit__isnull=False)),
        unfit=Count("pk", filter=Q(latest_assessment__unfit=True)),
    )
    return {**of_families, **of_houses}


def _survey_tasks(survey_round, reached) -> list[Task]:
    if survey_round is None:
        return []
    name = survey_round.get_kind_display()
    until = _("Ditutup %(date)s.") % {"date": formats.tanggal(survey_round.ends_on)} if survey_round.ends_on else ""
    return [
        *waiting(
            reached["families_left"],
            _("Keluarga belum didata (%(round)s)") % {"round": name.lower()},
            address("households:household_list", round=str(survey_round.public_id), surveyed="belum"),
            note=until,
            icon="clipboard-data",
            tone="warning",
        ),
        *waiting(
            reached["houses_left"],
            _("Rumah belum dinilai (%(round)s)") % {"round": name.lower()},
            address("households:round_detail", survey_round.public_id),
            note=until,
            icon="houses",
            tone="warning",
        ),
    ]


def _waiting(user, lokus) -> Counter:
    """How many proposals and duties of each kind wait; one query."""
    status = HouseRepair.Status
    repairs = HouseRepair.objects.visible_to(user).filter(target_area__in=lokus)
    reports = unmended(ProgressReport.objects.visible_to(user)).filter(intervention__agency=user.agency_id)
    kinds = {
        "proposed": repairs.filter(status=status.PROPOSED),
        "stopped": repairs.filter(status__in=[status.REJECTED, status.POSTPONED]),
        "returned": reports,
        "points": ActionPoint.objects.visible_to(user).open().filter(agency=user.agency_id),
    }
    found = [rows.order_by().annotate(kind=Value(kind)).values_list("kind", "pk") for kind, rows in kinds.items()]
    return Counter(kind for kind, _pk in found[0].union(*found[1:]))


def _other_tasks(counts) -> list[Task]:
    return [
        *waiting(
            counts["stopped"],
            _("Usulan RTLH ditolak atau ditunda"),
            address("households:repair_list", status=HouseRepair.Status.REJECTED),
            note=_("Baca alasannya; usulkan lagi bila sudah dilengkapi."),
            icon="arrow-return-left",
            tone="danger",
        ),
        *waiting(
            counts["proposed"],
            _("Usulan RTLH menunggu verifikasi dinas koordinator"),
            address("households:repair_list", status=HouseRepair.Status.PROPOSED),
            icon="hammer",
            tone="info",
        ),
        *waiting(
            counts["returned"],
            _("Laporan dikembalikan dinas koordinator"),
            address("activities:report_list", status=ProgressReport.Status.RETURNED),
            icon="arrow-return-left",
            tone="danger",
        ),
        *waiting(
            counts["points"],
            _("Tindak lanjut rapat belum selesai"),
            address("activities:actionpoint_list", status=ActionPoint.Status.OPEN),
            icon="chat-left-text",
        ),
    ]


def _figures(user, lokus, reached) -> list[Figure]:
    source = _("penilaian terakhir, %(judged)s dari %(houses)s rumah")
    return [
        families_figure(user, lokus),
        Figure(
            _("Keluarga di RT lokus"),
            formats.number(reached["families"]),
            unit=_("KK"),
            source=_("register keluarga"),
            url=address("households:household_list"),
        ),
        Figure(
            _("Rumah tidak layak huni"),
            formats.number(reached["unfit"]) if reached["judged"] else None,
            unit=_("rumah"),
            source=source % {name: formats.number(reached[name]) for name in ("judged", "houses")},
            url=address("households:house_list", condition="rtlh"),
        ),
    ]
