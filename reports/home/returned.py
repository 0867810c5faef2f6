"""Reports that were returned and still wait to be mended."""

from django.db.models import Exists, OuterRef, QuerySet

from activities.models import ProgressReport


def unmended(reports: QuerySet) -> QuerySet:
    """Returned reports that no later report of the same intervention has overtaken."""
    later = ProgressReport.objects.filter(
        intervention=OuterRef("intervention"),
        status__in=[ProgressReport.Status.SUBMITTED, ProgressReport.Status.ACCEPTED],
        reported_on__gte=OuterRef("reported_on"),
    )
    return reports.returned().filter(~Exists(later))
