"""How much of a register file is read: the portal's limits, or those of a bulk load that asks for more rows."""

from p2wkss.base.intake.limits import MEGABYTE, Limits

PORTAL = Limits()
# A bulk load may take this much for each row; the file's own size decides nothing.
BYTES_A_ROW = 1_000
UNPACKED_BYTES_A_ROW = 4_000
MEMORY_BYTES_A_ROW = 500
ROWS_A_CPU_SECOND = 5_000
BULK_IDLE_SECONDS = 60


def limits_for(max_rows: int) -> Limits:
    """The limits of a file with at most so many rows; never less than the portal's."""
    if max_rows <= PORTAL.max_rows:
        return Limits(max_rows=max_rows)
    return Limits(
        max_rows=max_rows,
        max_bytes=max(PORTAL.max_bytes, max_rows * BYTES_A_ROW),
        max_unpacked_bytes=max(PORTAL.max_unpacked_bytes, max_rows * UNPACKED_BYTES_A_ROW),
        memory_bytes=max(PORTAL.memory_bytes, 100 * MEGABYTE + max_rows * MEMORY_BYTES_A_ROW),
        cpu_seconds=PORTAL.cpu_seconds + max_rows // ROWS_A_CPU_SECOND,
        idle_seconds=BULK_IDLE_SECONDS,
    )
