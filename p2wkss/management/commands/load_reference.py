"""Load the reference rows: the catalogues that ship with the portal, and one city's regions, agencies and figures."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.reference import load_activity_types, load_need_rules, load_usual_agencies
from agencies.reference import load_agencies
from households.reference import load_eligibility, load_questions, load_rtlh_rules
from indicators.reference import load_city_index, load_deprivations, load_indicators, load_poverty_lines
from locations.reference import load_lokus_history, load_regions
from p2wkss.base.reference import Unreadable, only_city

# In this order: each step may point to rows of the steps before it. Those of a city get its folder.
CITY, ALL = True, False
STEPS = (
    (gettext_lazy("perangkat daerah dan mitra"), load_agencies, CITY),
    (gettext_lazy("wilayah"), load_regions, CITY),
    (gettext_lazy("lokus tahun lalu"), load_lokus_history, CITY),
    (gettext_lazy("standar RTLH"), load_rtlh_rules, ALL),
    (gettext_lazy("syarat penerima rehab"), load_eligibility, CITY),
    (gettext_lazy("pertanyaan keluarga"), load_questions, ALL),
    (gettext_lazy("jenis kegiatan"), load_activity_types, ALL),
    (gettext_lazy("perangkat daerah tiap jenis kegiatan"), load_usual_agencies, CITY),
    (gettext_lazy("aturan kebutuhan"), load_need_rules, ALL),
    (gettext_lazy("indikator"), load_indicators, ALL),
    (gettext_lazy("garis kemiskinan"), load_poverty_lines, CITY),
    (gettext_lazy("bobot kemiskinan multidimensi"), load_deprivations, ALL),
    (gettext_lazy("IPM kota"), load_city_index, CITY),
)


class Command(BaseCommand):
    help = (
        "Adds the reference rows that are missing: the portal's catalogues, and regions, agencies and figures of the "
        "city whose files stand in a folder (README in cities/depok). Rows that stand are not touched."
    )

    def add_arguments(self, parser):
        parser.add_argument("--folder", type=Path, help="the city's files; without it the only folder in cities/")

    def handle(self, *args, folder, **options):
        try:
            folder = folder or only_city()
            if not folder.is_dir():
                raise Unreadable(_("Folder %(folder)s tidak ada.") % {"folder": folder})
            with transaction.atomic():
                counts = [(name, load(folder) if is_city else load()) for name, load, is_city in STEPS]
        except Unreadable as error:
            raise CommandError(str(error)) from None
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        except (KeyError, ValueError, ArithmeticError) as error:
            raise CommandError(_("Isi berkas acuan tidak terbaca: %(error)s") % {"error": error}) from None
        for name, count in counts:
            self.stdout.write(f"{name}: +{count}")
