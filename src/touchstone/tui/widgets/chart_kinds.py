"""The plots of a run: each with its title, its axes and numbers in words, and how it is drawn, or why it is not."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from touchstone.tui.text import one_line
from touchstone.tui.widgets.chart_marks import column_lines
from touchstone.tui.widgets.chart_matrix import matrix_lines, occurs
from touchstone.tui.widgets.chart_rows import interval_rows, share_rows
from touchstone.tui.widgets.table import fit

if TYPE_CHECKING:
    from touchstone.evaluation.agreement.confusion import Confusion
    from touchstone.report.contents import CriterionRow, Spread
    from touchstone.runner import RunCharts

Lines = list[Content]

SIDE_BY_SIDE = 116
"""From this width on two systems' scores stand side by side."""

_FEW = 1000
"""Counts below it have room under the columns of half a screen."""

_HEIGHTS = {0: 3, 100: 5}
"""How high columns are, by the least width."""

_NAME = 30
_SCALES = (0.1, 0.2, 0.25, 0.5, 0.75, 1.0)


def scores(charts: "RunCharts", width: int) -> Lines:
    """How each system's scores lie: a histogram for each, all on one scale."""
    title = "How the scores lie, by system"
    drawn = [each for each in charts.spreads if sum(each.bins)]
    if not drawn:
        return _nothing(title, "Nothing that was judged has a score.")
    scored, unscored = sum(sum(each.bins) for each in drawn), sum(each.unscored for each in charts.spreads)
    axes = "across: score in ten equal parts · up: share of its scored responses"
    lines = _head(title, axes, f"n = {scored:,} scored, {unscored:,} unscored")
    most = _scale(max(max(each.bins) / sum(each.bins) for each in drawn))
    few = all(count < _FEW for each in drawn for count in each.bins)
    two = width >= SIDE_BY_SIDE and len(drawn) > 1 and few
    size = width // 2 - 2 if two else width
    blocks = [_histogram(each, size, _height(width), most) for each in drawn]
    if two:
        blocks = [
            _beside(block, blocks[number + 1] if number + 1 < len(blocks) else [], size + 4)
            for number, block in enumerate(blocks)
            if number % 2 == 0
        ]
    for block in blocks:
        lines += [*block, Content("")]
    return [*lines, *_preferred(charts, width)]


def _preferred(charts: "RunCharts", width: int) -> Lines:
    """Of pairs, how many are preferred which way."""
    found = charts.preferences
    if found is None:
        return []
    counts = {"A is better": found.a, "tie": found.tie, "B is better": found.b}
    total = sum(counts.values())
    told = f"  {total:,} pairs · {found.unscored:,} unscored"
    if found.both_orders:
        told += f" · both orders prefer the same in {found.consistent:,} of {found.both_orders:,}"
    rows = [(name, count / total if total else None, f"n {count:,}") for name, count in counts.items()]
    return [Content.assemble(("Preferences", "bold $accent"), told), *share_rows(rows, width)]


def _histogram(spread: "Spread", width: int, height: int, most: float) -> Lines:
    told = f"  mean {spread.mean:.2f}" if spread.mean is not None else ""
    told += f" · {sum(spread.bins):,} scored · {spread.unscored:,} unscored"
    name = Content.assemble((fit(spread.name, _NAME).rstrip(), "bold $accent"), (told, "$secondary"))
    return [name, *_columns(spread.bins, width, height, most, (0.0, 1.0))]


def _columns(
    bins: Sequence[int], width: int, height: int, most: float, edges: tuple[float, float]
) -> Iterator[Content]:
    for number, line in enumerate(column_lines(bins, width, height, most, edges)):
        yield Content.styled(line, "$primary" if number < height else "$secondary")


def _beside(left: Lines, right: Lines, width: int) -> Lines:
    both = [*right, *([Content("")] * (len(left) - len(right)))]
    return [
        Content.assemble(one, " " * max(width - one.cell_length, 1), other)
        for one, other in zip(left, both, strict=True)
    ]


def systems(charts: "RunCharts", width: int) -> Lines:
    """Each system's mean with its interval."""
    pairwise = charts.preferences is not None
    title = "Share of wins by system" if pairwise else "Mean score by system"
    rows = [(one_line(each.name), each.mean) for each in charts.systems if each.mean.value is not None]
    if not rows:
        return _nothing(title, "No system has a score.")
    axes = f"across: {'share of wins, a tie is one half' if pairwise else 'mean score'} · ● in its 95 % interval ├──┤"
    lines = _head(title, axes, "n: prompts that count; whole prompts are resampled")
    lines += interval_rows(rows, width)
    notes = {each.mean.note for each in charts.systems if each.mean.note}
    lines += [Content(""), *(_hint(note) for note in sorted(notes))]
    return [*lines, _hint("Whether one is better than another: see the systems compared.")]


