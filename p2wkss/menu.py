"""The portal's menu: what each role does most, first things first, at most eight entries.

An entry shows while its page exists and its reader's role may open it. To add one: a line in ENTRIES, its name in the
ORDER of the roles whose work it is.
"""

from dataclasses import dataclass

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from agencies.roles import Role

LENGTH = 8


@dataclass(frozen=True)
class Entry:
    label: str
    url_name: str
    icon: str
    permission: str = ""


ENTRIES = {
    "home": Entry(_("Beranda"), "home", "house", "reports.view_home"),
    "lokus": Entry(_("Lokus"), "locations:targetarea_list", "geo-alt", "locations.view_targetarea"),
    "years": Entry(_("Tahun program"), "locations:programmeyear_list", "calendar3", "locations.view_programmeyear"),
    "selection": Entry(_("Calon lokus"), "locations:candidate_list", "bullseye", "locations.view_candidate"),
    "families": Entry(_("Keluarga"), "households:household_list", "people", "households.view_household"),
    "imports": Entry(
        _("Impor data keluarga"), "imports:import_list", "file-earmark-arrow-up", "households.import_household"
    ),
    "houses": Entry(_("Rumah"), "households:house_list", "houses", "households.view_house"),
    "rounds": Entry(_("Pendataan"), "households:round_list", "clipboard-data", "households.view_surveyround"),
    "repairs": Entry(_("Rehab RTLH"), "households:repair_list", "hammer", "households.view_houserepair"),
    "interventions": Entry(_("Kegiatan"), "activities:intervention_list", "list-check", "activities.view_intervention"),
    "reports": Entry(
        _("Laporan kemajuan"), "activities:report_list", "file-earmark-text", "activities.view_progressreport"
    ),
    "verify": Entry(
        _("Periksa laporan"), "activities:report_list", "check2-square", "activities.verify_progressreport"
    ),
    "needs": Entry(_("Kebutuhan"), "activities:need_list", "ui-checks-grid", "activities.view_intervention"),
    "posyandu": Entry(_("Posyandu"), "activities:posyandu_list", "balloon-heart", "activities.view_posyandu"),
    "sessions": Entry(_("Pertemuan"), "activities:session_list", "calendar-event", "activities.view_session"),
    "groups": Entry(_("Kelompok"), "activities:group_list", "diagram-3", "activities.view_group"),
    "meetings": Entry(_("Rapat"), "activities:meeting_list", "chat-left-text", "activities.view_meeting"),
    "indicators": Entry(_("Indikator"), "indicators:indicator_list", "graph-up", "indicators.view_indicator"),
    "sheets": Entry(_("Laporan provinsi"), "reports:sheet_list", "file-earmark-spreadsheet", "reports.view_sheet"),
    "snapshots": Entry(_("Dosir bukti"), "reports:snapshot_list", "archive", "reports.view_snapshot"),
    "agencies": Entry(_("Perangkat daerah"), "agencies:agency_list", "buildings", "agencies.view_agency"),
    "users": Entry(_("Pengguna"), "agencies:user_list", "person-gear", "agencies.view_user"),
}

ORDER = {
    Role.ADMIN: ["home", "verify", "lokus", "families", "interventions", "indicators", "sheets", "users", "years"],
    Role.STAFF: ["home", "verify", "lokus", "families", "repairs", "interventions", "indicators", "sheets", "agencies"],
    Role.AGENCY: ["home", "interventions", "reports", "needs", "repairs", "sessions", "lokus", "meetings", "families"],
    Role.KELURAHAN: [
        "home",
        "families",
        "houses",
        "rounds",
        "imports",
        "repairs",
        "interventions",
        "lokus",
        "posyandu",
    ],
    Role.CADRE: ["home", "posyandu", "families", "sessions", "lokus", "indicators", "agencies"],
    Role.EVALUATOR: ["home", "lokus", "indicators", "interventions", "sheets", "snapshots", "selection", "meetings"],
    Role.LEADER: ["home", "lokus", "indicators", "interventions", "meetings", "sheets", "selection", "agencies"],
}


def menu_for(user, path: str) -> list[dict]:
    """The entries of one reader; the one whose address begins the current path longest is active."""
    entries = []
    for name in ORDER.get(getattr(user, "role", None), ()):
        entry = ENTRIES[name]
        url = _address(entry.url_name)
        if url and (not entry.permission or user.has_perm(entry.permission)):
            entries.append({"label": entry.label, "url": url, "icon": entry.icon, "active": False})
    entries = entries[:LENGTH]
    here = [
        entry for entry in entries if path == entry["url"] or (entry["url"] != "/" and path.startswith(entry["url"]))
    ]
    if here:
        max(here, key=lambda entry: len(entry["url"]))["active"] = True
    return entries


def portal(request):
    """Context of every template: whether this is the demo, the version, and the reader's menu."""
    user = getattr(request, "user", None)
    menu = menu_for(user, request.path) if user is not None and user.is_authenticated else []
    return {"is_demo": settings.DEMO, "version": settings.VERSION, "menu": menu}


def _address(url_name: str) -> str | None:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return None
