"""What is derived from the declared columns is, to the letter, what stood written in fourteen files before."""

import json
from pathlib import Path

import pytest

from households.models import Household, Member
from imports import forms, wording
from imports.columns import choices, headings, text
from imports.columns.declared import ASSESSMENT
from imports.keeping import preview_rows, undo, undo_notes
from imports.reading import fast_rows
from imports.reading.judged_row import RegisterRow
from imports.services import template
from imports.staging import differences, house_plans, new_rows, stage, writing

WRITTEN = json.loads(Path(__file__).with_name("written_texts.json").read_text())


def plain(value):
    """A value as JSON keeps it; statements without their line breaks."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value if value is None or isinstance(value, bool) else " ".join(str(value).split())


def derived():
    return {
        "headings": headings.HEADINGS,
        "columns": headings.REGISTER_COLUMNS,
        "columns of the house": headings.HOUSE_COLUMNS,
        "required values": headings.REQUIRED_VALUES,
        "opensid headings": headings.OPENSID_KEYS,
        "names": headings.REGISTER.names,
        "required": headings.REGISTER.required,
        "required by opensid": headings.OPENSID.required,
        "relations": choices.WORDS["hubungan"],
        "educations": choices.WORDS["pendidikan"],
        "occupations": choices.WORDS["pekerjaan"],
        "house": {answer.key: choices.WORDS[answer.key] for answer in ASSESSMENT if answer.choices},
        "opensid relations": choices.OPENSID_WORDS["hubungan"],
        "opensid educations": choices.OPENSID_WORDS["pendidikan"],
        "opensid occupations": choices.OPENSID_WORDS["pekerjaan"],
        "longest": text.LONGEST,
        "row": RegisterRow._fields,
        "cells of a family": fast_rows.FAMILY_CELLS,
        "cells of a person": fast_rows.PERSON_CELLS,
        "kept": preview_rows.LAYOUT,
        "stage": stage.TABLES,
        "join runs": stage.JOIN_RUNS,
        "mark members": differences.MARK_MEMBERS,
        "mark families": differences.MARK_FAMILIES,
        "list families": differences.LIST_FAMILIES,
        "list members": differences.LIST_MEMBERS,
        "fields of members": differences.MEMBER_FIELDS,
        "new family": new_rows.FAMILY,
        "new member": new_rows.MEMBER,
        "update families": writing.UPDATE_FAMILIES,
        "update members": writing.UPDATE_MEMBERS,
        "values of families": undo_notes.FAMILY_VALUES,
        "values of members": undo_notes.MEMBER_VALUES,
        "old values": undo.TABLES,
        "restore families": undo._restore(Household, undo.FAMILIES, undo_notes.FAMILY_VALUES),
        "restore members": undo._restore(Member, undo.MEMBERS, undo_notes.MEMBER_VALUES),
        "fields of the house": house_plans.FIELDS,
        "lists": template.LISTS,
        "widths": {key: template.WIDTHS.get(key, template.WIDTH) for key in headings.HEADINGS},
        "as number": template.AS_NUMBER,
        "meanings": template._meanings(),
        "labels": wording.COLUMN_LABELS,
        "words": wording.WORDS,
        "choices of columns": forms._choices(may_say_who_lives=True),
    }


@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_what_is_derived_is_what_was_written(name):
    assert plain(derived()[name]) == WRITTEN[name]
