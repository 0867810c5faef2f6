"""Put a backup in the place of database and media."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from p2wkss.base.backup.archive import WrongPlace, check, head_of, restore
from p2wkss.base.backup.databases import store_for
from p2wkss.base.backup.media import NoRoom
from p2wkss.base.backup.scratch import Failed
from p2wkss.base.backup.sealed_stream import DamagedBackup
from p2wkss.base.backup.upgrade import bring_up_to_date, is_older


class Command(BaseCommand):
    help = "Replaces the database (migrated to the same state) and the media files by those of a backup."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="also where there are users already")
        parser.add_argument("--as-it-is", action="store_true", help="used where an older backup is migrated up")

    def handle(self, *args, file, replace, **options):
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        if not replace and get_user_model()._default_manager.exists():
            raise CommandError("This portal has users already. Give --replace to lose what is in it now.")
        media_root = Path(settings.MEDIA_ROOT)
        try:
            head = head_of(file)
            if not options["as_it_is"] and is_older(head):
                contents = self._restore_older(file, head, media_root)
            else:
                contents = restore(file, store_for(connection), media_root, scratch=options["as_it_is"])
        except DamagedBackup as problem:
            raise CommandError(f"{file} was refused and nothing was changed: {problem}.") from None
        except (WrongPlace, NoRoom, Failed) as problem:
            raise CommandError(f"Nothing was changed. {problem}") from None
        self.stdout.write(
            f"Restored {contents.rows} rows of {len(contents.tables)} tables and {len(contents.media)} files."
        )

    def _restore_older(self, file, head, media_root):
        """What an older version wrote is brought up to date beside the portal first."""
        check(file)
        made = ", ".join(filter(None, [head.get("version"), (head.get("commit") or "")[:12], head["made_at"]]))
        self.stdout.write(f"An older version made this backup ({made}); it is migrated up first.")
        with tempfile.TemporaryDirectory(prefix="p2wkss-restore-") as folder:
            newer = Path(folder) / "newer.backup"
            bring_up_to_date(file, head, newer, media_root)
            return restore(newer, store_for(connection), media_root)
