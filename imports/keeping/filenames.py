"""The name of an uploaded file as it is kept and shown: no path, nothing hidden, no identity number."""

import re
import unicodedata

from django.utils.translation import gettext as _

from p2wkss.base.logs import without_numbers

LONGEST = 100
SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,5}")


def clean_name(name):
    """The last part of the name, only signs that show, runs of nine and more digits hidden, at most 100 signs."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(sign for sign in unicodedata.normalize("NFC", last) if sign.isprintable())
    shown = " ".join(without_numbers(shown).split()).strip(". ")
    if len(shown) > LONGEST:
        stem, suffix = shown, ""
        if found := SUFFIX.fullmatch(shown[shown.rfind(".") :]):
            stem, suffix = shown[: shown.rfind(".")], found[0]
        shown = f"{stem[: LONGEST - len(suffix) - 1]}…{suffix}"
    return shown or _("berkas")
