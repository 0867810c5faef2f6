"""Importing a register file: ours, stock, and the raw limit. Each starts from a register without families."""

from agencies.models import User
from agencies.roles import Role
from bench import files, stock
from bench.memory import measured
from bench.raw import RawRows
from bench.sizes import ROWS, STOCK_ROWS
from households.models import Household, ImportBatch, Member
from imports.services import batches

USERNAME = "pengukur"


def make_user() -> User:
    found = User.objects.filter(username=USERNAME).first()
    return found or User.objects.create_user(username=USERNAME, name="Pengukur", password=None, role=Role.STAFF)


def ours_csv() -> dict:
    return _ours(files.csv_file(ROWS).encode(), "bench.csv")


def ours_xlsx() -> dict:
    return _ours(files.xlsx_file(ROWS), "bench.xlsx")


def _ours(content: bytes, name: str) -> dict:
    """Seconds and memory of preview and commit, and what the same file does a second time."""
    user = make_user()
    batch = batches.receive(content, owner=user, filename=name, max_rows=ROWS + 1)
    with measured() as preview:
        batches.preview(batch)
    if not batch.may_be_committed_whole:
        raise AssertionError(f"The preview says {batch.outcome}: {batch.codes} {batch.messages}")
    with measured() as commit:
        batches.commit(batch, user)
    with measured() as planner:
        batches.tell_planner(batch)
    if (batch.state, Member.objects.count()) != (ImportBatch.State.DONE, ROWS):
        raise AssertionError("Not every member was stored.")
    families = Household.objects.count()
    again = batches.receive(content, owner=user, filename=name, max_rows=ROWS + 1)
    with measured() as second:
        batches.preview(again)
        if again.may_be_committed_whole:
            batches.commit(again, user)
    return {
        "rows": ROWS,
        "preview": preview.__dict__,
        "commit": commit.__dict__,
        "planner": planner.__dict__,
        "second": second.__dict__,
        "second_new": again.families_new + again.members_new + Household.objects.count() - families,
        "second_changed": again.families_changed + again.members_changed,
    }


def stock_csv() -> dict:
    return _stock(stock.StockImport)


def stock_bulk_csv() -> dict:
    return _stock(stock.StockBulkImport)


def _stock(resource_class) -> dict:
    text = files.csv_file(STOCK_ROWS)
    with measured() as preview:
        stock.import_file(text, resource_class, dry_run=True)
    if Member.objects.exists():
        raise AssertionError("A dry run stored something.")
    with measured() as spent:
        stored = stock.import_file(text, resource_class)
    if stored != STOCK_ROWS:
        raise AssertionError("Not every member was stored.")
    return {"rows": STOCK_ROWS, "preview": preview.__dict__, "commit": spent.__dict__}


def raw() -> dict:
    prepared = RawRows(ROWS)
    with measured() as spent:
        prepared.store()
    if Member.objects.count() != ROWS:
        raise AssertionError("Not every member was stored.")
    return {"rows": ROWS, "commit": spent.__dict__}
