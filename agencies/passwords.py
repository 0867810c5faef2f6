"""Words too close to this portal to be a password."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WORDS = (
    "p2wkss",
    "depok",
    "dpapmk",
    "dp3ap2kb",
    "bojongsari",
    "kelurahan",
    "posyandu",
    "disrumkim",
    "dinkes",
)


class ContextWordValidator:
    """Refuse a password that is one of our own words with digits or signs around it (Depok2021!, p2wkss-123456)."""

    def validate(self, password, user=None):
        letters = re.sub(r"[^a-z]", "", password.lower().replace("p2wkss", "pwkss"))
        leftover = letters
        for word in WORDS:
            leftover = leftover.replace(word.replace("2", ""), "")
        if letters != leftover and len(leftover) < 5:
            raise ValidationError(
                _("Kata sandi terlalu mudah ditebak karena memakai nama program atau wilayah. Tambahkan kata lain."),
                code="password_context_word",
            )

    def get_help_text(self):
        return _("Jangan memakai nama program, perangkat daerah atau wilayah sebagai kata sandi.")
