"""How many queries a page costs its reader, after the first page of a session."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def queries_of(client, url, **extra):
    """The queries of a page; savepoints, which only tests have, are not counted."""
    client.get(url, **extra)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url, **extra)
    assert answer.status_code == 200, answer.status_code
    return [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
