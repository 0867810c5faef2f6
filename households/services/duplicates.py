"""Likely duplicates of the register: found, put before people, merged or told apart, and a merge taken back.

A merge leaves the second entry in place with the status "merged": what could not be moved (a closed round, a session
both attended) stays there as history.
"""

from datetime import date
from heapq import nlargest

from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.db.models import Case, F, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from agencies.models import User
from households.duplicates import Person, candidate_pairs
from households.models import Household, LikelyDuplicate, Member
from p2wkss.base.audit import because, log_batch

State = LikelyDuplicate.State
ROWS_AT_ONCE = 5000
# More than anybody reviews in a season.
MOST_PAIRS = 2000
# What the kept entry takes over where it has nothing itself.
FILLED = ("birth_date", "birth_place", "education", "occupation", "marital")


# --- finding ---


def find_duplicates(user) -> int:
    """Look through the active members that `user` may see; returns how many new pairs are put before people. Known
    pairs stay as they were decided. Of very many only the likeliest are taken; the next search takes the next ones."""
    members = Member.objects.visible_to(user).active()
    known = set(LikelyDuplicate.objects.order_by().values_list("first_id", "second_id"))
    pairs = {}
    for one, other, found in candidate_pairs(_people(members, "birth_date"), _people(members, "name_key")):
        key = min(one.key, other.key), max(one.key, other.key)
        if key not in known:
            pairs[key] = max(found, pairs.get(key, found))
    likeliest = nlargest(MOST_PAIRS, pairs, key=lambda key: (pairs[key].score, key))
    with transaction.atomic():
        # Searching takes its time: who was taken out of the register meanwhile is no duplicate.
        wanted = Member.objects.active().filter(pk__in={key for pair in likeliest for key in pair})
        there = set(wanted.order_by().select_for_update(no_key=True).values_list("pk", flat=True))
        new = [
            LikelyDuplicate(first_id=first, second_id=second, score=found.score, reasons=list(found.reasons))
            for first, second in likeliest
            if {first, second} <= there
            for found in [pairs[first, second]]
        ]
        LikelyDuplicate.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
        if new:
            log_batch(
                LikelyDuplicate,
                action=LogEntry.Action.CREATE,
                key="",
                description=_("Pencarian data ganda"),
                ids=(),
                by=user,
                count=len(new),
            )
    return len(new)


@task()
def search_duplicates(user_id: int) -> int:
    """`find_duplicates` as a background task."""
    return find_duplicates(User.objects.get(pk=user_id))


def _people(members, order):
    address = Case(When(household__address="", then=F("household__house__address")), default=F("household__address"))
    rows = members.order_by(order, "pk").values_list(
        "pk", "name_key", "birth_date", "sex", address, "household__region__code", "household", "nik_status"
    )
    for *values, nik_status in rows.iterator(chunk_size=ROWS_AT_ONCE):
        values[4] = values[4] or ""
        yield Person(*values, nik_status == Member.NikStatus.FINAL)


# --- deciding ---


@transaction.atomic
def tell_apart(pair, *, by, reason) -> LikelyDuplicate:
    """Remember that these are two people. Raises ValidationError where the pair is decided already."""
    pair = _lock(pair)
    _require(pair.state == State.OPEN)
    with because(reason, by=by):
        return _decide(pair, State.DIFFERENT, by)


@transaction.atomic
def reopen(pair, *, by, reason) -> LikelyDuplicate:
    """Put a pair that was told apart before people again."""
    pair = _lock(pair)
    _require(pair.state == State.DIFFERENT)
    with because(reason, by=by):
        return _decide(pair, State.OPEN, by)


@transaction.atomic
def merge(pair, *, kept, by, reason) -> LikelyDuplicate:
    """Make two entries one: `kept` stays and takes over what belongs to the other, which stays as "merged".

    Empty facts of the kept entry are filled from the other, the NIK too where the kept one has none. Raises
    ValidationError where the pair is decided already, or one of them is not active any more.
    """
    pair = _lock(pair)
    _require(pair.state == State.OPEN)
    members = {
        member.pk: member
        for member in Member.objects.select_for_update(no_key=True)
        .select_related("household")
        .filter(pk__in=[pair.first_id, pair.second_id])
    }
    _require(kept.pk in members and all(member.status == Member.Status.ACTIVE for member in members.values()))
    kept = members.pop(kept.pk)
    [other] = members.values()
    with because(reason, by=by):
        pair.before = {"status": other.status, "household": other.household.status}
        pair.before["filled"] = _fill(kept, other)
        pair.before["nik"] = _take_nik(kept, other)
        other.status = Member.Status.MERGED
        _save(other)
        _save(kept)
        pair.moved, pair.left_behind = _move_rows(other, kept)
        if not other.household.members.active().exists() and other.household.status == Household.Status.ACTIVE:
            _set_family(other.household, Household.Status.DISSOLVED)
        pair.kept = kept
        _decide(pair, State.MERGED, by)
    return pair


