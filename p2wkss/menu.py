"""The portal's menu and what every page's template knows."""

from django.conf import settings


def portal(request):
    """Context of every template: whether this is the demo, the version, and the reader's menu."""
    return {"is_demo": settings.DEMO, "version": settings.VERSION, "menu": []}
