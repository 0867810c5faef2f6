"""Figures of work and business."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from activities.models import Enterprise
from activities.needs import WORKING_AGE, is_looking_for_work
from indicators.counting import count
from indicators.registry import method


@method(
    _("Pengangguran (15 tahun ke atas)"),
    unit="orang",
    about=_(
        "Anggota berusia 15 tahun ke atas yang tidak bekerja dan sedang mencari kerja, dari yang keadaannya "
        "diketahui. Umur dihitung pada hari pertama pendataan."
    ),
)
def unemployed(surveyed):
    """Persons of 15 years and over who do not work and are looking for work, of those of whom it is known."""
    known = Q(works=True) | Q(works=False, wants_work__isnull=False)
    return count(is_looking_for_work(), of=surveyed.people(**WORKING_AGE).knowing(known))


@method(
    _("Perempuan yang punya usaha"),
    unit="orang",
    about=_(
        "Perempuan berusia 15 tahun ke atas yang usahanya masih berjalan dan sudah dimulai sampai akhir "
        "pendataan, dari seluruh perempuan seumur itu dalam data keluarga."
    ),
)
def women_with_enterprise(surveyed):
    """Women of 15 years and over who own a business that is running and had begun by the end of the round, of all
    such women in the register."""
    running = Enterprise.objects.filter(
        Q(started_on__isnull=True) | Q(started_on__lte=surveyed.ends_on), owner=OuterRef("pk"), is_active=True
    )
    return count(Exists(running), of=surveyed.residents(**WORKING_AGE, sex="P"))
