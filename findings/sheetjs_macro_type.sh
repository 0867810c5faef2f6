#!/bin/sh
# npm xlsx (SheetJS) 0.18.5: [Content_Types].xml of every plain workbook declares a macro-enabled type for *.bin, which no part has.
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund xlsx@0.18.5 >/dev/null 2>&1
cat > run.js <<'JS'
const X = require("xlsx");
const book = X.utils.book_new();
X.utils.book_append_sheet(book, X.utils.aoa_to_sheet([["nama"], ["Siti"]]), "Data");
const parts = X.CFB.read(X.write(book, { type: "buffer", bookType: "xlsx" }), { type: "buffer" });
const types = X.CFB.find(parts, "/[Content_Types].xml").content.toString();
const bins = parts.FullPaths.filter((path) => path.endsWith(".bin")).length;
console.log(`declares macroEnabled: ${types.includes("macroEnabled")}; parts ending in .bin: ${bins}`);
JS
seen=$(TZ=Asia/Jakarta node run.js)
echo "xlsx@0.18.5"; echo "$seen"
expected=$(cat <<'TEXT'
declares macroEnabled: true; parts ending in .bin: 0
TEXT
)
[ "$seen" = "$expected" ] || { echo "CHANGED, expected:"; echo "$expected"; exit 1; }
