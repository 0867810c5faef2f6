"""The house of the pages: nothing inline, nothing from elsewhere, every icon there, every partial as expected."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "static").rglob("*.css"))
SCRIPTS = sorted((ROOT / "static").rglob("*.js"))
SPRITE = (ROOT / "static/vendor/bootstrap-icons/icons.svg").read_text()
ICONS = set(re.findall(r'<symbol id="([\w-]+)"', SPRITE))
ICON_USES = re.compile(
    r'_partials/icon\.html" with name="([\w-]+)"|\bicon="([\w-]+)"|\bname=[\w.]+\|default:"([\w-]+)"'
)
PYTHON_ICONS = re.compile(r'\bicon\s*[=:]\s*"([\w-]+)"|Entry\(\s*_\("[^"]+"\),\s*"[\w:]+",\s*"([\w-]+)"')
HOW = "Add the icon to the sprite, see static/vendor/README.md."
APPS = ["p2wkss", "agencies", "locations", "households", "imports", "activities", "indicators", "reports", "demo"]


def name_of(path):
    return str(path.relative_to(ROOT))


def said(html):
    """The words a reader sees, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_has_nothing_the_content_policy_refuses(path):
    text = path.read_text()
    assert not re.search(r"\sstyle=", text), "style attribute"
    assert not re.search(r"\son[a-z]+=[\"']", text), "event attribute"
    assert not re.search(r"<style[\s>]", text), "style element"
    assert not re.search(r"<script(?![^>]*(?:\ssrc=|type=\"application/json\"))", text), "script without a file"
    assert not re.search(r"(?:src|href)=\"https?://", text), "something from elsewhere"


@pytest.mark.parametrize("path", STYLES + SCRIPTS, ids=name_of)
def test_a_static_file_loads_nothing_from_elsewhere(path):
    text = path.read_text()
    assert "sourceMappingURL" not in text
    assert not re.search(r"@import|url\(\s*[\"']?(?:data:|https?:)", text) or path.suffix == ".js"


def test_every_icon_that_a_template_names_is_in_the_sprite():
    used = {name: path for path in TEMPLATES for found in ICON_USES.findall(path.read_text()) for name in found if name}
    assert len(used) > 30
    assert {name: name_of(path) for name, path in used.items() if name not in ICONS} == {}, HOW


def test_every_icon_that_the_code_names_is_in_the_sprite():
    files = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    used = {name: path for path in files for found in PYTHON_ICONS.findall(path.read_text()) for name in found if name}
    assert len(used) > 10
    assert {name: name_of(path) for name, path in used.items() if name not in ICONS} == {}, HOW


def test_the_list_of_icons_is_the_sprite():
    listed = (ROOT / "static/vendor/bootstrap-icons/names.txt").read_text().split()
    assert sorted(ICONS) == sorted(listed)


@pytest.mark.parametrize("tokens", ["tokens.css", "tokens-dark.css"])
def test_only_the_tokens_state_the_colours_of_the_status_words(tokens):
    text = (ROOT / "static/css" / tokens).read_text()
    for name in ("neutral", "info", "success", "warning", "danger", "slum", "poverty", "hdi"):
        assert re.search(rf"--p-{name}: #[0-9a-f]{{3,6}};", text), name
        assert re.search(rf"--p-{name}-soft: #[0-9a-f]{{3,6}};", text), name


@pytest.mark.parametrize(("background", "ink"), [("soft", ""), ("surface", "")])
@pytest.mark.parametrize("tokens", ["tokens.css", "tokens-dark.css"])
@pytest.mark.parametrize("name", ["neutral", "info", "success", "warning", "danger", "slum", "poverty", "hdi"])
def test_words_of_a_status_can_be_read_on_their_ground(tokens, name, background, ink):
    colours = dict(re.findall(r"--p-([\w-]+): (#[0-9a-f]{3,6});", (ROOT / "static/css" / tokens).read_text()))
    ground = colours["surface" if background == "surface" else f"{name}-soft"]
    assert contrast(colours[name], ground) >= 4.5


