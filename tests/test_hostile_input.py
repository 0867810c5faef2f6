"""What nobody types by accident: no page breaks over it, none gives it back as markup, and a refusal says why.

A part of all combinations is tried, always the same part; `HOSTILE=all` tries every one.
"""

import os
import re
import traceback
from itertools import islice
from urllib.parse import quote
from zlib import crc32

import pytest
from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from agencies.roles import Role
from p2wkss.base.pages import ActionPage, AddPage, EditPage, ListPage
from tests.browsing import FormReader
from tests.every_page.addresses import ADDRESSES, pages_of
from tests.every_page.asking import ask, unrendered
from tests.every_page.boxes import complaints, files_of, forms_of, sent_back
from tests.every_page.naughty import FILES, MARKUP, RAW, TEXTS
from tests.test_access_back_office import can_be_added, objects_of, page

pytestmark = pytest.mark.anywhere

ALL = os.environ.get("HOSTILE") == "all"
EVERYWHERE, ALONE, PER_LIST = 2, 3, 4
FORMS = sorted(pages_of(AddPage, EditPage, ActionPage))
LISTS = [*sorted(pages_of(ListPage)), "search", "activities:need_list", "home", "reports:sheet_list"]
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
ENGLISH = re.compile(r"\b(the|this|is|are|enter|ensure|required|value|please|must|not)\b", re.IGNORECASE)
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def db(world):
    """These tests share one world; what they do to it is undone (tests/conftest.py)."""


in_world = pytest.mark.usefixtures("db")


def part(seed, combinations, count):
    """The same `count` of them every time, spread by what they are and where they are tried."""
    if ALL:
        return combinations
    return list(islice(sorted(combinations, key=lambda one: crc32(f"{seed}{one}".encode(errors="replace"))), count))


def is_sound(response):
    """No crash, and no markup of ours that was given back as it came."""
    assert response.status_code < 500, what_broke(response)
    if "html" in response.headers.get("Content-Type", ""):
        assert b"<script>alert(1)" not in response.body
        assert b"<img src=x" not in response.body


def what_broke(response):
    found = getattr(response, "exc_info", None)
    return "".join(traceback.format_exception(found[1])[-5:]) if found else response.status_code


def is_sound_answer(response, sent):
    """The same, and what is refused is refused in Indonesian, beside its box, with what was typed still in it."""
    is_sound(response)
    if response.status_code != 200:
        return
    reader = FormReader()
    reader.feed(response.body.decode())
    shown = {name: values for form in reader.forms for name, values in form["fields"].items()}
    text = reader_text(response)
    hidden = {bound.html_name for form in forms_of(response) for bound in form if bound.is_hidden}
    for box, messages in complaints(response).items():
        for message in () if box in hidden else messages:
            assert not ENGLISH.search(message), f"{box}: {message}"
            assert plain(message) in text, f"{box}: {message} is not on the page"
        if is_typed(response, box) and readable(sent.get(box)):
            assert [plain(value) for value in shown.get(box, [])] == [plain(sent[box])], f"{box} lost what was typed"


def reader_text(response):
    return plain(re.sub(r"<[^>]+>", "", response.body.decode()))


