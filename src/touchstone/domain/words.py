"""Quantities in words, the same on the command line and on the screen."""


def size(count: float) -> str:
    """A number of bytes in the decimal units that hubs and disks use."""
    for unit in ("B", "kB", "MB"):
        if count < 999.5:
            return f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"
