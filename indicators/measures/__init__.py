"""The methods of this portal by topic; reading this package registers them all."""

from indicators.measures import (
    depth,
    economy,
    education,
    health,
    housing,
    multidimensional,
    people,
    posyandu,
    poverty,
    proxy,
    slum,
)

__all__ = [
    "depth",
    "economy",
    "education",
    "health",
    "housing",
    "multidimensional",
    "people",
    "posyandu",
    "poverty",
    "proxy",
    "slum",
]
