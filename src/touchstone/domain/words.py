"""Quantities in words, the same on the command line and on the screen."""


def figure(value: float) -> str:
    """A figure: three decimals, fewer where it is large."""
    return f"{value:.3f}" if abs(value) < 10 else f"{value:.1f}" if abs(value) < 100 else f"{value:,.0f}"


def size(count: float) -> str:
    """A number of bytes in the decimal units that hubs and disks use."""
    for unit in ("B", "kB", "MB"):
        if count < 999.5:
            return f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"
