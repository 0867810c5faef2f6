"""What is in a backup, and how it gets in and out.

Inside the sealed envelope is a compressed tar: ``head.json`` (which database, which migrations, when), the rows as
``tables/<table>/<number>``, the files as ``media/<path>``, and ``contents.json`` with the count and hash of each table
and file.
"""

import contextlib
import gzip
import hashlib
import io
import json
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from p2wkss.base.backup import media
from p2wkss.base.backup.databases import Store, Tally
from p2wkss.base.backup.sealed_stream import DamagedBackup, SealedReader, SealedWriter
from p2wkss.base.models import KeyProbe, RestoredMedia
from p2wkss.base.probe import WrongKeys, compare

FORMAT = 1
MEMBER_BYTES = 4 * 1024 * 1024
COMPRESSION = 5
HEAD, CONTENTS = "head.json", "contents.json"


class WrongPlace(Exception):
    """A whole backup that does not fit the database it should be restored into."""


@dataclass(frozen=True)
class Contents:
    """What a backup holds: ``{table: {"rows", "sha256"}}`` and ``{path: {"size", "sha256"}}``."""

    tables: dict[str, dict]
    media: dict[str, dict]

    @property
    def rows(self) -> int:
        return sum(table["rows"] for table in self.tables.values())


def write_backup(file, store: Store, media_root: Path) -> Contents:
    """Write a backup of one moment to an open binary file."""
    envelope = SealedWriter(file)
    packed = gzip.GzipFile(fileobj=envelope, mode="wb", compresslevel=COMPRESSION)
    with packed, tarfile.open(fileobj=packed, mode="w|") as tar, store.snapshot():
        _add_json(tar, HEAD, _head(store))
        tables = {table: _add_table(tar, store, table) for table in store.tables()}
        files = {path: _add_file(tar, media_root / path, path) for path in media.media_paths(media_root)}
        _add_json(tar, CONTENTS, {"tables": tables, "media": files})
    envelope.close()
    return Contents(tables, files)


def check(path: Path) -> Contents:
    """Read a backup to its end; raise DamagedBackup unless all of it is as it was written."""
    contents = None
    for name, data in _members(path):
        if name == CONTENTS:
            contents = Contents(**json.loads(data))
    if contents is None:
        raise DamagedBackup("the backup has no list of contents")
    return contents


def head_of(path: Path) -> dict:
    """Return what a backup says of itself: format, vendor, version, commit, time, migrations, columns, probe."""
    with contextlib.closing(_members(path)) as members:
        _name, data = next(members)
    return json.loads(data)


def restore(path: Path, store: Store, media_root: Path, *, scratch: bool = False) -> Contents:
    """Replace database and media by what a backup holds.

    The file is checked to its end, and its place, keys and room are, before anything is touched. The files are staged
    inside the media folder, the database changes in one transaction which names them, and they come into place after
    it; a restore that is killed has happened or not, and `media.finish` tidies up after it. A `scratch` database may
    be of an older version, which has no row for that name.
    """
    contents, head = check(path), head_of(path)
    _require_same_place(head, store)
    _require_keys(head)
    with media.restoring(media_root):
        if not scratch:
            media.settle(media_root)
        folder = media.stage(media_root, sum(file["size"] for file in contents.media.values()))
        try:
            _fill(path, head, store, folder, names_files=not scratch)
            if scratch:
                media.exchange(media_root, folder.name)
            else:
                media.settle(media_root)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return contents


def _head(store: Store) -> dict:
    return {
        "format": FORMAT,
        "vendor": store.vendor,
        "version": settings.VERSION,
        "commit": commit(),
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "migrations": store.migrations(),
        "probe": _probe(store),
        "columns": {table: store.columns(table) for table in store.tables()},
    }


def _probe(store: Store) -> list | None:
    """Public id, sealed text and index of the probe of the keys, to be compared before anything is replaced."""
    if KeyProbe._meta.db_table not in store.tables():
        return None
    found = KeyProbe.objects.using(store.connection.alias).values_list("public_id", "text", "text_index").first()
    return [str(value) for value in found] if found else None


def commit() -> str:
    """The commit of the program, where it runs from a checkout; "" elsewhere."""
    folder = settings.BASE_DIR / ".git"
    try:
        head = (folder / "HEAD").read_text().strip()
        name = head.removeprefix("ref: ")
        return head if name == head else (folder / name).read_text().strip()
    except OSError:
        return ""


def _require_keys(head: dict) -> None:
    if head.get("probe"):
        public_id, sealed, index = head["probe"]
        try:
            compare(KeyProbe._meta.get_field("text"), public_id, sealed, index)
        except WrongKeys as problem:
            raise WrongPlace(str(problem)) from None


def _add_json(tar: tarfile.TarFile, name: str, value) -> None:
    _add(tar, name, json.dumps(value).encode())


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(data), 0o600
    tar.addfile(member, io.BytesIO(data))


def _add_table(tar: tarfile.TarFile, store: Store, table: str) -> dict:
    """Add a table in members of some megabytes of whole lines."""
    tally, parts, held, number = Tally(), [], 0, 0

    def write(data):
        nonlocal held, number
        data = bytes(data)
        tally.write(data)
        parts.append(data)
        held += len(data)
        if held >= MEMBER_BYTES and data.endswith(b"\n"):
            _add(tar, f"tables/{table}/{number:06d}", b"".join(parts))
            parts.clear()
            held, number = 0, number + 1

    store.dump(table, write)
    if parts:
        _add(tar, f"tables/{table}/{number:06d}", b"".join(parts))
    return tally.result()


def _add_file(tar: tarfile.TarFile, file: Path, path: str) -> dict:
    data = file.read_bytes()
    _add(tar, f"media/{path}", data)
    return {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def _members(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of every member; raise DamagedBackup wherever the file is not as it was written."""
    with path.open("rb") as file:
        envelope = SealedReader(file)
        try:
            with tarfile.open(fileobj=envelope, mode="r|gz") as tar:
                for member in tar:
                    content = tar.extractfile(member)
                    if content is None:
                        raise DamagedBackup(f"an unexpected entry, {member.name}")
                    yield member.name, content.read()
        except (tarfile.TarError, EOFError, OSError) as error:
            raise DamagedBackup(f"the file is damaged ({error})") from error
        envelope.verify()


def _fill(path: Path, head: dict, store: Store, folder: Path, *, names_files: bool) -> None:
    """Stage the files and replace the rows, in one transaction that also says where the files wait."""
    with contextlib.closing(_members(path)) as members, store.replacing():
        for name, data in members:
            kind, _, rest = name.partition("/")
            if kind == "tables":
                table = rest.partition("/")[0]
                store.fill(table, head["columns"][table], data)
            elif kind == "media":
                media.put(folder, rest, data)
        if names_files:
            RestoredMedia.objects.using(store.connection.alias).create(folder=folder.name)


def _require_same_place(head: dict, store: Store) -> None:
    if head.get("format") != FORMAT:
        raise WrongPlace(f"The backup has the format {head.get('format')}, this program reads {FORMAT}.")
    if head["vendor"] != store.vendor:
        raise WrongPlace(f"The backup is of {head['vendor']}, this database is {store.vendor}.")
    missing = sorted(set(head["migrations"]) ^ set(store.migrations()))
    if missing:
        raise WrongPlace("The migrations differ (run the version that made the backup): " + ", ".join(missing[:5]))
