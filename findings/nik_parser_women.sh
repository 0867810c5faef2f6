#!/bin/sh
# npm nik-parser 1.0.1: sex is asked of the finished date, so nobody is a woman; day 41-71 overflows into the next month.
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund nik-parser@1.0.1 >/dev/null 2>&1
cat > run.js <<'JS'
// A woman born on 1 January 1980 (day + 40), one born on 12 June 1990, a boy born on 1 January 2025.
const { nikParser } = require("nik-parser");
for (const nik of ["3276114101800001", "3276115206900002", "3276110101250001"]) {
  const person = nikParser(nik), day = person.lahir();
  const two = (n) => String(n).padStart(2, "0");
  console.log(nik, person.kelamin(), `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`);
}
JS
seen=$(TZ=Asia/Jakarta node run.js)
echo "nik-parser@1.0.1"; echo "$seen"
expected=$(cat <<'TEXT'
3276114101800001 pria 1980-02-10
3276115206900002 pria 1990-07-22
3276110101250001 pria 1925-01-01
TEXT
)
[ "$seen" = "$expected" ] || { echo "CHANGED, expected:"; echo "$expected"; exit 1; }
