"""What life events leave for the reader to decide (households.services.matters)."""

from households.services.matters import count_matters
from reports.addresses import address
from reports.home.parts import Task


def matter_tasks(user) -> list[Task]:
    """The kinds of rows that wait for a decision of the user; one query."""
    return [
        Task(
            str(matter.title),
            address(matter.address[0], **{matter.address[1]: matter.key}),
            note=str(matter.note),
            icon=matter.icon,
            tone="warning",
            count=count,
        )
        for matter, count in count_matters(user)
    ]
