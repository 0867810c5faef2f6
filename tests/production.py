"""Run a command under production settings with made-up secrets: `python -m tests.production manage.py check`."""

import base64
import os
import secrets
import subprocess
import sys


def environment():
    """What a production server sets, and nothing of the demo's `.env`."""
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    return {
        **os.environ,
        "DEMO": "0",
        "DEBUG": "0",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "SEALING_KEYS": f"k1:{key}",
        "INDEX_KEY": key,
        "ALLOWED_HOSTS": "p2wkss.example.go.id",
        "DATABASE_URL": "sqlite:///data/check.sqlite3",
    }


if __name__ == "__main__":
    sys.exit(subprocess.call([sys.executable, *sys.argv[1:]], env=environment()))
