"""What life events reach: the one list of what a birth, a death, a move ... ends, moves, keeps or asks about.

::

    @consequence(Change.DIED, Change.LEFT, does=Does.ENDS, what=_("Registrasi posyandu diakhiri."))
    def end_registrations(happening):
        return [effect for row in current_rows(happening.member) for effect in change(row, until=happening.on)]

Rules of what this floor keeps stand below; apps above register theirs in a module `life.py` that their AppConfig loads
(no signals), so that `rules_of` tells all of them. What a person must decide is asked by the jobs of `matters.py`; a
rule without an act only says so. An act returns what it changed, so that a mistaken event can be taken back.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.models import Household, Member

Effect = list  # [model label, key, field, value before, value after]; values as JSON holds them


class Change(models.TextChoices):
    """What can happen; the first five are events of a member."""

    BORN = "born", gettext_lazy("Kelahiran")
    CAME = "moved_in", gettext_lazy("Kedatangan")
    LEFT = "moved_out", gettext_lazy("Kepindahan")
    DIED = "died", gettext_lazy("Kematian")
    CHANGED_CARD = "changed_kk", gettext_lazy("Pindah KK")
    CARD_RENEWED = "renewed", gettext_lazy("Nomor KK diperbarui")
    PLACE_CHANGED = "place", gettext_lazy("RT rumah atau keluarga berubah")
    AREA_ENDED = "area", gettext_lazy("RT keluar dari lokus")


class Does(models.TextChoices):
    ENDS = "ends", gettext_lazy("Diakhiri")
    MOVES = "moves", gettext_lazy("Ikut berubah")
    KEEPS = "keeps", gettext_lazy("Tetap")
    ASKS = "asks", gettext_lazy("Perlu diputuskan")


GONE = (Change.DIED, Change.LEFT)


@dataclass(frozen=True)
class Happening:
    """An event that is being recorded of a member; `household` is the family the member belonged to before it."""

    change: str
    member: Member
    household: Household
    on: dt.date


@dataclass(frozen=True)
class Rule:
    """One consequence, in a sentence of its own."""

    changes: frozenset
    does: Does
    what: Promise
    act: Callable[[Happening], list[Effect]] | None = None


RULES: list[Rule] = []


def consequence(*changes, does, what):
    """Register an act as a consequence of these changes; it gets the Happening and returns its effects."""

    def register(act):
        RULES.append(Rule(frozenset(changes), does, what, act))
        return act

    return register


def note(*changes, does, what) -> None:
    """Register a consequence that needs no act: something stays, follows by itself, or is asked of a person."""
    RULES.append(Rule(frozenset(changes), does, what))


def rules_of(*changes) -> list[Rule]:
    """The rules of some changes, in the order they are followed."""
    return [rule for rule in RULES if rule.changes & set(changes)]


def follow(happening: Happening) -> list[Effect]:
    """Do everything that follows from an event; returns what was changed, in that order."""
    return [effect for rule in rules_of(happening.change) if rule.act for effect in rule.act(happening)]


def change(row, **values) -> list[Effect]:
    """Set fields of a record as an effect of an event. Raises ValidationError where they do not fit any more."""
    effects = []
    for name, value in values.items():
        field = row._meta.get_field(name)
        before = getattr(row, field.attname)
        setattr(row, name, value)
        effects.append(
            [row._meta.label_lower, row.pk, field.attname, _plain(before), _plain(getattr(row, field.attname))]
        )
    _save(row)
    return effects


def reverse(effects: list[Effect]) -> None:
    """Give everything that an event changed its value from before.

    Raises ValidationError where it was changed again since, or its old place is taken: that must be undone first.
    """
    rows: dict = {}
    for label, key, name, before, after in reversed(effects):
        model = apps.get_model(label)
        row = rows.get((label, key)) or model._default_manager.select_for_update(no_key=True).filter(pk=key).first()
        if row is None or _plain(getattr(row, name)) != after:
            raise ValidationError(
                _("%(what)s sudah diubah setelah peristiwa ini. Kembalikan perubahan itu lebih dahulu.")
                % {"what": "%s %s" % (model._meta.verbose_name, row or "")},
                code="depended_on",
            )
        rows[label, key] = row
        setattr(row, name, model._meta.get_field(name).to_python(before))
    for row in rows.values():
        _save(row)


def _save(row):
    if hasattr(row, "version"):
        row.version += 1
    row.full_clean()
    row.save()


def _plain(value):
    return value.isoformat() if isinstance(value, dt.date) else value


# --- what families and houses keep ---


@consequence(
    Change.DIED, does=Does.ENDS, what=gettext_lazy("Perkawinan berakhir: suami atau istrinya tercatat cerai mati.")
)
def end_marriage(happening):
    """Whose husband, or only wife, died is widowed; only where the card said that they were married."""
    partners = {"head": ("wife", "husband"), "husband": ("head", "wife"), "wife": ("head", "husband")}
    dead = happening.member
    found = list(
        happening.household.members.active()
        .filter(relation__in=partners.get(dead.relation, ()), marital="married")
        .exclude(sex=dead.sex)
    )
    wives_left = happening.household.members.active().filter(relation="wife", sex=dead.sex)
    if dead.sex == Member.Sex.FEMALE and wives_left.exists():
        return []
    return [effect for partner in found for effect in change(partner, marital="widowed")]


@consequence(
    *GONE,
    Change.CHANGED_CARD,
    does=Does.MOVES,
    what=gettext_lazy("Keluarga tanpa anggota aktif lagi tercatat pindah atau bubar."),
)
def close_empty_family(happening):
    """A family without active members has moved away, or no longer exists."""
    family = happening.household
    if not family.is_active or family.members.active().exists():
        return []
    moved = happening.change == Change.LEFT
    return change(family, status=Household.Status.MOVED if moved else Household.Status.DISSOLVED)


note(
    *GONE,
    Change.CHANGED_CARD,
    does=Does.ASKS,
    what=gettext_lazy("Keluarga yang kehilangan kepala muncul di beranda sampai kepala keluarga baru ditetapkan."),
)
note(
    *GONE,
    Change.CHANGED_CARD,
    does=Does.ASKS,
    what=gettext_lazy("KK binaan yang pindah atau bubar tidak dihitung lagi dan muncul di beranda sampai diputuskan."),
)
note(
    Change.PLACE_CHANGED,
    Change.AREA_ENDED,
    does=Does.ASKS,
    what=gettext_lazy("KK binaan di luar RT lokus muncul di beranda sampai diputuskan."),
)
note(
    Change.PLACE_CHANGED,
    does=Does.MOVES,
    what=gettext_lazy("Rumah dan keluarga yang tinggal di dalamnya selalu berpindah RT bersama-sama."),
)
note(
    Change.CARD_RENEWED,
    does=Does.KEEPS,
    what=gettext_lazy(
        "KK binaan, pendataan, rumah dan bantuan tetap pada keluarga itu; nomor lama tetap dapat dicari."
    ),
)
