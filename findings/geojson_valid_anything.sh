#!/bin/sh
# geojson 3.3.0: is_valid looks at structure only, and loads() rounds every coordinate to six decimals.
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check geojson==3.3.0 2>/dev/null
cat > run.py <<'PY'
import geojson

shapes = {
    "swapped latitude and longitude": [(-6.4, 106.7), (-6.4, 106.8), (-6.3, 106.8), (-6.4, 106.7)],
    "metres of UTM zone 48": [(692000, 9290000), (692100, 9290000), (692100, 9290100), (692000, 9290000)],
    "crossing itself": [(106.7, -6.4), (106.8, -6.3), (106.8, -6.4), (106.7, -6.3), (106.7, -6.4)],
}
for name, ring in shapes.items():
    print(f"{name}: {geojson.Polygon([ring]).is_valid}")
point = geojson.loads('{"type": "Point", "coordinates": [106.743218765, -6.4]}')
print("read 106.743218765 as", point["coordinates"][0])
PY
seen=$(venv/bin/python -W ignore run.py)
echo "geojson==3.3.0"; echo "$seen"
expected=$(cat <<'TEXT'
swapped latitude and longitude: True
metres of UTM zone 48: True
crossing itself: True
read 106.743218765 as 106.743219
TEXT
)
[ "$seen" = "$expected" ] || { echo "CHANGED, expected:"; echo "$expected"; exit 1; }
