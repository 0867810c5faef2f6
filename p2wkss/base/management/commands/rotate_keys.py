"""Bring every sealed identity number under the current key."""

from django.core.management.base import BaseCommand, CommandError

from p2wkss.base import rotation
from p2wkss.base.keys import keyring


class Command(BaseCommand):
    help = (
        "Seals all identity numbers under the first key of SEALING_KEYS. It can be stopped and started again; "
        "when it ends without a complaint the old keys may be taken out of SEALING_KEYS."
    )

    def add_arguments(self, parser):
        parser.add_argument("--chunk", type=int, default=rotation.CHUNK, help="rows in one transaction")
        parser.add_argument(
            "--reindex",
            action="store_true",
            help="compute the blind indexes anew, after INDEX_KEY was changed",
        )

    def handle(self, *args, chunk, reindex, **options):
        unreadable = 0
        for field in rotation.fields_to_rotate():
            unreadable += self._walk(field.place, rotation.rotate(field, chunk=chunk), "sealed")
            if reindex and field.index:
                unreadable += self._walk(field.place, rotation.reindex(field, chunk=chunk), "indexed")
        for place, rotate in rotation.OTHER_PLACES.items():
            unreadable += self._walk(place, rotate(reindex=reindex), "sealed")
        if unreadable:
            raise CommandError(f"{unreadable} values are opened by none of the keys: keep the old keys.")
        self.stdout.write(f"All identity numbers are under the key {keyring().current}.")

    def _walk(self, place, steps, verb):
        written = unreadable = 0
        for step in steps:
            written += step.written
            unreadable += len(step.unreadable)
            for pk in step.unreadable:
                self.stderr.write(f"{place}: row {pk} cannot be opened.")
        self.stdout.write(f"{place}: {written} values {verb} anew.")
        return unreadable
