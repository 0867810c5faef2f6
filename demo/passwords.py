"""The one password of the demo's accounts: from the environment, from the file of an earlier start, or made now."""

import os
import secrets
from pathlib import Path

from django.conf import settings

WORDS = (
    "angklung",
    "bambu",
    "belimbing",
    "cangkir",
    "cendana",
    "delima",
    "gerimis",
    "jambu",
    "jendela",
    "kemiri",
    "kenari",
    "kelapa",
    "kerikil",
    "ketupat",
    "kunang",
    "lampion",
    "layangan",
    "lentera",
    "mangga",
    "mentari",
    "nanas",
    "payung",
    "pelangi",
    "perahu",
    "pisang",
    "rambutan",
    "rumpun",
    "sawah",
    "seruling",
    "sepeda",
    "tembikar",
    "terasi",
    "teratai",
    "tikar",
    "topi",
    "ubi",
    "wayang",
)


def password_file() -> Path:
    """Where the password is kept for later starts: readable by its owner only, never in the repository."""
    return Path(settings.BASE_DIR) / "data" / "demo-password"


def wanted_password() -> str:
    """What the operator asks for in DEMO_PASSWORD; empty when nothing is asked."""
    return os.environ.get("DEMO_PASSWORD", "")


def kept_password() -> str:
    """The password of an earlier start on this machine; empty when there was none."""
    try:
        return password_file().read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def new_password() -> str:
    """Three words and three digits: easy to type from a screen, not to guess within the lockout."""
    return "-".join([*(secrets.choice(WORDS) for _word in range(3)), str(secrets.randbelow(900) + 100)])


def keep(password: str) -> None:
    """Write the password for later starts, the file mode 600 from its first moment."""
    path = password_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(password + "\n")
