"""The slum surveys of both rounds, targets for the three aspects, and figures that agencies typed in."""

from datetime import date
from decimal import Decimal

from django.db.models import Avg

from demo.condition import lacks_tank, lacks_toilet, lacks_water
from demo.dates import BASELINE, FINAL_CHECK_ON
from demo.places import AREAS_HA, RT_01
from demo.world import World
from indicators.models import Contribution, Indicator, Measurement, SlumSurvey, Target, WorkPrice

# Criteria the register does not know, as measured in the lanes: before, after. The works explain the difference:
# 390 m of road, 280 m of drain (160 new, 120 mended), bins for 45 families, extinguishers near 38 houses.
FIELD = {
    "1a": ("52", "52"),
    "1b": ("0", "0"),
    "2a": ("60", "60"),
    "2b": ("610", "220"),
    "3b": ("9", "6"),
    "4a": ("0.9200", "0.8300"),
    "4b": ("300", "140"),
    "4c": ("410", "290"),
}
IDEAL_ROAD_M, IDEAL_DRAIN_M = Decimal(780), Decimal(520)
FAMILIES_WITH_BINS, HOUSES_NEAR_EXTINGUISHER = 45, 38

# Targets: indicator, what is to be reached by the final check. The baselines are measured.
TARGETS = {
    "I13": "15",
    "I05": "22",
    "I08": "8",
    "I09": "2",
    "I06": "390",
    "I07": "110",
    "I10": "1",
    "I11": "2",
    "I12": "8",
    "I36": "14",
    "I02": "18",
    "I03": "4200000",
    "I35": "63",
    "I23": "9.6",
    "I21": "1",
    "I22": "2",
    "I34": "85",
    "I14": "8",
    "I17": "85",
    "I18": "75",
    "I15": "1",
    "I16": "1",
    "I25": "14",
    "I26": "14",
    "I29": "97",
}
# Typed in: indicator, March, November, who says so.
TYPED = (
    ("I06", 710, 430, "Survei lapangan DPUPR"),
    ("I07", 610, 220, "Survei lapangan DPUPR"),
    ("I10", 0, 1, "DLHK, berita acara bank sampah"),
    ("I11", 14, 2, "Survei lapangan DISHUB"),
    ("I12", 0, 8, "DISDAMKAR, berita acara serah terima"),
    ("I04", 31, 34, "Daftar penerima DINSOS"),
    ("I15", 2, 1, "Puskesmas Bojongsari"),
    ("I16", 0, 1, "DP3AP2KB"),
    ("I19", None, 3, "Catatan kelurahan"),
    ("I20", 0, 0, "Puskesmas Bojongsari"),
    ("I24", 1, 1, "DISDIK"),
)
MEAN_INCOME = "I03"
SOURCE = "(angka contoh)"
# What the works cost, rupiah a unit: all but the ordering of buildings and the planning of density and flooding.
PRICES = (
    ("2a", "Pembukaan jalan lingkungan lebar 1,5 m", 650_000),
    ("2b", "Beton jalan lingkungan lebar 1,5 m, tebal 10 cm", 420_000),
    ("3a", "Sambungan air perpipaan ke rumah", 2_500_000),
    ("4b", "Saluran u-ditch 30 x 40 cm", 780_000),
    ("4c", "Perbaikan saluran pasangan batu", 350_000),
    ("5a", "Tangki septik individual", 6_000_000),
    ("5b", "Jamban leher angsa", 4_500_000),
    ("6a", "Tempat sampah terpilah tiap keluarga", 300_000),
    ("6b", "Gerobak dan bank sampah, dibagi tiap keluarga", 250_000),
    ("7b", "APAR 6 kg, satu untuk lima rumah", 110_000),
    ("1c", "Rehab rumah tidak layak huni", 23_000_000),
    ("rtlh", "Rehab rumah tidak layak huni", 23_000_000),
)
PRICED_ON = date(2021, 1, 4)
SERVES = {
    "rtlh": ("I05", "I13"),
    "rtlh_baznas": ("I05",),
    "road": ("I07", "I13"),
    "drain": ("I06", "I13"),
    "septic": ("I08", "I05"),
    "water": ("I09",),
    "waste_bank": ("I10",),
    "light": ("I11",),
    "extinguisher": ("I12",),
    "feeding": ("I14",),
    "posyandu": ("I17", "I14"),
    "family_planning": ("I18",),
    "tuberculosis": ("I15",),
    "posyandu_rehab": ("I16",),
    "equivalency": ("I22", "I23"),
    "back_to_school": ("I21",),
    "catering": ("I25",),
    "licence": ("I26",),
    "digital": ("I26",),
    "papers": ("I29",),
}


