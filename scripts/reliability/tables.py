"""Figures and their means in Markdown tables."""

from collections.abc import Sequence

import numpy as np

from touchstone.evaluation.report import Figure


def shown(figure: Figure, scale: float = 1.0, digits: int = 2) -> str:
    """The figure times `scale`, with its interval."""
    if figure.value is None:
        return f"– ({figure.note})"
    return _worded(figure.value, figure.low, figure.high, scale, digits)


def mean_shown(figures: Sequence[Figure], digits: int = 3) -> str:
    """The mean of the figures that are defined, with the mean ends of their intervals."""
    means = []
    for name in ("value", "low", "high"):
        known = [value for figure in figures if (value := getattr(figure, name)) is not None]
        means.append(float(np.mean(known)) if known else None)
    value, low, high = means
    return "–" if value is None else _worded(value, low, high, 1.0, digits)


def _worded(value: float, low: float | None, high: float | None, scale: float, digits: int) -> str:
    text = f"{scale * value:.{digits}f}"
    return (
        text
        if low is None or high is None
        else f"{text} ({scale * low:.{digits}f} to {scale * high:.{digits}f})"
    )


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Prints a Markdown table and an empty line."""
    print("| " + " | ".join(head) + " |\n|" + " --- |" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()
