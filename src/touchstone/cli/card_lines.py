"""A report card as lines of text that fit a terminal: what it says, its sets, and each part's tables."""

import textwrap
from collections.abc import Iterator
from itertools import zip_longest

from touchstone.cli.common import shorten, table
from touchstone.cli.results import counters_text
from touchstone.domain.words import figure as in_figures
from touchstone.evaluation.card.contents import Line, Table
from touchstone.evaluation.report import Figure
from touchstone.runner.card.stored import StoredCard

_COLUMNS = 100
_FIGURE_COLUMNS = 11
_FEWEST_LABEL_COLUMNS = 14
_EXPLAINED_ONCE = ("probes", "damages")
"""Tables whose lines mean the same for every set."""


def card_lines(stored: StoredCard) -> Iterator[str]:
    """The card as lines of text, without its marks.

    All figures of a set, and single probes, are left to the page and to JSON.
    """
    made = stored.card
    yield f"Report card {stored.id} of {made.judge}, {stored.created[:16].replace('T', ' ')} UTC\n"
    for sentence in made.sentences:
        yield from textwrap.wrap(sentence, _COLUMNS, initial_indent="- ", subsequent_indent="  ")
    yield ""
    rows = [
        (shorten(one.name, 30), "home" if one.home else "", one.how, one.labelled, one.compared, one.groups)
        for one in made.sets
    ]
    yield table(["set", "", "judged", "labelled", "judged so", "prompts"], rows, right=[3, 4, 5])
    for one in made.sets:
        yield from _wrapped(f"{one.name}: {one.note}" if one.note else "")
    for part in made.parts:
        yield f"\n\n{part.name.upper()}: {part.question}"
        shown: set[str] = set()
        for each in part.tables:
            kind = each.name.partition(":")[0]
            if kind != "full":
                yield from _table_lines(each, explained=kind not in shown)
            if each.lines and kind in _EXPLAINED_ONCE:
                shown.add(kind)
    yield "\nsingle probes, and all figures of a set: --html FILE or --json"
    yield f"\n{counters_text(made.counters)}"
    judging, evaluation = (made.seconds.get(name, 0.0) for name in ("judging", "evaluation"))
    yield f"judging took {judging:.1f} s, evaluation {evaluation:.1f} s"


def _table_lines(each: Table, *, explained: bool) -> Iterator[str]:
    """The figures, each with its 95 % interval under it; the prompts they stand on are under the items."""
    yield f"\n{each.title}"
    if each.lacking:
        yield from _wrapped(f"not measurable here: {each.lacking}")
        return
    names = [[""], *(textwrap.wrap(name, _FIGURE_COLUMNS) for name in each.columns), ["n", "prompts"]]
    heads = list(zip_longest(*names, fillvalue=""))
    taken = sum(max(_FIGURE_COLUMNS, *map(len, name)) + 2 for name in names[1:-1]) + len("prompts") + 2
    columns = max(_FEWEST_LABEL_COLUMNS, _COLUMNS - taken)
    rows = [cells for line in each.main_lines for cells in _cells(line, columns)]
    yield table(heads[0], [*heads[1:], *rows], right=range(1, len(heads[0])))
    for line in each.main_lines:
        if line.note and (explained or not any(line.figures)):
            yield from _wrapped(f"{line.label}: {line.note}")
    for note in each.notes:
        yield from _wrapped(note)


def _cells(line: Line, columns: int) -> Iterator[list[object]]:
    yield [shorten(line.label, columns), *(_value(figure, line.items) for figure in line.figures), line.items]
    if any(figure is not None and figure.low is not None for figure in line.figures):
        yield ["", *(_interval(figure) for figure in line.figures), line.groups]


def _value(figure: Figure | None, items: int) -> str:
    """The figure; where it stands on fewer items than its line, with how many."""
    if figure is None or figure.value is None:
        return "–"
    value = in_figures(figure.value)
    return value if figure.n in (0, items) else f"{value} n{figure.n}"


def _interval(figure: Figure | None) -> str:
    if figure is None or figure.low is None or figure.high is None:
        return ""
    return f"{figure.low:.2f}…{figure.high:.2f}"


def _wrapped(text: str) -> Iterator[str]:
    if text:
        yield from textwrap.wrap(text, _COLUMNS, initial_indent="  ", subsequent_indent="    ")
