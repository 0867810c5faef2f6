"""What the tests of the pages of activities share: signing in, and what a page asks the database."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.roles import Role
from tests.makers import make_user

# Who is signed in, and the transaction of the test: the same for every page.
AROUND_EVERY_PAGE = ("django_session", "usersessions_usersession", "SAVEPOINT", 'FROM "agencies_user"')


@pytest.fixture
def enter(client):
    """Sign in as a new user of a role; returns the user."""

    def sign_in(role=Role.STAFF, **fields):
        user = make_user(role, **fields)
        client.force_login(user)
        return user

    return sign_in


@pytest.fixture
def questions(client):
    """How many questions a page asks the database itself, once the caches are warm."""

    def count(url):
        assert client.get(url).status_code == 200
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        return len([query for query in captured if not any(part in query["sql"] for part in AROUND_EVERY_PAGE)])

    return count


@pytest.fixture
def sheet(client):
    """The rows of a list's CSV file, as dictionaries."""

    def fetch(url, **query):
        answer = client.get(url, {**query, "format": "csv"})
        assert answer.status_code == 200, answer
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    return fetch
