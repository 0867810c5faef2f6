"""How much of a file may be read; one place for every ceiling of an upload."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Ceilings for one file. The defaults are those of an upload in the portal; a bulk load raises them.

    Sizes in bytes, times in seconds. `cpu_seconds` and `memory_bytes` bound the child process that reads the file;
    `idle_seconds` is how long the caller waits for the next rows before it gives up.
    """

    max_bytes: int = 20 * MEGABYTE
    max_rows: int = 20_000
    max_columns: int = 200
    max_line_chars: int = 2_000_000
    max_parts: int = 1_000
    max_unpacked_bytes: int = 256 * MEGABYTE
    max_ratio: int = 200
    ratio_matters_from_bytes: int = 10 * MEGABYTE
    memory_bytes: int = 400 * MEGABYTE
    cpu_seconds: int = 8
    idle_seconds: int = 15
