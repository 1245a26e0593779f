"""`touchstone refine show`: what a refinement did, and the data of each of its stages."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from touchstone.cli.common import Command, common_options, print_json, say, table
from touchstone.cli.results import marked, number
from touchstone.paths import Home

if TYPE_CHECKING:
    from touchstone.evaluation.report import Figure
    from touchstone.refine.reading import Overview, RoundTold, Row

_STAGES = ("candidates", "rewards", "choices", "pairs", "training", "gate")


@click.command(
    cls=Command,
    example="touchstone refine show\ntouchstone refine show latest --round 1 --stage rewards --limit 5\n"
    "touchstone refine show 1f2e --round 1 --stage pairs > pairs.jsonl",
)
@click.argument("ref", metavar="[ID]", default="latest")
@click.option(
    "--round", "round_number", type=click.IntRange(1), default=1, show_default=True, help="Of which round."
)
@click.option("--stage", type=click.Choice(_STAGES), help="Print this stage's data, as JSON lines.")
@click.option("--limit", type=click.IntRange(1), help="The first rows only.")
@common_options
def show(
    home: Home, as_json: bool, ref: str, round_number: int, stage: str | None, limit: int | None
) -> None:
    """Show what a refinement did, as far as it came. ID is its id, the beginning of one, or `latest`.

    The stage `pairs` is in the form that TRL reads (prompt, chosen and rejected as messages).
    """
    from touchstone.refine.folder import find_folder
    from touchstone.refine.reading import overview, stage_lines

    folder = find_folder(home, ref)
    if stage is not None:
        for line in stage_lines(folder, round_number, stage, limit):
            say(line)
        return
    told = overview(folder)
    if as_json:
        print_json(told.model_dump(mode="json"))
        return
    for text in overview_lines(told):
        say(text)


def overview_lines(told: "Overview") -> Iterator[str]:
    """The whole refinement, a table for each round and one for the last figures."""
    spec = told.begun.spec
    marked(told.begun.marks)
    yield f"refinement {told.begun.id}: {spec.generator}, judged by {spec.judge}, on {spec.data}"
    for each in told.rounds:
        yield ""
        yield from _round_lines(each)
    if told.last:
        yield f"\nlast figures, on {told.last[0].prompts:,} prompts that nothing was decided by"
        yield _rows_table(told.last)
    yield f"\nstands now: {told.standing}"


def _round_lines(told: "RoundTold") -> Iterator[str]:
    summary, decision = told.summary, told.decision
    if summary is None:
        yield f"round {told.number}: not begun"
        return
    yield (
        f"round {told.number}: {summary.candidates:,} candidates for {summary.prompts:,} prompts, "
        f"{summary.failed:,} without a rubric; {summary.pairs:,} pairs"
        + (f" ({summary.pairs_by_meta_judge:,} by the meta-judge)" if summary.pairs_by_meta_judge else "")
    )
    cells = [
        ("reward", number(summary.reward), number(summary.best_reward)),
        ("agreement", number(summary.agreement), number(summary.best_agreement)),
    ]
    yield table(["", "all candidates", "best of a prompt"], cells, right=[1, 2])
    yield (
        f"a candidate has {summary.criteria:.1f} criteria, {summary.words:.0f} words, {summary.redundancy:.1%} "
        f"repeated; chosen {summary.chosen_words:.0f} words, rejected {summary.rejected_words:.0f}"
    )
    if summary.order_agreement is not None:
        yield f"meta-judge: {summary.meetings:,} meetings, both orders agree in {summary.order_agreement:.1%}"
    if told.gate:
        yield f"\ngate, on {told.gate[0].prompts:,} fresh prompts"
        yield _rows_table(told.gate)
    if decision is not None:
        for figure in decision.figures:
            yield f"  {figure.label}: {_interval(figure)}, n = {figure.n:,}"
        made = told.made.dpo if told.made else "the new one"
        yield f"{made} is promoted" if decision.promoted else f"{made} is kept, but not promoted:"
        yield from (f"  - {reason}" for reason in decision.reasons)
        yield from (f"  not checked: {what}" for what in decision.unchecked)


def _rows_table(rows: "tuple[Row, ...]") -> str:
    second = any(row.second for row in rows)
    headers = [
        "",
        "agreement",
        *(["second judge"] if second else []),
        "criteria",
        "words",
        "repeated",
        "failed",
    ]
    cells = [
        (
            row.who if row.how == "greedy" else row.how,
            _interval(row.agreement),
            *([_interval(row.second)] if second else []),
            f"{row.criteria:.1f}",
            f"{row.words:.0f}",
            f"{row.redundancy:.1%}",
            f"{row.failed:.1%}",
        )
        for row in rows
    ]
    return table(headers, cells, right=range(1, len(headers)))


def _interval(figure: "Figure | None") -> str:
    if figure is None or figure.value is None:
        return "" if figure is None else figure.note
    if figure.low is None or figure.high is None:
        return f"{figure.value:.3f} ({figure.note})"
    return f"{figure.value:.3f} ({figure.low:.3f} to {figure.high:.3f})"
