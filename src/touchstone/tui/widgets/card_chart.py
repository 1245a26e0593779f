"""A report card's tables in text: one figure of each line on a scale, and the others under it in numbers."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from touchstone.domain.words import figure as in_figures
from touchstone.tui.text import excerpt, one_line
from touchstone.tui.widgets.chart_marks import interval_marks, scale_marks
from touchstone.tui.widgets.table import fit

if TYPE_CHECKING:
    from touchstone.evaluation import Figure
    from touchstone.evaluation.card.contents import Card, Line, Part, Table

_NUMBERS = 26
"""The cells of a value, its interval and the gaps."""


def summary_lines(card: "Card", _width: int) -> list[Content]:
    """What the card says, and what it was measured on."""
    lines = [Content.styled("What it says", "bold $accent")]
    for sentence in card.sentences:
        lines += [Content(one_line(sentence, 2000)), Content("")]
    lines.append(Content.styled("What it was measured on", "bold $accent"))
    for each in card.sets:
        home = " (home)" if each.home else ""
        lines.append(Content.styled(f"{one_line(each.name)}{home}", "bold"))
        told = (
            f"  {each.how} · {each.compared:,} of {each.labelled:,} labelled items · {each.groups:,} prompts"
        )
        lines.append(Content(one_line(told)))
        lines += [Content.styled(f"  {one_line(each.note)}", "$secondary")] if each.note else []
    lines.append(Content(""))
    seconds = card.seconds
    took = f"judging {seconds.get('judging', 0):.0f} s, evaluation {seconds.get('evaluation', 0):.1f} s"
    lines.append(
        Content.styled(f"seed {card.seed} · {card.probed} changed in each set · {took}", "$secondary")
    )
    return lines


def part_lines(part: "Part", width: int) -> list[Content]:
    """All tables of a part, but for the figures of single sets."""
    lines = [Content.styled(part.question, "bold"), Content("")]
    for table in part.tables:
        if not table.name.startswith("full:"):
            lines += [*_table(table, width), Content("")]
    return lines


def _table(table: "Table", width: int) -> Iterator[Content]:
    yield Content.styled(one_line(table.title), "bold $accent")
    if table.lacking:
        yield Content.styled(f"  not measurable here: {one_line(table.lacking)}", "$warning")
        return
    yield Content.styled(excerpt(table.about), "$secondary")
    low, high = table.scale
    names = min(max(cell_len(one_line(line.label)) for line in table.lines), max(width // 3, 16))
    counts = max(len(f"n {line.items:,}") for line in table.lines)
    size = max(width - names - counts - _NUMBERS, 10)
    axis = Content.styled(scale_marks(size, low, high), "$secondary")
    yield Content.assemble((fit(table.columns[table.drawn], names + _NUMBERS - 2), "$secondary"), axis)
    for line in table.main_lines:
        yield _drawn(line, line.figures[table.drawn], (names, size), table.at, (low, high))
        yield from _beside(table, line)
    if len(table.main_lines) < len(table.lines):
        yield Content.styled("  single probes are on the page that h writes", "$secondary")
    for note in table.notes:
        yield Content.styled(f"  {one_line(note)}", "$secondary")


def _drawn(
    line: "Line", figure: "Figure | None", sizes: tuple[int, int], at: float, scale: tuple[float, float]
) -> Content:
    names, size = sizes
    value = low = high = None
    if figure is not None:
        value, low, high = figure.value, figure.low, figure.high
    said = "–" if value is None else f"{value:.3f}"
    span = "" if low is None else f"{low:.2f} to {high:.2f}"
    apart = low is not None and high is not None and not low <= at <= high
    marks = interval_marks(value, low, high, size, *scale)
    return Content.assemble(
        (fit(one_line(line.label), names), "bold"),
        f" {said:>6} ",
        (f"{span:<15} ", "$secondary"),
        (marks, "$primary" if apart else "$secondary"),
        (f"  n {line.items:,}", "$secondary"),
    )


def _beside(table: "Table", line: "Line") -> Iterator[Content]:
    others: Sequence[tuple[str, Figure | None]] = [
        (name, figure)
        for place, (name, figure) in enumerate(zip(table.columns, line.figures, strict=True))
        if place != table.drawn
    ]
    told = [
        f"{name} {_number(figure, line.items)}"
        for name, figure in others
        if figure is not None and figure.value is not None
    ]
    if told:
        yield Content(f"  {' · '.join(told)}")
    if line.note:
        yield Content.styled(f"  {one_line(line.note)}", "$secondary")


def _number(figure: "Figure", items: int) -> str:
    """The figure with its interval; where it stands on fewer items than its line, with how many."""
    assert figure.value is not None
    value = in_figures(figure.value)
    value += "" if figure.low is None else f" ({figure.low:.2f} to {figure.high:.2f})"
    return value if figure.n in (0, items) else f"{value} n {figure.n:,}"
