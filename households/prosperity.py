"""Two questionnaires of poverty that a family answers item by item: the stages of BKKBN and the 14 criteria of BPS.

Pure functions. Which items there are is a version of its own (households.models.QuestionSet), since they changed and
will change; `BKKBN_21` is the set in use.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from numbers import Rational

BPS_CRITERIA = tuple(range(1, 15))
BPS_POOR_FROM = 9


@dataclass(frozen=True)
class StageItems:
    """One version of the prosperity questionnaire: per block its items and the stage of who fails there."""

    version: str
    blocks: tuple[tuple[str, tuple[int, ...]], ...]
    last_stage: str

    @property
    def items(self) -> tuple[int, ...]:
        return tuple(item for _stage, block in self.blocks for item in block)


BKKBN_21 = StageItems(
    version="BKKBN, 21 indikator tahapan keluarga sejahtera",
    blocks=(
        ("pra-sejahtera", (1, 2, 3, 4, 5, 6)),
        ("ks1", (7, 8, 9, 10, 11, 12, 13, 14)),
        ("ks2", (15, 16, 17, 18, 19)),
        ("ks3", (20, 21)),
    ),
    last_stage="ks3plus",
)


def prosperity_stage(
    answers: Mapping[int, bool | None] | Iterable[bool | None], *, items: StageItems = BKKBN_21
) -> str | None:
    """The BKKBN stage of a family: pra-sejahtera, ks1, ks2, ks3 or ks3plus.

    ``answers`` {item number: met}, or the answers in order; None means that the item does not apply to the
    family and counts as met. The first block with an item not met decides. An item without an answer is
    unknown: the stage is None where it could decide. Raises ValueError for a number that is no item and
    TypeError for an answer that is not true, false or None. Source: BKKBN, tahapan keluarga sejahtera.
    """
    given = answers_by_name(answers, items.items)
    for stage, block in items.blocks:
        if any(given.get(item) is False for item in block):
            return stage
        if any(item not in given for item in block):
            return None
    return items.last_stage


def bps14(answers: Mapping[int, bool | None] | Iterable[bool | None]) -> int:
    """How many of the 14 BPS criteria of a poor household hold, 0-14; an unknown answer does not count.

    ``answers`` {criterion number: holds} or the answers in order. Nine or more meant poor in the census of
    2005, whose rupiah limits are out of date: a flag, never eligibility. Raises ValueError for a number that
    is no criterion and TypeError for an answer that is not true, false or None. Source: BPS, PSE 2005.
    """
    return sum(answer is True for answer in answers_by_name(answers, BPS_CRITERIA).values())


def bps14_is_poor(
    answers: Mapping[int, bool | None] | Iterable[bool | None], *, poor_from: int = BPS_POOR_FROM
) -> bool | None:
    """Whether so many of the 14 criteria hold; None while the unknown ones could still decide it."""
    given = answers_by_name(answers, BPS_CRITERIA)
    holding = bps14(given)
    if holding >= poor_from:
        return True
    unknown = sum(given.get(criterion) is None for criterion in BPS_CRITERIA)
    return None if holding + unknown >= poor_from else False


def answers_by_name(answers: Mapping | Iterable, names: tuple) -> dict[Hashable, bool | None]:
    """The answers by name; numbered ones may arrive as texts, as JSON keys are.

    Raises ValueError for a name that is none of ``names`` or too many answers, TypeError for another answer.
    """
    if not isinstance(answers, Mapping):
        answers = list(answers)
        if len(answers) > len(names):
            raise ValueError(f"{len(answers)} answers were given for {len(names)} questions")
        answers = dict(zip(names, answers, strict=False))
    by_text = {str(name): name for name in names}
    given = {}
    for name, answer in answers.items():
        if str(name) not in by_text:
            raise ValueError(f"{name!r} is not one of the questions")
        given[by_text[str(name)]] = _truth(name, answer)
    return given


def _truth(name: Hashable, answer) -> bool | None:
    if answer is None or isinstance(answer, bool):
        return answer
    if isinstance(answer, Rational) and answer in (0, 1):
        return bool(answer)
    raise TypeError(f"{name!r}: the answer must be true, false or None, not {answer!r}")
