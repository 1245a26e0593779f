"""`touchstone rubrics lint` and `checks`: what is amiss with rubrics, and what of them code could decide."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from touchstone.cli.common import Command, common_options, note, print_json, say, shorten, table
from touchstone.domain.check_words import in_words
from touchstone.paths import Home
from touchstone.store import open_store

if TYPE_CHECKING:
    from touchstone.runner.rubrics.linting import Count, Linted

_SHOWN = 10
"""So many rubrics are told one by one; of more only the counts."""
_KINDS = ("compound", "vague", "unverifiable", "duplicate", "asserts-answer", "contradictory", "uncovered")


@click.command(
    "lint",
    cls=Command,
    example="touchstone rubrics lint 1f2e3d\ntouchstone rubrics lint mtbench.json alpacaeval.json --kind vague",
)
@click.argument("refs", metavar="ID|FILE|RUN...", nargs=-1, required=True)
@click.option("--kind", type=click.Choice(_KINDS), help="Only this kind of finding, in every rubric.")
@click.option("--all", "every", is_flag=True, help=f"Tell every rubric, also of more than {_SHOWN}.")
@common_options
def lint(home: Home, as_json: bool, refs: tuple[str, ...], kind: str | None, every: bool) -> None:
    """Say what is amiss with rubrics, from their words and prompts alone: no model is asked.

    Files may have any form that `rubrics import` reads. Nothing is changed.
    """
    from touchstone.runner.rubrics import linting

    with open_store(home.database) as store:
        found = linting.lint(store, refs)
    if kind is not None:
        found = [
            linting.Linted(each.rubric, [one for one in each.findings if one.kind == kind], {})
            for each in found
        ]
    counted = linting.counts(found)
    if as_json:
        print_json(_json(found, counted))
        return
    telling = [each for each in found if each.findings or each.offers]
    if every or kind is not None or len(found) <= _SHOWN:
        for each in telling:
            _say(each)
    elif telling:
        note(f"of {len(found)} rubrics only the counts are told: --all or --kind KIND tells each finding")
    _say_counts(found, counted)


def _say(each: "Linted") -> None:
    prompt = f": {shorten(each.rubric.prompt, 70)}" if each.rubric.prompt else ""
    say(f"rubric {each.rubric.id}{prompt}")
    for finding in each.findings:
        numbers = ", ".join(map(str, finding.criteria))
        harm = " (harm)" if finding.severity == "harm" else ""
        say(f"  {numbers or 'prompt'}: {finding.kind}{harm}: {finding.message}")
        for number in finding.criteria:
            say(f"      {shorten(each.rubric.criteria[number - 1].text, 96)}")
        say(f"      {finding.remedy}")
    for number, check in each.offers.items():
        say(f"  {number}: could be checked by code: {in_words(check)}")
    say()


def _say_counts(found: Sequence["Linted"], counted: dict[str, "Count"]) -> None:
    criteria = sum(len(each.rubric.criteria) for each in found)
    rows = [(kind, count.findings, count.criteria, count.rubrics) for kind, count in counted.items()]
    if rows:
        say(table(["finding", "n", "criteria", "rubrics"], rows, right=[1, 2, 3]))
    nothing = "" if rows else "nothing found; "
    offered = sum(len(each.offers) for each in found)
    could = f"; {offered} could be checked by code" if offered else ""
    say(f"{nothing}{len(found)} rubrics, {criteria} criteria{could}")
    if offered:
        note("let code check what is offered, in a stored rubric: touchstone rubrics checks ID --apply")


def _json(found: Sequence["Linted"], counted: dict[str, "Count"]) -> dict[str, Any]:
    return {
        "rubrics": len(found),
        "criteria": sum(len(each.rubric.criteria) for each in found),
        "counts": {
            kind: {"findings": count.findings, "criteria": count.criteria, "rubrics": count.rubrics}
            for kind, count in counted.items()
        },
        "found": [
            {
                "rubric": each.rubric.id,
                "prompt": each.rubric.prompt,
                "findings": [finding.model_dump(mode="json") for finding in each.findings],
                "offers": _offers_json(each),
            }
            for each in found
        ],
    }


def _offers_json(each: "Linted") -> list[dict[str, Any]]:
    return [
        {
            "criterion": number,
            "text": each.rubric.criteria[number - 1].text,
            "check": check.model_dump(mode="json", exclude_none=True),
            "words": in_words(check),
        }
        for number, check in each.offers.items()
    ]


@click.command(
    "checks",
    cls=Command,
    example="touchstone rubrics checks 1f2e3d\ntouchstone rubrics checks 1f2e3d --apply",
)
@click.argument("rubric", metavar="ID")
@click.option("--apply", is_flag=True, help="Make a new version in which code decides these criteria.")
@common_options
def checks(home: Home, as_json: bool, rubric: str, apply: bool) -> None:
    """Show which criteria code could decide, exactly and without asking the judge; --apply lets it.

    Offered is only what a criterion says in so many words. Applying makes another rubric; the old one stays.
    """
    from touchstone.rubrics.offers import with_offers
    from touchstone.runner.rubrics.edit import save_edited
    from touchstone.runner.rubrics.linting import linted

    with open_store(home.database) as store:
        each = linted(store.rubric(rubric))
        new = None
        if apply and each.offers:
            new = save_edited(store, each.rubric, with_offers(each.rubric))
    if as_json:
        print_json({"id": each.rubric.id, "offers": _offers_json(each), "new": new.id if new else None})
        return
    for number, check in each.offers.items():
        say(f"{number}. {shorten(each.rubric.criteria[number - 1].text, 70)}")
        say(f"     by code: {in_words(check)}")
    if not each.offers:
        say("No criterion says a check in so many words.")
    elif new is not None:
        say(f"rubric {new.id}, from {each.rubric.id}")
    else:
        note(f"nothing was changed: touchstone rubrics checks {each.rubric.id} --apply")
