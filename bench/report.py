"""What was measured, as a table: rows a second, memory, and each ratio beside its goal."""

import sys

from bench.memory import processors
from bench.sizes import EXPORT_ROWS, ROWS, SMALL, STOCK_EXPORT_ROWS, STOCK_ROWS

NAMES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}
COMMIT_GOALS = {"postgresql": 100, "sqlite": 50}
PAGE_GOAL, QUERIES_GOAL = 1.5, 8


def begin(vendor: str) -> None:
    _line(f"\n== {NAMES[vendor]}, {processors()} processors")


def progress(what: str) -> None:
    sys.stderr.write(f"   {what}\n")


def imports(vendor: str, found: dict) -> None:
    ours, xlsx = found["ours_csv"], found["ours_xlsx"]
    stock, bulk, raw = found["stock_csv"], found["stock_bulk_csv"], found["raw"]
    _line(f"\nImport of {ROWS:,} members (stock: {STOCK_ROWS:,}); seconds of all turns")
    _head()
    _spent("stock django-import-export, dry run", stock["rows"], stock["preview"])
    _spent("stock django-import-export", stock["rows"], stock["commit"])
    _spent("stock, bulk and cached look-ups", bulk["rows"], bulk["commit"])
    _spent("ours, preview", ours["rows"], ours["preview"])
    _spent("ours, commit", ours["rows"], ours["commit"])
    _spent("(its statistics, once it is done)", ours["rows"], ours["planner"])
    _spent("ours, XLSX, preview", xlsx["rows"], xlsx["preview"])
    _spent("ours, XLSX, commit", xlsx["rows"], xlsx["commit"])
    _spent("ours, the same file again", ours["rows"], ours["second"])
    _spent("raw COPY" if vendor == "postgresql" else "raw executemany", raw["rows"], raw["commit"])
    commit = _rate(ours["rows"], ours["commit"])
    _goal("commit over stock", commit / _rate(stock["rows"], stock["commit"]), at_least=COMMIT_GOALS[vendor])
    with_planner = {"seconds": ours["commit"]["seconds"] + ours["planner"]["seconds"]}
    _goal("commit and statistics over stock", _rate(ours["rows"], with_planner) / _rate(stock["rows"], stock["commit"]))
    _goal("commit over stock, bulk", commit / _rate(bulk["rows"], bulk["commit"]))
    share = 100 * commit / _rate(raw["rows"], raw["commit"])
    _goal("commit, percent of raw", share, at_least=25 if vendor == "postgresql" else None)
    _goal("preview and commit over both of stock", _rate_of_both(ours) / _rate_of_both(stock))
    _goal("preview, time over commit", ours["preview"]["seconds"] / ours["commit"]["seconds"], at_most=1)
    _goal("XLSX, time over CSV", _rate_of_both(ours) / _rate_of_both(xlsx), at_most=3)
    peak = max(ours[part][of] for part in ("preview", "commit") for of in ("own_mb", "children_mb"))
    _goal("CSV, memory of a process, MB", peak, at_most=200)
    peak = max(xlsx[part][of] for part in ("preview", "commit") for of in ("own_mb", "children_mb"))
    _goal("XLSX, memory of a process, MB", peak)
    _goal("the same file again: new", ours["second_new"], at_most=0)
    _goal("the same file again: changed", ours["second_changed"], at_most=0)


