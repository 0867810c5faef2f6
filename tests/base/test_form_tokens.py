"""Tokens of forms are forgotten once nobody can send the form again."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from p2wkss.base.models import FormToken


@pytest.mark.django_db
def test_old_tokens_are_forgotten_and_new_ones_kept():
    old, new = (FormToken.objects.create(token=f"00000000-0000-4000-8000-00000000000{n}", location="/") for n in (1, 2))
    FormToken.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=8))
    out = StringIO()
    call_command("purge_form_tokens", stdout=out)
    assert "1 form tokens removed" in out.getvalue()
    assert str(FormToken.objects.get().token) == new.token
