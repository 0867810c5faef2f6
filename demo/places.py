"""The RW and RT of the demo. Their borders are invented: none are published."""

from decimal import Decimal

from demo.world import World
from locations.models import Region

BOJONGSARI = "32.76.11.1001"
RW_02 = f"{BOJONGSARI}.002"
RT_01 = f"{RW_02}.001"
RT_02 = f"{RW_02}.002"
RW_03_RT_01 = f"{BOJONGSARI}.003.001"
DUREN_MEKAR_RT = "32.76.11.1006.003.002"

# South-west corner of RT 01, degrees; about 0.00001 degree is a metre.
SOUTH, WEST = Decimal("-6.392400"), Decimal("106.734100")
WIDTH, HEIGHT = Decimal("0.001790"), Decimal("0.001610")
CORNERS = {
    RT_01: (SOUTH, WEST),
    RT_02: (SOUTH, WEST + WIDTH),
    RW_03_RT_01: (SOUTH - HEIGHT, WEST),
    DUREN_MEKAR_RT: (SOUTH - 8 * HEIGHT, WEST - 5 * WIDTH),
}
AREAS_HA = {RT_01: Decimal("3.2000"), RT_02: Decimal("3.1500")}
CANDIDATE_RW = ("32.76.11.1004.004", "32.76.11.1005.005", "32.76.03.1002.006")


def make_places(world: World) -> None:
    """Add the RW and RT that the story happens in, and those of the other candidates."""
    world.regions = {region.code: region for region in Region.objects.all()}
    for code in (RW_02, f"{BOJONGSARI}.003", "32.76.11.1006.003", *CANDIDATE_RW):
        _add(world, Region.Level.RW, code)
    for code in CORNERS:
        _add(world, Region.Level.RT, code)


def point(world: World, code: str) -> tuple[Decimal, Decimal]:
    """Latitude and longitude of a spot inside an RT."""
    south, west = CORNERS[code]
    share = (
        Decimal(str(round(world.dice.uniform(0.04, 0.96), 4))),
        Decimal(str(round(world.dice.uniform(0.04, 0.96), 4))),
    )
    return (
        (south + share[0] * HEIGHT).quantize(Decimal("0.000001")),
        (west + share[1] * WIDTH).quantize(Decimal("0.000001")),
    )


def _add(world, level, code):
    if code in world.regions:
        return
    number = code.rpartition(".")[2]
    region = Region(
        level=level,
        parent=world.regions[code.rpartition(".")[0]],
        code=code,
        name=f"{level.upper()} {number}",
        area_ha=AREAS_HA.get(code),
        boundary=_border(code),
        boundary_source="Contoh (rekaan)" if code in CORNERS else "",
    )
    world.regions[code] = world.store([region])[0]


def _border(code):
    if code not in CORNERS:
        return None
    south, west = (float(value) for value in CORNERS[code])
    north, east = south + float(HEIGHT), west + float(WIDTH)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [[[round(x, 6), round(y, 6)] for x, y in ring]]}
