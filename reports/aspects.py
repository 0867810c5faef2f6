"""How the three aspects are called where a lokus is told about.

IPM is published for a city only, so what a lokus has is called human development, never IPM.
"""

from django.utils.translation import gettext_lazy as _

from locations.aspects import Aspect

ASPECT_NAMES = {
    Aspect.SLUM: _("Kekumuhan"),
    Aspect.POVERTY: _("Kemiskinan"),
    Aspect.HDI: _("Pembangunan manusia"),
}
