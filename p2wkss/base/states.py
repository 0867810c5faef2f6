"""States: choices that have a colour beside their words, the same wherever they are shown.

::

    class Status(State):
        PLANNED = "planned", _("Direncanakan")
        DONE = "done", "success", _("Selesai")

The word stands last, as in every choice of Django; without a tone a state is neutral. Lists show it by
`StatusColumn(states=...)`, pages by `Row("status", states=...)` and `Status.of(...)`.
"""

from django.db import models

TONES = ("neutral", "info", "success", "warning", "danger")


class State(models.TextChoices):
    """A choice with its `tone`, one of TONES."""

    def __new__(cls, value, tone="neutral"):
        if tone not in TONES:
            raise ValueError(f"{cls.__name__}: {tone} is no tone")
        state = str.__new__(cls, value)
        state._value_ = value
        state.tone = tone
        return state