@transaction.atomic
def undo_merge(pair, *, by, reason) -> LikelyDuplicate:
    """Take a merge back: the rows return to the entry they came from, unless they were given to somebody else since.

    Facts the kept entry took over return unless they were changed. Raises ValidationError where nothing is merged, or
    the entries went on since (one merged again, another head of the family).
    """
    pair = _lock(pair)
    _require(pair.state == State.MERGED)
    kept, other = pair.kept, pair.given_up
    _require(other.status == Member.Status.MERGED and kept.status != Member.Status.MERGED)
    with because(reason, by=by):
        for name, value in pair.before["filled"].items():
            if _plain(getattr(kept, name)) == value:
                setattr(kept, name, None if name == "birth_date" else "")
        if pair.before["nik"] and kept.nik is not None:
            _give_nik_back(kept, other, pair.before["nik"])
        other.status = pair.before["status"]
        if other.household.status == Household.Status.DISSOLVED != pair.before["household"]:
            _set_family(other.household, pair.before["household"])
        _save(kept)
        _save(other)
        _return_rows(pair, kept, other)
        pair.kept, pair.moved, pair.left_behind, pair.before = None, {}, {}, {}
        return _decide(pair, State.OPEN, by)


def _lock(pair):
    rows = LikelyDuplicate.objects.select_related("first__household", "second__household", "kept__household")
    list(LikelyDuplicate.objects.select_for_update(no_key=True).filter(pk=pair.pk).values("pk"))
    return rows.get(pk=pair.pk)


def _require(holds):
    if not holds:
        raise ValidationError(
            _("Pasangan ini sudah diputuskan, atau datanya berubah sementara itu. Muat ulang halamannya."),
            code="decided",
        )


def _decide(pair, state, by):
    pair.state, pair.decided_by, pair.decided_at = state, by, timezone.now()
    pair.version += 1
    pair.full_clean()
    pair.save()
    return pair


def _save(member):
    member.version += 1
    member.full_clean()
    member.save()


def _set_family(household, status):
    household.status = status
    household.version += 1
    household.full_clean()
    household.save(update_fields=["status", "version", "updated_at"])


# --- what an entry takes over ---


def _fill(kept, other):
    """Fill the kept entry's empty facts; returns {field: what it took over}."""
    filled = {}
    for name in FILLED:
        if getattr(kept, name) in (None, "") and getattr(other, name) not in (None, ""):
            setattr(kept, name, getattr(other, name))
            filled[name] = _plain(getattr(other, name))
    return filled


def _take_nik(kept, other):
    """Let a kept entry without NIK take the other's; returns what both said of it before, or nothing."""
    if kept.nik is not None or other.nik is None:
        return {}
    before = {"kept_reason": kept.nik_missing, "status": other.nik_status}
    number = other.nik.reveal()
    other.nik, other.nik_status, other.nik_missing = None, Member.NikStatus.MISSING, _("Digabung dengan data lain")
    other.save()  # the number is free before the kept entry takes it
    kept.nik, kept.nik_status, kept.nik_missing = number, before["status"], ""
    return before


def _give_nik_back(kept, other, before):
    number = kept.nik.reveal()
    kept.nik, kept.nik_status, kept.nik_missing = None, Member.NikStatus.MISSING, before["kept_reason"]
    kept.save()
    other.nik, other.nik_status, other.nik_missing = number, before["status"], ""


def _plain(value):
    return value.isoformat() if isinstance(value, date) else value


# --- what belongs to an entry, on whatever floor ---


def _links():
    """(model, field) of everything that belongs to a member; the pairs themselves stay."""
    for relation in Member._meta.get_fields(include_hidden=True):
        if relation.one_to_many and relation.auto_created and relation.related_model is not LikelyDuplicate:
            yield relation.related_model, relation.field


def _move_rows(other, kept):
    """Give the other entry's rows to the kept one; ({model: keys} moved, {model: keys} that stay)."""
    moved, left = {}, {}
    for model, field in _links():
        for key in list(model._base_manager.filter(**{field.name: other}).order_by("pk").values_list("pk", flat=True)):
            (moved if _point(model, field, key, other, kept) else left).setdefault(_label(model, field), []).append(key)
    return moved, left


def _return_rows(pair, kept, other):
    for model, field in _links():
        for key in pair.moved.get(_label(model, field), []):
            _point(model, field, key, kept, other)


def _point(model, field, key, was, now) -> bool:
    """Point one row to another entry. The database refuses where that entry has such a row already (the same session,
    the same round), or where the row is closed."""
    row = model._base_manager.filter(pk=key, **{field.name: was})
    changes: dict = {field.name: now}
    names = {each.name for each in model._meta.get_fields() if isinstance(each, models.Field)}
    if "version" in names:
        changes["version"] = F("version") + 1
    if "updated_at" in names:
        changes["updated_at"] = timezone.now()
    try:
        with transaction.atomic():
            return bool(row.update(**changes))
    except DatabaseError:
        return False


def _label(model, field):
    return f"{model._meta.label_lower}.{field.name}"
