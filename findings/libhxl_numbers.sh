#!/bin/sh
# libhxl 5.2.2, clean_data(number=...): a decimal comma is dropped (2,9 -> 29), a grouping point becomes a decimal one.
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check libhxl==5.2.2 six==1.17.0 2>/dev/null
cat > run.py <<'PY'
import hxl

texts = ["2,9", "12,345", "23.000", "1.500,5"]
rows = hxl.data([["#value+kg"], *([text] for text in texts)]).clean_data(number="value")
for text, row in zip(texts, rows):
    print(text, "->", row.values[0])
PY
seen=$(venv/bin/python -W ignore run.py)
echo "libhxl==5.2.2 six==1.17.0"; echo "$seen"
expected=$(cat <<'TEXT'
2,9 -> 29
12,345 -> 12345
23.000 -> 23
1.500,5 -> 1.5005
TEXT
)
[ "$seen" = "$expected" ] || { echo "CHANGED, expected:"; echo "$expected"; exit 1; }
