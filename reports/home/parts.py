"""What a home page is made of. Each role's module fills in a Home; templates/reports/home.html prints it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from p2wkss.base.pages import Status
from reports.agency_progress import Overview
from reports.journeys import Journey


@dataclass(frozen=True)
class Task:
    """Something that waits for its reader: what, how many, and where to do it (templates/_partials/task_list.html)."""

    title: str
    url: str = ""
    note: str = ""
    icon: str = "check2-square"
    tone: str = "neutral"
    count: int | None = None
    status: Status | None = None


@dataclass(frozen=True)
class Figure:
    """A number with its unit, date and source (templates/_partials/figure.html); None is unknown."""

    label: str
    value: str | None
    unit: str = ""
    date: str = ""
    source: str = ""
    change: str = ""
    change_tone: str = "neutral"
    direction: str = ""
    aspect: str = ""
    url: str = ""


@dataclass(frozen=True)
class Line:
    """One intervention of an agency: how far it is, and what is to be done about it."""

    title: str
    url: str
    percent: Decimal | None
    status: Status | None
    note: str = ""


@dataclass(frozen=True)
class Block:
    """A list under a heading, with a link to the whole of it."""

    title: str
    anchor: str = ""
    tasks: Sequence[Task] = ()
    lines: Sequence[Line] = ()
    note: str = ""
    more_url: str = ""
    more_label: str = ""
    empty: str = ""


@dataclass
class Home:
    """One reader's first page. `tasks` None: this role looks, and has nothing to do here. `behind`: the rounds whose
    figures are older than their data."""

    lead: str = ""
    tasks: list[Task] | None = None
    figures: list[Figure] = field(default_factory=list)
    journeys: list[Journey] = field(default_factory=list)
    behind: list = field(default_factory=list)
    overview: Overview | None = None
    blocks: list[Block] = field(default_factory=list)


def waiting(count: int, title: str, url: str, **more) -> list[Task]:
    """A task with its count, or none at all where nothing waits."""
    return [Task(title, url, count=count, **more)] if count else []
