"""The optional columns about the house."""

from decimal import Decimal

from tests.imports.register_files import HEADER, PEOPLE, judged, text


def test_house_columns_are_read_where_they_are():
    header = [
        *HEADER,
        "Atap",
        "Dinding",
        "Jenis Lantai",
        "Luas Lantai (m2)",
        "Sumber Air Minum",
        "Jamban",
        "Septic Tank",
        "Listrik",
    ]
    house = ["Genteng", "Tembok", "Keramik", "36,5", "Leding", "Milik sendiri", "Tangki septik", "PLN dengan meteran"]
    rows, _findings, verdict = judged(text([[*person, *house] for person in PEOPLE], header=header))
    assert verdict.outcome == "ACCEPT"
    assert rows[0].value.house == (
        None,  # whose the building is
        None,  # and by which proof
        "tile",
        "masonry",
        "ceramic",
        Decimal("36.5"),
        "piped",
        "own",
        "septic_tank",
        "pln_metered",
    )


def test_an_unknown_house_value_is_warned_about_and_not_stored():
    header = [*HEADER, "atap", "luas_lantai"]
    rows, _findings, verdict = judged(text([[*person, "Awan", "6x6"] for person in PEOPLE], header=header))
    assert (verdict.outcome, set(verdict.codes)) == ("ACCEPT_WARN", {"house_value_unknown", "area_format"})
    assert set(rows[0].value.house) == {None}
