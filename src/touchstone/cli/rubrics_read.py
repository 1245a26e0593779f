"""`touchstone rubrics list` and `show`: rubrics found, read, and put beside each other."""

from pathlib import Path
from typing import Any

import click

from touchstone.cli.common import Command, common_options, note, print_json, say, shorten, table
from touchstone.cli.results import marked
from touchstone.domain.check_words import in_words
from touchstone.domain.model import DEMO_MARK
from touchstone.domain.rubric import Rubric, RubricLevel
from touchstone.files import rubric_to_json
from touchstone.paths import Home
from touchstone.rubrics import CriterionChange, RubricDifference, criterion_lines, difference
from touchstone.rubrics.offers import offers
from touchstone.store import RubricFilters, RubricInfo, Store, open_store

_SIGNS = {"same": " ", "changed": "~", "added": "+", "removed": "-"}
_MARKS = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}


@click.command(
    "list",
    cls=Command,
    example="touchstone rubrics list --search comma --level instance\n"
    "touchstone rubrics list --dataset answers.jsonl --since 7d --not-approved",
)
@click.option("--search", metavar="WORDS", help="Words of the criteria or the prompt.")
@click.option("--level", type=click.Choice(["instance", "dataset"]), help="Only those of this level.")
@click.option("--run", metavar="RUN", help="Only those that a run made or used.")
@click.option("--dataset", metavar="FILE", help="Only those that runs over this data file made or used.")
@click.option("--generator", metavar="NAME", help="Only those that this generator wrote.")
@click.option("--imported-from", metavar="FILE", help="Only those that came from a file of this name.")
@click.option("--since", metavar="DAY", help="Only those made since: today, 7d (days), or 2026-01-31.")
@click.option("--approved/--not-approved", default=None, help="Only those that are approved, or are not.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="How many.")
@common_options
def list_rubrics(home: Home, as_json: bool, limit: int, **options: Any) -> None:
    """List rubrics, the newest first."""
    with open_store(home.database) as store:
        filters = _filters(store, **options)
        found = store.list_rubrics(limit=limit, **filters)
        count = store.count_rubrics(**filters)
        narrowed = any(value is not None for value in filters.values()) and store.count_rubrics() > 0
    if as_json:
        print_json([info.model_dump(mode="json") for info in found])
        return
    if not found:
        say("No such rubrics." if narrowed else "No rubrics. Make some: touchstone rubrics generate DATA")
        return
    headers = ["rubric", "level", "n", "first criterion", "prompt", "from", "approved by", "mark"]
    say(table(headers, [_row(info) for info in found], right=[2]))
    if count > len(found):
        note(f"{count - len(found)} older rubrics: --limit {count}")


def _filters(
    store: Store,
    *,
    search: str | None,
    level: str | None,
    run: str | None,
    dataset: str | None,
    generator: str | None,
    imported_from: str | None,
    since: str | None,
    approved: bool | None,
) -> RubricFilters:
    """What the options narrow the list to. Raises InputError for a run, a file or a day that is not there."""
    from touchstone.runner.rubrics.choice import dataset_named, since_moment

    return RubricFilters(
        search=search,
        level=RubricLevel(level) if level else None,
        run=store.find_run(run).id if run else None,
        dataset=dataset_named(store.rubric_datasets(), dataset) if dataset else None,
        generator=generator,
        imported_from=Path(imported_from).name if imported_from else None,
        since=since_moment(since) if since is not None else None,
        approved=approved,
    )


def _row(info: RubricInfo) -> tuple[object, ...]:
    return (
        info.id,
        info.level.value,
        info.criteria,
        shorten(info.first, 44),
        shorten(info.prompt or "", 36),
        info.generator or info.source,
        info.approved_by or "",
        DEMO_MARK if info.demo_model else "",
    )


@click.command(
    cls=Command, example="touchstone rubrics show 1f2e3d\ntouchstone rubrics show 1f2e3d --diff 4a5b6c"
)
@click.argument("rubric", metavar="ID")
@click.option("--diff", "other", metavar="OTHER", help="Show what changed from the rubric OTHER to this one.")
@common_options
def show(home: Home, as_json: bool, rubric: str, other: str | None) -> None:
    """Show a rubric with its criteria and where it came from, or what changed from another one."""
    from touchstone.runner.rubrics.fared import fared

    with open_store(home.database) as store:
        found = store.rubric(rubric)
        approval = store.approval(found.id)
        old = store.rubric(other) if other else None
        met = fared(store, found.id)
    if old is not None:
        told = difference(old, found)
        print_json(_difference_json(told)) if as_json else _say_difference(told)
        return
    if as_json:
        approved = {"by": approval[0], "at": approval[1]} if approval else None
        met_json = [each.model_dump(mode="json") for each in met]
        print_json({"id": found.id, **rubric_to_json(found), "approved": approved, "meetings": met_json})
        return
    _say_rubric(found, approval)
    for each in met:
        say(each.in_words)


def _say_rubric(found: Rubric, approval: tuple[str, str] | None) -> None:
    if found.provenance.demo_model:
        marked([DEMO_MARK])
    say(f"rubric {found.id}, {found.level.value}-level" + (", approved" if approval else ", not approved"))
    if found.prompt:
        say(f"\nPrompt: {shorten(found.prompt, 300)}")
    say()
    for number, criterion in enumerate(found.criteria, start=1):
        say("\n".join(criterion_lines(number, criterion)))
    say()
    origin = found.provenance.model_dump(mode="json", exclude_defaults=True)
    say(", ".join(f"{name.replace('_', ' ')} {_brief(value)}" for name, value in origin.items()))
    if approval:
        say(f"approved by {approval[0]}, {approval[1]}")
    for number, check in offers(found).items():
        say(f"{number} could be checked by code: {in_words(check)} (touchstone rubrics checks {found.id})")


def _brief(value: object) -> str:
    return f"{len(value)} of them" if isinstance(value, list) else shorten(str(value), 24)


def _difference_json(told: RubricDifference) -> dict[str, Any]:
    criteria = [
        {
            "change": change.kind,
            "old": change.old,
            "new": change.new,
            "text": change.criterion.text,
            "words": [[piece.sign, piece.text] for piece in change.pieces],
            "details": list(change.details),
        }
        for change in told.criteria
    ]
    return {"old": told.old, "new": told.new, "notes": list(told.notes), "criteria": criteria}


def _say_difference(told: RubricDifference) -> None:
    """A line for each criterion: its sign and number, the words that went [-so-] and those that came {+so+}."""
    say(f"from {told.old} to {told.new}: {told.summary}")
    for text in told.notes:
        say(text)
    say()
    for change in told.criteria:
        say(f"{_SIGNS[change.kind]} {change.new or change.old}. {_marked_words(change)}")
        for detail in change.details:
            say(f"     {detail}")


def _marked_words(change: CriterionChange) -> str:
    if change.kind != "changed":
        return change.criterion.text
    return "".join(_MARKS[piece.sign].format(piece.text) for piece in change.pieces)
