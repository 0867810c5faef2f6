"""How much is measured; the defaults end in some minutes, the figures in brackets are those of a whole city."""

import os


def number(name: str, default: int) -> int:
    return int(os.environ.get(name, default))


ROWS = number("BENCH_ROWS", 20_000)  # members in the imported file (100,000)
STOCK_ROWS = number("BENCH_STOCK_ROWS", 2_000)  # of them, how many the stock way gets: it is slow at any size
EXPORT_ROWS = number("BENCH_EXPORT_ROWS", 100_000)  # members in the exported file (750,000)
STOCK_EXPORT_ROWS = number("BENCH_STOCK_EXPORT_ROWS", 20_000)  # stock keeps the whole file in memory
FAMILIES = number("BENCH_FAMILIES", 20_000)  # families in the register whose lists are measured (750,000)
SMALL = 1_000  # what they are compared with
REQUESTS = number("BENCH_REQUESTS", 60)  # requests a page
KILLS = number("BENCH_KILLS", 100)  # commits killed on each database
RECOMPUTE_FAMILIES = number("BENCH_RECOMPUTE_FAMILIES", 20_000)  # families whose figures are computed (750,000)
RECOMPUTE_TURNS = number("BENCH_RECOMPUTE_TURNS", 3)
SEED = 11
