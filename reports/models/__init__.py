"""What we tell others: frozen snapshots of what was reported, and the permissions of report pages."""

from reports.models.snapshot import Report, Snapshot

__all__ = ["Report", "Snapshot"]
