"""Results of closed posyandu days that no longer follow from what is known of the child."""

from django.utils.translation import gettext as _

from activities.models import ChildVisit
from reports.addresses import address
from reports.home.parts import Task, waiting


def outdated_tasks(user) -> list[Task]:
    """How many there are, with the list of them; one query."""
    return waiting(
        ChildVisit.objects.outdated().visible_to(user).count(),
        _("Hasil timbang dari tanggal lahir atau jenis kelamin lama"),
        address("activities:childvisit_outdated"),
        note=_("Hari bukanya sudah ditutup. Periksa anaknya pada hari buka berikut."),
        icon="clock-history",
    )
