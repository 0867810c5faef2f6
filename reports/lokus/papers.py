"""The papers of a lokus and what is planned: decrees, minutes, sessions ahead."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from activities.models import Meeting, Session
from locations.models import Decree
from p2wkss.base import formats
from reports.home.parts import Task

SHOWN = 8


@dataclass(frozen=True)
class Papers:
    """Lists as templates/_partials/task_list.html prints them."""

    decrees: list[Task]
    meetings: list[Task]
    sessions: list[Task]


def papers_of(target_area, user, today) -> Papers:
    """The newest of each kind. Three queries."""
    year = target_area.programme_year
    decrees = Decree.objects.visible_to(user).filter(Q(programme_year=year) | Q(pk=target_area.decree_id))
    meetings = Meeting.objects.visible_to(user).filter(programme_year=year).for_list().order_by("-date", "-pk")
    sessions = Session.objects.visible_to(user).filter(target_area=target_area).upcoming(today).select_related("agency")
    return Papers(
        decrees=[_decree(decree) for decree in decrees.order_by("-signed_on", "number")[:SHOWN]],
        meetings=[_meeting(meeting) for meeting in meetings[:SHOWN]],
        sessions=[_session(session) for session in sessions.order_by("date", "pk")[:SHOWN]],
    )


def _decree(decree) -> Task:
    note = ", ".join(part for part in (decree.title, _date(decree.signed_on)) if part)
    return Task(decree.number, decree.get_absolute_url(), note=note, icon="file-earmark-text")


def _meeting(meeting) -> Task:
    note = [_date(meeting.date)]
    if meeting.open_points:
        note.append(_("%(count)d tindak lanjut belum selesai") % {"count": meeting.open_points})
    if not meeting.minutes:
        note.append(_("belum ada notulen"))
    return Task(meeting.title, meeting.get_absolute_url(), note=", ".join(note), icon="chat-left-text")


def _session(session) -> Task:
    note = _("%(date)s, %(place)s, %(agency)s") % {
        "date": formats.tanggal(session.date),
        "place": session.place,
        "agency": session.agency.code,
    }
    return Task(session.title, session.get_absolute_url(), note=note, icon="calendar-event")


def _date(value) -> str:
    return formats.tanggal(value) if value else ""
