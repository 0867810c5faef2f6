"""The rows behind a figure are shown with as many queries for ten as for two."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import makers

MAKE = {
    "households.house": lambda: makers.make_assessment().house,
    "households.household": lambda: makers.make_household(house=makers.make_house(), head="Warga Kepala"),
    "households.member": makers.make_member,
}


@pytest.mark.django_db
@pytest.mark.parametrize("model", MAKE)
def test_ten_rows_behind_a_figure_cost_what_two_cost(client, model):
    client.force_login(makers.make_user())
    client.get("/")

    def cost(rows):
        ids = sorted(MAKE[model]().pk for _row in range(rows))
        figure = makers.make_measurement(
            indicator=makers.make_indicator(), lineage={"model": model, "counted": ids, "of": ids}
        )
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(reverse("indicators:measurement_rows", args=[figure.public_id]))
        assert len(answer.context_data["table"].page.object_list) == rows
        return len(asked)

    assert cost(2) == cost(10) <= 15
