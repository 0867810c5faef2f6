#!/bin/sh
# csvkit 2.2.0: a date column is read month first where every day is under 13, and stays text as soon as one is not; codes lose their zeros.
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check csvkit==2.2.0 2>/dev/null
cat > run.py <<'PY'
import subprocess
import sys
from pathlib import Path

for second in ("07/06/2021", "17/06/2021"):
    Path("data.csv").write_text(f"rt,lahir\n001,05/06/2021\n002,{second}\n")
    tool = Path(sys.executable).with_name("csvjson")
    print(subprocess.run([tool, "data.csv"], capture_output=True, text=True, check=True).stdout.strip())
PY
seen=$(venv/bin/python -W ignore run.py)
echo "csvkit==2.2.0"; echo "$seen"
expected=$(cat <<'TEXT'
[{"rt": 1.0, "lahir": "2021-05-06"}, {"rt": 2.0, "lahir": "2021-07-06"}]
[{"rt": 1.0, "lahir": "05/06/2021"}, {"rt": 2.0, "lahir": "17/06/2021"}]
TEXT
)
[ "$seen" = "$expected" ] || { echo "CHANGED, expected:"; echo "$expected"; exit 1; }
