"""Kill commits of an import at random moments, on both databases: `python -m tests.postgres python -m bench.kills`.

BENCH_KILLS says how many on each; what counts is that no batch is half-written afterwards.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

from bench.__main__ import _environment
from bench.databases import VENDORS, Databases


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="p2wkss-kills-", dir=os.environ.get("BENCH_FOLDER")) as folder:
        for vendor in VENDORS:
            databases = Databases(vendor, Path(folder), _environment(folder))
            databases.make("kills")
            found = json.loads(databases.run("kills", "-m", "bench.measure", "killing.run"))
            sys.stdout.write(
                f"{vendor}: {found['killed']} commits killed, {found['ended']} had ended before, "
                f"{found['half']} batches half-written\n"
            )
            databases.drop("kills")


if __name__ == "__main__":
    main()
