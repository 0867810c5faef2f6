"""What life events reach among activities; loaded by the AppConfig, so that households.services.consequences lists all.

Rows with a period end on the day of the event. What was chosen before (beneficiaries, invitations, attendance, visits)
stays as it is and is marked, since it says what was true then; `clean()` of those models refuses anything new.
"""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from activities.models import Enterprise, Group, GroupMember, Intervention, Newcomer, PosyanduMember
from agencies.roles import Role
from households.models import Household, Member
from households.services.consequences import GONE, Does, change, consequence, note
from households.services.matters import REGISTER, matter


@consequence(*GONE, does=Does.ENDS, what=_("Tidak lagi menjadi sasaran posyandu sejak tanggal itu."))
def end_registrations(happening):
    """Who is gone leaves the register of the posyandu."""
    rows = PosyanduMember.objects.current().filter(member=happening.member)
    return [effect for row in rows for effect in change(row, until=max(row.since, happening.on))]


@consequence(*GONE, does=Does.ENDS, what=_("Keanggotaan dan jabatan dalam kelompok berakhir pada tanggal itu."))
def end_memberships(happening):
    """Who is gone leaves the groups; a vacant office is a job until somebody else holds it."""
    rows = GroupMember.objects.filter(member=happening.member, left_on__isnull=True)
    return [effect for row in rows for effect in change(row, left_on=max(row.joined_on, happening.on))]


note(*GONE, does=Does.KEEPS, what=_("Undangan dan penerima yang sudah dipilih tetap tercatat, dengan keterangan."))
note(*GONE, does=Does.ENDS, what=_("Tidak ditawarkan lagi sebagai undangan, penerima, sasaran atau anggota kelompok."))
note(*GONE, does=Does.ASKS, what=_("Jabatan kelompok yang kosong dan usaha tanpa pemilik muncul di beranda."))


def receives_no_more() -> Q:
    """A condition for interventions with a person or family among the beneficiaries that is gone."""
    members = Intervention.members.through.objects.filter(intervention=OuterRef("pk"))
    families = Intervention.households.through.objects.filter(intervention=OuterRef("pk"))
    return Exists(members.filter(member__status__in=[*Member.LEFT, Member.Status.STRUCK])) | Exists(
        families.filter(household__status__in=[Household.Status.MOVED, Household.Status.DISSOLVED])
    )


@matter(
    "penerima-pindah",
    title=_("Kegiatan dengan penerima yang pindah atau meninggal"),
    note=_("Buka daftar penerimanya dan putuskan siapa penggantinya."),
    address=("activities:intervention_list", "matter"),
    roles=(Role.ADMIN, Role.STAFF, Role.AGENCY, Role.KELURAHAN),
    icon="person-dash",
)
def plans_with_gone_people():
    """Plans that are not done yet and count on somebody who is gone."""
    open_ones = [Intervention.Status.PLANNED, Intervention.Status.RUNNING]
    return Intervention.objects.filter(receives_no_more(), status__in=open_ones)


@matter(
    "belum-di-register",
    title=_("Anak yang ditimbang belum di register"),
    note=_("Daftarkan anaknya, lalu hubungkan."),
    address=("activities:newcomer_list", "matter"),
    roles=(Role.ADMIN, Role.STAFF, Role.KELURAHAN, Role.CADRE),
    icon="person-plus",
)
def unlinked_newcomers():
    """Children of the area that were weighed and are not in the register yet; guests are looked for by nobody."""
    return Newcomer.objects.unlinked().filter(is_guest=False)


@matter(
    "jabatan-kosong",
    title=_("Jabatan kelompok kosong"),
    note=_("Pemegangnya pindah atau meninggal. Isi jabatannya dengan orang lain."),
    address=("activities:group_list", "matter"),
    roles=REGISTER,
    icon="diagram-3",
)
def groups_without_officer():
    """Active groups an officer of which is gone while nobody holds the same position."""
    holders = GroupMember.objects.filter(
        group=OuterRef("group"), left_on__isnull=True, position__iexact=OuterRef("position")
    )
    vacant = GroupMember.objects.filter(group=OuterRef("pk"), left_on__isnull=False).exclude(position="")
    vacant = vacant.filter(~Exists(holders), member__status__in=Member.LEFT)
    return Group.objects.filter(Exists(vacant), is_active=True)


@matter(
    "pemilik-tidak-ada",
    title=_("Usaha yang pemiliknya pindah atau meninggal"),
    note=_("Catat pemilik yang melanjutkan, atau bahwa usahanya berhenti."),
    address=("activities:enterprise_list", "matter"),
    roles=REGISTER,
    icon="shop",
)
def enterprises_without_owner():
    """Businesses that go on although their owner is gone."""
    return Enterprise.objects.filter(is_active=True, owner__status__in=Member.LEFT)
