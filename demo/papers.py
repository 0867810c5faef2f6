"""Evidence of the demo: drawn photos and stand-in documents, stored as uploads are."""

import hashlib

from django.core.files.base import ContentFile

from demo.dates import at
from demo.pictures import Spot, draw, jpeg, paper
from demo.world import World
from locations.models import Evidence
from p2wkss.base.picture_decoding import THUMBNAIL, difference_hash
from p2wkss.base.pictures import is_same_photo

# The warning "the same photo twice" must stay silent: another sky is tried until the picture differs from the rest.
TRIES = 25


def photo(world: World, subject, phase, spot: Spot, *, title, region, day, by, is_personal) -> Evidence:
    """A photo that resembles no other of the demo, not yet stored; `phase` is "before", "during" or "after"."""
    for _try in range(TRIES):
        picture = draw(subject, phase, spot, world.dice)
        small = picture.copy()
        small.thumbnail(THUMBNAIL)
        fingerprint = f"{difference_hash(small):016x}"
        if not any(is_same_photo(fingerprint, other) for other in world.fingerprints):
            break
    world.fingerprints.append(fingerprint)
    content = jpeg(picture)
    return Evidence(
        kind=Evidence.Kind.PHOTO,
        title=title,
        phase=phase,
        region=region,
        file=ContentFile(content, name="contoh.jpg"),
        thumbnail=ContentFile(jpeg(small), name="contoh.jpg"),
        original_name=f"contoh-{subject}-{phase}.jpg",
        content_type="image/jpeg",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        fingerprint=fingerprint,
        taken_at=at(day, world.dice.randint(8, 16), world.dice.randint(0, 59)),
        is_personal=is_personal,
        uploaded_by=by,
    )


def document(*, title, lines, region, by, is_personal) -> Evidence:
    """A one-page document that says it is an example, not yet stored."""
    content = paper(title, lines)
    return Evidence(
        kind=Evidence.Kind.DOCUMENT,
        title=title,
        region=region,
        file=ContentFile(content, name="contoh.pdf"),
        original_name="dokumen-contoh.pdf",
        content_type="application/pdf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        is_personal=is_personal,
        uploaded_by=by,
    )
