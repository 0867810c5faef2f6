"""Floors that hold for foreign keys too, and promises every model keeps."""

from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.utils.functional import Promise

from p2wkss.base.privacy import K1, K2, K3, K4
from p2wkss.base.sealed import BlindIndexField

FLOORS = ["base", "agencies", "locations", "households", "activities", "indicators", "reports"]
OURS = [model for label in FLOORS for model in apps.get_app_config(label).get_models()]
TABLES = [model for model in OURS if model._meta.managed]

# Rows nobody asks for by themselves: they are read through their parent, or are catalogue rows without a scope.
WITHOUT_SCOPE = {
    "base.FormToken",
    "base.KeyProbe",
    "base.RestoredMedia",
    "agencies.AgencyName",
    "agencies.FailedCode",
    "households.RtlhRule",
    "households.RoundEvent",
    "households.EligibilityCriterion",
    "indicators.Contribution",
}


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
def test_foreign_keys_point_down(model):
    floor = FLOORS.index(model._meta.app_label)
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey | models.ManyToManyField):
            target = field.related_model._meta.app_label
            assert target in FLOORS, f"{field} leaves the house"
            assert FLOORS.index(target) <= floor, f"{field} points up to {target}"


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
def test_every_field_states_its_class_of_personal_data(model):
    stated = model.__dict__.get("privacy")
    assert stated, "state privacy = ..."
    assert set(stated.values()) <= {K1, K2, K3, K4}
    if "*" in stated:
        assert stated["*"] in (K3, K4) and len(stated) == 1
        return
    names = {field.name for field in model._meta.get_fields() if not field.auto_created or field.concrete}
    assert names == set(stated)


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
def test_every_model_answers_who_may_see_and_change_it(model):
    if model._meta.label in WITHOUT_SCOPE:
        pytest.skip("read through its parent")
    rows = model._default_manager.all()
    assert callable(rows.visible_to)
    assert callable(rows.editable_by)


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
def test_names_of_models_and_fields_can_be_translated(model):
    assert isinstance(model._meta.verbose_name, Promise), "verbose_name is not inside gettext"
    for field in model._meta.fields:
        # The key and the blind indexes are never shown.
        if not isinstance(field, models.BigAutoField | BlindIndexField):
            assert isinstance(field.verbose_name, Promise), f"{field} is not inside gettext"


@pytest.mark.parametrize("label", FLOORS[1:])
def test_each_app_has_one_initial_migration(label):
    folder = Path(apps.get_app_config(label).path)
    assert len(list((folder / "migrations").glob("0001_*.py"))) == 1
