"""Did it help: indicators, targets, measurements with their lineage, and the sources they stand on."""

from indicators.models.deprivation import DeprivationScheme, DeprivationWeight
from indicators.models.indicator import Contribution, Indicator
from indicators.models.instrument import Instrument, InstrumentItem, Score
from indicators.models.measurement import Measurement, Target
from indicators.models.reference import CityIndex, PovertyLine
from indicators.models.round_figures import RoundFigures
from indicators.models.slum_survey import SlumSurvey
from indicators.models.work_price import WorkPrice

__all__ = [
    "CityIndex",
    "Contribution",
    "DeprivationScheme",
    "DeprivationWeight",
    "Indicator",
    "Instrument",
    "InstrumentItem",
    "Measurement",
    "PovertyLine",
    "RoundFigures",
    "Score",
    "SlumSurvey",
    "Target",
    "WorkPrice",
]
