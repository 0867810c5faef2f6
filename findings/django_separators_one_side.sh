#!/bin/sh
# Django 5.2.19, sanitize_separators with USE_THOUSAND_SEPARATOR: one point before other than three digits is left alone in id; one comma in en is removed whatever follows it.
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check django==5.2.19 2>/dev/null
cat > run.py <<'PY'
import django
from django.conf import settings

settings.configure(USE_THOUSAND_SEPARATOR=True, LANGUAGE_CODE="id")
django.setup()
from django.utils import translation
from django.utils.formats import sanitize_separators

for language, texts in (("id", ("2.9", "106.7412")), ("en", ("2,9", "0,125"))):
    with translation.override(language):
        for text in texts:
            print(language, text, "->", sanitize_separators(text))
PY
seen=$(venv/bin/python -W ignore run.py)
echo "django==5.2.19"; echo "$seen"
expected=$(cat <<'TEXT'
id 2.9 -> 2.9
id 106.7412 -> 106.7412
en 2,9 -> 29
en 0,125 -> 0125
TEXT
)
[ "$seen" = "$expected" ] || { echo "CHANGED, expected:"; echo "$expected"; exit 1; }
