#!/bin/sh
# num2words 0.5.14, Indonesian: one thousand is "seribu" alone, but "satu ribu" after a million.
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check num2words==0.5.14 2>/dev/null
cat > run.py <<'PY'
from num2words import num2words

for amount in (1_000, 1_100, 1_001_000, 101_001_000):
    print(f"{amount}: {num2words(amount, lang='id')}")
PY
seen=$(venv/bin/python -W ignore run.py)
echo "num2words==0.5.14"; echo "$seen"
expected=$(cat <<'TEXT'
1000: seribu
1100: seribu seratus
1001000: satu juta satu ribu
101001000: seratus satu juta satu ribu
TEXT
)
[ "$seen" = "$expected" ] || { echo "CHANGED, expected:"; echo "$expected"; exit 1; }
