"""Asking a page for its answer without leaving a trace of having asked."""

from typing import NamedTuple
from unittest.mock import patch

from django.db import transaction
from django.template.base import Template
from django.utils.safestring import mark_safe

from tests.every_page.addresses import ADDRESSES


def ask(world, role, method, url, **request):
    """The answer `role` gets, its body read; what it changed is undone."""
    client = world.client(role)
    with transaction.atomic():
        response = getattr(client, method.lower())(url, **request)
        if response.streaming:
            response.body = b"".join(response.streaming_content)
        else:
            response.body = response.content
        transaction.set_rollback(True)
    return response


def unrendered():
    """Within it no template is filled in: for tests of statuses and of forms, whose pages others read."""
    return patch.object(Template, "render", lambda template, context: mark_safe(""))


class Page(NamedTuple):
    """What a reader got of a page; `body` is kept for HTML only."""

    url: str
    status: int
    body: bytes | None


def open_every_page(world, role) -> dict[str, Page]:
    """Every address as `role` opens it, rendered; what was answered is kept with the world for all who ask for less."""
    pages = {}
    for name, address in ADDRESSES.items():
        url = address.opened(world, "own", role)
        answer = ask(world, role, "GET", url)
        is_page = answer.status_code == 200 and "html" in answer.headers.get("Content-Type", "")
        pages[name] = Page(url, answer.status_code, answer.body if is_page else None)
        world.statuses[role, "GET", url] = answer.status_code
    return pages


def status_of(world, role, method, url):
    """Which status `role` gets, without filling in the page; or as `open_every_page` found it."""
    if (role, method, url) not in world.statuses:
        with unrendered():
            world.statuses[role, method, url] = ask(world, role, method, url).status_code
    return world.statuses[role, method, url]
