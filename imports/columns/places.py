"""Where a row says a family lives: RT, RW and kelurahan, against the places that exist and may be written."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from locations.codes import lies_in, lies_in_any

PREFIX = re.compile(r"(kelurahan|kel|desa|ds|kecamatan|kec)[\s.:]+(?=\S)")
NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
OFFICIAL_CODE = re.compile(r"([0-9]{2})\.?([0-9]{2})\.?([0-9]{2})\.?([0-9]{4})")
NUMBERED = r"['\s]*(?:{label}[\s.:/-]*)?0*([1-9][0-9]{{0,2}})(?:\.0)?\s*"
RT = re.compile(NUMBERED.format(label="rt"), re.IGNORECASE)
RW = re.compile(NUMBERED.format(label="rw"), re.IGNORECASE)
RT_RW = re.compile(
    r"['\s]*(?:rt)?[\s.:]*0*([1-9][0-9]{0,2})\s*(?:[/\\,;-]\s*(?:rw)?|rw)[\s.:]*0*([1-9][0-9]{0,2})\s*", re.IGNORECASE
)


def place_key(name):
    """`Kel. Bojong Sari`, `BOJONGSARI` and `bojongsari ` are one name; `Bojongsari Baru` is another."""
    text = unicodedata.normalize("NFKC", name).strip().lower()
    return NOT_A_LETTER.sub("", PREFIX.sub("", text, count=1))


@dataclass(frozen=True)
class Places:
    """The places an import may name, as plain look-ups.

    `kelurahan` maps a name's key to the official codes that carry it, `kecamatan` a name's key to a code. `writable`
    are the codes under which the importing user may write; None means everywhere. `default` is the kelurahan of
    files that name none, for example because the user works in just one. `former` maps codes of before to those of now.
    """

    kelurahan: Mapping[str, tuple[str, ...]]
    kecamatan: Mapping[str, str] = field(default_factory=dict)
    writable: tuple[str, ...] | None = None
    default: str | None = None
    former: Mapping[str, str] = field(default_factory=dict)

    def find(self, name, kecamatan=""):
        """(code, None), or (None, code of the problem)."""
        official = OFFICIAL_CODE.fullmatch(name.strip())
        if official:
            code = ".".join(official.groups())
            code = self.former.get(code, code)
            known = any(code in codes for codes in self.kelurahan.values())
            return (code, None) if known else (None, "kelurahan_unknown")
        codes = self.kelurahan.get(place_key(name), ())
        if kecamatan.strip():
            prefix = self.kecamatan.get(place_key(kecamatan))
            codes = tuple(code for code in codes if prefix and lies_in(code, prefix))
        if not codes:
            return None, "kelurahan_unknown"
        if len(codes) > 1 and self.writable is not None:
            # Two places of one name: the user's own area decides; where none is theirs, any will be refused.
            codes = tuple(code for code in codes if self.may_write(code)) or codes[:1]
        return (codes[0], None) if len(codes) == 1 else (None, "kelurahan_ambiguous")

    def may_write(self, code):
        """Whether `code` lies in the user's area, or contains a part of it."""
        if self.writable is None:
            return True
        return any(lies_in(code, area) or lies_in(area, code) for area in self.writable)

    def may_write_rt(self, code):
        """Whether this very RT lies in the user's area."""
        return lies_in_any(code, self.writable)


def index_places(
    rows: Iterable[tuple[str, str, str, str]], *, writable=None, default=None, former: Mapping[str, str] | None = None
) -> Places:
    """`Places` from (code, name, other names separated by commas, kecamatan) of every kelurahan."""
    kelurahan, kecamatan = {}, {}
    for code, name, aliases, kecamatan_name in rows:
        for known in (name, *aliases.split(",")):
            if known.strip():
                codes = kelurahan.setdefault(place_key(known), [])
                if code not in codes:
                    codes.append(code)
        kecamatan[place_key(kecamatan_name)] = code.rpartition(".")[0]
    frozen = {key: tuple(codes) for key, codes in kelurahan.items()}
    return Places(frozen, kecamatan, None if writable is None else tuple(writable), default, former or {})


def rt_number(text):
    """`1`, `01`, `RT.01`, `1.0` become `001`; None for anything that is not 1 to 999."""
    return _numbered(RT, text)


def rw_number(text):
    """As `rt_number`, for RW."""
    return _numbered(RW, text)


def rt_and_rw(text):
    """`001/002` and `RT 1 RW 2` become ("001", "002"); (None, None) for anything else."""
    found = RT_RW.fullmatch(text)
    return (found[1].zfill(3), found[2].zfill(3)) if found else (None, None)


def _numbered(pattern, text):
    found = pattern.fullmatch(text)
    return found[1].zfill(3) if found else None
