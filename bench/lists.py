"""Lists and searches as a member of the programme's staff meets them, through the whole portal but the network."""

import random
import re
import sys
import time

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import p2wkss.wsgi  # noqa: F401 - pages are loaded, and kept from the collector, as where they are served
from agencies.models import User
from agencies.roles import Role
from bench.sizes import SEED
from households.models import Household, Member
from locations.models import Region

# What every page asks about its reader, whatever it shows.
SIGN_IN = re.compile(r"^(BEGIN|COMMIT|SAVEPOINT|RELEASE)|\"(django_session|usersessions_usersession|agencies_user)\"")
COUNTS_ALL = re.compile(r"SELECT COUNT\(\*\) (AS \S+ )?FROM \"households_(household|member|house)\"( WHERE .*)?$")


def answer():
    """Answer one request a line: first the names of the pages; then, for a page's name, what its next request took.

    {"ms": milliseconds, "rows": of the table}; asked for "?" and a page's name, what it asks of the database:
    {"queries": besides the sign-in, "counts_all": whether one of them counts a whole table}.
    """
    client = Client(headers={"host": "localhost"})
    client.force_login(_user(Role.STAFF))
    draws = {name: _Draw(name) for name in PAGES}
    yield list(PAGES)
    for line in sys.stdin:
        name = line.strip().removeprefix("?")
        request = PAGES[name](draws[name])
        yield _asked(client, request) if line.startswith("?") else _timed(client, request)


def _timed(client, request):
    began = time.perf_counter()
    response = _answer(client, *request)
    return {"ms": (time.perf_counter() - began) * 1000, "rows": max(0, response.content.count(b"<tr ") - 1)}


def _asked(client, request):
    with CaptureQueriesContext(connection) as context:
        _answer(client, *request)
    queries = [query["sql"] for query in context.captured_queries if not SIGN_IN.search(query["sql"])]
    return {"queries": len(queries), "counts_all": any(map(COUNTS_ALL.search, queries))}


def _answer(client, method, url, data):
    response = getattr(client, method)(url, data)
    if response.status_code not in (200, 302):
        raise AssertionError(f"{url} answered {response.status_code}.")
    return response


def _user(role):
    user = User.objects.filter(username=f"bench-{role}").first()
    return user or User.objects.create_user(username=f"bench-{role}", name="Pengukur", password=None, role=role)


class _Draw:
    """Draws what is searched from the register itself, repeatably: common things come as often as they are common."""

    def __init__(self, page):
        self._random = random.Random(f"{SEED} {page}")  # noqa: S311 - repeatable, not secret
        self._last_member = Member.objects.order_by("-pk").values_list("pk", flat=True)[0]
        self._last_family = Household.objects.order_by("-pk").values_list("pk", flat=True)[0]
        self._places = list(Region.objects.level(Region.Level.RT).values_list("public_id", flat=True)[:500])

    def member(self):
        start = self._random.randint(1, self._last_member)
        return Member.objects.filter(pk__gte=start, nik_index__isnull=False).order_by("pk")[0]

    def family(self):
        start = self._random.randint(1, self._last_family)
        return Household.objects.filter(pk__gte=start).order_by("pk")[0]

    def word(self):
        return self._random.choice(self.member().name.split())

    def part(self):
        """Four signs from somewhere in a name."""
        word = max(self.member().name.split(), key=len)
        start = self._random.randint(0, max(0, len(word) - 4))
        return word[start : start + 4]

    def place(self):
        return self._random.choice(self._places)

    def page(self):
        return self._random.randint(2, 20)


def _get(name, **data):
    return "get", reverse(name), data


FAMILIES, HOUSES = "households:household_list", "households:house_list"
PAGES = {
    "keluarga": lambda draw: _get(FAMILIES),
    "keluarga, halaman berikut": lambda draw: _get(FAMILIES, page=draw.page()),
    "keluarga satu RT": lambda draw: _get(FAMILIES, region=draw.place()),
    "keluarga, urut didata": lambda draw: _get(FAMILIES, sort="-surveyed_on"),
    "rumah": lambda draw: _get(HOUSES),
    "cari nama lengkap": lambda draw: _get(FAMILIES, q=draw.member().name),
    "cari satu kata nama": lambda draw: _get(FAMILIES, q=draw.word()),
    "cari potongan nama": lambda draw: _get(FAMILIES, q=draw.part()),
    "cari alamat keluarga": lambda draw: _get(FAMILIES, q=draw.family().address),
    "cari alamat rumah": lambda draw: _get(HOUSES, q=draw.family().address),
    "cari nama jalan": lambda draw: _get(HOUSES, q=draw.family().address.split(" No.")[0]),
    "cari di seluruh portal": lambda draw: _get("search", q=draw.word()),
    "cari NIK": lambda draw: ("post", reverse("households:number_search"), {"number": draw.member().nik.reveal()}),
    "cari nomor KK": lambda draw: (
        "post",
        reverse("households:number_search"),
        {"number": draw.family().no_kk.reveal()},
    ),
}
