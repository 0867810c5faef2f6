"""The kinds of need by name: whose each is. `activities.needs` declares them and says how each is found."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from p2wkss.base.registry import Registry


class Level(models.TextChoices):
    """Whose a need is."""

    HOUSE = "house", _("Rumah")
    HOUSEHOLD = "household", _("Keluarga")
    MEMBER = "member", _("Orang")


@dataclass(frozen=True)
class NeedMethod:
    """One kind of need. `find` takes the houses, families or members of a lokus and the day on which ages count, and
    returns those who have the need by their latest survey."""

    slug: str
    find: Callable[[QuerySet, date], QuerySet]
    label: Promise
    level: Level


METHODS: Registry[NeedMethod] = Registry(NeedMethod, home="activities.needs")


def need_choices():
    """[(slug, label)] of every kind of need; a plain function, so that a new one is no migration."""
    return METHODS.choices()
