"""The pieces of imports under the current key, for `rotate_keys`: else no pending import could go on, and none that is
done could be undone, once an old key is taken away."""

import json
from collections.abc import Iterator

from households.models import Household, ImportPart, Member
from imports.keeping import sealed_parts
from imports.keeping.undo_notes import CARD, MEMBER, old_values
from p2wkss.base.keys import UnsealError, keyring
from p2wkss.base.rotation import Step
from p2wkss.base.sealed import Sealer

PLACE = "households_importpart.data"
# Which of an item's old values is a sealed number.
NUMBERS = {MEMBER: (Member, "nik"), CARD: (Household, "no_kk")}


def rotate_parts(*, reindex: bool = False) -> Iterator[Step]:
    """Seal every part anew that is under another key, one Step a part; the numbers within parts too.

    `reindex` is for a new INDEX_KEY: old numbers are kept with their blind indexes.
    """
    current = f"{keyring().current}:".encode()
    for pk in ImportPart.objects.order_by("pk").values_list("pk", flat=True).iterator():
        part = ImportPart.objects.filter(pk=pk).select_related("batch").first()
        if part is None:
            continue
        holds_numbers = part.kind == ImportPart.Kind.UNDO
        if bytes(part.data).startswith(current) and not (reindex and holds_numbers):
            continue
        try:
            data = sealed_parts.open_part(part.batch, part)
            if holds_numbers:
                data = _with_numbers_anew(data)
        except UnsealError:
            yield Step(0, (pk,))
            continue
        sealed = sealed_parts.seal_part(part.batch, part.kind, part.number, data)
        yield Step(ImportPart.objects.filter(pk=pk).update(data=sealed), ())


def _with_numbers_anew(data):
    """What undoing needs, with the old numbers of members and of renewed cards under the current keys."""
    items, remembered = json.loads(data), {kind: {} for kind in NUMBERS}
    for item in items:
        if item[0] in NUMBERS:
            kind, key, version, *values = item
            item[:] = kind, key, version, old_values(kind, values)
            remembered[kind][key] = item[-1]
    for kind, (model, number) in NUMBERS.items():
        sealer = Sealer(model, number)
        having = [key for key, old in remembered[kind].items() if old.get(number)]
        for pk, public_id in model.objects.filter(pk__in=having).values_list("pk", "public_id"):
            old = remembered[kind][pk]
            opened = sealer.unseal(public_id, old[number])
            old[number], old[f"{number}_index"] = sealer.seal(public_id, opened), sealer.index(opened)
    return json.dumps(items, ensure_ascii=False, separators=(",", ":")).encode()
