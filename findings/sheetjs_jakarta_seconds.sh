#!/bin/sh
# npm xlsx (SheetJS) 0.18.5: in Asia/Jakarta a local midnight is written as 00:00:12, the seconds of the zone before 1924.
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund xlsx@0.18.5 >/dev/null 2>&1
cat > run.js <<'JS'
const X = require("xlsx");
const sheet = X.utils.aoa_to_sheet([[new Date(2021, 5, 5)]]);
const written = X.utils.sheet_to_json(sheet, { header: 1, raw: true })[0][0];
const serial = typeof written === "number" ? written : sheet.A1.v;
console.log(`5 June 2021 is written as day ${Math.floor(serial)} and ${Math.round((serial % 1) * 86400)} seconds`);
JS
seen=$(TZ=Asia/Jakarta node run.js)
echo "xlsx@0.18.5"; echo "$seen"
expected=$(cat <<'TEXT'
5 June 2021 is written as day 44352 and 12 seconds
TEXT
)
[ "$seen" = "$expected" ] || { echo "CHANGED, expected:"; echo "$expected"; exit 1; }
