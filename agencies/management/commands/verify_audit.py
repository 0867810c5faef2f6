"""Prove that nothing of the audit trail was changed or taken away."""

from django.core.management.base import BaseCommand, CommandError

from agencies import audit_chain
from agencies.models import AuditLink


class Command(BaseCommand):
    help = "Follows the chain over the audit trail and names the first link that no longer holds."

    def add_arguments(self, parser):
        for trail in AuditLink.Trail.values:
            parser.add_argument(f"--{trail}", default="", metavar="DIGEST", help="a digest that the chain once had")

    def handle(self, *args, **options):
        broken = False
        for trail in AuditLink.Trail.values:
            verdict = audit_chain.verify(trail, expected=options[trail])
            broken = broken or bool(verdict.broken)
            said = f"BROKEN at {verdict.broken}" if verdict.broken else "unbroken"
            counts = f"{verdict.sealed} entries sealed, {verdict.waiting} waiting, digest {verdict.head}"
            self.stdout.write(f"{trail}: {said}; {counts}")
        if broken:
            raise CommandError("The audit trail was tampered with. Keep this database as it is and tell the auditor.")
