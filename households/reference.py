"""The standards a house is judged by, and the conditions for the repair grant."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from households.models import EligibilityCriterion, Question, QuestionSet, RtlhRule
from p2wkss.base.reference import add_missing, rows

DATA = Path(__file__).resolve().parent / "data"


def load_rtlh_rules() -> int:
    """Add the standards that are missing, unconfirmed; none becomes the default where one is chosen already."""
    has_default = RtlhRule.objects.filter(is_default=True).exists()
    return len(
        add_missing(
            RtlhRule,
            (
                RtlhRule(
                    name=row["name"],
                    min_m2_per_person=Decimal(row["min_m2_per_person"]),
                    source=row["source"],
                    valid_from=date.fromisoformat(row["valid_from"]),
                    is_default=row["is_default"] == "1" and not has_default,
                )
                for row in rows(DATA / "rtlh_rules.csv")
            ),
            key=("name",),
        )
    )


def load_questions() -> int:
    """Add the versions of the family's questions that are missing, each with all its questions; return how many."""
    new = add_missing(
        QuestionSet,
        (
            QuestionSet(
                kind=row["kind"],
                name=row["name"],
                source=row["source"],
                valid_from=date.fromisoformat(row["valid_from"]),
                poor_from=int(row["poor_from"]) if row["poor_from"] else None,
            )
            for row in rows(DATA / "question_sets.csv")
        ),
        key=("kind", "valid_from"),
    )
    by_kind = {question_set.kind: question_set for question_set in new}
    add_missing(
        Question,
        (
            Question(
                question_set=by_kind[row["kind"]],
                number=int(row["number"]),
                text=row["text"],
                stage=row["stage"],
                may_not_apply=row["may_not_apply"] == "1",
                is_confirmed=row["is_confirmed"] == "1",
            )
            for row in rows(DATA / "questions.csv")
            if row["kind"] in by_kind
        ),
        key=("question_set_id", "number"),
    )
    return len(new)


def load_eligibility(folder) -> int:
    """Add a city's conditions that are missing, unconfirmed: they were read in the press, not in the regulation."""
    return len(
        add_missing(
            EligibilityCriterion,
            (
                EligibilityCriterion(code=row["code"], text=row["text"], source=row["source"], order=int(row["order"]))
                for row in rows(folder / "eligibility.csv", may_lack=True)
            ),
            key=("code",),
        )
    )
