"""Pages of a long list: 25 rows, counted only as far as counting is cheap."""

from django.core.paginator import EmptyPage, Paginator
from django_tables2.paginators import LazyPaginator

COUNT_UP_TO = 10_000
MAX_PAGE_DIGITS = 7


class CountedPaginator(Paginator):
    """A paginator that was told how many rows there are."""

    def __init__(self, object_list, per_page, *, total, **kwargs):
        self.total = total
        super().__init__(object_list, per_page, **kwargs)

    @property
    def count(self):
        return self.total


def count_up_to(queryset, limit=COUNT_UP_TO) -> int | None:
    """Count rows, at most `limit` of them; None where there are more."""
    total = queryset.order_by().values("pk")[: limit + 1].count()
    return total if total <= limit else None


def paginate(table, queryset, number: str, per_page: int) -> int | None:
    """Put a table on a page; whatever `number` says, there is a page. Return the number of rows, None for too many."""
    total = count_up_to(queryset)
    page = page_number(number)
    if total is None:
        try:
            table.paginate(paginator_class=LazyPaginator, page=page, per_page=per_page)
        except EmptyPage:
            table.paginate(paginator_class=LazyPaginator, page=1, per_page=per_page)
        return None
    last = max(1, -(-total // per_page))
    table.paginate(paginator_class=CountedPaginator, page=min(page, last), per_page=per_page, total=total)
    return total


def page_number(text: str) -> int:
    """Read a page number from an address; anything else is the first page."""
    if text and text.isascii() and text.isdigit() and len(text) <= MAX_PAGE_DIGITS:
        return max(1, int(text))
    return 1
