"""Take a committed batch back, as sets: what nobody has touched since gets its old values, or goes.

A row that was edited afterwards (its version differs), that something else refers to by now, or whose old place is
taken, stays as it is and is named to the user.
"""

from django.db.models import OuterRef, Subquery

from households.models import (
    FormerCard,
    House,
    HouseAssessment,
    Household,
    HouseholdSurvey,
    IdentityRemark,
    ImportBatch,
    ImportPart,
    LikelyDuplicate,
    Member,
)
from imports.keeping import undo_notes
from imports.keeping.sealed_parts import read_items
from imports.keeping.undo_notes import FAMILY_VALUES, MEMBER_VALUES
from locations.models import Region

FAMILIES, MEMBERS, NEW_ROWS, SAME_ROWS = "undo_family", "undo_member", "undo_new", "undo_same"
ROWS_AT_ONCE = 5000

# What old values wait as; everything else is text.
TYPES = {
    "ForeignKey": "bigint",
    "DateField": "date",
    "DecimalField": "numeric",
    "BooleanField": "boolean",
    "PositiveSmallIntegerField": "integer",
}


def _columns(model, names):
    """The columns of a table of old values. `version` is what a row must have now to be untouched, `before` what it had
    before the batch."""
    own = (("id", "bigint PRIMARY KEY", True), ("version", "integer", True), ("before", "integer", True))
    values = ((name, TYPES.get(_field(model, name).get_internal_type(), "text"), True) for name in names)
    return (*own, *values, ("is_kept", "boolean DEFAULT FALSE", False))


def _field(model, column):
    return next(field for field in model._meta.concrete_fields if field.column == column)


TABLES = {
    FAMILIES: _columns(Household, FAMILY_VALUES),
    MEMBERS: _columns(Member, MEMBER_VALUES),
    NEW_ROWS: (("kind", "varchar(10)", True), ("id", "bigint", True), ("version", "integer", True)),
    SAME_ROWS: (
        ("kind", "varchar(10)", True),
        ("id", "bigint", True),
        ("before", "integer", True),
        ("now", "integer", True),
    ),
}

# A later batch that was undone left its rows as they had been, under a new version.
FOLLOW = tuple(
    f"""UPDATE {table} SET version = s.now FROM undo_same AS s
        WHERE s.id = {table}.id AND s.before = {table}.version AND s.kind = {kind}"""
    for table, kind in ((FAMILIES, "'family'"), (MEMBERS, "'member'"), (NEW_ROWS, "undo_new.kind"))
)
SAME_AS_BEFORE = """
    SELECT 'family', u.id, u.before, h.version FROM undo_family AS u
    JOIN households_household AS h ON h.id = u.id WHERE NOT u.is_kept
    UNION ALL SELECT 'member', u.id, u.before, m.version FROM undo_member AS u
    JOIN households_member AS m ON m.id = u.id WHERE NOT u.is_kept
"""

