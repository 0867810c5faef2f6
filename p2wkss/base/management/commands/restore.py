"""Put a backup in the place of database and media."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from p2wkss.base.backup.archive import WrongPlace, restore
from p2wkss.base.backup.databases import store_for
from p2wkss.base.backup.sealed_stream import DamagedBackup


class Command(BaseCommand):
    help = "Replaces the database (migrated to the same state) and the media files by those of a backup."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="also where there are users already")

    def handle(self, *args, file, replace, **options):
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        if not replace and get_user_model()._default_manager.exists():
            raise CommandError("This portal has users already. Give --replace to lose what is in it now.")
        try:
            contents = restore(file, store_for(connection), Path(settings.MEDIA_ROOT))
        except DamagedBackup as problem:
            raise CommandError(f"{file} was refused and nothing was changed: {problem}.") from None
        except WrongPlace as problem:
            raise CommandError(f"Nothing was changed. {problem}") from None
        self.stdout.write(
            f"Restored {contents.rows} rows of {len(contents.tables)} tables and {len(contents.media)} files."
        )
