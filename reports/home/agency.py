"""Home of an agency's operator: its interventions with their progress, and what is late, returned or unreported."""

import datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from activities.models import ActionPoint, Intervention, ProgressReport
from households.models import HouseRepair
from locations.programme_day import programme_day
from p2wkss.base import formats
from p2wkss.base.pages import Status
from reports.addresses import address
from reports.home.matters import matter_tasks
from reports.home.parts import Block, Home, Line, Task, waiting
from reports.home.returned import unmended

SHOWN = 12
REPORT_EVERY = datetime.timedelta(days=31)


def home(user, lokus, today) -> Home:
    day = programme_day(lokus[0].programme_year if lokus else None, today)
    interventions = list(own_interventions(user, lokus, day))
    return Home(
        tasks=[*_tasks(user, interventions), *matter_tasks(user), *_other_tasks(user, day)],
        blocks=[_own_block(user, interventions)],
    )


def own_interventions(user, lokus, day):
    """The agency's interventions of the year, with what is wrong with each; one query."""
    reports = ProgressReport.objects.filter(intervention=OuterRef("pk"))
    newest_first = ["-is_returned", "-is_late", "ends_on", "pk"]
    return (
        Intervention.objects.visible_to(user)
        .of_agency(user.agency_id)
        .active()
        .filter(target_area__in=lokus)
        .select_related("latest_report", "type")
        .annotate(
            is_returned=Exists(unmended(reports)),
            is_draft=Exists(reports.filter(status=ProgressReport.Status.DRAFT)),
            is_sent=Exists(reports.waiting()),
            is_reported=Exists(
                reports.filter(
                    status__in=[ProgressReport.Status.SUBMITTED, ProgressReport.Status.ACCEPTED],
                    reported_on__gte=day - REPORT_EVERY,
                )
            ),
            is_late=Exists(Intervention.objects.late_on(day).filter(pk=OuterRef("pk"))),
        )
        .order_by(*newest_first)
    )


def _is_silent(intervention) -> bool:
    """Running, and no report sent for a month."""
    return intervention.status == Intervention.Status.RUNNING and not intervention.is_reported


def _tasks(user, interventions) -> list[Task]:
    def count(holds):
        return sum(1 for intervention in interventions if holds(intervention))

    own = str(user.agency.public_id) if user.agency_id else ""
    return [
        *waiting(
            count(lambda found: found.is_returned),
            _("Laporan dikembalikan dinas koordinator"),
            address("activities:report_list", status=ProgressReport.Status.RETURNED),
            note=_("Baca catatannya, perbaiki, lalu kirim lagi."),
            icon="arrow-return-left",
            tone="danger",
        ),
        *waiting(
            count(lambda found: found.is_draft),
            _("Draf laporan belum dikirim"),
            address("activities:report_list", status=ProgressReport.Status.DRAFT),
            icon="pencil-square",
            tone="warning",
        ),
        *waiting(
            count(lambda found: found.is_late),
            _("Kegiatan melewati tanggal selesai"),
            address("activities:intervention_list", agency=own, late="true"),
            note=_("Laporkan kemajuannya, atau tulis kendalanya."),
            icon="clock-history",
            tone="danger",
        ),
        *waiting(
            count(_is_silent),
            _("Kegiatan berjalan tanpa laporan sebulan terakhir"),
            address("activities:intervention_list", agency=own, status=Intervention.Status.RUNNING),
            icon="calendar-x",
            tone="warning",
        ),
    ]


def _other_tasks(user, day) -> list[Task]:
    points = ActionPoint.objects.visible_to(user).open().filter(agency=user.agency_id)
    due = list(points.values_list("due_on", flat=True))
    overdue = sum(1 for on in due if on < day)
    repairs = HouseRepair.objects.visible_to(user).in_progress().filter(executor=user.agency_id).count()
    return [
        *waiting(
            len(due),
            _("Tindak lanjut rapat belum selesai"),
            address("activities:actionpoint_list", status=ActionPoint.Status.OPEN),
            note=_("%(count)d melewati batas waktu.") % {"count": overdue} if overdue else "",
            icon="chat-left-text",
            tone="danger" if overdue else "neutral",
        ),
        *waiting(
            repairs,
            _("Rehab RTLH yang Anda laksanakan"),
            address("households:repair_list", executor=str(user.agency.public_id) if user.agency_id else ""),
            icon="hammer",
        ),
    ]


def _own_block(user, interventions) -> Block:
    url = address("activities:intervention_list", agency=str(user.agency.public_id)) if user.agency_id else ""
    return Block(
        _("Kegiatan Anda"),
        lines=[_line(intervention) for intervention in interventions[:SHOWN]],
        more_url=url,
        more_label=_("Lihat semua kegiatan Anda"),
        empty=_("Belum ada kegiatan perangkat daerah Anda di lokus tahun ini. Tambahkan kegiatan pertama."),
    )


def _line(intervention) -> Line:
    return Line(
        intervention.title,
        intervention.get_absolute_url(),
        intervention.physical_percent,
        _state(intervention),
        _("selesai %(date)s") % {"date": formats.tanggal(intervention.ends_on)} if intervention.ends_on else "",
    )


def _state(intervention) -> Status:
    """The one thing to know about an intervention, the most urgent first."""
    if intervention.is_returned:
        return Status(_("Laporan dikembalikan"), "danger", "arrow-return-left")
    if intervention.is_late:
        return Status(_("Terlambat"), "danger", "clock-history")
    if _is_silent(intervention) and not intervention.is_sent:
        return Status(_("Belum dilaporkan"), "warning")
    if intervention.is_sent:
        return Status(_("Menunggu diperiksa"), "info")
    return Status.of(Intervention.Status(intervention.status))
