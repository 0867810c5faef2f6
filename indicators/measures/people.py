"""Figures of who lives in a lokus, of their documents, and of who takes part."""

from dataclasses import replace

from django.db.models import FilteredRelation, Q
from django.utils.translation import gettext_lazy as _

from activities.models import Attendance, Session
from activities.needs import ID_CARD_AGE
from households.ages import aged
from households.models import Household, Member
from indicators.counting import Rows, count, share
from indicators.registry import method

ELDERLY_FROM = 60


@method(
    _("Jumlah KK"),
    unit="KK",
    about=_("Keluarga aktif dalam data keluarga di RT/RW lokus; dipilah menurut jenis kelamin kepala keluarga."),
)
def households_count(surveyed):
    """The active families of the register; by the sex of their heads."""
    return count(of=families_with_head(surveyed))


@method(
    _("Jumlah jiwa"),
    unit="orang",
    about=_("Anggota aktif dari keluarga aktif dalam data keluarga di RT/RW lokus."),
)
def people_count(surveyed):
    """The active members of the active families of the register."""
    return count(of=surveyed.residents(household__status=Household.Status.ACTIVE))


@method(
    _("Perempuan kepala keluarga"),
    unit="KK",
    about=_("Keluarga aktif yang kepalanya perempuan, dari keluarga yang kepalanya diketahui."),
)
def women_headed_households(surveyed):
    """Active families whose head is a woman, of those whose head is known."""
    known = families_with_head(surveyed)
    rows = replace(known, sex="", eligible=surveyed.active_families())
    return count(Q(head__sex="P"), of=rows.knowing(head__isnull=False))


def families_with_head(surveyed):
    """The active families, each with its `head`: one at most, by a constraint on the members."""
    heads = FilteredRelation("members", condition=Q(members__relation="head", members__status=Member.Status.ACTIVE))
    return Rows(
        queryset=surveyed.active_families().annotate(head=heads),
        model="households.household",
        key="pk",
        region="region_id",
        sex="head__sex",
    )


@method(
    _("Lansia (60 tahun ke atas)"),
    unit="orang",
    about=_("Anggota aktif berusia 60 tahun ke atas (UU 13/1998), dari yang tanggal lahirnya diketahui."),
)
def elderly_count(surveyed):
    """Active members of 60 years and over (UU 13/1998), of those whose birth date is known."""
    people = surveyed.residents()
    return count(
        aged(surveyed.starts_on, at_least=ELDERLY_FROM),
        of=replace(people, eligible=people.queryset).knowing(birth_date__isnull=False),
    )


@method(
    _("Kelengkapan dokumen kependudukan"),
    unit="%",
    about=_(
        "Anggota yang punya dokumen menurut umurnya (KTP sejak 17 tahun, sebelumnya akta kelahiran atau KIA) "
        "dibagi anggota yang keadaannya diketahui, dalam persen."
    ),
)
def documents_share(surveyed):
    """Persons who have the document of their age (an identity card from 17 years, before that a birth certificate
    or child card) as a share of those of whom it is known, percent."""
    born = "member__birth_date"
    adult = aged(surveyed.starts_on, **ID_CARD_AGE, path=born)
    child = aged(surveyed.ends_on, path=born) & ~adult
    known = adult & Q(has_id_card__isnull=False)
    known |= child & (Q(has_birth_certificate__isnull=False) | Q(has_child_card__isnull=False))
    having = adult & Q(has_id_card=True) | child & (Q(has_birth_certificate=True) | Q(has_child_card=True))
    return share(having, of=surveyed.people().knowing(known))


@method(
    _("Bagian perempuan di antara peserta kegiatan"),
    unit="%",
    has_parts=False,
    about=_(
        "Kehadiran perempuan dibagi seluruh kehadiran pada pertemuan lokus sampai akhir pendataan, dalam "
        "persen. Orang yang hadir dua kali dihitung dua kali."
    ),
)
def women_participation_share(surveyed):
    """Attendances of women as a share of all attendances at the lokus' sessions until the end of the round, percent.
    A person who came to two sessions took part twice."""
    attendances = Attendance.objects.present().filter(
        session__target_area__in=surveyed.target_areas, session__date__lte=surveyed.ends_on
    )
    came = attendances.exclude(session__status=Session.Status.CANCELLED)
    return share(Q(member__sex="P"), of=Rows(queryset=came, model="activities.attendance", key="pk"))
