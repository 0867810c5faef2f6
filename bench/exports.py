"""Files of members and families: ours as they are streamed, stock as it builds them."""

import time

from django.test import Client
from django.urls import reverse

from bench import stock
from bench.imports import make_user
from bench.memory import measured
from bench.sizes import EXPORT_ROWS, STOCK_EXPORT_ROWS
from households.models import Household, Member
from households.resources import MemberNumbersResource, MemberResource
from p2wkss.base.forms import REASON
from p2wkss.base.sheets import CSV, XLSX


def members_csv() -> dict:
    return _ours(MemberResource(), CSV)


def members_xlsx() -> dict:
    return _ours(MemberResource(), XLSX)


def numbers_csv() -> dict:
    return _ours(MemberNumbersResource(), CSV)


def stock_members_csv() -> dict:
    return _stock(Member.objects.order_by("pk"), stock.StockExport)


def stock_values_csv() -> dict:
    return _stock(Member.objects.order_by("pk"), stock.StockValuesExport)


def stock_numbers_csv() -> dict:
    return _stock(Member.objects.select_related("household").order_by("pk"), stock.StockNumbersExport)


def families_download() -> dict:
    """The list of families as the portal sends it: permission, reason and note included."""
    client = Client(headers={"host": "localhost"})
    client.force_login(make_user())
    url = reverse("households:household_list")
    client.get(url)
    rows = min(EXPORT_ROWS, Household.objects.count())

    def send():
        response = client.post(f"{url}?format=csv", {REASON: "Pengukuran kecepatan unduhan"})
        return response.streaming_content

    return _consume(send, rows if rows == Household.objects.count() else None)


def _ours(resource, fmt) -> dict:
    rows = Member.objects.order_by("pk")[:EXPORT_ROWS]
    resource.columns()  # what is imported and read on first use belongs to the base
    return _consume(lambda: resource.stream(rows, fmt), EXPORT_ROWS if fmt == CSV else None)


def _consume(send, expected) -> dict:
    """Read a stream to its end; when came the first byte, and when the first rows."""
    first = first_rows = lines = size = 0
    with measured() as spent:
        began = time.perf_counter()
        for number, chunk in enumerate(send()):
            if number < 2:
                first, first_rows = first or time.perf_counter() - began, time.perf_counter() - began
            lines += chunk.count(b"\r\n")
            size += len(chunk)
    if expected is not None and lines - 1 != expected:
        raise AssertionError(f"{lines - 1} rows came instead of {expected}.")
    rows = lines - 1 if expected is not None else EXPORT_ROWS
    return {"rows": rows, "bytes": size, "first": first, "first_rows": first_rows, "spent": spent.__dict__}


def _stock(queryset, resource_class) -> dict:
    with measured() as spent:
        text = stock.export_file(queryset[:STOCK_EXPORT_ROWS], resource_class)
    return {"rows": text.count("\n") - 1, "bytes": len(text), "first": spent.seconds, "spent": spent.__dict__}
