"""Indexes for finding people and addresses by a part of them."""

from django.db import migrations, models
from django.db.models.functions import Upper

from p2wkss.base.text_search import TextIndex, text_index


class Migration(migrations.Migration):
    dependencies = [("households", "0002_import_batch")]

    operations = [
        text_index(TextIndex("households_member", "name_key")),
        text_index(TextIndex("households_household", "address")),
        text_index(TextIndex("households_house", "address")),
        migrations.AddIndex(
            model_name="house",
            index=models.Index(Upper("number"), name="households_house_any_number"),
        ),
    ]
