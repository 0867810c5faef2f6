"""Who may open what: every address by every role, with an own, a foreign and a missing object, GET and POST.

The table is tests/access.csv, one line an address, kind of object and method, a column a role:

    200 the page, 302 sent on, 400 refused with a sentence, 403 the role may not, 404 not there for this role (foreign
    or missing), 405 no such method, 409 changed meanwhile

A POST here is an empty form: 200 means "answered with its errors", 302 that nothing more was needed. "own" is what the
role works on: of its agency, in its area. An address that is not in the table fails the build; the lines of a new one
are printed by `python -m tests.every_page.record ADDRESS`, and are then checked against the roles' table in the
programme, not taken for granted.
"""

import csv
import re
from pathlib import Path

import pytest

from p2wkss.base.pages import BasePage
from tests.every_page.addresses import ADDRESSES, pages_of
from tests.every_page.asking import ask, status_of
from tests.every_page.world import ANONYMOUS, ROLES

pytestmark = pytest.mark.anywhere  # statuses; what a scope selects is tested with each model
in_world = pytest.mark.usefixtures("db")

COLUMNS = [*(role.value for role in ROLES), ANONYMOUS]
METHODS = ["GET", "POST"]

# What stands open to who is not signed in; everything else leads to the sign-in page.
OPEN = {"account_login", "account_inactive", "set_language"}
READERS = ("evaluator", "leader")
AREA_BOUND = ("agency", "kelurahan", "cadre")
# What a reader may send: a search, a language, what belongs to the own account; the back office turns readers away.
HARMLESS = re.compile(r"^(agencies:notices_read$|account_|mfa_|usersessions_|search$|set_language$|admin:)")
# Pages of persons, of what they own and of how they live.
PERSONAL = re.compile(
    r"^(households:(household|member|house|enrolment|survey|assessment|visit|repair|number|duplicate|consolidation)"
    r"|imports:"
    r"|activities:(childvisit|pregnancyvisit|elderlyvisit|posyandumember|enterprise|session_(invite|attendance|print)"
    r"|need_rows|intervention_beneficiaries))"
)
ADMINISTRATION = re.compile(r"^(agencies:(user|accessevent)_|locations:(user|assignment)_|.*_unmask$)")


@pytest.fixture
def db(world):
    """These tests share one world; what they do to it is undone (tests/conftest.py)."""


def read_table():
    """{(address, object, method): {role: status}}."""
    with Path(__file__).with_name("access.csv").open() as lines:
        heading, *rows = [[cell.strip() for cell in row] for row in csv.reader(lines)]
    assert heading[3:] == COLUMNS
    return {tuple(row[:3]): dict(zip(COLUMNS, map(int, row[3:]), strict=True)) for row in rows}


TABLE = read_table()


def test_every_address_is_in_the_table_and_nothing_else():
    wanted = {(a.name, side, method) for a in ADDRESSES.values() for side in a.sides for method in METHODS}
    assert set(TABLE) == wanted


@in_world
@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_an_address_answers_each_role_as_the_table_says(world, name):
    address, deviations = ADDRESSES[name], []
    for side in address.sides:
        for method in METHODS:
            expected = TABLE.get((name, side, method), {})
            for role in COLUMNS:
                status = status_of(world, role, method, address.url(world, side, role))
                if status != expected.get(role):
                    deviations.append(f"{side} {method} {role}: {status} instead of {expected.get(role)}")
    assert not deviations, "\n".join(deviations)


@in_world
@pytest.mark.parametrize("name", sorted(name for name, address in ADDRESSES.items() if address.names_object))
def test_what_is_foreign_looks_exactly_like_what_is_missing(world, name):
    """The same page to the last sign but its code; so nobody learns that a foreign record exists."""
    address = ADDRESSES[name]
    for method in METHODS:
        hidden = [role for role in AREA_BOUND if TABLE[name, "foreign", method][role] == 404]
        for role in hidden:
            foreign = ask(world, role, method, address.url(world, "foreign", role))
            missing = ask(world, role, method, address.url(world, "missing", role))
            assert without_code(foreign) == without_code(missing), role
            assert foreign["X-Request-Id"] in foreign.body.decode(), "the page names its code"


def without_code(response):
    body = response.body.decode().replace(response["X-Request-Id"], "KODE")
    return response.status_code, body, sorted(response.headers)


@in_world
@pytest.mark.parametrize("name", sorted(pages_of(BasePage)))
def test_a_method_that_no_page_has_gets_our_own_page(world, name):
    for method in ["PUT", "PATCH", "DELETE"]:
        response = ask(world, "admin", method, ADDRESSES[name].url(world))
        assert response.status_code == 405, method
        assert response["X-Request-Id"] in response.body.decode()
        assert "<html" in response.body.decode()


@pytest.mark.parametrize(("case", "statuses"), TABLE.items(), ids=map("-".join, TABLE))
def test_a_line_of_the_table_keeps_what_the_roles_promise(case, statuses):
    """Read from the programme's table of roles, not from the code: a line that breaks a promise is a wrong line."""
    name, side, method = case
    assert not {status for status in statuses.values() if status >= 500}
    if name not in OPEN:
        assert statuses[ANONYMOUS] == 302, "the public is sent to the sign-in page"
    if side == "missing":
        assert set(statuses.values()) <= {302, 403, 404, 405}
    if side == "foreign":
        unlike = [r for r in AREA_BOUND if (statuses[r] == 404) != (TABLE[name, "missing", method][r] == 404)]
        assert not [role for role in unlike if statuses[role] == 404], "foreign tells more than missing"
        if method == "POST":
            assert not [role for role in AREA_BOUND if statuses[role] in (200, 302, 400, 409)], (
                "changes what is foreign"
            )
    if method == "POST" and not HARMLESS.match(name):
        assert {statuses[role] for role in READERS} <= {403, 404, 405}, "readers change nothing"
    if PERSONAL.match(name) and side not in ("missing", "foreign"):
        assert {statuses[role] for role in READERS} <= {403, 405}, "readers see no person"
    if ADMINISTRATION.match(name):
        assert {status for role, status in statuses.items() if role not in ("admin", ANONYMOUS)} == {403}
    if name.startswith("admin:"):
        assert {statuses[role] for role in (*READERS, "cadre")} <= {302, 403}
    if name != "admin:autocomplete":  # without a question it refuses everybody
        assert statuses["admin"] != 403, "an administrator may everything"
