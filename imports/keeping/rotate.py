"""The pieces of imports under the current key, for `rotate_keys`: else no pending import could go on, and none that is
done could be undone, once an old key is taken away."""

import json
from collections.abc import Iterator

from households.models import ImportPart, Member
from imports.keeping import sealed_parts
from imports.keeping.undo_notes import MEMBER, old_values
from p2wkss.base.keys import UnsealError, keyring
from p2wkss.base.rotation import Step
from p2wkss.base.sealed import Sealer

PLACE = "households_importpart.data"


def rotate_parts(*, reindex: bool = False) -> Iterator[Step]:
    """Seal every part anew that is under another key, one Step a part; the numbers within parts too.

    `reindex` is for a new INDEX_KEY: old NIKs are kept with their blind indexes.
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
    """What undoing needs, with the old NIKs of members under the current keys."""
    items, remembered = json.loads(data), {}
    for item in items:
        if item[0] == MEMBER:
            kind, key, version, *values = item
            item[:] = kind, key, version, old_values(kind, values)
            if item[-1].get("nik"):
                remembered[key] = item[-1]
    sealer = Sealer(Member, "nik")
    for pk, public_id in Member.objects.filter(pk__in=remembered).values_list("pk", "public_id"):
        old = remembered[pk]
        number = sealer.unseal(public_id, old["nik"])
        old["nik"], old["nik_index"] = sealer.seal(public_id, number), sealer.index(number)
    return json.dumps(items, ensure_ascii=False, separators=(",", ":")).encode()
