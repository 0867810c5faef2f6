"""What tests of the register share."""

import pytest

from tests.imports.import_files import operator


@pytest.fixture
def owner(client):
    """The operator of Kelurahan Bojongsari, signed in."""
    user = operator()
    client.force_login(user)
    return user
