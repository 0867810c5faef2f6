"""The sealed pieces of a batch: a stream of bytes or of small JSON lists, a megabyte or some thousand at a time.

Nothing of an upload lies readable anywhere: it goes from the request into sealed rows of the database, and from there
into the reading child through a file that exists in memory only.
"""

import json
import os
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

from django.db import connection, connections
from django.db.models import Sum

from households.models import ImportPart
from p2wkss.base.keys import keyring

BYTES_A_PART = 1024 * 1024
ITEMS_A_PART = 2000
# A text table shrinks to a fifth at the lowest level; more effort gains little.
LEVEL = 1


class Apart:
    """Writes beside a query whose rows are still streaming, until the `with` ends.

    On SQLite over a connection of its own: the one that streams the rows of a query sees the database as it was when
    the query began, and may not write any more once somebody else has.
    """

    def __init__(self):
        is_needed = connection.vendor == "sqlite" and not connection.in_atomic_block
        self._thread = ThreadPoolExecutor(1, "import-parts") if is_needed else None

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        if self._thread:
            self._thread.submit(connections.close_all)
            self._thread.shutdown(wait=True)

    def do(self, act, *arguments):
        """Do a piece of work and return its result; raises what went wrong in it."""
        return self._thread.submit(act, *arguments).result() if self._thread else act(*arguments)


class PartWriter:
    """Collects the items of one kind and stores them sealed, `apart` (an Apart) from streaming queries.

    They replace what the batch had of this kind, or go on after it with `goes_on`. Writers may share an Apart, since a
    connection costs some milliseconds; without one each has its own.
    """

    def __init__(self, batch, kind, *, apart=None, goes_on=False, items_a_part=ITEMS_A_PART):
        self._items_a_part = items_a_part
        self._batch, self._kind = batch, kind
        self._number, self._items = 0, []
        self._own = None if apart else Apart()
        self._do = (apart or self._own).do
        if goes_on:
            self._number = batch.parts.filter(kind=kind).count()
        else:
            self._do(forget, batch, [kind])

    def __enter__(self):
        return self

    def __exit__(self, failure, *exception):
        with self._own or nullcontext():
            if failure is None:
                self._store()

    def add(self, item):
        """Keep one item, anything that JSON can hold."""
        self._items.append(item)
        if len(self._items) == self._items_a_part:
            self._store()

    def add_all(self, items):
        """Keep several items."""
        for item in items:
            self.add(item)

    def _store(self):
        if self._items:
            text = json.dumps(self._items, ensure_ascii=False, separators=(",", ":"), default=str)
            part = _sealed(self._batch, self._kind, self._number, text.encode(), len(self._items))
            self._do(ImportPart.objects.bulk_create, [part])
            self._number += 1
            self._items = []


def read_items(batch, kind) -> Iterator:
    """Every item of a kind, part by part."""
    for part in batch.parts.filter(kind=kind).order_by("number").iterator(chunk_size=1):
        yield from items_of(batch, part)


def items_of(batch, part) -> list:
    """The items of one part of a kind."""
    return json.loads(open_part(batch, part))


def count_items(batch, kind) -> int:
    return batch.parts.filter(kind=kind).aggregate(total=Sum("count"))["total"] or 0


def page_of_items(batch, kind, start, length) -> list:
    """The items from `start` on; only the parts that hold them are opened."""
    found, before = [], 0
    for part in batch.parts.filter(kind=kind).order_by("number").defer("data"):
        if before + part.count > start and len(found) < length:
            part.refresh_from_db(fields=["data"])
            items = items_of(batch, part)
            found += items[max(0, start - before) :][: length - len(found)]
        before += part.count
    return found


def store_bytes(batch, kind, blocks: Iterable[bytes]) -> None:
    """Keep a stream of bytes, for instance the uploaded file."""
    forget(batch, [kind])
    waiting, number = bytearray(), 0
    for block in blocks:
        waiting += block
        while len(waiting) >= BYTES_A_PART:
            _store(batch, kind, number, bytes(waiting[:BYTES_A_PART]), BYTES_A_PART)
            del waiting[:BYTES_A_PART]
            number += 1
    if waiting or not number:
        _store(batch, kind, number, bytes(waiting), len(waiting))


def read_bytes(batch, kind) -> Iterator[bytes]:
    """The stream as it was stored."""
    for part in batch.parts.filter(kind=kind).order_by("number").iterator(chunk_size=1):
        yield open_part(batch, part)


def open_upload(batch):
    """The uploaded file as an open file in memory, never on disk; None when it is gone."""
    if not batch.parts.filter(kind=ImportPart.Kind.UPLOAD).exists():
        return None
    file = os.fdopen(os.memfd_create("import"), "w+b")
    for block in read_bytes(batch, ImportPart.Kind.UPLOAD):
        file.write(block)
    file.flush()
    file.seek(0)
    return file


def forget(batch, kinds) -> None:
    """Remove parts at once; they are nobody's record, so no trail follows them."""
    rows = ImportPart.objects.filter(batch=batch, kind__in=kinds)
    rows._raw_delete(rows.db)


def open_part(batch, part) -> bytes:
    """The content of one part; raises UnsealError."""
    return zlib.decompress(keyring().unseal_bytes(bytes(part.data), _context(batch, part.kind, part.number)))


def seal_part(batch, kind, number, data: bytes) -> bytes:
    """The content of one part as the database keeps it."""
    return keyring().seal_bytes(zlib.compress(data, LEVEL), _context(batch, kind, number))


def _store(batch, kind, number, data, count):
    ImportPart.objects.bulk_create([_sealed(batch, kind, number, data, count)])


def _sealed(batch, kind, number, data, count):
    return ImportPart(batch=batch, kind=kind, number=number, count=count, data=seal_part(batch, kind, number, data))


def _context(batch, kind, number):
    return f"households_importpart.{kind}:{batch.public_id}:{number}"
