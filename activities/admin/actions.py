"""What the actions of several admins share."""

from django.contrib import messages
from django.core.exceptions import ValidationError


def do_each(model_admin, request, queryset, act, done):
    """Let a service act on each chosen row; say how many it did and why it refused the others."""
    count = 0
    for row in queryset:
        try:
            act(row)
            count += 1
        except ValidationError as error:
            model_admin.message_user(request, f"{row}: {' '.join(error.messages)}", messages.ERROR)
    model_admin.message_user(request, done % {"count": count})