def exports(found: dict) -> None:
    ours, numbers = found["members_csv"], found["numbers_csv"]
    stock, stock_numbers = found["stock_members_csv"], found["stock_numbers_csv"]
    _line(f"\nExport of {EXPORT_ROWS:,} members (stock: {STOCK_EXPORT_ROWS:,})")
    _head()
    for label, part in (
        ("stock, CSV", stock),
        ("stock, CSV, stored values for labels", found["stock_values_csv"]),
        ("ours, CSV", ours),
        ("ours, XLSX", found["members_xlsx"]),
        ("ours, families from the portal, CSV", found["families_download"]),
        ("stock, CSV with numbers", stock_numbers),
        ("ours, CSV with numbers", numbers),
    ):
        _spent(label, part["rows"], part["spent"])
    for label, control, goal in (
        ("CSV over stock", stock, 30),
        ("CSV over stock without labels", found["stock_values_csv"], None),
    ):
        ratio = _rate(ours["rows"], ours["spent"]) / _rate(control["rows"], control["spent"])
        _goal(label, ratio, at_least=goal)
    _goal("CSV, memory, MB", ours["spent"]["own_mb"], at_most=40)
    _goal("CSV, first byte, seconds", ours["first"], below=0.5)
    _goal("CSV, first rows, seconds", ours["first_rows"])
    portal = found["families_download"]
    _goal("portal, memory, MB", portal["spent"]["own_mb"], at_most=40)
    _goal("portal, first byte, seconds", portal["first"], below=0.5)
    _goal("portal, first rows, seconds", portal["first_rows"])
    ratio = _rate(numbers["rows"], numbers["spent"]) / _rate(stock_numbers["rows"], stock_numbers["spent"])
    _goal("CSV with numbers over stock", ratio, at_least=8)
    _goal("XLSX, time over CSV", found["members_xlsx"]["spent"]["seconds"] / ours["spent"]["seconds"])
    _goal("XLSX, time over CSV with numbers", found["members_xlsx"]["spent"]["seconds"] / numbers["spent"]["seconds"])


def lists(pages: dict, families: int) -> None:
    _line(f"\nLists and searches, {families:,} families against {SMALL:,} (milliseconds)")
    _line(f"  {'':34}{'p50':>8}{'p95':>8}{'rows':>6}{'p50':>10}{'p95':>8}{'rows':>6}{'ratio':>8}{'queries':>9}")
    for page, found in pages.items():
        small, large = found["small"], found["large"]
        ratio = large["p95"] / small["p95"]
        queries = max(small["queries"], large["queries"])
        good = ratio <= PAGE_GOAL and queries <= QUERIES_GOAL and not large["counts_all"]
        _line(
            f"  {page:34}{small['p50']:8.0f}{small['p95']:8.0f}{small['rows']:6.0f}"
            f"{large['p50']:10.0f}{large['p95']:8.0f}{large['rows']:6.0f}{ratio:8.2f}"
            f"{queries:9}  {'ok' if good else 'MISSED'}{'  counts the whole table' * large['counts_all']}"
        )
    _line(f"  goal: ratio of the p95 <= {PAGE_GOAL}, <= {QUERIES_GOAL} queries besides the sign-in, no full count")


def recompute(found: dict) -> None:
    _line(
        f"\nIndicators of {found['areas']:,} RT, {found['families']:,} families, {found['answers']:,} persons asked, "
        f"{found['figures']:,} figures"
    )
    _line(f"  {'one statement of SQL, seconds':40}{found['by_hand']:10.2f}")
    _line(f"  {'ours, all that add up, seconds':40}{found['ours']:10.2f}")
    _goal("time over the statement", found["ours"] / found["by_hand"], at_most=3)


def _head():
    _line(f"  {'':40}{'rows/s':>10}{'seconds':>10}{'MB':>7}{'MB children':>13}")


def _spent(label, rows, spent):
    _line(
        f"  {label:40}{_rate(rows, spent):10,.0f}{spent['seconds']:10.2f}{spent['own_mb']:7.0f}"
        f"{spent['children_mb']:13.0f}"
    )


def _goal(label, value, *, at_least=None, at_most=None, below=None):
    verdict = ""
    for sign, limit, holds in (
        (">=", at_least, lambda: value >= at_least),
        ("<=", at_most, lambda: value <= at_most),
        ("<", below, lambda: value < below),
    ):
        if limit is not None:
            verdict = f"  goal {sign} {limit:g}: {'ok' if holds() else 'MISSED'}"
    _line(f"    {label:38}{value:10.2f}{verdict}")


def _rate_of_both(found):
    return found["rows"] / (found["preview"]["seconds"] + found["commit"]["seconds"])


def _rate(rows, spent):
    return rows / spent["seconds"]


def _line(text):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
