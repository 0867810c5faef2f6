"""Published reference cases, one file each, with a reader for the tests."""

import csv
from pathlib import Path


def rows(name):
    """The rows of `NAME.csv` in this folder, as dictionaries of strings."""
    with (Path(__file__).resolve().parent / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
