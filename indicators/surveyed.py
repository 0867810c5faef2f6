"""What figures are counted from: the rows of survey rounds, in the regions that their lokus is made of today."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from households.ages import aged
from households.models import House, HouseAssessment, Household, HouseholdSurvey, Member, MemberSurvey, SurveyRound
from indicators.counting import Rows
from locations.models import Region


@dataclass(frozen=True)
class Surveyed:
    """One survey round, or several of the same period, with their regions.

    Ages are those of the first day of the round, for everybody the same. What happens over time (attendance,
    weighing) counts until `ends_on`: the round's last day, or today while that has not come. Rows of a family or
    person that was merged into another are left out, or they would count twice.
    """

    rounds: tuple[int, ...]
    target_areas: tuple[int, ...]
    regions: tuple[int, ...]
    city: str
    starts_on: dt.date
    ends_on: dt.date

    @classmethod
    def of(cls, survey_round: SurveyRound) -> "Surveyed":
        """The round with the RT and RW of its lokus as they are today; one query."""
        area = survey_round.target_area
        regions = tuple(regions_of([area.pk]).values_list("pk", flat=True))
        return cls((survey_round.pk,), (area.pk,), regions, *period_of(survey_round))

    def houses(self) -> Rows:
        """The houses assessed in the round; all standing houses should have been."""
        return Rows(
            queryset=self.assessments(),
            model="households.house",
            key="house_id",
            region="house__region_id",
            round="round_id",
            eligible=House.objects.standing().filter(region__in=self.regions),
        )

    def families_by_house(self) -> Rows:
        """The active families living in houses assessed in the round; conditions are about the assessment."""
        return Rows(
            queryset=self.assessments().filter(house__households__status=Household.Status.ACTIVE),
            model="households.household",
            key="house__households",
            region="house__region_id",
            round="round_id",
            eligible=self.active_families(),
        )

    def families(self) -> Rows:
        """The families asked in the round; all active families should have been."""
        return Rows(
            queryset=HouseholdSurvey.objects.filter(round__in=self.rounds, household__region__in=self.regions).exclude(
                household__status=Household.Status.MERGED
            ),
            model="households.household",
            key="household_id",
            region="household__region_id",
            round="round_id",
            eligible=self.active_families(),
        )

    def people(self, *, at_least: int | None = None, under: int | None = None, **about) -> Rows:
        """The persons asked in the round who are of an age and as `about` says (lookups on the member)."""
        rows = MemberSurvey.objects.filter(round__in=self.rounds, member__household__region__in=self.regions)
        return Rows(
            queryset=rows.exclude(member__status=Member.Status.MERGED),
            model="households.member",
            key="member_id",
            region="member__household__region_id",
            round="round_id",
            sex="member__sex",
            eligible=self.active_people().filter(self._who("", at_least, under, about)),
            known=self._who("member__", at_least, under, about),
        )

    def residents(self, *, at_least: int | None = None, under: int | None = None, **about) -> Rows:
        """The active members of the register, whether they were asked in the round or not."""
        return Rows(
            queryset=self.active_people(),
            model="households.member",
            key="pk",
            region="household__region_id",
            sex="sex",
            known=self._who("", at_least, under, about),
        )

    def _who(self, path, at_least, under, about) -> Q:
        """The age and what else is asked of a member, whom `path` leads to."""
        whom = Q(**{f"{path}{lookup}": value for lookup, value in about.items()})
        if at_least is None and under is None:
            return whom
        return whom & aged(self.starts_on, at_least=at_least, under=under, path=f"{path}birth_date")

    def assessments(self):
        return HouseAssessment.objects.filter(round__in=self.rounds, house__region__in=self.regions)

    def active_families(self):
        return Household.objects.active().filter(region__in=self.regions)

    def active_people(self):
        return Member.objects.active().filter(household__region__in=self.regions)


def regions_of(target_areas):
    """The RT and RW that some lokus are made of today, with the RT below each RW."""
    valid = Q(target_area_links__target_area__in=target_areas, target_area_links__valid_until__isnull=True)
    below = Q(
        parent__target_area_links__target_area__in=target_areas, parent__target_area_links__valid_until__isnull=True
    )
    return Region.objects.filter(valid | below).order_by().distinct()


def period_of(survey_round) -> tuple[str, dt.date, dt.date]:
    """What rounds must share to be counted together: the city, whose poverty line holds, first and last day."""
    city = ".".join(survey_round.target_area.kelurahan.code.split(".")[:2])
    return city, survey_round.starts_on, last_day_of(survey_round)


def last_day_of(survey_round) -> dt.date:
    """The day a round's figures stand for: its last day, or today while that has not come; never before its first."""
    today = timezone.localdate()
    return max(survey_round.starts_on, min(survey_round.ends_on or today, today))
