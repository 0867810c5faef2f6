"""What the portal writes itself instead of a template: options of a select and cells of a table."""

import datetime as dt

import pytest
from django.template.loader import render_to_string
from django.test.html import parse_html
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe

from p2wkss.base.choices import QuickSelect
from p2wkss.base.tables import Column, Table

HOSTILE = '"><script>alert(1)</script>&'
HARMLESS = "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;"


def test_a_select_says_what_djangos_own_says():
    choices = [("", "Semua"), ("1", "Bu Siti & Pak Ali"), (2, lazystr("RT 002")), ("3", mark_safe("<b>"))]
    quick, stock = QuickSelect(choices=choices), QuickSelect.__mro__[1](choices=choices)
    for value in (None, "", "1", 2, "9"):
        ours, theirs = quick.render("rt", value, {"id": "id_rt"}), stock.render("rt", value, {"id": "id_rt"})
        assert parse_html(ours) == parse_html(theirs)


@pytest.mark.parametrize("choice", [(HOSTILE, "x"), ("x", HOSTILE), ("x", lazystr(HOSTILE)), (mark_safe(HOSTILE), "x")])
def test_an_option_is_escaped(choice):
    written = QuickSelect(choices=[choice]).render("rt", None)
    assert HARMLESS in written and "<script" not in written


class Rows(Table):
    word, plain = Column(), Column(localize=False)
    localised = Column(localize=True)

    class Meta(Table.Meta):
        orderable = False


def written(**row):
    return render_to_string("django_tables2/p2wkss.html", {"table": Rows([row])})


@pytest.mark.parametrize("text", [HOSTILE, lazystr(HOSTILE)])
def test_a_cell_is_escaped(text):
    page = written(word=text, plain=text, localised=text)
    assert page.count(HARMLESS) == 3 and "<script" not in page


def test_safe_text_stays_and_what_is_unknown_is_a_dash():
    page = written(word=mark_safe("<b>ya</b>"), plain=None)
    assert "<b>ya</b></td>" in page and page.count("–</td>") + page.count("—</td>") == 2


def test_numbers_and_dates_are_written_as_people_write_them_unless_told_otherwise():
    page = written(word=dt.date(2021, 11, 9), plain=1234.5, localised=1234.5)
    assert "9 November 2021</td>" in page and "1234.5</td>" in page and "1.234,5</td>" in page
