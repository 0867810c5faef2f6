"""The sentences for values that were not understood: what stands there, and how to write it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from p2wkss.base.values.numbers import two_readings

PROBLEMS = {
    "number_format": gettext_noop("“%(text)s” bukan bilangan yang jelas. Tulis misalnya 1500 atau 2,5."),
    "number_broken": gettext_noop("Tulis bilangan bulat; “%(text)s” memuat pecahan."),
    "number_ambiguous": gettext_noop(
        "“%(text)s” dapat berarti %(large)s atau %(small)s. Tulis %(large)s bila itu maksudnya, atau %(small)s."
    ),
    "number_ambiguous_whole": gettext_noop(
        "“%(text)s” dapat berarti %(large)s atau sebuah pecahan. Tulis %(large)s bila itu maksudnya."
    ),
    "money_sen": gettext_noop("Tulis rupiah tanpa sen; “%(text)s” memuat pecahan rupiah."),
    "date_format": gettext_noop("“%(text)s” bukan tanggal yang dikenali. Tulis hari dahulu, misalnya 17/08/2021."),
    "date_serial_number": gettext_noop(
        "“%(text)s” adalah angka, bukan tanggal. Ubah sel itu menjadi tanggal, atau tulis misalnya 17/08/2021."
    ),
    "date_century_guessed": gettext_noop("Tahun pada “%(text)s” hanya dua angka. Tulis misalnya 17/08/2021."),
    "date_time_of_day": gettext_noop(
        "Sel ini berisi %(text)s: ada jam di dalamnya, sehingga harinya dapat bergeser. Tulis tanggalnya saja."
    ),
}
LONGEST_SHOWN = 40


def problem_message(problem: str, text: str, *, whole: bool = False) -> str:
    """The sentence for a problem of `read_decimal`, `read_whole`, `read_rupiah` or `read_day` with this text."""
    shown = "".join(sign for sign in str(text).strip()[:LONGEST_SHOWN] if sign.isprintable())
    params = {"text": shown}
    if problem == "number_ambiguous":
        params["large"], params["small"] = two_readings(shown)
        problem = "number_ambiguous_whole" if whole else problem
    return _(PROBLEMS[problem]) % params
