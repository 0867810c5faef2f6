"""Seal what was added to the audit trail since the last time."""

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from agencies import audit_chain
from agencies.models import AuditLink


class Command(BaseCommand):
    help = (
        "Seals new entries of the audit trail into its chain and prints the newest digests; run it every few minutes."
    )

    def handle(self, *args, **options):
        for trail in AuditLink.Trail.values:
            try:
                sealed = audit_chain.seal(trail)
            except IntegrityError:
                raise CommandError(f"{trail}: another sealer is at work.") from None
            self.stdout.write(f"{trail}: {sealed} entries sealed, digest {audit_chain.head_of(trail)}")
