"""Identity numbers in forms: errors stand beside the box, warnings are kept for a message after saving."""

from django.core.exceptions import ValidationError

from locations.models import Region
from p2wkss.base.sealed import SealedValue


def known_regions() -> set[str]:
    """The first six digits that NIK and KK numbers of this city begin with: its kecamatan codes without dots."""
    codes = Region.objects.level(Region.Level.KECAMATAN).values_list("code", flat=True)
    return {code.replace(".", "") for code in codes}


def plain(number) -> str | None:
    """The number behind what a form holds; None where there is none."""
    return number.reveal() if isinstance(number, SealedValue) else number


class ChecksNumber:
    """Mixin of a form with one identity number. `warnings` are sentences to show once the form is saved."""

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
