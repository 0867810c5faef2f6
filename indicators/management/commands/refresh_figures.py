"""Compute again what changed: after imports and surveys, by a timer or beside the portal."""

import time

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.utils.translation import gettext as _

from households.models import SurveyRound
from indicators.freshness import rounds_behind
from indicators.services import refresh_round


class Command(BaseCommand):
    help = "Computes the figures of every open round whose sources changed; --watch SECONDS does so for ever."

    def add_arguments(self, parser):
        parser.add_argument("--watch", type=int, metavar="SECONDS", help="look again after so many seconds")

    def handle(self, *args, **options):
        self.refresh()
        while options["watch"]:
            time.sleep(max(1, options["watch"]))
            self.refresh()

    def refresh(self):
        """One round after the other, each for itself: what fails is told and tried again the next time."""
        for survey_round in rounds_behind(SurveyRound.objects.all()):
            try:
                changed = refresh_round(survey_round)
            except (ValidationError, DatabaseError) as error:
                self.stderr.write(f"{survey_round}: {error}")
                continue
            message = _("%(round)s: %(count)d angka dihitung.") % {"round": survey_round, "count": len(changed)}
            self.stdout.write(message)
