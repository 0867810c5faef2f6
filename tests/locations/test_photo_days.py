"""The day of a photo: its camera's word stands, a person's word is marked, the name of its file is only offered."""

import datetime as dt
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from agencies.roles import Role
from locations.evidence import store_photo, tell_day
from locations.models import Evidence
from tests.base.test_pictures import camera, encoded, motive
from tests.base.test_pictures_of_phones import page
from tests.browsing import fill, form_fields
from tests.makers import make_user

pytestmark = pytest.mark.django_db
CHAT = "IMG-20210812-WA0003.jpg"


def photo(name=CHAT, **exif):
    return SimpleUploadedFile(name, encoded(motive(), **({"exif": camera(**exif)} if exif else {})), "image/jpeg")


def local_day(evidence):
    return evidence.taken_at and timezone.localtime(evidence.taken_at).date()


def test_a_photo_without_its_time_is_asked_about_and_the_name_is_offered(client):
    client.force_login(make_user(Role.STAFF))
    add = reverse("locations:evidence_add")
    answer = client.post(add, fill(client, add, kind="photo", title="Rumah", upload=photo()), follow=True)
    evidence = Evidence.objects.get()
    assert evidence.taken_at is None and "12 Agustus 2021" in answer.content.decode()
    edit = reverse("locations:evidence_edit", args=[evidence.public_id])
    assert form_fields(client.get(edit))["taken_on"] == ["2021-08-12"]
    client.post(edit, fill(client, edit), follow=True)
    evidence.refresh_from_db()
    assert (local_day(evidence), evidence.taken_is_told) == (dt.date(2021, 8, 12), True)


def test_a_day_told_at_the_upload_is_marked(client):
    client.force_login(make_user(Role.STAFF))
    add = reverse("locations:evidence_add")
    client.post(add, fill(client, add, kind="photo", title="Rumah", upload=photo(), taken_on="2021-08-10"), follow=True)
    evidence = Evidence.objects.get()
    assert (local_day(evidence), evidence.taken_is_told) == (dt.date(2021, 8, 10), True)


def test_the_cameras_word_stands(client):
    by = make_user(Role.STAFF)
    evidence = store_photo(
        photo(moment="2021:03:12 10:31:00"), by=by, title="Rumah", taken_on=dt.date(2021, 8, 10)
    ).evidence
    assert (local_day(evidence), evidence.taken_is_told) == (dt.date(2021, 3, 12), False)
    with pytest.raises(ValidationError, match="Kamera"):
        tell_day(evidence, dt.date(2021, 8, 10))
    client.force_login(by)
    assert "taken_on" not in form_fields(client.get(reverse("locations:evidence_edit", args=[evidence.public_id])))


def test_a_day_to_come_is_refused(client):
    client.force_login(make_user(Role.STAFF))
    add = reverse("locations:evidence_add")
    tomorrow = (timezone.localdate() + dt.timedelta(days=1)).isoformat()
    answer = client.post(add, fill(client, add, kind="photo", title="Rumah", upload=photo(), taken_on=tomorrow))
    assert not Evidence.objects.exists() and "sesudah hari ini" in answer.content.decode()


def test_two_white_pages_do_not_warn_of_each_other():
    by = make_user(Role.STAFF)
    for lines in (5, 6):
        out = io.BytesIO()
        page(lines).save(out, "JPEG")
        taken = store_photo(SimpleUploadedFile("surat.jpg", out.getvalue()), by=by, title="Surat")
        assert not any("tampak sama" in warning for warning in taken.warnings)
