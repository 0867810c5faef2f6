#!/bin/sh
# xlsx2csv 0.8.6: numbers leave as the cell shows them, so a column formatted 0.0 or 0% loses its digits.
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check xlsx2csv==0.8.6 openpyxl==3.1.5 2>/dev/null
cat > run.py <<'PY'
import io

import openpyxl
from xlsx2csv import Xlsx2csv

book = openpyxl.Workbook()
book.active.append(["luas", "persen"])
book.active.append([12.345, 0.73445])
book.active["A2"].number_format, book.active["B2"].number_format = "0.0", "0%"
book.save("data.xlsx")
out = io.StringIO()
Xlsx2csv("data.xlsx").convert(out)
print(out.getvalue().strip())
PY
seen=$(venv/bin/python -W ignore run.py)
echo "xlsx2csv==0.8.6 openpyxl==3.1.5"; echo "$seen"
expected=$(cat <<'TEXT'
luas,persen
12.3,73%
TEXT
)
[ "$seen" = "$expected" ] || { echo "CHANGED, expected:"; echo "$expected"; exit 1; }
