#!/bin/sh
# SQLite 3.54.1 by apsw: LIKE uses the trigram index of FTS5, LIKE ... ESCAPE never does (Django icontains always writes ESCAPE).
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check apsw==3.54.1.0 2>/dev/null
cat > run.py <<'PY'
import apsw

database = apsw.Connection(":memory:")
database.execute("CREATE VIRTUAL TABLE name USING fts5(text, tokenize='trigram')")
for condition in ("LIKE '%HAYATI%'", "LIKE '%HAYATI%' ESCAPE '\\'"):
    plan = database.execute(f"EXPLAIN QUERY PLAN SELECT text FROM name WHERE text {condition}").fetchall()[0][-1]
    print(f"{condition}: {'index for the pattern' if ':L' in plan else 'whole table'}")
PY
seen=$(venv/bin/python -W ignore run.py)
echo "apsw==3.54.1.0"; echo "$seen"
expected=$(cat <<'TEXT'
LIKE '%HAYATI%': index for the pattern
LIKE '%HAYATI%' ESCAPE '\': whole table
TEXT
)
[ "$seen" = "$expected" ] || { echo "CHANGED, expected:"; echo "$expected"; exit 1; }
