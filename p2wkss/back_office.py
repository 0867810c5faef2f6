"""The first page of the back office: what waits for its reader, then the tables by job, from the ground up."""

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.models import ImportBatch, SurveyRound
from indicators.freshness import rounds_behind
from reports.home import current_lokus, home_for
from reports.home.parts import Task, waiting

# A job: its name, and its tables in the order in which the work goes. What no job names stands under the last heading,
# the trails and what other libraries keep among it.
JOBS = (
    (
        gettext_lazy("Perangkat daerah dan pengguna"),
        ("agencies.Agency", "agencies.User", "locations.Assignment", "agencies.Exemption"),
    ),
    (
        gettext_lazy("Tahun program dan lokus"),
        (
            *(
                "locations.ProgrammeYear",
                "locations.Candidate",
                "locations.SelectionEvent",
                "locations.Decree",
                "locations.TargetArea",
            ),
            *("locations.Region", "locations.RegionAlias", "locations.Evidence"),
        ),
    ),
    (
        gettext_lazy("Keluarga dan rumah"),
        (
            *("households.Household", "households.Member", "households.House", "households.Enrolment"),
            *("households.ImportBatch", "households.LikelyDuplicate", "households.IdentityRemark"),
            *("households.IdentityCheck", "households.FormerCard"),
        ),
    ),
    (
        gettext_lazy("Pendataan"),
        (
            *("households.SurveyRound", "households.HouseAssessment", "households.HouseholdSurvey"),
            *("households.MemberSurvey", "households.QuestionSet", "households.RtlhRule"),
        ),
    ),
    (
        gettext_lazy("Rehab RTLH"),
        ("households.HouseRepair", "households.RepairCheck", "households.EligibilityCriterion"),
    ),
    (
        gettext_lazy("Kegiatan dan laporan"),
        (
            *(
                "activities.Intervention",
                "activities.FundingRevision",
                "activities.ProgressReport",
                "activities.ReportWithdrawal",
            ),
            *("activities.Session", "activities.ActivityType", "activities.NeedRule"),
        ),
    ),
    (
        gettext_lazy("Posyandu"),
        (
            *("activities.Posyandu", "activities.PosyanduSession", "activities.ChildVisit"),
            *("activities.PregnancyVisit", "activities.ElderlyVisit", "activities.Newcomer"),
        ),
    ),
    (
        gettext_lazy("Kelompok, usaha dan rapat"),
        (
            *("activities.Group", "activities.Enterprise", "activities.Meeting", "activities.ActionPoint"),
            "activities.PostProgrammeVisit",
        ),
    ),
    (
        gettext_lazy("Indikator dan target"),
        (
            *("indicators.Target", "indicators.Measurement", "indicators.SlumSurvey", "indicators.Indicator"),
            *("indicators.RoundFigures", "indicators.Instrument", "indicators.Score", "reports.Snapshot"),
        ),
    ),
    (
        gettext_lazy("Angka acuan"),
        (
            *("indicators.CityIndex", "indicators.PovertyLine", "indicators.DeprivationScheme"),
            "indicators.WorkPrice",
        ),
    ),
)
REST = gettext_lazy("Catatan dan keamanan")


class BackOffice(admin.AdminSite):
    """Django's admin with the portal's own first page; everything else is in the admins of the apps."""

    index_template = "admin/workplace.html"

    def get_app_list(self, request, app_label=None):
        """The tables a reader may open, by job; the page of one app stays as Django makes it."""
        apps = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        tables = {entry["model"]._meta.label: entry for app in apps for entry in app["models"]}
        groups = [
            self._group(number, name, [tables.pop(label) for label in labels if label in tables])
            for number, (name, labels) in enumerate(JOBS, 1)
        ]
        groups.append(self._group(len(JOBS) + 1, REST, list(tables.values())))
        return [group for group in groups if group["models"]]

    def _group(self, number, name, models):
        """What the template prints of an app, made of a job's tables."""
        return {
            "name": name,
            "app_label": f"pekerjaan-{number}",
            "app_url": "",
            "has_module_perms": True,
            "models": models,
        }

    def index(self, request, extra_context=None):
        context = {"tasks": tasks_of(request.user), **(extra_context or {})}
        return super().index(request, context)


def tasks_of(user) -> list[Task]:
    """What waits: the reader's tasks of the portal's home page, figures that are behind, files that were refused."""
    home = home_for(user, current_lokus(user), timezone.localdate())
    return [*home.tasks, *_figures_behind(user), *_refused_files(user)]


def _figures_behind(user) -> list[Task]:
    if not user.has_perm("indicators.add_measurement"):
        return []
    behind = rounds_behind(SurveyRound.objects.visible_to(user))
    return [
        Task(
            _("Angka belum memuat perubahan terakhir"),
            reverse("indicators:round_measure", args=[row.public_id]),
            note=str(row),
            icon="arrow-repeat",
            tone="warning",
        )
        for row in behind
    ]


def _refused_files(user) -> list[Task]:
    if not user.has_perm("households.import_household"):
        return []
    refused = ImportBatch.objects.visible_to(user).filter(state=ImportBatch.State.FAILED).count()
    url = f"{reverse('admin:households_importbatch_changelist')}?state__exact={ImportBatch.State.FAILED}"
    return waiting(refused, _("Berkas impor yang ditolak"), url, icon="file-earmark-x", tone="danger")
