"""A calibration in text: its figures before and after, the reliability diagram, accuracy against coverage."""

from collections.abc import Callable, Mapping, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from textual.content import Content

from touchstone.tui.text import one_line
from touchstone.tui.widgets.chart_marks import interval_marks, place, scale_marks
from touchstone.tui.widgets.chart_rows import interval_rows
from touchstone.tui.widgets.table import fit

if TYPE_CHECKING:
    from touchstone.evaluation import Figure
    from touchstone.evaluation.reliability.quality import Bin
    from touchstone.runner.results.calibration import Calibrated

Lines = list[Content]

_TITLES, _VALUE = 32, 22
_BARS = 33
"""The cells left of a bar's scale: its probability, how often it was right, that one's interval, and n."""


def summary_lines(found: "Calibrated", width: int) -> Lines:
    """What the calibration is about and made of, its figures before and after, and the threshold."""
    report = found.report
    kept = f"kept as version {found.version.id}: {report.calibrator.words}" if found.version else ""
    head = f"{report.labels:,} labelled {report.subject} of {report.groups:,} prompts"
    lines = [
        Content.assemble((head, "bold $primary"), f" · {_value(report.accuracy)} of them right"),
        *(
            _wrapped(kept, width)
            if kept
            else [Content.styled(f"{report.reason}. Nothing was kept.", "$warning")]
        ),
        Content(""),
        *_before_and_after(report.before, report.after),
        Content(""),
    ]
    if report.guarantee is not None:
        lines += [*_wrapped(report.guarantee.words, width, "$accent"), Content("")]
    for text in (*found.notices, *report.notes):
        lines += _wrapped(text, width, "$secondary")
    return lines


def _before_and_after(before: "Sequence[Figure]", after: "Sequence[Figure]") -> Lines:
    """Both values of each figure with their intervals."""
    old = {figure.name: figure for figure in before}
    lines = [Content.styled(fit("held-out prompts", _TITLES) + fit("before", _VALUE) + "after", "$secondary")]
    for figure in after:
        sides = [_with_interval(each) for each in (old.get(figure.name), figure)]
        lines.append(
            Content.assemble(
                (fit(figure.label, _TITLES), "bold"), fit(sides[0], _VALUE), fit(sides[1], _VALUE)
            )
        )
    return lines


def _with_interval(figure: "Figure | None") -> str:
    if figure is None or figure.value is None:
        return "–"
    span = "" if figure.low is None else f"{figure.low:.2f} to {figure.high:.2f}"
    return f"{figure.value:.3f}  {span}"


def diagram_lines(found: "Calibrated", width: int) -> Lines:
    """The reliability diagram after calibration, and below it that of the judge's own probability."""
    report = found.report
    return [
        *_diagram("Calibrated, held-out prompts", report.diagram, width),
        Content(""),
        *_diagram("The judge's own probability of its verdict", report.diagram_before, width),
        Content(""),
        Content.styled(
            "○ what was said  ● how often people agreed, in its interval: the nearer, the better",
            "$secondary",
        ),
    ]


def _diagram(title: str, bars: "Sequence[Bin]", width: int) -> Lines:
    size = max(width - _BARS, 10)
    lines = [
        Content.styled(title, "bold $primary"),
        Content.styled(
            f"{'said':>5} {'right':>6}  {'interval':<14}{'n':>4} " + scale_marks(size, 0.0, 1.0), "$secondary"
        ),
    ]
    for each in bars:
        right = each.right
        marks = list(interval_marks(right.value, right.low, right.high, size, 0.0, 1.0))
        said = place(each.probability, size, 0.0, 1.0)
        marks[said] = "◉" if marks[said] == "●" else "○"
        span = "" if right.low is None else f"{right.low:.2f} to {right.high:.2f}"
        lines.append(
            Content.assemble(
                f"{each.probability:>5.2f} {_value(right):>6}  ",
                (f"{span:<14}{right.n:>4} ", "$secondary"),
                ("".join(marks), "$primary"),
            )
        )
    return lines


def coverage_lines(found: "Calibrated", width: int) -> Lines:
    """The accuracy of the surest verdicts at rising shares."""
    report = found.report
    rows = [(figure.label.removeprefix("the "), figure) for figure in report.coverage]
    guarantee = report.guarantee
    lines = [
        Content.assemble(("Accuracy of the surest verdicts", "bold $primary"), f" · n = {report.labels:,}"),
        Content.styled(
            "down: the share that is kept · across: how many of those people agree with", "$secondary"
        ),
        Content(""),
        *interval_rows(rows, width),
        Content(""),
    ]
    if guarantee is not None and guarantee.threshold is not None:
        kept = f"the threshold of {guarantee.threshold:.3f} keeps {100 * guarantee.coverage:.0f} %"
        lines.append(Content.styled(kept, "$accent"))
    return lines


def _wrapped(text: str, width: int, style: str = "") -> Lines:
    return [Content.styled(line, style) for line in wrap(one_line(text, 1000), width)]


def _value(figure: "Figure") -> str:
    return "–" if figure.value is None else f"{figure.value:.3f}"


PARTS: Mapping[str, tuple[str, Callable[["Calibrated", int], Lines]]] = {
    "figures": ("Figures", summary_lines),
    "diagram": ("Diagram", diagram_lines),
    "coverage": ("Coverage", coverage_lines),
}
"""The parts in their order: (title of the tab, how it is drawn)."""
