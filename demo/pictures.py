"""Drawn stand-ins for photos: a house, a kitchen, a lane and a drain, before, during and after the works.

Every picture says FOTO CONTOH across its foot, so that nobody takes it for a record.
"""

import io
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from demo.dice import Dice

SIZE = (640, 480)
PHASE_WORDS = {"before": "sebelum", "during": "sedang dikerjakan", "after": "sesudah"}

EARTH, GRASS, BAMBOO, CRACK = (150, 112, 74), (116, 152, 84), (186, 152, 96), (70, 56, 46)
PLASTER, ASPHALT, WATER, STEEL = (214, 208, 198), (116, 116, 118), (92, 118, 128), (120, 128, 138)
PAINTS = ((232, 222, 190), (198, 220, 214), (240, 210, 190), (222, 214, 232), (214, 228, 190), (246, 238, 220))
ROOFS = ((168, 84, 60), (150, 72, 66), (126, 82, 64), (182, 104, 70))
SKIES = ((176, 208, 232), (202, 216, 226), (150, 190, 220), (226, 226, 220), (120, 160, 196))


@dataclass(frozen=True)
class Spot:
    """What stays the same between the pictures of one place: where the camera stood and what it saw."""

    left: int
    width: int
    eaves: int
    ground: int
    ridge: int
    sky: tuple
    paint: tuple
    roof: tuple
    tree: tuple[int, int]
    neighbour: int
    door: int

    @classmethod
    def seen_by(cls, dice: Dice):
        left = dice.randint(60, 250)
        return cls(
            left=left,
            width=dice.randint(220, 330),
            eaves=dice.randint(170, 250),
            ground=dice.randint(340, 410),
            ridge=dice.randint(50, 110),
            sky=dice.choice(SKIES),
            paint=dice.choice(PAINTS),
            roof=dice.choice(ROOFS),
            tree=(dice.choice((dice.randint(10, 60), dice.randint(540, 620))), dice.randint(40, 95)),
            neighbour=dice.choice((-1, 0, 1)),
            door=dice.randint(20, 90),
        )


def draw(subject: str, phase: str, spot: Spot, dice: Dice) -> Image.Image:
    """Draw "house", "kitchen", "lane" or "drain" in a phase ("before", "during", "after") at a spot."""
    picture = Image.new("RGB", SIZE, spot.sky)
    pen = ImageDraw.Draw(picture)
    if subject != "kitchen":
        _clouds(pen, dice)
    SUBJECTS[subject](pen, phase, spot, dice)
    _sign(pen, phase)
    return picture


def jpeg(picture: Image.Image, *, quality: int = 80) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def paper(title: str, lines: list[str]) -> bytes:
    """One page of PDF that says what it stands for, in place of a scanned document."""
    page = Image.new("L", (620, 877), 255)
    pen = ImageDraw.Draw(page)
    pen.text((60, 60), "DOKUMEN CONTOH", font=ImageFont.load_default(28), fill=150)
    pen.text((60, 130), title, font=ImageFont.load_default(22), fill=0)
    for number, line in enumerate(lines):
        pen.text((60, 190 + 30 * number), line, font=ImageFont.load_default(16), fill=0)
    out = io.BytesIO()
    page.save(out, "PDF", resolution=75)
    return out.getvalue()


