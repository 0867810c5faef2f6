"""Addresses of pages that may not exist, with a query."""

from django.http import QueryDict

from p2wkss.base.pages import try_reverse


def address(name: str, *args, **query) -> str:
    """The address of a page with a query; empty where there is no such page."""
    url = try_reverse(name, *args)
    if url is None:
        return ""
    if not query:
        return url
    parameters = QueryDict(mutable=True)
    parameters.update(query)
    return f"{url}?{parameters.urlencode()}"
