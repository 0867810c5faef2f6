"""Home of a posyandu cadre: the next open day, who did not come last time, and whose weight needs attention."""

import calendar

from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from activities.models import ChildVisit, Posyandu, PosyanduMember, PosyanduSession
from activities.services import skdn_together
from households.ages import years_before
from households.models import Member
from p2wkss.base import formats
from reports.addresses import address
from reports.home.outdated import outdated_tasks
from reports.home.parts import Block, Figure, Home, Task, waiting

SHOWN = 8


def home(user, lokus, today) -> Home:
    sessions = PosyanduSession.objects.visible_to(user).select_related("posyandu")
    planned = sessions.filter(status=PosyanduSession.Status.PLANNED).order_by("date", "pk").first()
    last = sessions.held().order_by("-date", "-pk").first()
    if last is None:
        return Home(tasks=_next_day(planned, today))
    month = last.date.replace(day=1)
    when = {"month": date_format(month, "F Y")}
    missed, watched = list(missed_in(user, month)), list(watched_in(user, month))
    return Home(
        tasks=[
            *_next_day(planned, today),
            *outdated_tasks(user),
            *waiting(
                len(missed),
                _("Balita tidak ditimbang pada %(month)s") % when,
                "#tidak-ditimbang",
                note=_("Kunjungi atau ingatkan keluarganya."),
                icon="person-x",
                tone="warning",
            ),
            *waiting(
                len(watched),
                _("Balita perlu perhatian pada %(month)s") % when,
                "#perlu-perhatian",
                note=_("Berat tidak naik (T) atau di bawah garis merah. Sampaikan kepada petugas puskesmas."),
                icon="exclamation-triangle",
                tone="danger",
            ),
        ],
        figures=_figures(user, month, when["month"]),
        blocks=[
            *_block("tidak-ditimbang", _("Tidak ditimbang pada %(month)s") % when, [_missing(row) for row in missed]),
            *_block("perlu-perhatian", _("Perlu perhatian pada %(month)s") % when, [_watching(row) for row in watched]),
        ],
    )


def missed_in(user, month):
    """Registrations of the children under five who were not weighed in a month in which their posyandu was open."""
    last_day = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    in_month = {"session__date__range": (month, last_day)}  # at any posyandu
    weighed = ChildVisit.objects.filter(member=OuterRef("member"), weight_kg__isnull=False, **in_month)
    was_open = PosyanduSession.objects.held().filter(posyandu=OuterRef("posyandu"), date__range=(month, last_day))
    return (
        PosyanduMember.objects.visible_to(user)
        .filter(
            Q(until__isnull=True) | Q(until__gte=month),
            Q(member__birth_date__isnull=True) | Q(member__birth_date__gt=years_before(month, 5)),
            Exists(was_open),
            ~Exists(weighed),
            category=PosyanduMember.Category.CHILD,
            is_guest=False,
            since__lte=last_day,
            member__status=Member.Status.ACTIVE,
        )
        .select_related("member", "posyandu")
        .order_by("member__name", "pk")
    )


def watched_in(user, month):
    """Visits of a month at which a child had not gained enough (T) or was below the red line."""
    last_day = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    return (
        ChildVisit.objects.visible_to(user)
        .filter(
            Q(gain=ChildVisit.Gain.TOO_LITTLE) | Q(below_red_line=True),
            session__status=PosyanduSession.Status.HELD,
            session__date__range=(month, last_day),
        )
        .for_list()
        .order_by("-below_red_line", "member__name", "pk")
    )


def _next_day(planned, today) -> list[Task]:
    if planned is None:
        url = address("activities:posyandusession_add")
        return [Task(_("Belum ada hari buka yang direncanakan"), url, icon="calendar-plus", tone="info")]
    is_past = planned.date < today
    return [
        Task(
            _("Hari buka %(posyandu)s, %(date)s")
            % {"posyandu": planned.posyandu.name, "date": formats.tanggal(planned.date)},
            planned.get_absolute_url(),
            note=_("Sudah lewat: catat hasilnya.") if is_past else _("Siapkan daftar sasaran."),
            icon="calendar-event",
            tone="warning" if is_past else "info",
        )
    ]


def _missing(row) -> Task:
    return Task(row.member.name, row.member.get_absolute_url(), note=row.posyandu.name, icon="person")


def _watching(visit) -> Task:
    signs = [visit.get_gain_display()] if visit.gain == ChildVisit.Gain.TOO_LITTLE else []
    if visit.below_red_line:
        signs.append(_("di bawah garis merah"))
    return Task(visit.person.name, visit.get_absolute_url(), note=", ".join(map(str, signs)), icon="person")


def _block(anchor, title, tasks) -> list[Block]:
    if not tasks:
        return []
    more = len(tasks) - SHOWN
    note = _("dan %(more)d balita lain") % {"more": more} if more > 0 else ""
    return [Block(title, anchor=anchor, tasks=tasks[:SHOWN], note=note)]


def _figures(user, month, name) -> list[Figure]:
    posyandus = list(Posyandu.objects.visible_to(user).active())
    if not posyandus:
        return []
    whole = skdn_together(posyandus, [month])[month]

    def share(ratio):
        return None if ratio is None else formats.number(ratio.numerator * 100 / ratio.denominator, 1)

    return [
        Figure(_("Balita sasaran (S)"), formats.number(whole.s), unit=_("anak"), date=name),
        Figure(_("Ditimbang (D/S)"), share(whole.d_s), unit="%", date=name),
        Figure(_("Naik berat badannya (N/D)"), share(whole.n_d), unit="%", date=name),
    ]
