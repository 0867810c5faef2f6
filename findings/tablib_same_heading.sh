#!/bin/sh
# tablib 3.10.0 (under django-import-export): rows as dictionaries keep the last of two columns with the same heading, without a warning.
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check tablib==3.10.0 2>/dev/null
cat > run.py <<'PY'
import tablib

data = tablib.Dataset().load("nama,jumlah,jumlah\nRT 01,12,4\n", format="csv")
print("headings:", data.headers)
print("row:", data.dict[0])
PY
seen=$(venv/bin/python -W ignore run.py)
echo "tablib==3.10.0"; echo "$seen"
expected=$(cat <<'TEXT'
headings: ['nama', 'jumlah', 'jumlah']
row: {'nama': 'RT 01', 'jumlah': '4'}
TEXT
)
[ "$seen" = "$expected" ] || { echo "CHANGED, expected:"; echo "$expected"; exit 1; }
