"""What a drill proves about a restored portal, from inside it."""

import hashlib
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from p2wkss.base.backup.archive import Contents
from p2wkss.base.backup.databases import Store
from p2wkss.base.backup.media import media_paths
from p2wkss.base.keys import UnsealError
from p2wkss.base.rotation import fields_to_rotate

NUMBERS_TO_OPEN = 100


def differences(contents: Contents, store: Store, media_root: Path) -> list[str]:
    """Return the tables and files that are not what the backup holds."""
    wrong = []
    with store.snapshot():
        for table in sorted(set(contents.tables) | set(store.tables())):
            found = store.digest(table) if table in store.tables() else None
            if found != contents.tables.get(table):
                wrong.append(f"table {table}: {contents.tables.get(table)} became {found}")
    for path in sorted(set(contents.media) | set(media_paths(media_root))):
        if file_digest(media_root / path) != contents.media.get(path):
            wrong.append(f"file {path}")
    return wrong


def file_digest(file: Path) -> dict | None:
    """Return size and hash of a file as ``Contents`` has them; None where it is missing."""
    if not file.is_file():
        return None
    data = file.read_bytes()
    return {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def open_numbers() -> tuple[int, int]:
    """Open up to a hundred sealed numbers; return how many opened and how many were tried."""
    opened = tried = 0
    for field in fields_to_rotate():
        rows = field.model._base_manager.filter(**{f"{field.name}__isnull": False}).order_by("?")
        for row in rows[: NUMBERS_TO_OPEN - tried]:
            tried += 1
            try:
                row_opens = bool(getattr(row, field.name).reveal())
            except UnsealError:
                row_opens = False
            opened += row_opens
    return opened, tried


def sign_in() -> str | None:
    """Sign somebody in through the real form, with a password given here; return who, None without any user.

    Only ever called in the scratch copy, which is thrown away afterwards.
    """
    users = get_user_model()._default_manager.filter(is_active=True, authenticator__isnull=True)
    user = users.order_by("pk").first()
    if user is None:
        return None
    password = secrets.token_urlsafe(24)
    user.set_password(password)
    user.save(update_fields=["password"])
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0].lstrip(".").replace("*", "localhost"))
    credentials = {"login": user.get_username(), "password": password}
    client.post(reverse(settings.LOGIN_URL), credentials, secure=settings.SECURE_SSL_REDIRECT)
    if client.session.get("_auth_user_id") != str(user.pk):
        raise AssertionError(f"{user.get_username()} could not sign in")
    return user.get_username()
