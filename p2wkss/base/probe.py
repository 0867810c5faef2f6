"""Whether SEALING_KEYS and INDEX_KEY are those that this database was filled with.

A wrong INDEX_KEY breaks nothing that shows: everybody is imported a second time, and no search finds them. So a text
stands in the database, sealed and indexed with its keys; the start of the web server, imports, restore and drill
compare it first and stop with the name of the setting.
"""

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from p2wkss.base.keys import UnsealError, keyring
from p2wkss.base.models import KeyProbe
from p2wkss.base.rotation import fields_to_rotate

TEXT = "p2wkss"


class WrongKeys(ImproperlyConfigured):
    """A setting that does not fit the database; the message names it."""


def check_keys() -> None:
    """Raise WrongKeys unless the keys at hand are those of the database; a database without a probe has no answer."""
    probe = KeyProbe.objects.values_list("public_id", "text", "text_index").first()
    if probe is not None:
        compare(KeyProbe._meta.get_field("text"), *probe)


def compare(field, public_id, sealed, index) -> None:
    """Open one stored value of a sealed field and compare its index; raise WrongKeys where either does not fit."""
    try:
        number = keyring().unseal(str(sealed), field.context(public_id))
    except UnsealError:
        raise WrongKeys("SEALING_KEYS does not fit this database: its numbers were sealed with another key.") from None
    if field.index and index != field.index_of(number):
        raise WrongKeys(
            "INDEX_KEY does not fit this database: its numbers were indexed with another key. Put the old key back, or "
            "run `manage.py rotate_keys --reindex` to index them anew."
        )


def make_probe(**kwargs) -> None:
    """After `migrate`: make the probe where there is none, once the keys open what is stored already."""
    tables = connection.introspection.table_names()
    if KeyProbe._meta.db_table not in tables or KeyProbe.objects.exists():
        return
    for field in fields_to_rotate():
        if field.model._meta.db_table in tables:
            rows = field.model._base_manager.filter(**{f"{field.name}__isnull": False})
            stored = rows.values_list("public_id", field.name, *([field.index] if field.index else [])).first()
            if stored is not None:
                compare(field, *stored, *([] if field.index else [None]))
    KeyProbe.objects.create(text=TEXT)
