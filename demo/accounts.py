"""The eight accounts of the demo, one for each kind of user, and the agencies only the demo has."""

from dataclasses import dataclass

from agencies.models import Agency, User
from agencies.roles import Role
from demo.places import BOJONGSARI, RW_02
from demo.world import World
from locations.models import Assignment

INVENTED_AGENCIES = (
    ("KEL-BOJONGSARI", "Kelurahan Bojongsari", Agency.Kind.KELURAHAN, "data dasar, Dana RW"),
    ("KEC-BOJONGSARI", "Kecamatan Bojongsari", Agency.Kind.KECAMATAN, "koordinasi wilayah"),
    ("CSR-CONTOH", "PT Contoh Sejahtera (rekaan)", Agency.Kind.COMPANY, "tanggung jawab sosial perusahaan"),
)


@dataclass(frozen=True)
class Account:
    username: str
    role: Role
    name: str
    agency: str = ""
    area: str = ""


ACCOUNTS = (
    Account("admin", Role.ADMIN, "Administrator DPAPMK (contoh)", "DP3AP2KB"),
    Account("staff", Role.STAFF, "Staf DPAPMK (contoh)", "DP3AP2KB"),
    Account("agency", Role.AGENCY, "Operator DISRUMKIM (contoh)", "DISRUMKIM"),
    Account("agency2", Role.AGENCY, "Operator DINKES (contoh)", "DINKES"),
    Account("kelurahan", Role.KELURAHAN, "Operator Kelurahan Bojongsari (contoh)", "KEL-BOJONGSARI", BOJONGSARI),
    Account("cadre", Role.CADRE, "Kader Posyandu Melati RW 02 (contoh)", "", RW_02),
    Account("evaluator", Role.EVALUATOR, "Tim Penilai Provinsi (contoh)", "DP3AKB-JABAR"),
    Account("leader", Role.LEADER, "Pimpinan Kota (contoh)", "SETDA"),
)


def make_accounts(world: World, password: str) -> None:
    """Add the demo's own agencies and the eight accounts with their areas."""
    world.store(
        Agency(code=code, name=name, kind=kind, field=work, source="Contoh")
        for code, name, kind, work in INVENTED_AGENCIES
    )
    world.agencies = {agency.code: agency for agency in Agency.objects.all()}
    users = []
    for account in ACCOUNTS:
        user = User(
            username=account.username,
            role=account.role,
            name=account.name,
            agency=world.agencies.get(account.agency),
        )
        user.set_password(password)
        users.append(user)
    world.users = {user.username: user for user in world.store(users)}
    world.store(
        Assignment(user=world.users[account.username], region=world.regions[account.area])
        for account in ACCOUNTS
        if account.area
    )


def set_passwords(password: str) -> None:
    """Give every account of the demo this password."""
    users = list(User.objects.filter(username__in=[account.username for account in ACCOUNTS]))
    for user in users:
        user.set_password(password)
    User.objects.bulk_update(users, ["password"])
