"""Write the `.env` of a demo on this machine: fresh random secrets, readable by its owner only.

Run as `python -m p2wkss.first_start .env`; it never touches a file that exists. Needs nothing of Django, since the
settings cannot be read before the secrets stand.
"""

import base64
import os
import secrets
import sys


def contents():
    """The lines of a demo's environment; each call makes new secrets."""
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    index = base64.b64encode(secrets.token_bytes(32)).decode()
    return "\n".join(
        [
            "# Made by the first start of the demo. Keep it: without these keys sealed numbers cannot be opened.",
            "DEMO=1",
            "CITY_NAME=Kota Depok",
            f"SECRET_KEY={secrets.token_urlsafe(50)}",
            f"SEALING_KEYS=k1:{key}",
            f"INDEX_KEY={index}",
            "",
        ]
    )


def main(path):
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w") as file:
        file.write(contents())


if __name__ == "__main__":
    main(sys.argv[1])
