"""Who lives together: families as (relation, sex, age) on the reference day, head first."""

from demo.dice import Dice

# Kinds of families in a hundred.
SHAPES = {"couple": 52, "young": 13, "woman": 13, "elder": 8, "extended": 12, "alone": 2}
CHILDREN = {0: 6, 1: 16, 2: 38, 3: 27, 4: 13}
AT_HOME_UNTIL = 25


def compose(dice: Dice, shape: str) -> list[tuple[str, str, int]]:
    """A family of the given shape; ages are completed years."""
    return _SHAPES[shape](dice)


def _couple(dice):
    husband = round(dice.near(39, 9, 25, 61))
    wife = max(21, husband - dice.randint(0, 7))
    return [("head", "L", husband), ("wife", "P", wife), *_children(dice, wife, dice.weighed(CHILDREN))]


def _young(dice):
    husband = dice.randint(22, 31)
    wife = max(20, husband - dice.randint(0, 4))
    babies = [("child", dice.choice("LP"), dice.randint(0, 3))] if dice.chance(0.7) else []
    return [("head", "L", husband), ("wife", "P", wife), *babies]


def _woman(dice):
    mother = round(dice.near(48, 10, 29, 68))
    others = [("parent", "P", mother + dice.randint(20, 26))] if mother < 50 and dice.chance(0.25) else []
    return [("head", "P", mother), *_children(dice, mother, dice.choice((1, 2, 2, 3))), *others]


def _elder(dice):
    husband = dice.randint(60, 76)
    wife = husband - dice.randint(1, 6)
    grown = [("child", dice.choice("LP"), dice.randint(20, 34))] if dice.chance(0.5) else []
    grandchildren = [
        ("grandchild", dice.choice("LP"), dice.randint(1, 12)) for _one in range(dice.choice((0, 1, 1, 2)))
    ]
    return [("head", "L", husband), ("wife", "P", wife), *grown, *grandchildren]


def _extended(dice):
    family = _couple(dice)
    wife = family[1][2]
    return [*family, (dice.choice(("parent", "parent_in_law")), dice.choice("PPL"), wife + dice.randint(21, 30))]


def _alone(dice):
    return [("head", dice.choice("PPL"), dice.randint(62, 80))]


def _children(dice, mother, count):
    """Children still at home, the oldest first, two to five years apart."""
    age = min(mother - dice.randint(19, 26), AT_HOME_UNTIL)
    children = []
    for _child in range(count):
        if age < 0:
            break
        children.append(("child", dice.choice("LP"), age))
        age -= dice.randint(2, 5)
    return children


_SHAPES = {
    "couple": _couple,
    "young": _young,
    "woman": _woman,
    "elder": _elder,
    "extended": _extended,
    "alone": _alone,
}
