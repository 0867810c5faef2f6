"""Load the reference rows that ship with the portal."""

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from activities.reference import load_activity_types, load_need_rules
from agencies.reference import load_agencies
from households.reference import load_eligibility, load_questions, load_rtlh_rules
from indicators.reference import load_city_index, load_deprivations, load_indicators, load_poverty_lines
from locations.reference import load_lokus_history, load_regions

# In this order: each step may point to rows of the steps before it.
STEPS = (
    (_("perangkat daerah dan mitra"), load_agencies),
    (_("wilayah"), load_regions),
    (_("lokus tahun lalu"), load_lokus_history),
    (_("standar RTLH"), load_rtlh_rules),
    (_("syarat penerima rehab"), load_eligibility),
    (_("pertanyaan keluarga"), load_questions),
    (_("jenis kegiatan"), load_activity_types),
    (_("aturan kebutuhan"), load_need_rules),
    (_("indikator"), load_indicators),
    (_("garis kemiskinan"), load_poverty_lines),
    (_("bobot kemiskinan multidimensi"), load_deprivations),
    (_("IPM kota"), load_city_index),
)


class Command(BaseCommand):
    help = "Adds the reference rows that are missing (agencies, regions, catalogues); rows that stand are not touched."

    @transaction.atomic
    def handle(self, *args, **options):
        for name, load in STEPS:
            self.stdout.write(f"{name}: +{load()}")
