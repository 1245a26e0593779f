"""`touchstone rubrics revise`: criteria that do harm split, rewritten or dropped, each step a version of its own."""

import sys
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from touchstone.cli.common import Command, common_options, note, print_json, say
from touchstone.cli.progress import follow, stopping
from touchstone.paths import Home
from touchstone.store import open_store

if TYPE_CHECKING:
    from touchstone.domain.rubric import Rubric
    from touchstone.rubrics.revision import Proposal, Revision

_SHOWN = 20
"""So many rubrics are shown in full; of more only the count."""

EXAMPLE = """touchstone rubrics revise 1f2e3d
touchstone rubrics revise latest --generator qwen3.5-4b --apply"""


@click.command("revise", cls=Command, example=EXAMPLE)
@click.argument("ref", metavar="ID|RUN")
@click.option("--apply", is_flag=True, help="Apply all that is proposed, without asking.")
@click.option(
    "--generator",
    metavar="NAME",
    help="Write criteria anew with this one (default: the rubric's own, else the catalogue's).",
)
@common_options
def revise(home: Home, as_json: bool, ref: str, apply: bool, generator: str | None) -> None:
    """Propose how to mend a rubric (ID), or all that a RUN used, and apply it on yes.

    What lint, the audit of a run's verdicts and labels show to be harmful is split, written anew or dropped. Each
    step makes a version of its own; the old ones stay. Guards are kept, and so is the last criterion.
    """
    from touchstone.runner.rubrics.revising import Revisions, apply_revision

    with stopping() as stop:
        revisions = Revisions(home, ref, generator, stop)
        follow(revisions)
    found = revisions.found
    count = sum(len(each.proposals) for each in found)
    if not as_json:
        for line in _lines(found):
            say(line)
    made: dict[str, list[Rubric]] = {}
    if count and (apply or (not as_json and _agreed(count, found))):
        with open_store(home.database) as store:
            made = {each.rubric.id: apply_revision(store, each) for each in found if each.proposals}
    if as_json:
        print_json([_as_json(each, made.get(each.rubric.id, [])) for each in found])
        return
    for line in _end_lines(count, made):
        say(line)


def _agreed(count: int, found: "Sequence[Revision]") -> bool:
    """Whether the user says yes; where nobody can be asked, no."""
    if not sys.stdin.isatty():
        return False
    rubrics = sum(bool(each.proposals) for each in found)
    return click.confirm(f"apply {count:,} steps to {rubrics:,} rubrics?", default=False, err=True)


def _lines(found: "Sequence[Revision]") -> Iterator[str]:
    """What is proposed, and what is not, rubric by rubric; of many rubrics those with proposals first."""
    shown = [each for each in found if each.proposals or each.left]
    for each in shown[:_SHOWN]:
        yield f"rubric {each.rubric.id} ({len(each.rubric.criteria)} criteria)"
        for proposal in each.proposals:
            yield from _proposal_lines(proposal)
        for finding, reason in each.left:
            numbers = ", ".join(map(str, finding.criteria)) or "all"
            yield f"  – {numbers}. {finding.kind}: nothing proposed, {reason}"
        yield ""
    if len(shown) > _SHOWN:
        yield f"and {len(shown) - _SHOWN:,} more rubrics: --json shows them all"
    kinds = [proposal.kind for each in found for proposal in each.proposals]
    told = ", ".join(
        f"{kinds.count(kind):,} to {kind}" for kind in ("split", "rewrite", "drop") if kind in kinds
    )
    yield f"{len(found):,} rubrics looked at: {told or 'nothing to mend'}"


def _proposal_lines(proposal: "Proposal") -> Iterator[str]:
    yield f"  {proposal.kind} {proposal.number}. {proposal.before.text}"
    for criterion in proposal.after:
        yield f"    → {criterion.text}"
    reason = f"because: {proposal.finding.kind}: {proposal.finding.message}"
    yield from textwrap.wrap(reason, 96, initial_indent="    ", subsequent_indent="    ")
    if proposal.effect:
        yield f"    expected: {proposal.effect.words}"


def _end_lines(count: int, made: "dict[str, list[Rubric]]") -> Iterator[str]:
    if not made:
        if count:
            note("nothing was changed; --apply applies all of it")
        return
    versions = [(old, new) for old, new in made.items() if new]
    total = sum(len(new) for _, new in versions)
    yield f"{total:,} versions made of {len(versions):,} rubrics; the old ones stay under their ids"
    for old, new in versions[:_SHOWN]:
        yield f"rubric {new[-1].id}: touchstone rubrics show {new[-1].id} --diff {old}"
    if len(versions) > _SHOWN:
        yield "all of them: touchstone rubrics list --since today"


def _as_json(revision: "Revision", made: "Sequence[Rubric]") -> dict[str, Any]:
    return {
        "rubric": revision.rubric.id,
        "proposals": [each.model_dump(mode="json") for each in revision.proposals],
        "left": [
            {"finding": finding.model_dump(mode="json"), "reason": reason}
            for finding, reason in revision.left
        ],
        "versions": [each.id for each in made],
    }