KEEP_MEMBERS = (
    """UPDATE undo_member SET is_kept = TRUE WHERE NOT EXISTS (
        SELECT 1 FROM households_member AS m WHERE m.id = undo_member.id AND m.version = undo_member.version)""",
    """UPDATE undo_member SET is_kept = TRUE WHERE NOT EXISTS (
        SELECT 1 FROM households_household AS h WHERE h.id = undo_member.household_id AND h.status <> 'merged')""",
    """UPDATE undo_member SET is_kept = TRUE WHERE nik_index IS NOT NULL AND EXISTS (
        SELECT 1 FROM households_member AS m WHERE m.nik_index = undo_member.nik_index AND m.id <> undo_member.id)""",
)
# The old head finds the place taken by somebody who stays; keeping one row may take the place of the next.
KEEP_HEADS = """
    UPDATE undo_member SET is_kept = TRUE WHERE NOT is_kept AND relation = 'head' AND status = 'active' AND EXISTS (
        SELECT 1 FROM households_member AS m
        WHERE m.household_id = undo_member.household_id AND m.relation = 'head' AND m.status = 'active'
            AND m.id <> undo_member.id
            AND NOT EXISTS (SELECT 1 FROM undo_member AS other WHERE other.id = m.id AND NOT other.is_kept))
"""
KEEP_FAMILIES = """
    UPDATE undo_family SET is_kept = TRUE WHERE NOT EXISTS (
        SELECT 1 FROM households_household AS h WHERE h.id = undo_family.id AND h.version = undo_family.version)
    OR NOT EXISTS (SELECT 1 FROM locations_region AS r WHERE r.id = undo_family.region_id)
"""
GIVE_NUMBER_BACK = """
    UPDATE households_household SET no_kk = %s, no_kk_index = %s, no_kk_missing = %s WHERE id = %s
"""
FORGET_LOST_HOUSES = """
    UPDATE undo_family SET house_id = NULL WHERE house_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM households_house AS h WHERE h.id = undo_family.house_id)
"""
FORGET_MOVES = """
    DELETE FROM households_memberevent WHERE id BETWEEN %s AND %s
        AND member_id IN (SELECT id FROM undo_member WHERE NOT is_kept)
"""
STEP_DOWN = """
    UPDATE households_member SET relation = 'other'
    WHERE relation = 'head' AND id IN (SELECT id FROM undo_member WHERE NOT is_kept)
"""

# What the program found out about a row by itself goes with the row: {model: {table: condition}}.
COMPUTED = {
    Member: {
        IdentityRemark._meta.db_table: "TRUE",
        LikelyDuplicate._meta.db_table: "state = 'open'",
    },
}


def _restore(model, staged, names):
    """The statement that gives the rows of a table the old values of these columns, which their notes have."""
    table = model._meta.db_table
    values = ", ".join(f"{name} = {_old(_field(model, name))}" for name in names)
    return (
        f"UPDATE {table} SET {values}, version = {table}.version + 1, updated_at = %s "
        f"FROM {staged} AS u WHERE u.id = {table}.id AND u.version = {table}.version AND NOT u.is_kept"
    )


def _old(field):
    """An empty text travels as NULL; only a column that may be empty gets it so."""
    is_text = field.get_internal_type() not in TYPES
    return f"coalesce(u.{field.column}, '')" if is_text and not field.null else f"u.{field.column}"


