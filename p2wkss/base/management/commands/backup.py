"""Write a backup of database and media."""

import os
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from p2wkss.base.backup.archive import write_backup
from p2wkss.base.backup.databases import store_for
from p2wkss.base.backup.media import finish


class Command(BaseCommand):
    help = "Writes the database and the media files to one sealed file. The keys are not in it: keep them apart."

    def add_arguments(self, parser):
        parser.add_argument("--output", type=Path, required=True, help="the file, or a folder for one with its time")

    def handle(self, *args, output, **options):
        if output.is_dir():
            output /= f"p2wkss-{timezone.localtime():%Y%m%d-%H%M%S}.backup"
        finish(Path(settings.MEDIA_ROOT))
        part = output.with_name(output.name + ".part")
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                contents = write_backup(file, store_for(connection), Path(settings.MEDIA_ROOT))
                file.flush()
                os.fsync(file.fileno())
            part.replace(output)
        finally:
            part.unlink(missing_ok=True)
        self.stdout.write(
            f"{output}: {contents.rows} rows of {len(contents.tables)} tables, {len(contents.media)} files."
        )
