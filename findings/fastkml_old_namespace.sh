#!/bin/sh
# fastkml 1.4.0: files in the earth.google.com namespaces (old phone apps and exports) parse without an error and without any feature.
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check fastkml==1.4.0 2>/dev/null
cat > run.py <<'PY'
from fastkml import KML

KML_FILE = """<kml xmlns="%s"><Placemark><name>RT 01</name><Polygon><outerBoundaryIs><LinearRing><coordinates>
106.70,-6.40,0 106.71,-6.40,0 106.71,-6.39,0 106.70,-6.40,0</coordinates></LinearRing></outerBoundaryIs></Polygon>
</Placemark></kml>"""
for space in ("http://www.opengis.net/kml/2.2", "http://earth.google.com/kml/2.2", "http://earth.google.com/kml/2.1"):
    count = len(KML.from_string(KML_FILE % space).features)
    print(f"{space}: {count} placemark{'' if count == 1 else 's'}")
PY
seen=$(venv/bin/python -W ignore run.py)
echo "fastkml==1.4.0"; echo "$seen"
expected=$(cat <<'TEXT'
http://www.opengis.net/kml/2.2: 1 placemark
http://earth.google.com/kml/2.2: 0 placemarks
http://earth.google.com/kml/2.1: 0 placemarks
TEXT
)
[ "$seen" = "$expected" ] || { echo "CHANGED, expected:"; echo "$expected"; exit 1; }
