"""Readers without the register never see, and cannot work out, a count of one to four people."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.small_counts import UNDER_LIMIT, WITHHELD, discreet, discreet_part, hide_small, is_telling


@pytest.mark.parametrize(
    ("parts", "total", "shown"),
    [
        ({"l": 40, "p": 44}, 84, ({"l": 40, "p": 44}, 84)),
        ({"l": 80, "p": 4}, 84, ({"l": "*", "p": "<5"}, 84)),
        ({"l": 84, "p": 0}, 84, ({"l": 84, "p": 0}, 84)),
        ({"l": 0, "p": 0}, 0, ({"l": 0, "p": 0}, 0)),
        ({"l": 2, "p": 1}, 3, ({"l": "<5", "p": "<5"}, "<5")),
        ({"l": 4, "p": 4}, 8, ({"l": "<5", "p": "<5"}, "*")),
        ({"l": 4, "p": 3}, 7, ({"l": "<5", "p": "<5"}, 7)),
        ({"l": 1, "p": 1, "x": 9}, 11, ({"l": "<5", "p": "<5", "x": "*"}, 11)),
        ({"a": 60, "b": 30, "c": 2}, 92, ({"a": 60, "b": "*", "c": "<5"}, 92)),
        ({"a": 60, "b": 3, "c": 2}, 65, ({"a": 60, "b": "<5", "c": "<5"}, 65)),
        ({"a": 60, "b": 4, "c": 4}, 68, ({"a": "*", "b": "<5", "c": "<5"}, 68)),
        ({"a": 20, "b": 5, "c": 1}, 26, ({"a": "*", "b": "*", "c": "<5"}, 26)),
        ({"a": 1, "b": 1, "c": 1, "d": 1}, 4, ({"a": "<5", "b": "<5", "c": "<5", "d": "<5"}, "*")),
    ],
)
def test_small_counts_are_hidden_with_what_gives_them_away(parts, total, shown):
    assert hide_small(parts, total) == shown


@given(st.lists(st.integers(0, 30), min_size=2, max_size=4))
def test_no_reader_can_work_out_a_hidden_count_of_people(counts):
    parts = dict(zip("abcd", counts, strict=False))
    shown, total = hide_small(parts, sum(counts))

    assert all(count == 0 or count >= 5 for count in [*shown.values(), total] if isinstance(count, int))
    # Every way in which the counts may be what the reader sees of them.
    people = sum(counts)
    wholes = [people] if isinstance(total, int) else range(1, 5) if total == UNDER_LIMIT else range(people + 5)
    hidden = [name for name, count in shown.items() if count in (UNDER_LIMIT, WITHHELD)]
    seen = sum(count for count in shown.values() if isinstance(count, int))
    choices = [range(1, 5) if shown[name] == UNDER_LIMIT else range(5, people + 5) for name in hidden]
    ways = [way for way in product(*choices) if sum(way) + seen in wholes]
    for position, name in enumerate(hidden):
        if shown[name] == UNDER_LIMIT:
            assert len({way[position] for way in ways}) > 1, (parts, shown, total)


@pytest.mark.parametrize(("count", "shown"), [(None, None), (0, 0), (1, "<5"), (4, "<5"), (5, 5)])
def test_zero_and_unknown_are_shown_and_one_to_four_are_not(count, shown):
    assert discreet(count, exact=False) == shown
    assert discreet(count, exact=True) == count


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(0, 30, 0), (3, 30, "<5"), (26, 30, "*"), (25, 30, 25), (30, 30, 30), (2, 3, "<5"), (None, 30, None), (0, 3, 0)],
)
def test_a_part_is_hidden_where_it_or_what_is_left_of_its_whole_is_small(part, whole, shown):
    assert discreet_part(part, whole, exact=False) == shown
    assert discreet_part(part, whole, exact=True) == part


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [
        (0, 30, False),
        (0, 3, False),
        (2, 30, True),
        (28, 30, True),
        (10, 30, False),
        (30, 30, False),
        (None, None, False),
    ],
)
def test_a_share_tells_of_small_parts_wholes_and_complements(part, whole, told):
    assert is_telling(part, whole) is told
