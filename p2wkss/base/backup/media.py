"""The folder of evidence files in a backup and a restore.

It may be a disk of its own, which cannot be renamed, and a restore may be killed at any moment. So files are staged
inside it, in a folder whose name begins with a dot and which nobody serves; the transaction that replaces the database
names that folder (`RestoredMedia`); then the files change places. `finish` completes an exchange that was cut off after
that transaction, and removes what one that was cut off before it left behind: at the end of a restore, before the next
backup or restore, and when the web server starts.
"""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from p2wkss.base.backup.sealed_stream import DamagedBackup
from p2wkss.base.models import RestoredMedia

STAGED, OLD, LOCK = ".restore-", ".replaced-", ".restore.lock"
FILES, READY = "files", "ready"


class NoRoom(Exception):
    """The files of a backup do not fit, or may not be written."""


def media_paths(media_root: Path) -> list[str]:
    """Return the files under a folder, as paths with slashes; what a restore works on is none of them."""
    found = (file for file in media_root.rglob("*") if file.is_file() and not file.is_symlink())
    paths = (file.relative_to(media_root).as_posix() for file in found)
    return sorted(path for path in paths if not path.startswith((STAGED, OLD, LOCK)))


@contextmanager
def restoring(media_root: Path) -> Iterator[None]:
    """Hold the folder for one restore; raise NoRoom where another one is running or it cannot be written."""
    try:
        media_root.mkdir(parents=True, exist_ok=True)
        with (media_root / LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise NoRoom("another restore is running") from None
            yield
    except PermissionError as problem:
        raise NoRoom(f"{problem.filename} cannot be written") from None


def stage(media_root: Path, size: int) -> Path:
    """Make an empty folder for the files of a backup, once `size` bytes fit beside those that are there."""
    free = shutil.disk_usage(media_root).free
    if free < size:
        raise NoRoom(f"{size} bytes are needed in {media_root}, {free} are free")
    folder = media_root / f"{STAGED}{secrets.token_hex(4)}"
    (folder / FILES).mkdir(mode=0o700, parents=True)
    return folder


def put(folder: Path, path: str, data: bytes) -> None:
    """Write one file of a backup into the staged folder."""
    if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
        raise DamagedBackup(f"an unexpected path, {path}")
    target = folder / FILES / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    target.chmod(0o640)


def finish(media_root: Path) -> None:
    """Complete or clean up whatever a restore that was cut off left; nothing to do, and quick, in the ordinary case."""
    if not media_root.is_dir() or not (media_root / LOCK).exists():
        return
    with (media_root / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # a restore is running
        settle(media_root)


def settle(media_root: Path) -> None:
    """Do what the database says of the files: complete a committed restore, forget any other."""
    exchange(media_root, RestoredMedia.objects.values_list("folder", flat=True).first())
    RestoredMedia.objects.all().delete()


def exchange(media_root: Path, pending: str | None) -> None:
    """Put the staged files of the folder `pending` in place; then remove every other leftover."""
    for folder in media_root.glob(f"{STAGED}*/"):
        if folder.name == pending:
            _change_places(folder, media_root)
        shutil.rmtree(folder, ignore_errors=True)
    for folder in media_root.glob(f"{OLD}*/"):
        shutil.rmtree(folder, ignore_errors=True)


def _change_places(folder: Path, media_root: Path) -> None:
    """Move the present files away and the staged ones up. May be cut off anywhere and begun again."""
    old = media_root / folder.name.replace(STAGED, OLD)
    old.mkdir(mode=0o700, exist_ok=True)
    if not (folder / READY).exists():
        for entry in media_root.iterdir():
            if not entry.name.startswith((STAGED, OLD, LOCK)):
                entry.rename(old / entry.name)
        (folder / FILES).rename(folder / READY)
    for entry in (folder / READY).iterdir():
        entry.rename(media_root / entry.name)
    os.sync()
