"""A backup that an older version made: restored as it was in a scratch portal, migrated up there, backed up again."""

from pathlib import Path

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from p2wkss.base.backup.media import restoring
from p2wkss.base.backup.scratch import scratch_portal


def is_older(head: dict) -> bool:
    """Whether all of the backup's migrations are known here, and some of today's are missing from it."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(connection).disk_migrations}
    made = set(head["migrations"])
    return made < known


def bring_up_to_date(path: Path, head: dict, target: Path, media_root: Path) -> None:
    """Write to `target` the same backup as this version would have made it; raises scratch.Failed.

    The files lie open in the scratch portal, so its folder is one of the media folder's, where leftovers are removed.
    """
    with restoring(media_root), scratch_portal(media_root) as run:
        for app, name in last_migrations(head["migrations"]):
            run("migrate", app, name, "--verbosity", "0")
        run("createcachetable")
        run("restore", str(path.resolve()), "--replace", "--as-it-is")
        run("migrate", "--verbosity", "0")
        run("backup", "--output", str(target))


def last_migrations(applied: list[str]) -> list[tuple[str, str]]:
    """Of each app the migration to stop at: the one that no other applied migration of the app stands on."""
    graph = MigrationLoader(connection).graph
    done = {tuple(name.split(".", 1)) for name in applied}
    last = []
    for app, name in sorted(done):
        later = {child.key for child in graph.node_map[(app, name)].children if child.key[0] == app}
        if not later & done:
            last.append((app, name))
    return last
