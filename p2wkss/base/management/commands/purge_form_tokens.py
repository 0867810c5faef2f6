"""Forget the tokens of forms that nobody can send twice any more."""

from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from p2wkss.base.models import FormToken


class Command(BaseCommand):
    help = "Removes the tokens of forms saved more than some days ago; a form left open longer has no session any more."

    def add_arguments(self, parser):
        parser.add_argument("--days", type=int, default=7, help="how long a token is kept")

    def handle(self, *args, days, **options):
        old = FormToken.objects.filter(created_at__lt=timezone.now() - timedelta(days=days))
        count, _by_model = old.delete()
        self.stdout.write(f"{count} form tokens removed.")
