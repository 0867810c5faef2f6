"""The WSGI entry that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "p2wkss.settings")
application = get_wsgi_application()

# Load every page now and not with the first request. What is loaded stays as long as the process does: to look through
# it for rubbish, two hundred thousand objects, would hold up a page for a tenth of a second every now and then.
get_resolver().url_patterns  # noqa: B018 - asked for its effect
gc.collect()
gc.freeze()
