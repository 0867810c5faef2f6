"""Kinds that the code declares one by one: each a function (or class) with a decorator, found by its name.

::

    @method(_("Rumah tidak layak huni"), unit="%")
    def unfit_house_share(surveyed): ...

    METHODS["unfit_house_share"].label

A new kind is one function; the name of the function is its key, in the database and in addresses too. Of a class
that is its `name`.
"""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import TypeVar

Kind = TypeVar("Kind")


class Registry(Mapping[str, Kind]):
    """The kinds of one sort by name, in the order in which they are declared.

    `make(name, function, *said, **said)` makes one of what its decorator says; `home` is the module (or package) that
    declares them, read when somebody first asks.
    """

    def __init__(self, make: Callable[..., Kind], *, home: str):
        self._make, self._home, self._kinds = make, home, {}

    def register(self, *said, **options):
        """Return the decorator that declares a kind. Raises ValueError where another one has the name."""

        def declare(function) -> Kind:
            name = getattr(function, "name", function.__name__)
            if name in self._kinds:
                raise ValueError(f"two of {self._home} are called {name}")
            self._kinds[name] = self._make(name, function, *said, **options)
            return self._kinds[name]

        return declare

    def choices(self) -> list[tuple[str, str]]:
        """[(name, label)] for forms, the admin and the `choices` of a model field: a new kind is no migration."""
        return [(name, kind.label) for name, kind in self.items()]

    def __getitem__(self, name: str) -> Kind:
        import_module(self._home)
        return self._kinds[name]

    def __iter__(self) -> Iterator[str]:
        import_module(self._home)
        return iter(self._kinds)

    def __len__(self) -> int:
        import_module(self._home)
        return len(self._kinds)
