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

from django.utils.functional import Promise

from indicators.counting import Counted, Question
from indicators.surveyed import Surveyed
from p2wkss.base.registry import Registry


@dataclass(frozen=True)
class Method:
    """A way to compute an indicator.

    Another `version` says that figures before and after are made differently. `has_parts`: the figure of an area
    comes from the sums of its RT (indicators.tally), which is not so for scores, indices and middles. `about` says to
    people how the figure is made. `source` is the right to what it is counted from, where a row behind the figure tells
    more of somebody than the row itself: who lacks it sees how many, not who.
    """

    slug: str
    function: Callable[[Surveyed], Question | Counted]
    label: Promise
    unit: str
    about: Promise
    version: str = "1"
    has_parts: bool = True
    source: str = ""

    def __call__(self, survey_round) -> Counted:
        """Count in one survey round, in the regions its lokus is made of today."""
        return self.count(Surveyed.of(survey_round))

    def count(self, surveyed: Surveyed) -> Counted:
        found = self.function(surveyed)
        return found.answer() if isinstance(found, Question) else found


METHODS: Registry[Method] = Registry(Method, home="indicators.measures")
method = METHODS.register


def methods() -> Registry[Method]:
    """Every method by its slug."""
    return METHODS


def method_choices():
    """[(slug, label)] for forms and the admin; a function, so that a new method is no migration."""
    return METHODS.choices()