def make_slum_surveys(world: World) -> None:
    """Write the area survey of RT 01 for both rounds; what the register knows is counted from the houses."""
    rounds = ((world.baseline, "was", BASELINE[1]), (world.endline, "now", date(2021, 11, 19)))
    world.store(
        SlumSurvey(
            round=round_,
            region=world.regions[RT_01],
            surveyed_on=day,
            surveyor=world.users["staff"],
            area_ha=AREAS_HA[RT_01],
            ideal_road_m=IDEAL_ROAD_M,
            ideal_drain_m=IDEAL_DRAIN_M,
            source="Survei lapangan contoh; 1c, 3a, 5a dan 5b dihitung dari penilaian rumah",
            **_counted(world, key),
            **{f"v_{criterion}": Decimal(pair[key == "now"]) for criterion, pair in FIELD.items()},
        )
        for round_, key, day in rounds
    )


def _counted(world, key):
    homes = [home for home in world.homes if home.house.region.code == RT_01]
    families = [(home, family) for home in homes for family in home.families if family.present(key)]

    def living_with(problem):
        return Decimal(sum(problem(getattr(home, key)) for home, _family in families))

    after = key == "now"
    unserved = len(families) - (FAMILIES_WITH_BINS if after else 0)
    return {
        "buildings": len(homes),
        "households": len(families),
        "v_1c": Decimal(len(world.helped[f"unfit_{key}"])),
        "v_3a": living_with(lacks_water),
        "v_5a": living_with(lambda found: lacks_tank(found) or lacks_toilet(found)),
        "v_5b": living_with(lacks_toilet),
        "v_6a": Decimal(unserved),
        "v_6b": Decimal(unserved),
        "v_7a": Decimal(len(homes)),
        "v_7b": Decimal(len(homes) - (HOUSES_NEAR_EXTINGUISHER if after else 0)),
    }


def make_prices(world: World) -> None:
    """Write what the works cost; some stay unknown, as in life."""
    world.store(
        WorkPrice(work=work, name=name, amount=amount, source=f"Harga satuan {SOURCE}", valid_from=PRICED_ON)
        for work, name, amount in PRICES
    )


def make_measurements(world: World) -> None:
    """Write the figures that were typed in, each with who says so."""
    indicators = {indicator.code: indicator for indicator in Indicator.objects.all()}
    rounds = ((world.baseline, BASELINE[1], 1), (world.endline, date(2021, 11, 19), 2))
    world.store(
        Measurement(
            target_area=world.lokus,
            indicator=indicators[row[0]],
            round=round_,
            measured_on=day,
            value=Decimal(row[place]),
            source=f"{row[3]} {SOURCE}",
        )
        for row in TYPED
        for round_, day, place in rounds
        if row[place] is not None
    )
    world.store(
        Measurement(
            target_area=world.lokus,
            indicator=indicators[MEAN_INCOME],
            round=round_,
            measured_on=day,
            value=_mean_income(round_),
            source=f"Rekap DPAPMK dari pendataan keluarga {SOURCE}",
        )
        for round_, day, _place in rounds
    )
    world.store(
        Contribution(intervention=world.interventions[key], indicator=indicators[code])
        for key, codes in SERVES.items()
        for code in codes
    )


def _mean_income(round_):
    """Rupiah a month, to the nearest thousand, as staff would type it."""
    mean = round_.household_surveys.aggregate(mean=Avg("income"))["mean"]
    return Decimal(round(mean, -3))


def make_targets(world: World) -> None:
    """Write what the lokus wants to reach, from the figures measured in March."""
    first = {
        measurement.indicator_id: measurement
        for measurement in Measurement.objects.filter(target_area=world.lokus, round=world.baseline)
    }
    world.store(
        _target(world, indicator, first.get(indicator.pk)) for indicator in Indicator.objects.filter(code__in=TARGETS)
    )


def _target(world, indicator, measured):
    known = measured is not None and measured.value is not None
    return Target(
        target_area=world.lokus,
        indicator=indicator,
        baseline=measured.value if known else None,
        baseline_on=measured.measured_on if known else None,
        baseline_source=(measured.source or "Data awal Maret 2021") if known else "",
        target=Decimal(TARGETS[indicator.code]),
        due_on=FINAL_CHECK_ON,
    )
