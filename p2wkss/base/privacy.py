"""The classes of personal data, stated by every model for every field (`privacy = {...}`).

K1 specific personal data (UU 27/2022 art. 4): NIK, KK number, disability, health of a person.
K2 general personal data: name with address, phone, spending, poverty status, photos, a point on the map.
K3 figures and evidence of the programme.
K4 public facts.

A model without personal data says `privacy = {"*": K3}`; one with any K1 or K2 field lists each field, so that a new
field cannot slip in unclassified (tests/test_architecture.py).
"""

K1 = "K1"
K2 = "K2"
K3 = "K3"
K4 = "K4"


def closed_fields(model, user) -> frozenset[str]:
    """The K1 fields of a model that `user` may not read though its rows are open: those behind its `k1_right`."""
    right = getattr(model, "k1_right", "")
    if not right or user.has_perm(right):
        return frozenset()
    return frozenset(name for name, level in model.privacy.items() if level == K1)


def classes(*, k1="", k2="", k3="", k4=""):
    """Spell out the class of each field: `classes(k1="nik", k2="name birth_date", k3="status")`."""
    stated = {}
    for level, names in ((K1, k1), (K2, k2), (K3, k3), (K4, k4)):
        stated.update(dict.fromkeys(names.split(), level))
    return stated
