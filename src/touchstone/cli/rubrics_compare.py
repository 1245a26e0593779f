"""`touchstone rubrics compare`: two sets of rubrics for the same prompts, beside each other."""

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from touchstone.cli.common import Command, common_options, print_json, say, shorten, table, warn
from touchstone.cli.progress import follow, stopping
from touchstone.cli.results import marked, number
from touchstone.paths import Home

if TYPE_CHECKING:
    from touchstone.domain.run import Event
    from touchstone.evaluation.comparing.rubrics import RubricComparison
    from touchstone.evaluation.report import Figure
    from touchstone.runner.rubrics.comparing import Compared

EXAMPLE = """touchstone rubrics compare before.json after.json
touchstone rubrics compare mt.old.json,alpaca.old.json mt.new.json,alpaca.new.json --judge qwen3.5-4b
touchstone rubrics compare latest @demo-generator --limit 50"""

_NAME_COLUMNS, _REASONS = 100, 3


@click.command("compare", cls=Command, example=EXAMPLE)
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option("--judge", metavar="NAME", help="The meta-judge that compares them: a name or a .gguf file.")
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", help="Compare on the first N common prompts only."
)
@click.option("--seed", type=int, default=0, show_default=True, help="The seed of all that is random.")
@common_options
def compare(
    home: Home, as_json: bool, a: str, b: str, judge: str | None, limit: int | None, seed: int
) -> None:
    """Compare two sets of rubrics, paired by prompt.

    A and B: files of rubrics or runs, several of them with commas between, or @GENERATOR, which writes rubrics for
    the other side's prompts. Both are counted and linted; with --judge a meta-judge compares the two rubrics of
    each prompt in both orders. Intervals (95 %) resample prompts.
    """
    from touchstone.runner.rubrics.comparing import compare_sides

    found: list[Compared] = []

    def events() -> Generator["Event", None, None]:
        found.append((yield from compare_sides(home, (a, b), stop, judge=judge, limit=limit, seed=seed)))

    with stopping() as stop:
        outcome = follow(events())
    compared = found[0]
    if as_json:
        print_json(_value(compared, outcome.notices))
        return
    for text in compared.notes:
        warn(text)
    marked(compared.marks)
    say(f"A: {_short(a)}\nB: {_short(b)}\n")
    say(_table(compared.comparison))
    for line in _pair_lines(compared.comparison):
        say(line)


def _short(side: str) -> str:
    """A side without the folders of its files."""
    return shorten(", ".join(Path(part).name for part in side.split(",")), _NAME_COLUMNS)


def _value(compared: "Compared", notices: list[str]) -> dict[str, Any]:
    return {
        "a": compared.a,
        "b": compared.b,
        **compared.comparison.model_dump(mode="json"),
        "marks": list(compared.marks),
        "notes": list(compared.notes),
        "notices": notices,
    }


def _table(found: "RubricComparison") -> str:
    rows: list[tuple[object, ...]] = [("rubrics", *found.rubrics, "", "")]
    for row in found.rows:
        sides = [number(side.value) if side else None for side in (row.a, row.b)]
        change = row.difference
        difference = None if change is None or change.value is None else f"{change.value:+.3f}"
        rows.append((row.label, *sides, difference, _interval(change)))
    title = f"B - A ({found.pairs} prompts)"
    return table(["", "A", "B", title, "95 % interval"], rows, right=[1, 2, 3])


def _interval(figure: "Figure | None") -> str:
    return "" if figure is None or figure.low is None else f"{figure.low:.3f} to {figure.high:.3f}"


def _pair_lines(found: "RubricComparison") -> Iterator[str]:
    """What the pairs of rubrics say: how alike they are, and which the meta-judge prefers."""
    if not found.pairs:
        yield "\nNo prompt is on both sides: nothing was paired."
        return
    same = f", {found.identical} of them the same" if found.identical else ""
    yield f"\n{found.pairs} prompts have a rubric on both sides{same}."
    yield _figures(found.likeness)
    if found.meta_judge is None:
        return
    assert found.won is not None
    a, tied, b = found.won
    yield f"\nmeta-judge {found.meta_judge}: {b} for B, {a} for A, {tied} tied, {found.unscored} unscored"
    for reason, count in list(found.reasons.items())[:_REASONS]:
        yield f"  {count} unscored: {reason}"
    if found.preference:
        yield _figures(found.preference)


def _figures(figures: "tuple[Figure, ...]") -> str:
    rows = [(each.label, number(each.value), _interval(each), each.n, each.note) for each in figures]
    return table(["", "value", "95 % interval", "n", ""], rows, right=[1, 3])
