"""A maker's record is a valid one: full_clean() has nothing to say about it."""

import pytest

from tests import makers

MAKERS = [name for name in dir(makers) if name.startswith("make_")]


@pytest.mark.django_db
@pytest.mark.parametrize("name", MAKERS)
def test_a_made_record_is_valid(name):
    record = getattr(makers, name)()
    record.full_clean()
    assert type(record).objects.filter(pk=record.pk).exists()
