"""`touchstone rubrics audit`: the bias that a rubric brings."""

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from touchstone.cli.common import Command, common_options, note, print_json, say, shorten, warn
from touchstone.cli.figures import figure_lines
from touchstone.cli.progress import follow, stopping
from touchstone.cli.results import marked
from touchstone.paths import Home

if TYPE_CHECKING:
    from touchstone.domain.finding import Finding
    from touchstone.runner.rubrics.audit import Audited

EXAMPLE = """touchstone rubrics audit latest
touchstone rubrics audit latest --probe --meta-judge qwen3.5-4b --second llama3.1-8b
touchstone rubrics audit 1f2e3d --json"""


@click.command("audit", cls=Command, example=EXAMPLE)
@click.argument("refs", metavar="RUN|ID...", nargs=-1, required=True)
@click.option(
    "--probe",
    is_flag=True,
    help="Also let the run's judge judge responses that were padded, or damaged and made to sound sure.",
)
@click.option(
    "--probed",
    type=click.IntRange(min=1),
    default=100,
    show_default=True,
    metavar="N",
    help="With --probe: change N responses.",
)
@click.option(
    "--meta-judge", metavar="NAME", help="Measure what this judge of rubrics prefers without merit."
)
@click.option("--second", metavar="NAME", help="A second meta-judge: how far the two agree.")
@click.option("--seed", type=int, default=0, show_default=True, help="The seed of all that is random.")
@common_options
def audit(
    home: Home,
    as_json: bool,
    refs: tuple[str, ...],
    probe: bool,
    probed: int,
    meta_judge: str | None,
    second: str | None,
    seed: int,
) -> None:
    """The bias that rubrics bring: what each criterion's verdicts go with, repeat, and are worth.

    Of a RUN all rubrics are audited that it used; of a rubric (ID) what it did in the newest run that judged by it.
    Verdicts are set beside the responses' length, formatting and system, given the labels where there are any, and
    beside each other. Findings are corrected for being many; where nothing is found it says what could have been.
    """
    from touchstone.runner.rubrics.audit import Audits, AuditSpec

    spec = AuditSpec(probed if probe else 0, meta_judge, second, seed)
    with stopping() as stop:
        audits = Audits(home, refs, spec, stop)
        follow(audits)
    for text in dict.fromkeys(text for each in audits.found for text in each.notices):
        warn(text)
    if as_json:
        values = [_as_json(each) for each in audits.found]
        print_json(values[0] if len(refs) == 1 else values)
        return
    for each in audits.found:
        marked(each.run.marks)
        for line in _lines(each):
            say(line)
        for text in each.report.notes:
            note(text)


def _as_json(audited: "Audited") -> dict[str, Any]:
    return {
        **audited.report.model_dump(mode="json"),
        "meta_judge": {
            "figures": [figure.model_dump(mode="json") for figure in audited.meta],
            "findings": [finding.model_dump(mode="json") for finding in audited.meta_findings],
        },
        "rubrics": [rubric.id for rubric in audited.rubrics],
        "marks": list(audited.run.marks),
        "notices": list(audited.notices),
    }


def _lines(audited: "Audited") -> Iterator[str]:
    """All figures, the findings, and what could have been found."""
    from touchstone.evaluation.report import Row

    report = audited.report
    yield (
        f"audit of run {report.run}: {report.responses:,} responses to {report.groups:,} prompts,"
        f" {report.labelled:,} of them labelled; {len(report.criteria)} criteria of {len(audited.rubrics):,} rubrics"
    )
    yield ""
    rows = list(report.rows())
    rows += [Row("meta-judge", f.label, f.value, f.low, f.high, f.n, f.note) for f in audited.meta]
    yield from figure_lines(rows)
    yield ""
    texts = {(each.rubric, each.number): each.text for each in report.criteria}
    for each in report.findings:
        numbers = each.finding.criteria
        where = [f"{number}. {shorten(texts[each.rubric or '', number], 60)}" for number in numbers]
        rubric = f" of rubric {each.rubric}" if each.rubric and len(audited.rubrics) > 1 else ""
        yield from _finding_lines(each.finding, "; ".join(where) + rubric or "all criteria together")
    for finding in audited.meta_findings:
        yield from _finding_lines(finding, "the meta-judge")
    yield from textwrap.wrap(report.found_words, 100)


def _finding_lines(finding: "Finding", where: str) -> Iterator[str]:
    yield f"{finding.severity}, {finding.kind}: {where}"
    yield from textwrap.wrap(finding.message, 96, initial_indent="    ", subsequent_indent="    ")
    yield f"    → {finding.remedy}"
