"""The marks of plots in text: values and intervals on a scale, the scale's numbers, and columns of counts."""

from collections.abc import Sequence

_EIGHTHS = " ▁▂▃▄▅▆▇█"
_AXIS = 7
"""The cells left of the columns: the share at the top, and the line."""

_STEPS = 4
"""The parts of a scale between numbers, where there is room for them."""

_LAST = 4
"""The cells of the number at the right end of the scale."""


def place(value: float, width: int, least: float, most: float) -> int:
    """The cell (from 0) of a value on a scale of `width` cells; what is outside lies at the end."""
    share = (value - least) / (most - least)
    return round(min(max(share, 0.0), 1.0) * (width - 1))


def interval_marks(
    value: float | None, low: float | None, high: float | None, width: int, least: float, most: float
) -> str:
    """A value ● in its interval ├──┤, in exactly `width` cells; a scale with a zero inside has it marked │."""
    cells = [" "] * width
    if least < 0 < most:
        cells[place(0.0, width, least, most)] = "│"
    if low is not None and high is not None:
        first, last = place(low, width, least, most), place(high, width, least, most)
        cells[first : last + 1] = "─" * (last - first + 1)
        cells[first], cells[last] = "├", "┤"
    if value is not None:
        cells[place(value, width, least, most)] = "●"
    return "".join(cells)


def scale_marks(width: int, least: float, most: float) -> str:
    """The numbers of a scale in exactly `width` cells: its ends, and as many between as have room."""
    cells, steps = [" "] * width, _STEPS
    while steps > 1 and width < 6 * (steps + 1):
        steps //= 2
    for step in range(steps + 1):
        value = least + (most - least) * step / steps
        text = f"{value:g}"
        start = place(value, width, least, most) - (len(text) // 2 if 0 < step < steps else 0)
        start = min(start, width - len(text))
        cells[start : start + len(text)] = text
    return "".join(cells)[:width]


def column_lines(
    bins: Sequence[int], width: int, height: int, most: float, edges: tuple[float, float]
) -> list[str]:
    """Counts as columns, each its share of all: `height` lines of columns, two of their scale, one of the counts.

    `most`: the share (0..1) that fills the height. `edges`: where the first column begins and the last one ends.
    """
    total = sum(bins) or 1
    size = max((width - _AXIS - _LAST) // len(bins), 4)
    levels = [round(count / total / most * height * 8) for count in bins]
    levels = [max(level, 1) if count else 0 for level, count in zip(levels, bins, strict=True)]
    lines = []
    for row in range(height):
        below = (height - 1 - row) * 8
        cells = [_EIGHTHS[min(max(level - below, 0), 8)] * (size - 1) + " " for level in levels]
        label = f"{most:.0%}".replace("%", " %") if row == 0 else ""
        lines.append(f"{label:>{_AXIS - 1}}┤" + "".join(cells).rstrip())
    low, high = edges
    step = (high - low) / len(bins)
    numbers = "".join(f"{_number(low + step * number):<{size}}" for number in range(len(bins)))
    lines.append(f"{'0 %':>{_AXIS - 1}}┼" + "─" * (size * len(bins)))
    lines.append(" " * _AXIS + numbers + _number(high))
    counted = "".join(f"{_short(count):<{size}}" for count in bins)
    lines.append(f"{'count':>{_AXIS - 1}} " + counted.rstrip())
    return lines


def _number(value: float) -> str:
    """A value in at most four cells."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _short(count: int) -> str:
    """A count in at most four cells; none is a dot."""
    if count == 0:
        return "·"
    if count < 10_000:
        return str(count)
    return f"{count / 1000:.0f}k" if count < 999_500 else f"{count / 1e6:.0f}M"
