"""Every file of the corpus that must be refused, sent through the page: a sentence beside the field, nothing stored."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import escape

from households.models import ImportBatch
from tests.imports.corpus_files import CASES, content_of
from tests.imports.import_files import counts, operator

pytestmark = pytest.mark.django_db

UPLOAD = reverse("imports:import_add")
REFUSED = [case for case in CASES if case["outcome"] == "REJECT_FILE"]


@pytest.mark.parametrize("case", REFUSED, ids=[case["file"] for case in REFUSED])
def test_a_refused_file_says_why_beside_its_field(client, case):
    client.force_login(operator())
    before = counts()
    name = case.get("upload_as", case["file"])
    answer = client.post(UPLOAD, {"file": SimpleUploadedFile(name, content_of(case))})
    batch = ImportBatch.objects.get()
    assert case["code"] in batch.codes
    assert counts() == before
    if batch.state == ImportBatch.State.PARSED:  # other headings may help: the page of the columns says the sentence
        answer = client.get(answer.url)
        assert answer.status_code == 200
        # In the words of the page where a column that must be there is missing; one that should be has its sentence.
        is_named = case["code"] == "header_missing_column" and answer.context["form"].missing
        assert ("Yang belum ditemukan: " if is_named else escape(batch.messages[0])) in answer.text
        return
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"] == batch.messages
    assert all(sentence.endswith(".") for sentence in batch.messages)
    assert (batch.state, batch.parts.exists()) == (ImportBatch.State.FAILED, False)