def contrast(one, other):
    """Contrast ratio of two colours, WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_an_unknown_figure_is_said_and_zero_is_a_figure():
    unknown = said(render_to_string("_partials/figure.html", {"label": "KK binaan", "value": None}))
    zero = said(render_to_string("_partials/figure.html", {"label": "KK binaan", "value": 0}))
    assert unknown == "KK binaan Belum ada data"
    assert zero == "KK binaan 0"


def test_progress_keeps_a_point_for_the_machine_and_a_comma_for_the_reader():
    with translation.override("id"):
        html = render_to_string("_partials/progress.html", {"label": "Fisik", "percent": Decimal("63.5")})
    assert 'value="63.5"' in html
    assert "63,5 %" in said(html)


def test_progress_without_a_figure_draws_no_bar():
    html = render_to_string("_partials/progress.html", {"label": "Fisik", "percent": None})
    assert "<progress" not in html
    assert said(html) == "Fisik belum ada data"


def test_a_summary_row_says_what_is_not_known_and_keeps_zero():
    rows = [{"label": "Anggaran", "value": None}, {"label": "Peserta", "value": 0}]
    html = render_to_string("_partials/summary_list.html", {"rows": rows})
    assert said(html) == "Anggaran belum ada data Peserta 0"


@pytest.mark.parametrize(
    ("tone", "icon"),
    [("success", "check-circle-fill"), ("warning", "exclamation-triangle-fill"), ("danger", "x-circle-fill")],
)
def test_a_status_is_word_icon_and_colour(tone, icon):
    html = render_to_string("_partials/status.html", {"label": "Selesai", "tone": tone})
    assert said(html) == "Selesai"
    assert f"icons.svg#{icon}" in html or re.search(rf"icons\.\w+\.svg#{icon}", html)
    assert f"status-{tone}" in html


def test_history_tells_who_when_what_and_why():
    entry = {
        "when": datetime(2021, 10, 4, 2, 12, tzinfo=UTC),
        "who": "Agus",
        "action": "Diubah",
        "changes": [{"field": "volume", "old": None, "new": "388 m"}],
        "reason": "Segmen 2 selesai",
    }
    html = said(render_to_string("_partials/history.html", {"history": [entry]}))
    assert html == "Diubah 4 Oktober 2021 09.12 · Agus Volume: kosong menjadi 388 m Segmen 2 selesai"


def test_text_from_people_is_escaped_in_a_chart():
    chart = {"type": "bar", "columns": ["RT", "</script><b>"], "rows": [["<i>", None]]}
    html = render_to_string("_partials/chart.html", {"chart_id": "c", "title": "t", "chart": chart})
    assert "</script><b>" not in html
    assert "<i>" not in html


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 429, 500])
def test_an_error_page_stands_without_request_or_database(status):
    html = render_to_string(f"{status}.html")
    assert html.count("<h1>") == 1
    assert "Kode permintaan" not in html


def test_an_error_page_says_what_it_is_told_and_its_code():
    html = said(render_to_string("403.html", {"message": "Muat ulang halaman.", "request_id": "7F3A"}))
    assert "Muat ulang halaman." in html
    assert "Kode permintaan: 7F3A ." in html


def test_a_post_action_is_a_form_with_a_token():
    actions = [{"label": "Terima", "url": "/terima/", "method": "post"}, {"label": "Ubah", "url": "/ubah/"}]
    request = RequestFactory().get("/")
    html = render_to_string("base/detail.html", {"page": {"title": "Kegiatan"}, "actions": actions}, request)
    assert '<form method="post" action="/terima/"><input type="hidden" name="csrfmiddlewaretoken"' in html
    assert re.search(r'<a class="btn btn-secondary" href="/ubah/">', html)
