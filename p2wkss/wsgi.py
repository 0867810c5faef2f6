"""The WSGI entry that gunicorn serves."""

import gc
import logging
import os
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError
from django.urls import get_resolver

os.umask(0o027)  # what is written is not for everybody on the machine
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "p2wkss.settings")
application = get_wsgi_application()

try:
    import_module("p2wkss.base.probe").check_keys()  # stops the start with the name of a key that does not fit
    import_module("p2wkss.base.backup.media").finish(Path(settings.MEDIA_ROOT))  # what a killed restore left
except DatabaseError:  # not there yet, or not migrated: the pages say so themselves
    logging.getLogger(__name__).warning("The keys were not compared: the database does not answer.")

# Load every page now and not with the first request. What is loaded stays as long as the process does: to look through
# it for rubbish, two hundred thousand objects, would hold up a page for a tenth of a second every now and then.
get_resolver().url_patterns  # noqa: B018 - asked for its effect
gc.collect()
gc.freeze()

# Figures that a killed process left behind are computed with the start, and looked after from then on.
if settings.FIGURES_EVERY and not settings.READ_ONLY:
    import_module("indicators.tasks").keep_fresh(settings.FIGURES_EVERY)
