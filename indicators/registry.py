"""The methods that compute indicators, by name: a new indicator is one function, one test and one data row.

::

    @method(_("Rumah tidak layak huni"), unit="%", version="1", about=_("Rumah tidak layak huni dibagi ..."))
    def unfit_house_share(surveyed):
        \"\"\"Unfit houses as a share of the houses judged in the round, percent.\"\"\"
        return share(Q(unfit=True), of=surveyed.houses().knowing(unfit__isnull=False))

The function gets what was surveyed (`indicators.surveyed`) and returns a question or a `Counted`. Called by anyone
else, a method takes the survey round itself: `unfit_house_share(survey_round).value`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from django.utils.functional import Promise

from indicators.counting import Counted, Question
from indicators.surveyed import Surveyed


@dataclass(frozen=True)
class Method:
    """A way to compute an indicator.

    Another `version` says that figures before and after are made differently. `has_parts`: the figure of an area
    comes from the sums of its RT (indicators.tally), which is not so for scores, indices and middles. `about` says to
    people how the figure is made.
    """

    slug: str
    label: Promise
    unit: str
    version: str
    about: Promise
    has_parts: bool
    function: Callable[[Surveyed], Question | Counted]

    def __call__(self, survey_round) -> Counted:
        """Count in one survey round, in the regions its lokus is made of today."""
        return self.count(Surveyed.of(survey_round))

    def count(self, surveyed: Surveyed) -> Counted:
        found = self.function(surveyed)
        return found.answer() if isinstance(found, Question) else found


_METHODS: dict[str, Method] = {}


def method(label, *, unit, about, version="1", has_parts=True):
    """Register a function under its name."""

    def register(function) -> Method:
        if function.__name__ in _METHODS:
            raise ValueError(f"two methods are called {function.__name__}")
        _METHODS[function.__name__] = Method(function.__name__, label, unit, version, about, has_parts, function)
        return _METHODS[function.__name__]

    return register


def methods() -> dict[str, Method]:
    """Every method by its slug. The modules of `indicators.measures` register theirs when they are first read."""
    import_module("indicators.measures")
    return _METHODS


def method_choices():
    """[(slug, label)] for forms and the admin; a function, so that a new method is no migration."""
    return [(found.slug, found.label) for found in methods().values()]
