from pathlib import Path

# Where migrated databases wait to be copied (see tests.ready), and what their names on PostgreSQL begin with.
CACHE = Path(__file__).resolve().parent.parent / ".pytest_cache" / "ready"
READY = "p2wkss_ready_"
