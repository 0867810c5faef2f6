"""Pages of a long list: 25 rows, found by their keys first, counted only as far as counting is cheap."""

from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property
from django_tables2.rows import BoundRows

COUNT_UP_TO = 10_000
MAX_PAGE_DIGITS = 7


class ListPaginator(Paginator):
    """A paginator that was told how many rows there are; None: too many to count, there is a next page or not.

    `look_ahead` is what templates ask to tell the two apart.
    """

    def __init__(self, rows, per_page, *, total, number, more):
        self.total, self.number, self.more = total, number, more
        super().__init__(rows, per_page)

    @property
    def look_ahead(self):
        return self.total is None

    @property
    def count(self):
        return self.total

    @property
    def num_pages(self):
        if self.total is None:
            return self.number + (1 if self.more else 0)
        return max(1, -(-self.total // self.per_page))

    def page(self, number):
        return Page(self.object_list, self.number, self)


class FirstRowsPaginator(Paginator):
    """The pages of the first COUNT_UP_TO rows, for a list that must know its number of pages; `is_part` says whether
    there are more, which a search or a filter then finds."""

    @cached_property
    def is_part(self):
        return self._total is None

    @cached_property
    def count(self):
        return COUNT_UP_TO if self.is_part else self._total

    @cached_property
    def _total(self):
        return count_up_to(self.object_list)


def count_up_to(queryset, limit=COUNT_UP_TO) -> int | None:
    """Count rows, at most `limit` of them; None where there are more."""
    total = queryset.order_by().values("pk")[: limit + 1].count()
    return total if total <= limit else None


def paginate(table, load, number: str, per_page: int, count=count_up_to) -> int | None:
    """Put a table on a page; whatever `number` says, there is a page. Return the number of rows, None for too many.

    The keys of the page are asked first, so that what `load(keys)` brings along (names of the heads, numbers of
    members) is computed for these rows only, however long the list. `count(rows)` says how many there are.
    """
    ordered = table.data.data
    total = count(ordered)
    page = page_number(number)
    if total is not None:
        page = min(page, max(1, -(-total // per_page)))
    keys = _keys(ordered, page, per_page)
    if not keys and page > 1:
        page = 1
        keys = _keys(ordered, page, per_page)
    more, keys = len(keys) > per_page, keys[:per_page]
    found = {row.pk: row for row in load(keys)} if keys else {}
    rows = BoundRows([found[key] for key in keys if key in found], table=table)
    table.paginator = ListPaginator(rows, per_page, total=total, number=page, more=more)
    table.page = table.paginator.page(page)
    return total


def _keys(ordered, page: int, per_page: int) -> list:
    start = (page - 1) * per_page
    return list(ordered.values_list("pk", flat=True)[start : start + per_page + 1])


def page_number(text: str) -> int:
    """Read a page number from an address; anything else is the first page."""
    if text and text.isascii() and text.isdigit() and len(text) <= MAX_PAGE_DIGITS:
        return max(1, int(text))
    return 1
