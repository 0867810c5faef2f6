"""Where the invented families live: RW and RT of every kelurahan, and the streets in them."""

from dataclasses import dataclass
from random import Random

from locations.models import Region
from locations.reference import load_regions
from p2wkss.base.reference import only_city

# A city of some 750,000 families has about 5,200 RT in 930 RW.
FAMILIES_AN_RT = 144
RT_AN_RW = 6
STREETS = (
    "Jl. Mawar", "Jl. Melati", "Jl. Kenanga", "Jl. Anggrek", "Jl. Cempaka", "Jl. Dahlia", "Jl. Flamboyan", "Jl. Seroja",
    "Gg. Haji Saman", "Gg. Haji Mawi", "Gg. Swadaya", "Gg. Masjid", "Gg. Pesantren", "Gg. Mandor", "Gg. Kober",
    "Jl. Kali Baru", "Jl. Raya Bogor", "Jl. Margonda", "Jl. Tole Iskandar", "Jl. Kartini", "Jl. Dewi Sartika",
    "Jl. Pramuka", "Jl. Keadilan", "Jl. Sawangan", "Jl. Cinere", "Jl. Limo", "Jl. Meruyung", "Jl. Bojongsari",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """One RT, how many families it gets and the streets they live in."""

    region_id: int
    kelurahan_id: int
    code: str
    families: int
    streets: tuple[str, ...]

    @property
    def kecamatan(self) -> str:
        """The code of its kecamatan as identity numbers begin with it."""
        return self.code[:8].replace(".", "")


def make_places(households: int, random: Random) -> list[Place]:
    """Make the RW and RT that so many families need, spread over all kelurahan; returns the RT in order of their code.

    Kelurahan differ in size as they do in life. RW and RT that stand already are used as they are.
    """
    if not Region.objects.level(Region.Level.KELURAHAN).exists():
        load_regions(only_city())
    kelurahan = list(Region.objects.level(Region.Level.KELURAHAN).order_by("code"))
    count = max(1, round(households / FAMILIES_AN_RT))
    sizes = _shares(count, [random.uniform(0.5, 1.5) for _one in kelurahan])
    codes = []
    for region, size in zip(kelurahan, sizes, strict=True):
        codes += [(region, f"{region.code}.{n // RT_AN_RW + 1:03}", n % RT_AN_RW + 1) for n in range(size)]
    rws = _add(Region.Level.RW, {rw: region for region, rw, _rt in codes})
    rts = _add(Region.Level.RT, {f"{rw}.{rt:03}": rws[rw] for _region, rw, rt in codes})
    families = _shares(households, [random.uniform(0.6, 1.4) for _one in codes])
    places = [
        Place(rts[code].pk, region.pk, code, size, tuple(random.sample(STREETS, 4)))
        for (region, code), size in zip(((region, f"{rw}.{rt:03}") for region, rw, rt in codes), families, strict=True)
    ]
    return sorted((place for place in places if place.families), key=lambda place: place.code)


def _add(level, parents):
    """Store the regions that are missing; returns all of them by code."""
    known = {region.code: region for region in Region.objects.level(level)}
    missing = [
        Region(level=level, parent=parent, code=code, name=f"{level.upper()} {code.rpartition('.')[2]}")
        for code, parent in parents.items()
        if code not in known
    ]
    Region.objects.bulk_create(missing, batch_size=1000)
    return known | {region.code: region for region in missing}


def _shares(total, weights):
    """Whole numbers in proportion to the weights that add up to the total."""
    whole, given, shares = sum(weights), 0, []
    reached = 0.0
    for weight in weights:
        reached += weight
        upto = round(total * reached / whole)
        shares.append(upto - given)
        given = upto
    return shares
