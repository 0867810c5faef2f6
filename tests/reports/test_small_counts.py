"""Readers without the register never see, and cannot work out, a count of under five people."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.sheets.small_counts import UNDER_LIMIT, WITHHELD, hide_small


@pytest.mark.parametrize(
    ("parts", "total", "shown"),
    [
        ({"l": 40, "p": 44}, 84, ({"l": 40, "p": 44}, 84)),
        ({"l": 80, "p": 4}, 84, ({"l": "*", "p": "<5"}, 84)),
        ({"l": 84, "p": 0}, 84, ({"l": "*", "p": "<5"}, 84)),
        ({"l": 2, "p": 1}, 3, ({"l": "<5", "p": "<5"}, "<5")),
        ({"l": 4, "p": 4}, 8, ({"l": "<5", "p": "<5"}, "*")),
        ({"l": 4, "p": 3}, 7, ({"l": "<5", "p": "<5"}, 7)),
        ({"a": 60, "b": 30, "c": 2}, 92, ({"a": 60, "b": "*", "c": "<5"}, 92)),
        ({"a": 60, "b": 3, "c": 2}, 65, ({"a": 60, "b": "<5", "c": "<5"}, 65)),
        ({"a": 60, "b": 4, "c": 4}, 68, ({"a": "*", "b": "<5", "c": "<5"}, 68)),
    ],
)
def test_small_counts_are_hidden_with_what_gives_them_away(parts, total, shown):
    assert hide_small(parts, total) == shown


@given(st.lists(st.integers(0, 30), min_size=2, max_size=4))
def test_no_reader_can_work_out_a_hidden_count_of_people(counts):
    parts = dict(zip("abcd", counts, strict=False))
    shown, total = hide_small(parts, sum(counts))

    assert all(count >= 5 for count in [*shown.values(), total] if isinstance(count, int))
    hidden = [name for name, count in shown.items() if count in (UNDER_LIMIT, WITHHELD)]
    people = sum(parts[name] for name in hidden)
    if not isinstance(total, int) or not people:
        return
    # Every way in which the hidden counts may add up to what is left of the total.
    left = total - sum(count for count in shown.values() if isinstance(count, int))
    choices = [range(5) if shown[name] == UNDER_LIMIT else range(5, left + 1) for name in hidden]
    ways = [way for way in product(*choices) if sum(way) == left]
    for position, name in enumerate(hidden):
        if shown[name] == UNDER_LIMIT and parts[name]:
            assert len({way[position] for way in ways}) > 1
