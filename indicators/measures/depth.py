"""How far below the poverty line people live: P0, P1 and P2 of Foster, Greer and Thorbecke, weighted by persons."""

from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from indicators.counting import Counted, nothing, printed
from indicators.measures.poverty import families_with_spending, poverty_line
from indicators.methods.poverty import fgt
from indicators.registry import method


@method(
    _("Orang terdaftar di bawah garis kemiskinan (P0)"),
    unit="%",
    has_parts=False,
    about=_(
        "Anggota keluarga yang pengeluaran sebulan per orangnya di bawah garis kemiskinan kota, dibagi anggota "
        "keluarga yang pengeluarannya diketahui, dalam persen. Bukan angka kemiskinan BPS."
    ),
)
def people_below_poverty_line_share(surveyed):
    """P0: persons whose family spends less a head than the poverty line, percent of those of whom it is known."""
    return _measured(surveyed, 0)


@method(
    _("Kedalaman kemiskinan keluarga terdaftar (P1)"),
    unit="%",
    has_parts=False,
    about=_(
        "Rata-rata kekurangan pengeluaran sampai garis kemiskinan, dibagi garis itu, atas semua orang yang "
        "pengeluarannya diketahui, dalam persen. Yang tidak miskin dihitung nol. Bukan angka BPS."
    ),
)
def poverty_gap(surveyed):
    """P1: the mean gap to the poverty line as a share of the line, percent, over all persons of whom it is known."""
    return _measured(surveyed, 1)


@method(
    _("Keparahan kemiskinan keluarga terdaftar (P2)"),
    unit="%",
    has_parts=False,
    about=_(
        "Seperti kedalaman kemiskinan, dengan kekurangan dikuadratkan: yang termiskin lebih berbobot. Dalam persen. "
        "Bukan angka BPS."
    ),
)
def poverty_severity(surveyed):
    """P2: the mean of the squared gaps, percent, over all persons of whom it is known."""
    return _measured(surveyed, 2)


def _measured(surveyed, alpha):
    """A measure of the families whose spending and size are known; three queries. The persons of a family share its
    spending. Source: Foster, Greer and Thorbecke 1984; the line is the city's of the round's year."""
    line = poverty_line(surveyed)
    if line is None:
        return nothing(
            "households.household", _("Garis kemiskinan %(year)d belum diisi.") % {"year": surveyed.starts_on.year}
        )
    rows = families_with_spending(surveyed)
    found = list(rows.queryset.filter(rows.known).order_by().values_list(rows.key, "spending", "size"))
    a_head = [Fraction(spending) / size for _key, spending, size in found]
    measure = fgt(a_head, line=line, alpha=alpha, weights=[size for _key, _spending, size in found])
    poor = {key: size for key, spending, size in found if spending < size * line}
    of = {key for key, _spending, _size in found}
    persons = sum(size for _key, _spending, size in found)
    return Counted(
        value=None if measure is None else printed(100 * Fraction(measure)),
        numerator=Decimal(sum(poor.values())) if found and alpha == 0 else None,
        denominator=Decimal(persons) if found else None,
        surveyed=len(of),
        surveyed_of=len(of.union(rows.eligible.order_by().values_list("pk", flat=True))),
        lineage={"model": rows.model, "counted": sorted(poor), "of": sorted(of)},
        note="" if found else _("Belum ada jawaban yang diketahui."),
    )
