"""Tables of the report pages."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from p2wkss.base.tables import Column, Table, TimeColumn, TitleColumn
from reports.models import Snapshot


class SnapshotTable(Table):
    title = TitleColumn(linkify=lambda record: reverse("reports:snapshot_detail", args=[record.public_id]))
    target_area = Column(order_by=("target_area__programme_year__year", "target_area__kelurahan__code"))
    taken_by = Column(order_by="taken_by__name")
    created_at = TimeColumn(verbose_name=_("dibekukan"))

    class Meta(Table.Meta):
        model = Snapshot
        fields = ["title", "target_area", "taken_by", "created_at"]