def criteria(charts: "RunCharts", width: int) -> Lines:
    """How far each criterion is met, those met least first."""
    title = "Criteria, those met least first"
    if not charts.criteria:
        return _nothing(title, "Nothing was asked criterion by criterion.")
    axes = "across: share of verdicts that are met; of a scale with levels, its mean"
    shown = len(charts.criteria)
    total = charts.criteria_total
    count = f"{shown:,} criteria" if shown == total else f"the {shown:,} of {total:,} asked most"
    lines = _head(title, axes, f"{count} · n: scored verdicts")
    rows = [(one_line(each.text), each.share, _remark(each)) for each in charts.criteria]
    return [*lines, *share_rows(rows, width)]


def _remark(row: "CriterionRow") -> str:
    parts = ["met" if row.met is not None else "mean", f"n {row.scored:,}"]
    parts += [f"{row.unscored:,} unscored"] if row.unscored else []
    parts += [f"{row.not_applicable:,} not applicable"] if row.not_applicable else []
    parts += ["guard"] if row.guard else []
    parts += ["a fault"] if row.weight < 0 else []
    return " · ".join(parts)


def labels(charts: "RunCharts", width: int) -> Lines:
    """The judge against the labels: a matrix of counts for each kind of label."""
    title = "The judge against the labels"
    if not charts.confusions:
        reason = "Nothing that was judged has a label: no matrix. Label the run blind, or put labels into its data."
        return _nothing(title, reason)
    total = sum(each.compared for each in charts.confusions)
    lines = _head(title, "a line for each label, a column for each verdict", f"n = {total:,} compared")
    for found in charts.confusions:
        lines += [*_matrix(found, width), Content("")]
    return [*lines, _hint("Agreement beyond chance, with intervals: see the run's agreement.")]


_KINDS = {
    "preferences": "Preferences in the data",
    "scores": "Scores in the data",
    "labels": "Labels given blind",
}


def _matrix(found: "Confusion", width: int) -> Lines:
    share = f" ({found.same / found.compared:.0%})".replace("%", " %") if found.compared else ""
    same = f"  the same: {found.same:,} of {found.compared:,}{share}"
    lines = [
        Content.assemble((_KINDS[found.kind], "bold $accent"), same),
        *matrix_lines(found, width),
    ]
    told = ["[ ] judge and label are the same", *([found.note] if found.note else [])]
    absent = [name for name in found.names if not occurs(found, name)]
    told += [f"neither given nor said: {', '.join(absent)}"] if absent else []
    return [*lines, *(_hint(each) for each in told)]


def sureness(charts: "RunCharts", width: int) -> Lines:
    """How label mass and entropy of the verdicts lie."""
    title = "How sure the judge was: label mass and entropy"
    if not charts.sureness:
        return _nothing(title, "No verdict was read from probabilities.")
    n = sum(charts.sureness[0].bins)
    lines = _head(
        title, "across: the value in ten equal parts · up: share of the verdicts", f"n = {n:,} verdicts"
    )
    for each in charts.sureness:
        meaning = _MEANINGS.get(each.name.partition(" ")[0], "")
        told = f"  median {each.median:.2f} · {meaning}"
        lines.append(Content.assemble((each.name, "bold $accent"), (told, "$secondary")))
        most = _scale(max(each.bins) / sum(each.bins))
        lines += [*_columns(each.bins, width, _height(width), most, (each.low, each.high)), Content("")]
    return lines


_MEANINGS = {
    "label": "low: the judge wanted to say something else",
    "entropy": "0: all on one label; high: undecided",
}


def _head(title: str, axes: str, n: str) -> Lines:
    return [
        Content.assemble((title, "bold $primary"), f" · {n}"),
        Content.styled(axes, "$secondary"),
        Content(""),
    ]


def _nothing(title: str, reason: str) -> Lines:
    return [
        Content.styled(title, "bold $primary"),
        Content(""),
        Content(f"There is nothing to plot. {reason}"),
    ]


def _hint(text: str) -> Content:
    return Content.styled(one_line(text), "$secondary")


def _height(width: int) -> int:
    return max(height for least, height in _HEIGHTS.items() if width >= least)


def _scale(share: float) -> float:
    """The round share that a scale ends at."""
    return next(each for each in _SCALES if each >= share - 1e-9)


KINDS: dict[str, tuple[str, Callable[["RunCharts", int], Lines]]] = {
    "scores": ("Scores", scores),
    "systems": ("Systems", systems),
    "criteria": ("Criteria", criteria),
    "labels": ("Labels", labels),
    "sureness": ("Label mass", sureness),
}
"""The plots in their order: (title of the tab, how it is drawn)."""
