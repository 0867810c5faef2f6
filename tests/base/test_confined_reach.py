"""What decodes strangers' files reaches neither network nor keys; shown by a harmless probe in the decoder's place."""

import json
import os

import pytest

from p2wkss.base.confined import guard_module, run_confined


@pytest.fixture(scope="module")
def found():
    answer = run_confined("tests.base.reaching", str(os.getpid()).encode(), seconds=10, megabytes=512)
    return json.loads(answer)


needs_seccomp = pytest.mark.skipif(guard_module() is None, reason="this system has no seccomp library")


@needs_seccomp
@pytest.mark.parametrize("what", ["network", "local socket", "program", "signal"])
def test_the_system_refuses_the_decoder(found, what):
    assert found[what] == "PermissionError"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may look at every process; the portal's service user may not")
@pytest.mark.parametrize("what", ["keys", "connections"])
def test_our_own_process_shows_it_nothing(found, what):
    assert found[what] == "PermissionError"


def test_it_inherits_no_secret(found):
    assert found["own environment"] == "ZeroDivisionError"