def _clouds(pen, dice):
    """Another sky for every picture: photos of one place are taken on different days."""
    for _cloud in range(6):
        x, y, size = dice.randint(0, SIZE[0]), dice.randint(10, 180), dice.randint(40, 130)
        shade = dice.randint(196, 248)
        pen.ellipse((x - size, y - size // 3, x + size, y + size // 3), fill=(shade, shade, shade))


def _sign(pen, phase):
    pen.rectangle((0, 436, SIZE[0], SIZE[1]), fill=(34, 40, 44))
    pen.text((16, 442), f"FOTO CONTOH · {PHASE_WORDS[phase]}", font=ImageFont.load_default(24), fill=(250, 232, 190))


def _house(pen, phase, spot, dice):
    left, right, ground = spot.left, spot.left + spot.width, spot.ground
    _yard(pen, spot)
    worn = phase == "before"
    wall = BAMBOO if worn else PLASTER if phase == "during" else spot.paint
    pen.rectangle((left, spot.eaves, right, ground), fill=wall, outline=(80, 70, 60), width=2)
    if worn:
        for x in range(left + 8, right, 14):
            pen.line((x, spot.eaves, x, ground), fill=(160, 126, 78))
        _cracks(pen, dice, (left, spot.eaves, right, ground), 5)
    _roof(pen, phase, spot)
    _opening(pen, left + spot.door, ground, worn)
    _window(pen, right - 90, spot.eaves + 34, worn)
    if phase == "during":
        for x in range(left - 20, right + 30, 60):
            pen.line((x, spot.eaves - 50, x, ground), fill=STEEL, width=5)
        for y in range(spot.eaves - 40, ground, 56):
            pen.line((left - 24, y, right + 30, y), fill=STEEL, width=5)


def _yard(pen, spot):
    pen.rectangle((0, spot.ground, *SIZE), fill=GRASS)
    pen.rectangle((0, spot.ground + 26, *SIZE), fill=EARTH)
    if spot.neighbour:
        side = (0, 46) if spot.neighbour < 0 else (SIZE[0] - 46, SIZE[0])
        pen.rectangle((side[0], 120, side[1], spot.ground), fill=(188, 176, 160))
    x, size = spot.tree
    pen.rectangle((x - 6, spot.ground - size, x + 6, spot.ground), fill=(96, 72, 50))
    pen.ellipse((x - size, spot.ground - 3 * size, x + size, spot.ground - size), fill=(74, 112, 62))


def _roof(pen, phase, spot):
    left, right = spot.left - 24, spot.left + spot.width + 24
    top = (left + right) // 2
    if phase == "before":
        pen.polygon(
            [
                (left, spot.eaves + 14),
                (top - 30, spot.ridge + 34),
                (top + 50, spot.ridge + 12),
                (right, spot.eaves - 8),
            ],
            fill=(132, 120, 108),
        )
        pen.polygon(
            [(top + 20, spot.eaves - 60), (top + 70, spot.eaves - 50), (top + 44, spot.eaves - 22)], fill=spot.sky
        )
        return
    pen.polygon([(left, spot.eaves), (top, spot.ridge), (right, spot.eaves)], fill=spot.roof)
    if phase == "during":
        pen.polygon([(top, spot.ridge), (right, spot.eaves), (top, spot.eaves)], fill=(206, 178, 132))


def _opening(pen, x, ground, worn):
    pen.rectangle((x, ground - 118, x + 58, ground), fill=(92, 66, 44) if worn else (62, 108, 112))
    if not worn:
        pen.ellipse((x + 44, ground - 62, x + 52, ground - 54), fill=(240, 210, 120))


def _window(pen, x, y, worn):
    pen.rectangle(
        (x, y, x + 66, y + 56), fill=(66, 60, 56) if worn else (196, 226, 240), outline=(250, 250, 250), width=4
    )
    if not worn:
        pen.line((x + 33, y, x + 33, y + 56), fill=(250, 250, 250), width=4)


def _cracks(pen, dice, box, count):
    left, top, right, bottom = box
    for _crack in range(count):
        x, y = dice.randint(left + 10, right - 30), dice.randint(top + 10, bottom - 60)
        points = [(x, y)]
        for _step in range(4):
            points.append((points[-1][0] + dice.randint(-14, 18), points[-1][1] + dice.randint(8, 16)))
        pen.line(points, fill=CRACK, width=3)


def _kitchen(pen, phase, spot, dice):
    worn = phase == "before"
    pen.rectangle((0, 0, *SIZE), fill=(172, 150, 118) if worn else spot.paint)
    pen.polygon(
        [(0, 480), (640, 480), (640, spot.ground), (0, spot.ground - 40)], fill=EARTH if worn else (206, 206, 204)
    )
    if not worn:
        for x in range(0, 640, 64):
            pen.line((x, 480, 320 + (x - 320) // 2, spot.ground - 20), fill=(170, 170, 170))
    pen.rectangle(
        (spot.left, spot.eaves + 70, spot.left + spot.width, spot.ground),
        fill=(104, 86, 70) if worn else (232, 232, 228),
    )
    _window(pen, 640 - spot.left - 80, 70, worn)
    if worn:
        _cracks(pen, dice, (20, 30, 600, 300), 7)
    if phase == "during":
        pen.rectangle((spot.left + 20, spot.eaves, spot.left + 120, spot.eaves + 70), fill=(160, 90, 70))
    _shelves(pen, dice)


def _shelves(pen, dice):
    """Pots and tins, never twice in the same place."""
    for _shelf in range(3):
        x, y, length = dice.randint(20, 380), dice.randint(40, 250), dice.randint(120, 240)
        pen.rectangle((x, y, x + length, y + 8), fill=(112, 84, 60))
        for place in range(x + 6, x + length - 30, 38):
            height = dice.randint(18, 46)
            shade = dice.randint(60, 220)
            pen.rectangle((place, y - height, place + 26, y), fill=(shade, shade, dice.randint(60, 220)))


def _lane(pen, phase, spot, dice):
    _field(pen, spot)
    surface = {"before": (142, 118, 90), "during": (172, 168, 160), "after": ASPHALT}[phase]
    far = spot.left + 120
    pen.polygon([(40, 480), (600, 480), (far + 60, spot.eaves), (far, spot.eaves)], fill=surface)

    def edges(y):
        share = (y - spot.eaves) / (480 - spot.eaves)
        return far + (40 - far) * share, far + 60 + (540 - far) * share

    if phase == "before":
        for _hole in range(10):
            y = dice.randint(spot.eaves + 60, 425)
            left, right = edges(y)
            x = dice.uniform(left + 20, right - 20)
            pen.ellipse((x - 18, y - 7, x + 18, y + 7), fill=(104, 86, 68))
    if phase == "after":
        for y in range(spot.eaves + 10, 436, 16):
            left, right = edges(y)
            pen.line((left, y, right, y), fill=(156, 156, 158), width=2)
    if phase == "during":
        pen.polygon([(200, 400), (290, 400), (270, 360), (220, 360)], fill=(200, 170, 60))


def _drain(pen, phase, spot, dice):
    _field(pen, spot)
    edge = {"before": (120, 98, 70), "during": (180, 176, 168), "after": (204, 204, 204)}[phase]
    near = spot.left + 40
    pen.polygon([(near, 480), (near + 230, 480), (near + 150, spot.eaves), (near + 96, spot.eaves)], fill=edge)
    if phase == "during":
        pen.polygon(
            [(near + 46, 480), (near + 184, 480), (near + 136, spot.eaves), (near + 110, spot.eaves)], fill=EARTH
        )
        return
    pen.polygon([(near + 46, 480), (near + 184, 480), (near + 136, spot.eaves), (near + 110, spot.eaves)], fill=WATER)
    if phase == "before":
        for _lump in range(14):
            x, y = near + dice.randint(96, 150), dice.randint(spot.eaves + 40, 440)
            pen.ellipse((x - 20, y - 9, x + 20, y + 9), fill=(96, 88, 60))


def _field(pen, spot):
    """Open ground up to the horizon, with the tree and wall of the spot."""
    pen.rectangle((0, spot.eaves, *SIZE), fill=GRASS)
    x, size = spot.tree
    pen.rectangle((x - 6, spot.eaves - size // 2, x + 6, spot.eaves + 20), fill=(96, 72, 50))
    pen.ellipse((x - size, spot.eaves - 2 * size, x + size, spot.eaves), fill=(74, 112, 62))


SUBJECTS = {"house": _house, "kitchen": _kitchen, "lane": _lane, "drain": _drain}
