"""Official codes of regions: `32.76.11.1001.002.001` is RT 001 of RW 002 in a kelurahan; each part lies in the former.

Pure functions, for whoever has a code and no row of `Region`. `Region.objects.within` and `within` ask the database.
"""

# Where the parts of RW and RT stand in a code.
RW, RT = 4, 5


def lies_in(code: str, area: str) -> bool:
    """Whether a region is the area or a part of it."""
    return code == area or code.startswith(f"{area}.")


def lies_in_any(code: str, areas) -> bool:
    """Whether a region lies in one of the areas; None stands for everywhere."""
    return areas is None or any(lies_in(code, area) for area in areas)


def codes_above(code: str) -> list[str]:
    """The codes of what a region lies in, the nearest first."""
    return [code.rsplit(".", cut)[0] for cut in range(1, code.count(".") + 1)]


def kelurahan_of(code: str) -> str:
    """The code of the kelurahan that a region is or lies in; "" above it."""
    return ".".join(code.split(".")[:RW]) if code.count(".") >= RW - 1 else ""


def rw_of(code: str) -> str:
    parts = code.split(".")
    return parts[RW] if len(parts) > RW else ""


def rt_of(code: str) -> str:
    parts = code.split(".")
    return parts[RT] if len(parts) > RT else ""


def label_of(code: str) -> str:
    """ "RT 001 / RW 002" or "RW 002"; the code itself of what lies above."""
    if rt_of(code):
        return f"RT {rt_of(code)} / RW {rw_of(code)}"
    return f"RW {rw_of(code)}" if rw_of(code) else code
