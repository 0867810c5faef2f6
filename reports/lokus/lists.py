"""Where the records of a lokus are listed: each list filtered by it, for who may open it."""

from django.utils.translation import gettext_lazy as _

from p2wkss.base.pages import Link
from reports.addresses import address

LISTS = [
    (_("Kegiatan"), "list-check", "activities:intervention_list", "activities.view_intervention"),
    (_("KK binaan"), "people", "households:enrolment_list", "households.view_enrolment"),
    (_("Rehab RTLH"), "hammer", "households:repair_list", "households.view_houserepair"),
    (_("Pertemuan"), "calendar-event", "activities:session_list", "activities.view_session"),
    (_("Kelompok"), "diagram-3", "activities:group_list", "activities.view_group"),
    (_("Target dan capaian"), "graph-up", "indicators:target_list", "indicators.view_target"),
    (_("Pendataan"), "clipboard-data", "households:round_list", "households.view_surveyround"),
]


def lists_of(target_area, user) -> list[Link]:
    """Links to the lists of a lokus."""
    links = []
    for label, icon, name, permission in LISTS:
        url = address(name, target_area=str(target_area.public_id))
        if url and user.has_perm(permission):
            links.append(Link(str(label), url, icon))
    if user.has_perm("indicators.view_slumsurvey"):
        remaining = address("indicators:remaining_work", target_area.public_id)
        links.append(Link(str(_("Apa yang masih harus dikerjakan")), remaining, "hammer"))
    if user.has_perm("indicators.view_measurement"):
        poverty = address("indicators:lokus_poverty", target_area.public_id)
        links.append(Link(str(_("Kemiskinan lokus")), poverty, "wallet2"))
    facts = address("locations:targetarea_detail", target_area.public_id)
    return [*links, Link(str(_("Data penetapan lokus")), facts, "geo-alt")] if facts else links
