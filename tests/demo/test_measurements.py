"""Every computed figure of the demo, counted again from the raw tables by SQL that shares nothing with the methods."""

import pytest
from django.test import override_settings

from demo.story import load
from households.models import SurveyRound
from indicators.freshness import rounds_behind
from indicators.models import Indicator, Measurement, PovertyLine
from indicators.registry import methods
from indicators.services import fingerprint, is_stale
from tests.indicators.raw_sql import Raw

pytestmark = pytest.mark.django_db

FIELDS = {"male": "value_male", "female": "value_female"}


@pytest.fixture
def demo(tmp_path):
    with override_settings(MEDIA_ROOT=tmp_path):
        return load(password="kenari-payung-jendela-482")


def test_every_measurement_is_what_the_raw_tables_say(demo):
    computed = Measurement.objects.exclude(method="").select_related("round", "indicator")
    wanted = Indicator.objects.active().filter(method__in=methods()).count()
    assert computed.count() == 2 * wanted > 0
    wrong = {}
    for survey_round in (demo.baseline, demo.endline):
        line = PovertyLine.objects.get(year=survey_round.starts_on.year).amount
        raw = Raw(survey_round, line=line)
        for found in computed.filter(round=survey_round):
            expected = raw.expected(found.method)
            given = {"counted": found.lineage["counted"], "of": found.lineage["of"]}
            given |= {name: getattr(found, FIELDS.get(name, name)) for name in expected if name not in given}
            if given != expected or found.lineage_hash != fingerprint(found.lineage):
                wrong[survey_round.kind, found.method] = (given, expected)
    assert not wrong
    assert not computed.filter(value=None, note="").exists(), "what is unknown says why"
    assert not [found for found in computed.filter(round=demo.endline) if is_stale(found)]
    assert rounds_behind(SurveyRound.objects.all()) == []
