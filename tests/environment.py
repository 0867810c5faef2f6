"""The environment of the test run, set before Django reads its settings (loaded by `-p tests.environment`)."""

import base64
import os
import sys

KEY = base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()

os.environ.update(
    DEBUG="0",
    DEMO="0",
    CITY_NAME="Kota Depok",
    SECRET_KEY="only-for-tests-" + "x" * 50,
    SEALING_KEYS=f"t1:{KEY}",
    INDEX_KEY=KEY,
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    HTTPS="0",
    MFA_REQUIRED="0",
    LOG_LEVEL="CRITICAL",
    TASKS_BACKEND="django_tasks.backends.immediate.ImmediateBackend",
    FIGURES_EVERY="0",
)
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", "sqlite:///data/test-base.sqlite3")

# Compiled modules are kept even where the machine is told not to (`__pycache__` is ignored by git): else every run, and
# every process that a test starts, compiles the sources again.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
