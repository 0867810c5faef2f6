"""Identity numbers in forms: errors stand beside the box, warnings are kept for a message after saving."""

from django.core.exceptions import ValidationError

from households.services import guesses
from locations.models import Region, RegionAlias
from p2wkss.base.errors import TOO_MANY
from p2wkss.base.sealed import SealedValue


def known_regions() -> set[str]:
    """The first six digits that NIK and KK numbers of this city begin with: its kecamatan codes without dots."""
    kecamatan = Region.objects.level(Region.Level.KECAMATAN)
    former = RegionAlias.objects.filter(region__in=kecamatan)  # numbers that were given before keep that beginning
    codes = [*kecamatan.values_list("code", flat=True), *former.values_list("code", flat=True)]
    return {code.replace(".", "") for code in codes}


def plain(number) -> str | None:
    """The number behind what a form holds; None where there is none."""
    return number.reveal() if isinstance(number, SealedValue) else number


class ChecksTaken:
    """Mixin of a form with one identity number, `number_field`, whose `user` is known."""

    number_field = ""

    def validate_constraints(self):
        """That a new number is taken answers a guess: such answers are counted and end after a while."""
        name = self.number_field
        is_guess = name in self.changed_data and not self.errors.get(name)
        try:
            if is_guess:
                guesses.ask(self.user)
        except guesses.TooManyGuesses as error:
            self.add_error(name, ValidationError(str(error), code=TOO_MANY))
        else:
            super().validate_constraints()
            if is_guess and self.errors.get(name):
                guesses.count(self.user)


class ChecksNumber(ChecksTaken):
    """`warnings` are sentences to show once the form is saved."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.warnings = []

    def sort_findings(self, name, findings) -> None:
        """Refuse a number for its errors; keep its warnings."""
        errors = [str(finding.message) for finding in findings if finding.severity == "error"]
        if errors:
            self.add_error(name, ValidationError(errors))
        else:
            self.warnings = [str(finding.message) for finding in findings]
