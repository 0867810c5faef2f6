"""The trail of a record speaks people's words, and what changes in its rows stands in it."""

import re

import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from activities.models import Funding, Intervention
from agencies.models import AgencyName
from agencies.roles import Role
from households.models import EligibilityAnswer, EligibilityCriterion, HouseRepair, RepairFunding, RepairTranche
from p2wkss.base.history import record_history
from tests.makers import (
    make_agency,
    make_evidence,
    make_intervention,
    make_meeting,
    make_programme_year,
    make_repair,
    make_report,
    make_session,
    make_user,
)

pytestmark = pytest.mark.django_db
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}")
MAKERS = [
    make_intervention,
    make_report,
    make_session,
    make_meeting,
    make_repair,
    make_agency,
    make_programme_year,
    make_evidence,
]


def told(record):
    """Everything the history of a record says."""
    for entry in record_history(record):
        yield entry.action
        for change in entry.changes:
            yield from (change.field, change.old or "", change.new or "")


@pytest.mark.parametrize("make", MAKERS)
def test_a_new_record_is_one_line(make):
    record = make()
    [entry] = record_history(record)
    assert (entry.action, entry.changes) == ("dibuat", ())


def test_equal_numbers_are_no_change():
    work = make_intervention(requested=14, target=11)
    work = Intervention.objects.get()
    work.requested, work.target, work.title = "14", 11, work.title
    work.save()
    assert [entry.action for entry in record_history(work)] == ["dibuat"]
    work.target, work.requested = "12", "14"
    work.save()
    [newest, _made] = record_history(work)
    assert [(change.field, change.old, change.new) for change in newest.changes] == [("volume target", "11", "12")]


def test_no_identifier_and_no_empty_change_is_told():
    work, agency = make_intervention(), make_agency()
    changes = {
        "public_id": ["None", "6b1f4a9e-5f0d-4a55-9a51-0c5b4a5d0a11"],
        "officer": ["None", ""],
        "agency": [str(work.agency_id), str(agency.pk)],
        "type": ["99999999", str(work.type_id)],
        "reports": ["None", "activities.ProgressReport.None"],
        "level": ["house", "member"],
        "regions": {"type": "m2m", "operation": "add", "objects": [""]},
    }
    LogEntry.objects.log_create(work, force_log=True, action=LogEntry.Action.UPDATE, changes=changes)
    words = list(told(work))
    assert not any("None" in word or UUID.search(word) or "99999999" in word or word == "level" for word in words)
    [newest, _made] = record_history(work)
    assert {change.field for change in newest.changes} == {"perangkat daerah / mitra", "jenis kegiatan"}
    assert all(change.old != change.new for change in newest.changes)
    assert "data yang sudah dihapus" in words


def test_a_file_and_a_list_are_named_not_printed():
    photo = make_evidence()
    changes = {"file": ["evidence/ab/1.jpg", "evidence/cd/2.jpg"]}
    LogEntry.objects.log_create(photo, force_log=True, action=LogEntry.Action.UPDATE, changes=changes)
    assert not any("evidence/" in word for word in told(photo))


CHILDREN = [
    (
        make_intervention,
        lambda parent: Funding.objects.create(intervention=parent, source="csr", amount=5),
        "Sumber dana",
    ),
    (
        make_repair,
        lambda parent: RepairFunding.objects.create(repair=parent, source="csr", amount=5),
        "Sumber dana rehab",
    ),
    (make_repair, lambda parent: RepairTranche.objects.create(repair=parent, number=1, amount=5), "Tahap pencairan"),
    (
        make_repair,
        lambda parent: EligibilityAnswer.objects.create(
            repair=parent, criterion=EligibilityCriterion.objects.create(code="x", text="Tanah", source="Uji"), met=True
        ),
        "Pemeriksaan syarat",
    ),
    (make_agency, lambda parent: AgencyName.objects.create(agency=parent, short_name="A", name="A"), "Nama perangkat"),
]


@pytest.mark.parametrize(("make", "add", "words"), CHILDREN)
def test_what_happens_to_its_rows_stands_in_the_history(make, add, words):
    parent, other = make(), None
    row = add(parent)
    newest = record_history(parent)[0]
    assert newest.action.startswith(words) and newest.action.endswith("dibuat")
    name = next(name for name in ("amount", "note", "name") if hasattr(row, name))
    setattr(row, name, 7)
    row.save()
    newest = record_history(parent)[0]
    assert newest.action.endswith("diubah") and "7" in newest.changes[0].new
    row.delete()
    assert record_history(parent)[0].action.endswith("dihapus")
    assert other is None and len(record_history(parent, limit=2)) == 2
    if make is not make_agency:
        assert len(record_history(make())) == 1


def test_rows_a_reader_may_not_see_are_not_told(client):
    work = make_intervention()
    Funding.objects.create(intervention=work, source="csr", amount=5_000_000)
    for role, shown in ((Role.STAFF, True), (Role.CADRE, False)):
        client.force_login(make_user(role))
        text = client.get(work.get_absolute_url()).text
        assert ("Sumber dana “" in text) is shown


def test_the_history_costs_the_same_however_many_rows(django_assert_max_num_queries):
    repair = make_repair()
    for number in range(1, 6):
        RepairTranche.objects.create(repair=repair, number=number, amount=number)
    with django_assert_max_num_queries(12):
        record_history(HouseRepair.objects.get())


def test_the_back_office_tells_the_same_words(client):
    work = make_intervention(target=11)
    work.target = 12
    work.save()
    client.force_login(make_user(Role.ADMIN))
    entry = LogEntry.objects.get_for_object(work).first()
    text = client.get(reverse("admin:auditlog_logentry_change", args=[entry.pk])).text
    assert "volume target" in text.lower() and str(work.public_id) not in text
    made = LogEntry.objects.get_for_object(work).last()
    text = client.get(reverse("admin:auditlog_logentry_change", args=[made.pk])).text
    assert str(work.public_id) not in text and "ProgressReport.None" not in text
