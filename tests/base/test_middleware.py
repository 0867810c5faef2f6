"""Around every page: a code, size limits, a session that ends, a second factor, nothing kept, pages for errors."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template import TemplateDoesNotExist
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext

from agencies.roles import Role
from p2wkss.base import errors
from p2wkss.base.audit import client_address
from p2wkss.base.middleware import SessionLimits
from tests.makers import make_user

pytestmark = pytest.mark.urls("tests.base.urls")

CODE = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}")


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


@pytest.fixture
def signed_in(db):
    client = Client()
    client.force_login(make_user(Role.CADRE))
    return client


def age(client, **seconds):
    """Make the session look as old as the keys say."""
    session = client.session
    for name, value in seconds.items():
        session[getattr(SessionLimits, name)] = int(time.time()) - value
    session.save()


# The code


def test_every_answer_has_its_own_code(visitor):
    one, other = visitor.get("/umum/"), visitor.get("/umum/")
    assert CODE.fullmatch(one.headers["X-Request-Id"])
    assert one.headers["X-Request-Id"] == one.content.decode()
    assert one.headers["X-Request-Id"] != other.headers["X-Request-Id"]


def test_a_code_that_a_client_makes_up_is_not_taken(visitor):
    answer = visitor.get("/umum/", headers={"X-Request-Id": "palsu\r\nX: 1"})
    assert "palsu" not in answer.headers["X-Request-Id"]


# Errors


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/terlarang/", 403),
        ("/hilang/", 404),
        ("/tidak-ada/", 404),
        ("/rusak/", 500),
        ("/bentrok/", 409),
        ("/polos/", 403),
    ],
)
def test_an_error_is_a_page_in_indonesian_with_the_code(visitor, address, status):
    answer = visitor.get(address)
    text = answer.content.decode()
    assert answer.status_code == status
    assert answer.headers["X-Request-Id"] in text
    assert '<html lang="id"' in text
    assert "no-store" in answer.headers["Cache-Control"]
    assert "3276110501109001" not in text


def test_a_wrong_method_is_a_page_too_and_says_what_is_allowed(visitor):
    answer = visitor.post("/baca/")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET"
    assert "<html" in answer.content.decode()


def test_what_a_view_says_is_shown(visitor):
    assert "Hanya untuk staf." in visitor.get("/terlarang/").content.decode()
    assert "Data sudah diubah." in visitor.get("/bentrok/").content.decode()


def test_a_form_from_elsewhere_is_refused_with_a_page():
    answer = Client(enforce_csrf_checks=True).post("/kirim/", {"a": 1})
    assert answer.status_code == 403
    assert answer.headers["X-Request-Id"] in answer.content.decode()


def test_english_readers_get_english_pages(visitor):
    visitor.cookies["django_language"] = "en"
    assert '<html lang="en"' in visitor.get("/hilang/").content.decode()


@pytest.mark.parametrize("failure", [TemplateDoesNotExist("404.html"), ZeroDivisionError()])
def test_a_page_that_cannot_be_drawn_is_still_a_page(visitor, monkeypatch, failure):
    def fail(*args, **kwargs):
        raise failure

    monkeypatch.setattr(errors.loader, "render_to_string", fail)
    answer = visitor.get("/hilang/")
    assert answer.status_code == 404
    assert answer.headers["X-Request-Id"] in answer.content.decode()
    assert "tidak ada" in answer.content.decode()


def test_a_lockout_says_how_long(rf):
    answer = errors.locked_out(rf.post("/akun/login/"), None, {"username": "x"})
    assert answer.status_code == 429 and "15 menit" in answer.content.decode()


# Size


def test_a_form_over_the_limit_is_too_large(visitor, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
    answer = visitor.post("/kirim/", "a=" + "x" * 1024 * 1024, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert "Batasnya 1 MB" in answer.content.decode()
    assert answer.headers["X-Request-Id"] in answer.content.decode()


def test_the_texts_of_a_form_with_files_are_limited_too(visitor, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
    answer = visitor.post("/kirim/", {"a": "x" * 1024 * 1024, "f": SimpleUploadedFile("f", b"x")})
    assert answer.status_code == 413
    assert "Batasnya 1 MB" in answer.content.decode()


def test_a_file_over_the_limit_is_too_large_and_not_lost_in_silence(visitor, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100_000
    assert visitor.post("/kirim/", {"f": SimpleUploadedFile("f", b"x" * 90_000)}).json()["files"] == {"f": 90_000}
    assert visitor.post("/kirim/", {"f": SimpleUploadedFile("f", b"x" * 110_000)}).status_code == 413


@pytest.mark.parametrize("setting", ["DATA_UPLOAD_MAX_NUMBER_FIELDS", "DATA_UPLOAD_MAX_NUMBER_FILES"])
def test_too_many_parts_are_too_large(visitor, setting):
    with override_settings(**{setting: 3}):
        parts = {f"p{n}": SimpleUploadedFile("f", b"x") if "FILES" in setting else "x" for n in range(4)}
        assert visitor.post("/kirim/", parts).status_code == 413
        parts.popitem()
        assert visitor.post("/kirim/", parts).status_code == 200


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=", b"x"),
        ("multipart/form-data; boundary=a\xff", b"--a"),
        ("application/x-www-form-urlencoded; charset=klingon", b"a=b"),
        ("application/x-www-form-urlencoded", b"\xff%zz=%00&&&="),
        ("", b"x"),
        ("application/json", b"{"),
    ],
)
def test_a_broken_body_is_never_our_error(visitor, content_type, body):
    answer = visitor.generic("POST", "/kirim/", body, content_type=content_type)
    assert answer.status_code in (200, 400)


def test_a_length_that_is_no_number_is_no_length(visitor):
    assert visitor.get("/umum/", headers={"Content-Length": "banyak"}).status_code == 200


# Read only


@pytest.fixture
def read_only(settings):
    settings.READ_ONLY = True
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "p2wkss.base.middleware.ReadOnly"]


def test_while_only_reading_is_possible_pages_open_and_nothing_changes(read_only, signed_in):
    assert signed_in.get("/halaman/").status_code == 200
    answer = signed_in.post("/halaman/")
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "600"
    assert "hanya dapat dibaca" in answer.content.decode()


def test_while_only_reading_is_possible_people_still_sign_in(read_only, db):
    make_user(Role.LEADER, username="wakil", password="sandi-uji-panjang")
    answer = Client().post("/akun/login/", {"login": "wakil", "password": "sandi-uji-panjang"})
    assert answer.status_code == 302


# Session


def test_a_session_in_use_goes_on(signed_in):
    age(signed_in, STARTED=3600, SEEN=29 * 60)
    assert signed_in.get("/halaman/").status_code == 200
    assert time.time() - signed_in.session[SessionLimits.SEEN] < 5


def test_an_idle_session_ends_and_says_why(signed_in):
    age(signed_in, STARTED=3600, SEEN=30 * 60)
    answer = signed_in.get("/halaman/?a=1")
    assert answer.status_code == 302
    assert answer.url == "/akun/login/?next=%2Fhalaman%2F%3Fa%3D1"
    assert "_auth_user_id" not in signed_in.session
    page = signed_in.get(answer.url)
    assert [str(message) for message in page.context["messages"]] == [
        "Sesi berakhir setelah 30 menit tanpa kegiatan. Silakan masuk kembali."
    ]


def test_an_administrator_has_half_the_time(db):
    client = Client()
    client.force_login(make_user(Role.ADMIN))
    client.get("/halaman/")
    age(client, SEEN=15 * 60)
    assert client.get("/halaman/").status_code == 302


def test_no_session_lasts_longer_than_twelve_hours(signed_in):
    age(signed_in, STARTED=12 * 3600, SEEN=0)
    assert signed_in.get("/halaman/").status_code == 302
    assert "_auth_user_id" not in signed_in.session


def test_a_form_sent_too_late_leads_to_the_door_without_repeating_it(signed_in):
    age(signed_in, STARTED=3600, SEEN=31 * 60)
    assert signed_in.post("/halaman/").url == "/akun/login/"


def test_a_part_of_a_page_sends_the_whole_page_away(signed_in):
    age(signed_in, STARTED=3600, SEEN=31 * 60)
    answer = signed_in.get("/halaman/", headers={"HX-Request": "true"})
    assert answer.status_code == 200 and answer.headers["HX-Redirect"] == "/akun/login/"
    assert answer.content == b""


def test_a_session_is_not_written_at_every_click(signed_in):
    signed_in.get("/halaman/")
    with CaptureQueriesContext(connection) as queries:
        signed_in.get("/halaman/")
    assert not [query for query in queries if "UPDATE" in query["sql"] and "django_session" in query["sql"]]


# Nothing kept


def test_a_page_of_somebody_signed_in_is_not_stored(signed_in):
    for address in ("/halaman/", "/hilang/"):
        assert "no-store" in signed_in.get(address).headers["Cache-Control"]


def test_a_public_page_may_be_kept(visitor):
    assert "Cache-Control" not in visitor.get("/umum/").headers


# Second factor


@pytest.fixture
def forced(settings):
    settings.MFA_REQUIRED = True


@pytest.mark.parametrize("role", [Role.ADMIN, Role.STAFF])
def test_who_needs_a_second_factor_is_led_to_it(forced, db, role):
    client = Client()
    client.force_login(make_user(role))
    answer = client.get("/halaman/")
    assert answer.status_code == 302
    assert answer.url == "/akun/2fa/totp/activate/?next=%2Fhalaman%2F"
    assert client.post("/ganti/").status_code == 302


def test_who_needs_none_goes_on(forced, signed_in):
    assert signed_in.get("/halaman/").status_code == 200


def test_where_it_is_not_forced_everybody_goes_on(db):
    client = Client()
    client.force_login(make_user(Role.ADMIN))
    assert client.get("/halaman/").status_code == 200


def test_the_way_to_it_and_out_is_open(forced, db):
    client = Client()
    client.force_login(make_user(Role.ADMIN))
    for address in ("/akun/2fa/totp/activate/", "/akun/logout/", "/akun/reauthenticate/", "/akun/password/change/"):
        answer = client.get(address)
        assert "2fa/totp/activate/?next" not in answer.headers.get("Location", ""), address


def test_who_has_one_goes_on_and_is_asked_once(forced, db):
    user = make_user(Role.STAFF)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client = Client()
    client.force_login(user)
    assert client.get("/halaman/").status_code == 200
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/halaman/").status_code == 200
    assert not [query for query in queries if "mfa_authenticator" in query["sql"]]


def test_who_gave_it_up_is_led_to_it_again(forced, db):
    user = make_user(Role.STAFF)
    held = Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client = Client()
    client.force_login(user)
    client.get("/halaman/")
    client.get("/akun/2fa/")
    held.delete()
    assert client.get("/halaman/").status_code == 302


# Where from


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        (0, "", "10.0.0.9"),
        (0, "1.2.3.4", "10.0.0.9"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.1", "1.2.3.4"),
        (2, "1.2.3.4", "10.0.0.9"),
        (1, "bukan alamat", None),
        (1, "", "10.0.0.9"),
    ],
)
def test_an_address_that_the_sender_made_up_buys_nothing(settings, proxies, header, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    request = RequestFactory().get("/", headers={"X-Forwarded-For": header}, REMOTE_ADDR="10.0.0.9")
    assert client_address(request) == address
