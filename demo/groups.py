"""Women's groups and the small businesses of their members, with turnover month by month."""

from datetime import date

from activities.models import Enterprise, EnterpriseTurnover, Group, GroupMember
from demo.changes import age_now
from demo.places import RT_01, RW_02
from demo.world import World

# Key, name, kind, area, coach, formed on, members.
GROUPS = (
    ("kwt", "KWT Melati Berseri", "kwt", RT_01, "DKP3", date(2021, 6, 11), 20),
    ("waste_bank", "Bank Sampah Bojong Bersih", "waste_bank", RT_01, "DLHK", date(2021, 6, 1), 16),
    ("uppks", "UPPKS Kenanga", "uppks", RT_01, "DKUM", date(2021, 6, 21), 12),
    ("bkb", "BKB Ceria RW 02", "poktan", RW_02, "DP3AP2KB", date(2021, 5, 24), 14),
    ("bkl", "BKL Sejahtera RW 02", "poktan", RW_02, "DP3AP2KB", date(2021, 7, 30), 10),
)
POSITIONS = ("Ketua", "Sekretaris", "Bendahara")
# Name, product, group, started before the programme, licence, turnover in a usual month (rupiah).
BUSINESSES = (
    ("Dapur Bu {name}", "Sirup dan dodol belimbing", "uppks", True, "", 1_900_000),
    ("Warung {name}", "Kelontong", "", True, "", 5_400_000),
    ("Jahit {name}", "Masker kain dan permak", "uppks", True, "NIB (contoh)", 2_600_000),
    ("Kue {name}", "Kue basah pesanan", "uppks", True, "NIB dan PIRT (contoh)", 3_100_000),
    ("Lele {name}", "Lele segar", "kwt", False, "", 1_200_000),
    ("Sayur {name}", "Sayur hidroponik", "kwt", False, "", 650_000),
    ("Keripik {name}", "Keripik singkong", "uppks", True, "NIB (contoh)", 1_750_000),
    ("Nasi uduk {name}", "Nasi uduk pagi", "", True, "", 4_200_000),
    ("Kerajinan {name}", "Tas dari kemasan", "waste_bank", False, "", 420_000),
    ("Laundry {name}", "Cuci setrika kiloan", "", True, "", 2_900_000),
    ("Bir pletok {name}", "Minuman rempah", "uppks", False, "NIB (contoh)", 980_000),
    ("Rias {name}", "Rias pengantin", "", True, "", 1_400_000),
    ("Bibit {name}", "Bibit cabai dan terung", "kwt", False, "", 520_000),
    ("Katering {name}", "Nasi kotak", "uppks", False, "NIB (contoh)", 2_200_000),
)
MONTHS = [date(2021, month, 1) for month in range(3, 11)]
FIRST_NEW = date(2021, 7, 1)
# The second wave of the pandemic took a good third of the sales in July and August.
SLUMP = {7: 0.62, 8: 0.7}


def choose_members(world: World) -> None:
    """Name the women of each group and the owners of businesses; sessions and works refer to them."""
    women = [
        person
        for family in world.helped["enrolled"]
        for person in family.people
        if person.now and person.is_woman and 21 <= age_now(person) <= 62
    ]
    world.dice.shuffle(women)
    taken = 0
    for key, *_facts, size in GROUPS:
        start = taken % max(1, len(women) - size)
        world.helped[key] = women[start : start + size]
        taken += size
    world.helped["owners"] = women[::-1][: len(BUSINESSES)]


def make_groups(world: World) -> None:
    """Write groups, members, businesses and their turnover."""
    groups = world.store(
        Group(
            name=name,
            kind=kind,
            target_area=world.lokus,
            region=world.regions[code],
            coach=world.agencies[coach],
            formed_on=formed_on,
        )
        for _key, name, kind, code, coach, formed_on, _size in GROUPS
    )
    by_key = {row[0]: group for row, group in zip(GROUPS, groups, strict=True)}
    world.store(
        GroupMember(
            group=group,
            member=person.member,
            position=POSITIONS[place] if place < len(POSITIONS) else "Anggota",
            joined_on=group.formed_on,
        )
        for key, group in by_key.items()
        for place, person in enumerate(world.helped[key])
    )
    _make_businesses(world, by_key)


def _make_businesses(world, groups):
    owners = world.helped["owners"]
    enterprises = world.store(
        Enterprise(
            owner=owner.member,
            name=name.format(name=owner.member.name.split()[0]),
            product=product,
            group=groups.get(group),
            licence=licence,
            started_on=world.dice.day(date(2015, 1, 5), date(2020, 6, 30)) if before else FIRST_NEW,
        )
        for owner, (name, product, group, before, licence, _usual) in zip(owners, BUSINESSES, strict=False)
    )
    world.store(
        EnterpriseTurnover(
            enterprise=enterprise,
            month=month,
            turnover=_turnover(world.dice, usual, month, since=None if before else FIRST_NEW),
            workers=1 + (usual > 3_000_000),
        )
        for enterprise, (_name, _product, _group, before, _licence, usual) in zip(enterprises, BUSINESSES, strict=False)
        for month in MONTHS
        if before or month >= FIRST_NEW
    )


def _turnover(dice, usual, month, *, since):
    """Sales of a month: the slump of the pandemic for who traded before, slow beginnings for who is new."""
    if since is None:
        growth = SLUMP.get(month.month, 1 + 0.02 * (month.month - 3))
    else:
        growth = 0.4 + 0.2 * (month.month - since.month)
    return round(usual * growth * dice.uniform(0.9, 1.1), -4)
