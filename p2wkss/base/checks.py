"""What ``manage.py check`` says about the ground floor's own settings."""

from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from p2wkss.base.keys import keyring


@checks.register(checks.Tags.security)
def keys_can_be_read(app_configs, **kwargs):
    """The sealing keys must be usable before the first number arrives, not when it does."""
    try:
        keyring()
    except ImproperlyConfigured as error:
        return [checks.Critical(str(error), id="base.C001")]
    return []