class Undoing:
    """One undoing, inside the caller's transaction; `stage` is a Stage with this module's TABLES."""

    def __init__(self, stage, batch, now):
        self._stage, self._batch, self._now = stage, batch, now
        self._moment = stage.writing.moment(now)
        self._waiting = {table: [] for table in TABLES}
        self._events, self._restored = [], []
        self._others = {}  # {(kind, key): [version that shows it untouched, version before the batch, old values]}
        self._noted = {}  # {table: the columns that the notes have}; what they lack stays as it is

    def run(self):
        """Undo what can be undone; returns the families that keep something of the batch, as their keys."""
        self._load()
        self._lock()
        self._take_back_surveys()
        kept = self._restore_houses()
        kept |= self._delete_new(undo_notes.MEMBER, Member, "household_id")
        kept |= self._restore_members()
        kept |= self._restore_families()
        kept |= self._delete_new(undo_notes.FAMILY, Household, "id")
        self._delete_new(undo_notes.HOUSE, House, "id")
        for _level in ("RT", "RW"):
            self._delete_new("region", Region, "id")
        return kept

    def same_as_before(self):
        """["same", kind, key, version before the batch, version now] of every row that has its old values again."""
        for row in self._stage.rows(SAME_AS_BEFORE):
            yield [undo_notes.SAME, *row]
        for row in self._restored:
            yield [undo_notes.SAME, *row]

    def _load(self):
        self._stage.execute("CREATE INDEX undo_new_id ON undo_new (id)")
        self._stage.execute("CREATE INDEX undo_same_id ON undo_same (id)")
        for kind, *values in read_items(self._batch, ImportPart.Kind.UNDO):
            if kind == undo_notes.NEW:
                self._load_new(*values)
            elif kind in undo_notes.CHANGED:
                self._load_old(kind, *values)
            else:
                key, version, old = values
                self._others[kind, key] = [version, version - 1, old]
        self._load_waiting()
        for batch in ImportBatch.objects.filter(
            state=ImportBatch.State.UNDONE, undone_at__gt=self._batch.committed_at
        ).order_by("undone_at", "pk"):
            for _kind, *values in read_items(batch, ImportPart.Kind.UNDO):
                self._wait(SAME_ROWS, values)
                self._follow(*values)
            self._load_waiting()
            for statement in FOLLOW:
                self._stage.execute(statement)
            self._stage.execute("DELETE FROM undo_same")
        self._stage.analyse(FAMILIES, MEMBERS, NEW_ROWS)

    def _follow(self, kind, key, before, now):
        other = self._others.get((kind, key))
        if other and other[0] == before:
            other[0] = now

    def _load_old(self, kind, key, version, *values):
        """All notes of a batch have the same columns: those that its version of the portal knew."""
        table, names = (FAMILIES, FAMILY_VALUES) if kind == undo_notes.FAMILY else (MEMBERS, MEMBER_VALUES)
        old = undo_notes.old_values(kind, values)
        self._noted[table] = [name for name in names if name in old]
        self._wait(table, (key, version, version - 1, *map(old.get, names)))

    def _load_new(self, kind, first, last):
        if kind == "event":
            self._events.append((first, last))
        for key in range(first, last + 1):
            self._wait(NEW_ROWS, (kind, key, 1))

    def _wait(self, table, values):
        rows = self._waiting[table]
        rows.append(tuple(None if value is None else str(value) for value in values))
        if len(rows) == ROWS_AT_ONCE:
            self._load_table(table)

    def _load_waiting(self):
        for table in TABLES:
            self._load_table(table)

    def _load_table(self, table):
        if self._waiting[table]:
            self._stage.load(table, self._waiting[table])
            self._waiting[table] = []

    def _lock(self):
        with self._stage.connection.cursor() as cursor:
            self._stage.writing.lock(cursor, Household._meta.db_table, "id IN (SELECT id FROM undo_family)")
            self._stage.writing.lock(cursor, Member._meta.db_table, "id IN (SELECT id FROM undo_member)")

    def _restore_members(self):
        for statement in KEEP_MEMBERS:
            self._stage.execute(statement)
        while self._stage.execute(KEEP_HEADS):
            pass
        for first, last in self._events:
            self._stage.execute(FORGET_MOVES, [first, last])
        self._stage.execute(STEP_DOWN)
        self._restore(Member, MEMBERS)
        kept = "SELECT household_id FROM households_member WHERE id IN (SELECT id FROM undo_member WHERE is_kept)"
        return {key for (key,) in self._stage.rows(kept)}

    def _others_of(self, kind):
        return [(key, other) for (of, key), other in self._others.items() if of == kind]

    def _restore_houses(self):
        """What the file said of houses that were there before; the families of those edited since keep it."""
        lost = []
        for key, (version, before, old) in self._others_of(undo_notes.HOUSE):
            house = House.objects.filter(pk=key, version=version)
            if house.update(**old, version=version + 1, updated_at=self._now):
                self._restored.append((undo_notes.HOUSE, key, before, version + 1))
            else:
                lost.append(key)
        return set(Household.objects.filter(house__in=lost).values_list("pk", flat=True)) if lost else set()

    def _restore_families(self):
        self._stage.execute(KEEP_FAMILIES)
        self._stage.execute(FORGET_LOST_HOUSES)
        self._take_back_cards()
        self._restore(Household, FAMILIES)
        return {key for (key,) in self._stage.rows("SELECT id FROM undo_family WHERE is_kept")}

    def _restore(self, model, table):
        if table in self._noted:
            self._stage.execute(_restore(model, table, self._noted[table]), [self._moment])

    def _take_back_cards(self):
        """Renewed families get their old number again, where they are restored and nobody else has it by now."""
        for pk, (_version, _before, before) in self._others_of(undo_notes.CARD):
            restored = self._stage.value("SELECT 1 FROM undo_family WHERE id = %s AND NOT is_kept", [pk])
            taken = Household.objects.filter(no_kk_index=before["no_kk_index"]).exclude(pk=pk)
            if not restored or (before["no_kk_index"] and taken.exists()):
                continue
            FormerCard.objects.filter(pk=before.pop("former")).delete()
            values = [before["no_kk"], before["no_kk_index"], before["no_kk_missing"], pk]
            self._stage.execute(GIVE_NUMBER_BACK, values)

    def _delete_new(self, kind, model, shown):
        """Delete the rows that the batch made and nobody has changed or refers to; returns `shown` of the others."""
        table = model._meta.db_table
        computed = COMPUTED.get(model, {})
        unused = "".join(
            f" AND NOT EXISTS (SELECT 1 FROM {other} AS x WHERE x.{column} = {table}.id"
            f" AND NOT ({computed.get(other, 'FALSE')}))"
            for other, column in _references(model)
        )
        going = (
            f"{table} WHERE id IN (SELECT id FROM undo_new WHERE kind = %s) AND EXISTS ("
            f"SELECT 1 FROM undo_new AS n WHERE n.id = {table}.id AND n.kind = %s AND n.version = {table}.version)"
            f"{unused}"
        )
        for other, column in _references(model):
            if other in computed:
                self._stage.execute(
                    f"DELETE FROM {other} WHERE {computed[other]} AND {column} IN (SELECT id FROM {going})",
                    [kind, kind],
                )
        self._stage.execute(f"DELETE FROM {going}", [kind, kind])
        left = f"SELECT {shown} FROM {table} WHERE id IN (SELECT id FROM undo_new WHERE kind = %s)"
        return {key for (key,) in self._stage.rows(left, [kind])}

    def _take_back_surveys(self):
        """Only open rounds have surveys and assessments that may go."""
        for kind, model, latest in (
            ("survey", HouseholdSurvey, (Household, "household")),
            ("assessment", HouseAssessment, (House, "house")),
        ):
            is_open = model.objects.filter(round__closed_at__isnull=True)
            for key, (version, before, old) in self._others_of(kind):
                if is_open.filter(pk=key, version=version).update(**old, version=version + 1):
                    self._restored.append((kind, key, before, version + 1))
            made = {}
            for key, version in self._stage.rows("SELECT id, version FROM undo_new WHERE kind = %s", [kind]):
                made.setdefault(version, []).append(key)
            for version, keys in made.items():
                _delete_with_pointer(is_open.filter(pk__in=keys, version=version), *latest)


def _delete_with_pointer(made, owner, path):
    """Delete surveys; whoever had one of them as the latest gets the newest that is left."""
    pointer = "latest_survey" if owner is Household else "latest_assessment"
    newest = "surveyed_on" if owner is Household else "assessed_on"
    keys = list(made.values_list("pk", flat=True))
    bereft = list(owner.objects.filter(**{f"{pointer}__in": keys}).order_by().values_list("pk", flat=True))
    owner.objects.filter(pk__in=bereft).update(**{pointer: None})
    made.model.objects.filter(pk__in=keys)._raw_delete(made.db)
    left = made.model.objects.filter(**{path: OuterRef("pk")}).order_by(f"-{newest}", "-pk")
    owner.objects.filter(pk__in=bereft).update(**{pointer: Subquery(left.values("pk")[:1])})


def _references(model):
    """(table, column) of everything that may point at a row of a model, join tables included."""
    for field in model._meta.get_fields(include_hidden=True):
        if field.auto_created and not field.concrete and (field.one_to_many or field.one_to_one):
            yield field.related_model._meta.db_table, field.field.column
