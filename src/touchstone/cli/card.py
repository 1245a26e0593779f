"""`touchstone card`: the report card of a judge, made or shown again."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from touchstone.cli.common import Command, common_options, print_json, say, table
from touchstone.cli.progress import follow, stopping
from touchstone.cli.results import marked
from touchstone.domain.card import PARTS, PROBED, CardSpec, PartName
from touchstone.errors import InputError
from touchstone.paths import Home

if TYPE_CHECKING:
    from touchstone.runner.card.stored import StoredCard

EXAMPLE = """touchstone card --judge qwen3.5-4b my-labels.jsonl --html card.html
touchstone card --judge my-tuned-judge --own its-test-set.jsonl others/*.jsonl --probed 200
touchstone card --show 3"""


@click.command(cls=Command, example=EXAMPLE)
@click.argument("data", metavar="DATA...", nargs=-1)
@click.option("--judge", metavar="NAME", help="The judge to measure: a name or a .gguf file.")
@click.option(
    "--own",
    metavar="FILE",
    multiple=True,
    help="A labelled file of the kind that the judge was tuned on (may be repeated).",
)
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", help="Read the first N rows of each file only."
)
@click.option(
    "--probed",
    type=click.IntRange(min=1),
    default=PROBED,
    show_default=True,
    metavar="N",
    help="Change, and judge with help, N responses or pairs of each file.",
)
@click.option(
    "--only",
    type=click.Choice(PARTS),
    multiple=True,
    metavar="PART",
    help=f"Measure this part only: {', '.join(PARTS)} (may be repeated).",
)
@click.option(
    "--jury",
    metavar="NAME",
    multiple=True,
    help="A judge whose mean with this one is measured (may be repeated).",
)
@click.option("--seed", type=int, default=0, show_default=True, help="The seed of all that is random.")
@click.option(
    "--html", "file", metavar="FILE", type=click.Path(path_type=Path), help="Also write one HTML page."
)
@click.option("--list", "list_", is_flag=True, help="List the stored cards instead.")
@click.option("--show", type=int, metavar="ID", help="Show a stored card instead; no model is asked.")
@common_options
def card(
    home: Home,
    as_json: bool,
    data: tuple[str, ...],
    judge: str | None,
    own: tuple[str, ...],
    limit: int | None,
    probed: int,
    only: tuple[PartName, ...],
    jury: tuple[str, ...],
    seed: int,
    file: Path | None,
    list_: bool,
    show: int | None,
) -> None:
    """How far to trust a judge, measured on labelled files of yours.

    Its parts: generalisability (agreement with people at home and elsewhere), fairness (what has no merit, but
    moves verdicts), aspects (whether it judges what it is asked about), scalability (what helps it). Every answer is
    kept: a card that was interrupted goes on where it was when the same command is given again.
    """
    # SciPy takes a second to load: help and completion do not wait for it.
    from touchstone.cli.card_lines import card_lines
    from touchstone.runner.card import list_cards, make_card, show_card, write_card_page

    if list_:
        _list(list_cards(home, judge), as_json=as_json)
        return
    if show is None:
        spec = CardSpec(
            judge=judge,
            data=data,
            own=own,
            limit=limit,
            seed=seed,
            probed=probed,
            parts=only or PARTS,
            jury=jury,
        )
        with stopping() as stop:
            outcome = follow(make_card(home, spec, stop))
        assert outcome.end is not None
        show = int(outcome.end.summary["card"] or 0)
    elif data or own:
        raise InputError("--show takes no files", "give the card's id alone; see: touchstone card --list")
    stored = show_card(home, show)
    written = write_card_page(stored, file) if file else None
    if as_json:
        page = {"file": str(file), "bytes": written} if file else {}
        print_json(
            {"card": stored.id, "created": stored.created, **stored.card.model_dump(mode="json"), **page}
        )
        return
    marked(stored.card.marks)
    for line in card_lines(stored):
        say(line)
    if file and written:
        say(f"\n{file} ({written / 1000:,.0f} kB)")


def _list(cards: "list[StoredCard]", *, as_json: bool) -> None:
    rows: list[dict[str, Any]] = [
        {
            "card": each.id,
            "judge": each.card.judge,
            "created": each.created,
            "sets": [one.name for one in each.card.sets],
            "parts": [part.name for part in each.card.parts],
        }
        for each in cards
    ]
    if as_json:
        print_json(rows)
        return
    cells: list[list[Any]] = [
        [row["card"], row["judge"], str(row["created"])[:16].replace("T", " "), ", ".join(row["sets"])]
        for row in rows
    ]
    say(table(["card", "judge", "made (UTC)", "sets"], cells) if rows else "no card was made yet")
