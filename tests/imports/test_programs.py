"""The page and the guide about other programs say the same."""

from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation

from imports.programs import PROGRAMS

GUIDE = Path(__file__).parents[2] / "docs" / "panduan" / "berkas.md"


def test_the_guide_has_the_table_of_the_page():
    with translation.override("id"):
        rows = ["| " + " | ".join(map(str, program)) + " |" for program in PROGRAMS]
    assert [line for line in GUIDE.read_text().splitlines() if line.startswith("| ")][1:] == rows


@pytest.mark.django_db
def test_the_upload_page_leads_to_it(client, owner):
    address = reverse("imports:import_programs")
    assert address in client.get(reverse("imports:import_add")).text
    assert "LibreOffice 7.4" in client.get(address).text
