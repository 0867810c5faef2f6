"""What stands around a page's content: title, lead, breadcrumb, primary action. Templates read these."""

from dataclasses import dataclass, field

from django.urls import NoReverseMatch, reverse

from p2wkss.base.states import State


@dataclass(frozen=True)
class Link:
    """A link that is written as a button or in a list."""

    label: str
    url: str
    icon: str = ""
    method: str = "get"
    tone: str = "secondary"


@dataclass(frozen=True)
class Status:
    """A state as word + icon + colour; tone is neutral, info, success, warning or danger."""

    label: str
    tone: str = "neutral"
    icon: str = ""

    @classmethod
    def of(cls, state: State, icon: str = "") -> "Status":
        return cls(str(state.label), state.tone, icon)


@dataclass(frozen=True)
class Page:
    """The head of a page, as base.html prints it; breadcrumb is [(label, url)], the last one this page."""

    title: str
    lead: str = ""
    icon: str = ""
    status: Status | None = None
    primary_action: Link | None = None
    breadcrumb: list = field(default_factory=list)


def try_reverse(name: str, *args, **kwargs) -> str | None:
    """Return the address of a page, or None where no such page exists."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return None