def plain(text):
    """A text as a reader compares it, however it was escaped and broken into lines."""
    for escaped, sign in (("&#x27;", "'"), ("&quot;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(escaped, sign)
    return " ".join(text.split())


def is_typed(response, box):
    """Whether a box holds a text that people type, and not a number that is never sent back."""
    for form in forms_of(response):
        for bound in form:
            if bound.html_name == box:
                widget = bound.field.widget
                if isinstance(bound.field, forms.JSONField):  # shown as the same value, perhaps in other spaces
                    return False
                return isinstance(widget, forms.TextInput | forms.Textarea | forms.DateInput | forms.NumberInput) and (
                    not getattr(bound.field, "is_sealed", False)
                )
    return False


def readable(value):
    return isinstance(value, str) and 0 < len(value) < 1000 and value.isprintable()


def reader(world, name):
    """The first role that may open a page, and what it would send back: (role, values, boxes of files, parameters)."""
    if (name, "reader") not in world.kept:
        with unrendered():
            world.kept[name, "reader"] = find_reader(world, name)
    return world.kept[name, "reader"]


def find_reader(world, name):
    for role in (Role.STAFF, Role.ADMIN, Role.KELURAHAN, Role.CADRE, Role.AGENCY):
        response = ask(world, role, "GET", ADDRESSES[name].opened(world, "own", role))
        if response.status_code == 200:
            shown = forms_of(response)
            return role, sent_back(shown), files_of(shown), parameters_of(response)
    return None, {}, [], parameters_of(None)


def filled(sent):
    """Some choice and some text in each box, so that a form is not refused before it is read."""
    return {name: value if value not in ("", None) else "1" for name, value in sent.items()}


def provoke(world, role, url, sent, seed):
    """Send what nobody types to a form: in every box at once, then in one box of a form that is otherwise filled."""
    boxes = [box for box in sent if not box.endswith("form_token") and not box.endswith("_FORMS")]
    kinds = part(seed, list(TEXTS), EVERYWHERE)
    for kind in kinds:
        data = {**sent, **dict.fromkeys(boxes, TEXTS[kind])}
        is_sound_answer(ask(world, role, "POST", url, data=data), data)
    for box, kind in part(seed, [(box, kind) for box in sent for kind in TEXTS], ALONE):
        data = {**filled(sent), box: TEXTS[kind]}
        is_sound_answer(ask(world, role, "POST", url, data=data), data)
    for kind in part(seed, list(RAW), 1):
        body = "&".join(f"{quote(box)}={RAW[kind]}" for box in boxes)
        is_sound(ask(world, role, "POST", url, data=body, content_type=FORM))


@in_world
@pytest.mark.parametrize("name", FORMS)
def test_no_form_breaks_over_what_is_typed(world, name):
    role, sent, _files, _parameters = reader(world, name)
    if role is None:
        pytest.skip("opens in another state of the record only")
    provoke(world, role, ADDRESSES[name].opened(world, "own", role), sent, name)


@in_world
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_no_form_of_the_back_office_breaks_over_what_is_typed(world, model):
    urls = [page(model, "change", thing.pk) for thing in objects_of(world, model, "own", Role.ADMIN)]
    if can_be_added(model):
        urls.append(page(model, "add"))
    for url in urls:
        with unrendered():
            opened = ask(world, Role.ADMIN, "GET", url)
        if opened.status_code != 200:  # a draft is its agency's own business
            continue
        provoke(world, Role.ADMIN, url, sent_back(forms_of(opened)), url.rsplit("/", 3)[0])


@in_world
@pytest.mark.parametrize("name", FORMS)
def test_no_form_breaks_over_a_file(world, name):
    role, untouched, boxes, _parameters = reader(world, name)
    if not boxes:
        return
    url, sent = ADDRESSES[name].opened(world, "own", role), filled(untouched)
    for box in boxes:
        for kind, (filename, content, content_type) in FILES.items():
            upload = SimpleUploadedFile(filename, content, content_type)
            response = ask(world, role, "POST", url, data={**sent, box: upload})
            is_sound(response)
            assert response.status_code in (200, 413), f"{box}, {kind}: {response.status_code}"
            if response.status_code == 200:
                assert complaints(response), f"{box}, {kind}: taken without a word"


@in_world
@pytest.mark.parametrize("name", FORMS)
def test_what_a_form_is_opened_with_is_not_believed(world, name):
    role, sent, _files, _parameters = reader(world, name)
    if role is None:
        pytest.skip("opens in another state of the record only")
    url = ADDRESSES[name].url(world, "own", role)
    for box, kind in part(name, [(box, kind) for box in sent for kind in TEXTS], 1):
        if len(TEXTS[kind]) < 2000:
            is_sound(ask(world, role, "GET", url, data={box: TEXTS[kind]}))


def parameters_of(response):
    shown = getattr(response, "context_data", None) or {}
    fields = list(shown["filter"].form.fields) if shown.get("filter") else []
    return list(dict.fromkeys([*fields, "q", "sort", "page", "format", "kolom", "tahun", "lokus"]))


@in_world
@pytest.mark.parametrize("name", LISTS)
def test_no_list_breaks_over_its_address(world, name):
    role, _sent, _files, parameters = reader(world, name)
    role = role or Role.ADMIN
    url = ADDRESSES[name].url(world, "own", role)
    short = [kind for kind in TEXTS if len(TEXTS[kind]) < 2000]
    always = [(one, kind) for one in ("q", "sort", "page") for kind in part(f"{name}{one}", short, 2)]
    for parameter, kind in [*always, *part(name, [(one, kind) for one in parameters for kind in short], PER_LIST)]:
        headers = {"HX-Request": "true"} if len(kind) % 2 else {}
        is_sound(ask(world, role, "GET", url, data={parameter: TEXTS[kind]}, headers=headers))
    for parameter, kind in part(name, [(one, kind) for one in parameters for kind in RAW], PER_LIST):
        is_sound(ask(world, role, "GET", f"{url}?{parameter}={RAW[kind]}"))
    is_sound(ask(world, role, "GET", url, data=dict.fromkeys(parameters, MARKUP)))


@in_world
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_no_list_of_the_back_office_breaks_over_its_address(world, model):
    model_admin = admin.site._registry[model]
    named = [one for one in model_admin.list_filter if isinstance(one, str)]
    parameters = ["q", "o", "p", "all", "e", "_popup", "id__exact", *(f"{one}__exact" for one in named)]
    parameters += [f"{model_admin.date_hierarchy}__year"] if model_admin.date_hierarchy else []
    url = page(model, "changelist")
    short = [kind for kind in TEXTS if len(TEXTS[kind]) < 2000]
    for parameter, kind in part(url, [(one, kind) for one in parameters for kind in short], 2 * PER_LIST):
        is_sound(ask(world, Role.ADMIN, "GET", url, data={parameter: TEXTS[kind]}))


@in_world
@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("name", ["search", "households:number_search"])
def test_no_search_breaks_over_what_is_asked(world, name, kind):
    is_sound(ask(world, Role.STAFF, "GET", reverse(name), data={"q": TEXTS[kind]}))
    is_sound(ask(world, Role.STAFF, "POST", reverse(name), data=dict.fromkeys(["q", "number"], TEXTS[kind])))


@in_world
@pytest.mark.parametrize("kind", TEXTS)
def test_the_door_takes_anything_and_opens_for_nothing(world, kind):
    data = {"login": TEXTS[kind], "password": TEXTS[kind], "next": TEXTS[kind]}
    response = ask(world, "anonymous", "POST", reverse("account_login"), data=data)
    is_sound(response)
    assert response.status_code in (200, 400, 403, 429)


@in_world
def test_what_was_typed_wrongly_is_shown_again_and_escaped(world):
    url = reverse("households:house_add")
    response = ask(world, Role.STAFF, "POST", url, data={"address": MARKUP})
    is_sound(response)
    assert response.status_code == 200
    assert b"&lt;script&gt;alert(1)&lt;/script&gt;" in response.body


@in_world
def test_a_body_over_the_limit_is_answered_with_our_page(world, settings):
    body = "a=" + "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    response = ask(world, Role.STAFF, "POST", reverse("households:house_add"), data=body, content_type=FORM)
    assert response.status_code == 413
    assert_own_page(response)


@in_world
def test_more_boxes_than_any_form_has_are_answered_with_our_page(world, settings):
    data = dict.fromkeys(map(str, range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)), "x")
    response = ask(world, Role.STAFF, "POST", reverse("households:house_add"), data=data)
    assert response.status_code == 413
    assert_own_page(response)


@in_world
@pytest.mark.parametrize(
    "path",
    [
        "tidak-ada/",
        "keluarga/rumah/bukan-uuid/",
        "keluarga/rumah/00000000-0000-4000-8000-00000000000/",
        "keluarga/rumah/00000000000040008000000000000007/",
        "keluarga/rumah/1/",
        "keluarga/rumah/00000000-0000-4000-8000-000000000007/",
        "keluarga/%00/",
        "%ff%fe/",
        "..%2f..%2fetc/passwd",
        "<script>alert(1)</script>/",
        "x" * 4000,
    ],
)
def test_an_address_that_names_nothing_is_answered_with_our_page(world, path):
    response = ask(world, Role.STAFF, "GET", f"/{path}")
    assert response.status_code == 404
    is_sound(response)
    assert_own_page(response)


@in_world
def test_a_form_without_its_seal_is_answered_with_our_page(world):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies = world.client(Role.STAFF).cookies
    response = client.post(reverse("households:house_add"), {"address": "Gang Contoh"})
    response.body = response.content
    assert response.status_code == 403
    assert_own_page(response)
    assert "cookie" in response.text


def assert_own_page(response):
    text = response.body.decode()
    assert "<title>" in text
    assert response.headers["X-Request-Id"] in text


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["HTTP_REFERER", "HTTP_USER_AGENT", "HTTP_ACCEPT_LANGUAGE", "HTTP_X_FORWARDED_FOR"])
def test_no_header_breaks_the_door(client, header):
    client.raise_request_exception = False
    for text in TEXTS.values():
        response = client.get(reverse("account_login"), **{header: text.encode(errors="replace").decode("latin-1")})
        response.body = response.content
        is_sound(response)
