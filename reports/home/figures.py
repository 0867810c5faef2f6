"""Figures that several roles' first pages show."""

from django.utils.translation import gettext as _

from p2wkss.base import formats
from reports.addresses import address
from reports.agency_progress import Progress
from reports.checks import next_check
from reports.enrolled import families_of
from reports.home.parts import Figure


def check_figure(year, today) -> Figure:
    """How many days are left until the province checks; the date alone once that is past."""
    check = next_check(year, today)
    if check is None:
        return Figure(_("Verifikasi provinsi"), None, source=_("Tanggalnya belum diisi pada tahun program."))
    if check.days < 0:
        return Figure(check.label, formats.tanggal(check.on), source=_("sudah lewat"))
    return Figure(check.label, formats.number(check.days), unit=_("hari lagi"), date=formats.tanggal(check.on))


def progress_figures(whole: Progress) -> list[Figure]:
    """Physical and non-physical progress in percent, and the money that was used."""
    shares = [(_("Kemajuan fisik"), whole.physical), (_("Kemajuan nonfisik"), whole.nonphysical)]
    figures = [
        Figure(
            label,
            # Without a zero behind the comma: 88, 87,3.
            None if share.percent is None else formats.number(share.percent, 0 if share.percent % 1 == 0 else 1),
            unit="%",
            source=_("rata-rata %(reported)d dari %(total)d kegiatan yang laporannya diterima")
            % {"reported": share.reported, "total": share.total},
        )
        for label, share in shares
    ]
    money = Figure(
        _("Anggaran terpakai"),
        None if whole.spent is None else formats.rupiah_short(whole.spent),
        source=_("dari anggaran %(budget)s") % {"budget": formats.rupiah_short(whole.budget)},
        change="" if whole.spent_percent is None else formats.percent(whole.spent_percent),
    )
    return [*figures, money]


def families_figure(user, lokus) -> Figure:
    """The families of the programme against their target."""
    families = families_of(lokus, user)
    return Figure(
        _("KK binaan"),
        families.text,
        unit=_("dari %(wanted)s") % {"wanted": formats.number(families.wanted)} if families.wanted else "",
        source=families.source,
        url=address("households:enrolment_list", state="masih"),
    )
