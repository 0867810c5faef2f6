"""What a decoder that was taken over would try; harmless here, and run confined by test_confined_reach.py."""

import json
import os
import socket
import subprocess
from pathlib import Path


def work(payload: bytes) -> bytes:
    """{what: what came of it}; `payload` is the number of the process that started this one."""
    parent = payload.decode()
    tried = {
        "network": lambda: socket.create_connection(("127.0.0.1", 9), timeout=1),
        "local socket": lambda: socket.socketpair(),
        "program": lambda: subprocess.run(["true"], check=False),  # noqa: S607
        "keys": lambda: Path(f"/proc/{parent}/environ").read_bytes(),
        "connections": lambda: list(Path(f"/proc/{parent}/fd").iterdir()),
        "signal": lambda: os.kill(int(parent), 0),
        "own environment": lambda: [name for name in os.environ if "KEY" in name or "DATABASE" in name] or 1 / 0,
    }
    found = {}
    for what, act in tried.items():
        try:
            act()
            found[what] = "reached"
        except Exception as problem:  # noqa: BLE001 - each is an answer
            found[what] = type(problem).__name__
    return json.dumps(found).encode()
