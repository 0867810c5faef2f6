"""A state has its colour beside its words, wherever it is shown."""

import pytest

from households.models import HouseRepair
from households.tables import HouseRepairTable, RepairStepTable
from p2wkss.base.pages import Status
from p2wkss.base.states import State
from reports.lokus.pipeline import MAIN, pipeline_of
from tests.makers import make_target_area, make_user


class Light(State):
    RED = "r", "danger", "Merah"
    OFF = "o", "Mati"


def test_a_state_knows_its_word_and_its_tone():
    assert (Light("r"), Light.RED.label, Light.RED.tone) == ("r", "Merah", "danger")
    assert (Light.OFF.value, Light.OFF.label, Light.OFF.tone) == ("o", "Mati", "neutral")
    assert Light.choices == [("r", "Merah"), ("o", "Mati")]
    assert Status.of(Light.RED) == Status("Merah", "danger")


def test_a_tone_that_no_page_knows_is_refused():
    with pytest.raises(ValueError, match="purple is no tone"):

        class Odd(State):
            ONE = "1", "purple", "Satu"


@pytest.mark.django_db
def test_a_repair_has_one_colour_in_lists_and_on_the_page_of_its_lokus():
    stages = pipeline_of(make_target_area(), make_user()).stages
    on_page = {stage.status.label: stage.status.tone for stage in stages}
    assert on_page == {str(HouseRepair.Status(name).label): HouseRepair.Status(name).tone for name in MAIN}
    for table, column in ((HouseRepairTable, "status"), (RepairStepTable, "to_status")):
        tones = table.base_columns[column].tones
        assert tones == {status.value: status.tone for status in HouseRepair.Status}
