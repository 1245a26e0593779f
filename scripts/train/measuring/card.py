"""The model card's tables, from the evaluation's report."""

from collections.abc import Mapping

from scripts.train.measuring.measures import Figure, Report, Section

_SIGNS = {"at least": "≥ ", "at most": "≤ ", "within": "± "}


def _scaled(value: float, unit: str) -> str:
    """A share or a difference of shares in hundredths, another value as it is; "-" where it is undefined."""
    if value != value:
        return "-"
    if unit:
        return f"{round(100 * value, 1) + 0.0:.1f}"  # adding 0 makes -0.0 plain
    return f"{round(value, 3 if abs(value) < 100 else None) + 0:g}"


def _cell(figure: Figure | None) -> str:
    """The value, its interval, and whether the bar is met."""
    if figure is None:
        return "-"
    text = _scaled(figure.value, figure.unit)
    if figure.low is not None and figure.high is not None:
        text += f" ({_scaled(figure.low, figure.unit)} to {_scaled(figure.high, figure.unit)})"
    return text if figure.met is None else f"{text}, {'met' if figure.met else 'not met'}"


def _bar(figure: Figure) -> str:
    if figure.bar is None or figure.sense is None:
        return ""
    return _SIGNS[figure.sense] + _scaled(figure.bar, figure.unit)


def _table(title: str, ways: Mapping[str, Section]) -> list[str]:
    fullest = sorted(ways.values(), key=len, reverse=True)
    names = list(dict.fromkeys(name for section in fullest for name in section))
    sampled = any(figure.low is not None for section in ways.values() for figure in section.values())
    heads = [title, "bar", *ways, *(["cases"] if sampled else [])]
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for name in names:
        figures = [section.get(name) for section in ways.values()]
        known = [figure for figure in figures if figure]
        unit = f", {known[0].unit}" if known[0].unit else ""
        bars = dict.fromkeys(filter(None, map(_bar, known)))
        cells = [name + unit, " ".join(bars), *map(_cell, figures)]
        if sampled:
            cells.append(" and ".join(dict.fromkeys(str(figure.cases) for figure in known)))
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def tables(report: Report) -> str:
    """Markdown: a table for each title, with a column for each way of running the models.

    A cell is the value, its 95 % interval, and whether the value meets the bar.
    """
    return "\n\n".join("\n".join(_table(title, ways)) for title, ways in report.items()) + "\n"
