"""Asking a page for its answer without leaving a trace of having asked."""

from django.db import transaction


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
