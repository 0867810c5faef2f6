"""Words too close to this portal to be a password."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Agency, AgencyName

WORDS = ("p2wkss", "kelurahan", "posyandu", "lokus")
SHORTEST = 4


def words() -> set[str]:
    """The program's own words, the city's name and what its agencies are and were called for short, as letters."""
    names = [*WORDS, *settings.CITY_NAME.split()]
    names += Agency.objects.values_list("code", flat=True)
    names += AgencyName.objects.values_list("short_name", flat=True)
    found = {re.sub(r"[^a-z]", "", name.lower()) for name in names}
    return {word for word in found if len(word) >= SHORTEST} - {"kota", "kabupaten"}


class ContextWordValidator:
    """Refuse a password that is one of our own words with digits or signs around it (posyandu2021!, p2wkss-123456)."""

    def validate(self, password, user=None):
        letters = re.sub(r"[^a-z]", "", password.lower().replace("p2wkss", "pwkss"))
        leftover = letters
        for word in sorted(words(), key=len, reverse=True):
            leftover = leftover.replace(word, "")
        if letters != leftover and len(leftover) < 5:
            raise ValidationError(
                _("Kata sandi terlalu mudah ditebak karena memakai nama program atau wilayah. Tambahkan kata lain."),
                code="password_context_word",
            )

    def get_help_text(self):
        return _("Jangan memakai nama program, perangkat daerah atau wilayah sebagai kata sandi.")
