"""The form that names who receives an intervention."""

from django import forms
from django.db.models import Case, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activities.forms.choices import name_of
from activities.methods import METHODS
from activities.models import ActivityType, Intervention, NeedRule
from activities.needs import area_codes_of, rows_of
from households.models import House, Household, HouseRepair, Member
from p2wkss.base.forms import RecordForm, section_helper

LEVELS = {"households": "household", "houses": "house", "members": "member"}


class TickField(forms.ModelMultipleChoiceField):
    """Rows to tick; those that need the intervention say so."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, row):
        label = self.describe(row)
        if getattr(row, "is_active", True) is False:
            return _("%(name)s · %(status)s") % {"name": label, "status": row.get_status_display().lower()}
        return _("%(name)s · membutuhkan") % {"name": label} if getattr(row, "needy", False) else label

    def describe(self, row) -> str:
        return str(row)


class FamiliesField(TickField):
    def describe(self, household):
        return "%s, %s" % (household.head_name or _("Tanpa kepala keluarga"), household.region)


class HousesField(TickField):
    def describe(self, house):
        return "%s, %s" % (house, house.region)


class RepairsField(TickField):
    def describe(self, repair):
        return "%s (%s)" % (repair.house, repair.get_status_display())


class MembersField(TickField):
    def describe(self, member):
        return name_of(member)


class BeneficiaryForm(RecordForm):
    """Who receives an intervention. Who needs it by the latest survey stands first and is marked.

    On offer are the families enrolled in the lokus with their houses and members, whoever in the lokus needs this
    type of activity, and whoever was chosen before.
    """

    sections = [("", [name]) for name in ("households", "houses", "repairs", "members")]

    class Meta:
        model = Intervention
        fields = ["households", "houses", "repairs", "members"]
        field_classes = {
            "households": FamiliesField,
            "houses": HousesField,
            "repairs": RepairsField,
            "members": MembersField,
        }
        labels = {"repairs": _("Rehab RTLH yang dibiayai"), "members": _("Orang penerima")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.codes = area_codes_of(self.instance.target_area)
        self.rules = list(NeedRule.objects.filter(is_active=True, activity_types=self.instance.type_id))
        families = Household.objects.enrolled_in(self.instance.target_area).order_by().values("pk")
        self._offer("households", Household.objects.with_head().select_related("region"), Q(pk__in=families))
        self._offer("houses", House.objects.select_related("region"), Q(households__in=families))
        self._offer("members", Member.objects.select_related("household__region"), Q(household__in=families))
        repairs = HouseRepair.objects.select_related("house")
        self._offer("repairs", repairs, Q(target_area=self.instance.target_area))
        self.helper = section_helper(self, self.sections, self.shown)

    def _offer(self, name, rows, enrolled):
        if not self._fits(name):
            del self.fields[name]
            self.shown.remove(name)
            return
        field = self.fields[name]
        field.required = False
        needy = self._needy(LEVELS.get(name))
        chosen = Q(pk__in=getattr(self.instance, name).values("pk"))
        choosable = getattr(rows.model.objects, "choosable", rows.model.objects.all)
        now = choosable().order_by().values("pk")
        found = rows.model.objects.filter((enrolled | needy) & Q(pk__in=now) | chosen).values("pk")
        rows = rows.visible_to(self.user).filter(pk__in=found)
        rows = rows.annotate(needy=Case(When(needy, then=Value(True)), default=Value(False)))
        field.queryset = rows.order_by("-needy", *self._order(name))

    def _needy(self, level) -> Q:
        """The rows that need this type of activity, by the rules of one level."""
        found, on = Q(pk__in=[]), timezone.localdate()
        for rule in self.rules:
            if rule.level == level:
                found |= Q(pk__in=METHODS[rule.method].find(rows_of(level, self.codes), on).order_by().values("pk"))
        return found

    @staticmethod
    def _order(name):
        return {"households": ["region__code", "head_name"], "members": ["name"], "repairs": ["house__address"]}.get(
            name, ["region__code", "address"]
        ) + ["pk"]

    def _fits(self, name) -> bool:
        """Works are for houses, the rest for people, families get both; what was chosen before always shows."""
        kind = self.instance.type
        physical = kind.kind == ActivityType.Kind.PHYSICAL
        housing = physical and kind.field == ActivityType.Field.HOUSING
        suits = {"households": True, "houses": physical, "repairs": housing, "members": not physical}
        return suits[name] or bool(self.initial.get(name))

    def _save_m2m(self):
        """Who was chosen before and is out of this editor's sight stays chosen."""
        unseen = {
            name: list(getattr(self.instance, name).exclude(pk__in=self.fields[name].queryset.order_by().values("pk")))
            for name in self.shown
        }
        super()._save_m2m()
        for name, rows in unseen.items():
            getattr(self.instance, name).add(*rows)
