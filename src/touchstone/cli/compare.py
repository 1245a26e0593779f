"""`touchstone compare`: which system is better, by how much, how surely."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from touchstone.cli.common import Command, common_options, note, print_json, say, shorten, table, warn
from touchstone.cli.results import marked, number
from touchstone.paths import Home

if TYPE_CHECKING:
    from touchstone.evaluation import Comparison, Figure, Versus

EXAMPLE = """touchstone compare latest
touchstone compare 1f2e 5a6b --baseline old-model --json"""

_TEXT = 60


@click.command(cls=Command, example=EXAMPLE)
@click.argument("runs", metavar="RUN...", nargs=-1, required=True)
@click.option("--baseline", metavar="SYSTEM", help="Compare every system with this one only.")
@click.option(
    "--prompts", type=click.IntRange(min=0), default=3, show_default=True, help="Worst prompts to show."
)
@click.option("--seed", type=int, default=0, show_default=True, help="The seed of the bootstrap.")
@common_options
def compare(
    home: Home, as_json: bool, runs: tuple[str, ...], baseline: str | None, prompts: int, seed: int
) -> None:
    """Compare systems on the same prompts: one run of several systems, or several runs.

    A system is named by the `system` field, else by its file. Differences are paired by prompt, intervals (95 %)
    resample prompts, and the word (better, worse, cannot tell) is corrected for the number of pairs. Runs that
    were not judged alike are refused.
    """
    from touchstone.runner import compare_runs

    found = compare_runs(home, runs, baseline=baseline, seed=seed)
    for text in found.notices:
        warn(text)
    comparison = found.comparison
    if as_json:
        value = comparison.model_dump(mode="json")
        print_json(
            {
                **value,
                "summary": comparison.summary,
                "marks": list(found.marks),
                "notices": list(found.notices),
            }
        )
        return
    marked(found.marks)
    say(comparison.summary)
    say(f"\n{_systems(comparison)}\n\n{_pairs(comparison)}")
    for pair in comparison.pairs:
        for block in _details(pair, prompts):
            say(f"\n{block}")
    say()
    for text in comparison.notes:
        note(text)


def _interval(figure: "Figure") -> str | None:
    return None if figure.low is None else f"{figure.low:.3f} to {number(figure.high)}"


def _systems(comparison: "Comparison") -> str:
    strengths = any(system.strength for system in comparison.systems)
    headers = ["system", "results", "unscored", "prompts", comparison.systems[0].mean.label, "95 % interval"]
    rows: list[list[object]] = []
    for system in comparison.systems:
        row = [system.name, system.responses, system.unscored, system.mean.n, number(system.mean.value)]
        row.append(_interval(system.mean))
        if strengths and system.strength:
            row += [number(system.strength.value), _interval(system.strength)]
        rows.append(row)
    return table(
        [*headers, *(["strength", "95 % interval"] if strengths else [])], rows, right=[1, 2, 3, 4, 6]
    )


def _pairs(comparison: "Comparison") -> str:
    rows = [
        (
            pair.system,
            pair.word,
            pair.other,
            number(pair.difference.value),
            _interval(pair.difference),
            f"{pair.wins}-{pair.ties}-{pair.losses}",
            number(pair.p_holm, 4),
            number(pair.detectable),
        )
        for pair in comparison.pairs
    ]
    headers = ["system", "is", "than", "difference", "95 % interval", "won-tied-lost", "p", "detectable"]
    return table(headers, rows, right=[3, 5, 6, 7])


def _details(pair: "Versus", prompts: int) -> Iterator[str]:
    for kind, figures in (("criterion", pair.criteria), ("subset", pair.subsets)):
        if len(figures) > 1:
            yield _parts(f"{pair.system} less {pair.other}, by {kind}", figures)
    if pair.regressed and prompts:
        rows = [
            (
                number(each.difference),
                number(each.score),
                number(each.other_score),
                shorten(each.prompt, _TEXT),
            )
            for each in pair.regressed[:prompts]
        ]
        title = f"prompts where {pair.system} is worse than {pair.other}"
        yield table(["difference", pair.system, pair.other, title], rows, right=[0, 1, 2])


def _parts(title: str, figures: "Sequence[Figure]") -> str:
    rows = [(shorten(each.label, _TEXT), number(each.value), _interval(each), each.n) for each in figures]
    return table([title, "difference", "95 % interval", "prompts"], rows, right=[1, 3])
