"""A real portal with the demo, served by gunicorn, and a real browser signed in to it.

The portal runs as its own process on a database of its own (SQLite, or a fresh one on the PostgreSQL of
TEST_DATABASE_URL), so these tests see what a user sees. Without chromium they skip and say why.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from pathlib import Path

import psycopg2
import pytest
from django.db import connections
from playwright.sync_api import sync_playwright

from p2wkss.first_start import contents
from tests import ready

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
PASSWORD = "contoh-sandi-uji-2021"
WIDTHS = {"phone": 360, "desktop": 1280}


def pytest_collection_modifyitems(items):
    """One worker runs all browser tests (they share the portal); without chromium they are skipped."""
    for item in items:
        if Path(__file__).parent not in Path(item.fspath).parents:
            continue
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.xdist_group("browser"))
        if CHROMIUM is None:
            item.add_marker(pytest.mark.skip(reason="chromium is not installed (apt-get install chromium)"))


@contextlib.contextmanager
def database(folder):
    """The URL of a migrated database of the kind the suite runs on."""
    server = os.environ.get("TEST_DATABASE_URL")
    if not server:
        ready.copy(connections["default"], str(folder / "portal.sqlite3"))
        yield f"sqlite:///{folder}/portal.sqlite3"
        return
    name = f"p2wkss_browser_{uuid.uuid4().hex[:8]}"
    host = server.removeprefix("postgres:///").rsplit("/", 1)[0] if server.startswith("postgres:////") else None
    admin = psycopg2.connect(**({"host": host, "dbname": "postgres"} if host else {"dsn": server}))
    admin.autocommit = True
    ready.copy(connections["default"], name)
    try:
        yield f"{server.rsplit('/', 1)[0]}/{name}"
    finally:
        with admin.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        admin.close()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def portal(tmp_path_factory, django_db_setup, django_db_blocker):
    """The address of a portal that serves the demo."""
    folder = tmp_path_factory.mktemp("portal")
    with contextlib.ExitStack() as stack:
        with django_db_blocker.unblock():
            url = stack.enter_context(database(folder))
        secrets = dict(line.split("=", 1) for line in contents().splitlines() if line and not line.startswith("#"))
        environment = {
            **os.environ,
            **secrets,
            "DATABASE_URL": url,
            # The ready database was made with the keys of the suite, and a portal starts only with its own.
            **{name: os.environ[name] for name in ("SEALING_KEYS", "INDEX_KEY")},
            "DEMO_PASSWORD": PASSWORD,
            "MEDIA_ROOT": str(folder / "media"),
            "STATIC_ROOT": str(folder / "static"),
            "DATA_ROOT": str(folder / "data"),
            "MFA_REQUIRED": "0",
            "LOG_LEVEL": "WARNING",
        }
        (folder / "data").mkdir()
        for command in (["createcachetable"], ["collectstatic", "--noinput"], ["demo"]):
            subprocess.run(
                [sys.executable, "manage.py", *command, "--verbosity", "0"], cwd=ROOT, env=environment, check=True
            )
        port = free_port()
        with (folder / "server.log").open("w") as log:
            server = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "p2wkss.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4"],
                cwd=ROOT,
                env=environment,
                stderr=log,
                stdout=log,
            )
            try:
                address = f"http://127.0.0.1:{port}"
                wait_for(f"{address}/akun/masuk/")
                yield address
            finally:
                server.terminate()
                server.wait(timeout=20)


def wait_for(address, seconds=120):
    end = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(address, timeout=2)
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


@pytest.fixture(scope="session")
def chromium():
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright's loop runs in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def states():
    """Signed-in cookies by role, so that each role signs in once."""
    return {}


@pytest.fixture
def open_as(portal, chromium, states):
    """`open_as(role, width="phone")` gives a page signed in as that demo user; its faults are in `page.faults`."""
    contexts = []

    def open_page(role, width="desktop"):
        context = chromium.new_context(
            base_url=portal,
            locale="id-ID",
            viewport={"width": WIDTHS[width], "height": 800},
            has_touch=width == "phone",
            storage_state=states.get(role),
        )
        contexts.append(context)
        page = context.new_page()
        watch(page)
        if role and role not in states:
            sign_in(page, role)
            states[role] = context.storage_state()
        return page

    yield open_page
    for context in contexts:
        context.close()


def watch(page):
    """Collect what a user's console would complain about: errors, CSP violations, failed requests."""
    page.faults = []
    page.on(
        "console",
        lambda message: page.faults.append(f"{message.type}: {message.text}") if message.type == "error" else None,
    )
    page.on("pageerror", lambda error: page.faults.append(f"exception: {error}"))
    page.on("requestfailed", lambda request: page.faults.append(f"failed: {request.url} {request.failure}"))


def sign_in(page, role):
    page.goto("/akun/masuk/")
    page.get_by_label("Nama pengguna").fill(role)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url(lambda url: "/akun/masuk" not in url)
