"""Home of administrators and staff: what waits for verification, what is late, how far the year is."""

import datetime as dt

from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.models import ActionPoint, Intervention, ProgressReport
from agencies.models import Exemption
from households.models import HouseRepair
from locations.programme_day import last_day, programme_day
from p2wkss.base import formats
from reports.addresses import address
from reports.agency_progress import whole
from reports.home.figures import check_figure, families_figure, progress_figures
from reports.home.imports import import_tasks
from reports.home.matters import matter_tasks
from reports.home.outdated import outdated_tasks
from reports.home.parts import Block, Home, Task, waiting
from reports.home.returned import unmended

OLDEST = 5
NEW_FOR = dt.timedelta(days=30)


def home(user, lokus, today) -> Home:
    year = lokus[0].programme_year if lokus else None
    day = programme_day(year, today)
    interventions = Intervention.objects.visible_to(user).filter(target_area__in=lokus)
    progress = whole(interventions, on=day, until=last_day(year) if year else None)
    return Home(
        tasks=[
            *_tasks(user, progress.late, day, timezone.localdate()),
            *matter_tasks(user),
            *outdated_tasks(user),
            *import_tasks(user),
        ],
        figures=[check_figure(year, today), families_figure(user, lokus), *progress_figures(progress)],
        blocks=_waiting_reports(user),
    )


def _tasks(user, late, day, today) -> list[Task]:
    visible = ProgressReport.objects.visible_to(user)
    sent = ProgressReport.Status.SUBMITTED
    reports = visible.order_by().aggregate(
        waiting=Count("pk", filter=Q(status=sent)),
        oldest=Min("submitted_at", filter=Q(status=sent)),
        returned=Count("pk", filter=Q(pk__in=unmended(ProgressReport.objects.all()).order_by().values("pk"))),
    )
    proposals = HouseRepair.objects.visible_to(user).waiting().count()
    overdue = ActionPoint.objects.visible_to(user).overdue_on(day).count()
    return [
        *waiting(
            reports["waiting"],
            _("Laporan menunggu diperiksa"),
            address("activities:report_list", status=sent),
            note=_("Tertua dikirim %(date)s.") % {"date": formats.tanggal(reports["oldest"])},
            icon="file-earmark-text",
            tone="warning",
        ),
        *waiting(
            proposals,
            _("Usulan rehab RTLH menunggu diverifikasi"),
            address("households:repair_list", status=HouseRepair.Status.PROPOSED),
            icon="hammer",
            tone="warning",
        ),
        *waiting(
            reports["returned"],
            _("Laporan dikembalikan dan belum diperbaiki"),
            address("activities:report_list", status=ProgressReport.Status.RETURNED),
            note=_("Belum disusul laporan baru. Ingatkan perangkat daerahnya."),
            icon="arrow-return-left",
        ),
        *waiting(
            late,
            _("Kegiatan melewati tanggal selesai"),
            address("activities:intervention_list", late="true"),
            note=_("Belum 100 % menurut laporan yang diterima."),
            icon="clock-history",
            tone="danger",
        ),
        *waiting(
            overdue,
            _("Tindak lanjut rapat melewati batas waktu"),
            address("activities:actionpoint_list", status=ActionPoint.Status.OPEN),
            icon="chat-left-text",
            tone="danger",
        ),
        *waiting(
            Exemption.objects.visible_to(user).filter(created_at__date__gte=today - NEW_FOR).count(),
            _("Pengecualian dalam 30 hari terakhir"),
            address("agencies:exemption_list"),
            note=_("Keputusan yang diambil walaupun sebuah aturan meminta lain."),
            icon="exclamation-octagon",
        ),
    ]


def _waiting_reports(user) -> list[Block]:
    """The reports that wait longest, to be opened at once."""
    reports = ProgressReport.objects.visible_to(user).waiting().for_list().order_by("submitted_at", "pk")[:OLDEST]
    tasks = [
        Task(
            report.intervention.title,
            report.get_absolute_url(),
            note=_("%(agency)s, keadaan %(date)s, %(percent)s")
            % {
                "agency": report.intervention.agency.code,
                "date": formats.tanggal(report.reported_on),
                "percent": formats.percent(report.physical_percent),
            },
            icon="file-earmark-text",
        )
        for report in reports
    ]
    if not tasks:
        return []
    return [
        Block(
            _("Laporan yang paling lama menunggu"),
            tasks=tasks,
            more_url=address("activities:report_list", status=ProgressReport.Status.SUBMITTED),
            more_label=_("Lihat semua laporan yang menunggu"),
        )
    ]
