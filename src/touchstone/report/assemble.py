"""From runs, their comparison and their agreement to all that a report says."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from touchstone.evaluation import AgreementReport
from touchstone.evaluation.comparing.comparison import Comparison
from touchstone.evaluation.reliability.cascade import Cascade
from touchstone.evaluation.reliability.jury import JuryReport
from touchstone.report.cases import disputed, regressed, worst
from touchstone.report.contents import Report
from touchstone.report.criteria import criteria_of
from touchstone.report.distributions import preferences, spreads, sureness
from touchstone.report.material import RunData, items_of
from touchstone.report.settings import judge_command, report_command, rubrics_of, settings_of
from touchstone.report.subsets import subsets_of
from touchstone.report.summary import sentences

SAMPLES = 10
"""The samples in each list, unless another number is asked for."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose of a report."""

    file: Path
    baseline: str | None = None
    samples: int = SAMPLES
    seed: int = 0


def assemble(
    runs: Sequence[RunData],
    choices: Choices,
    *,
    version: str,
    comparison: Comparison | None,
    no_comparison: str,
    agreements: Sequence[AgreementReport],
    cascades: Sequence[Cascade] = (),
    juries: Sequence[JuryReport] = (),
    notices: Sequence[str],
) -> Report:
    """The report of at least one run. `no_comparison`: why there is no comparison, where there is none."""
    items = [item for data in runs for item in items_of(data)]
    by_system, preferred, criteria = spreads(items), preferences(items), criteria_of(items)
    subsets, subsets_note = subsets_of(items, choices.seed)
    rubrics, rubrics_total = rubrics_of(runs)
    ids = tuple(data.run.id for data in runs)
    files = dict.fromkeys(Path(data.run.spec.data).name for data in runs)
    chosen = None if choices.samples == SAMPLES else choices.samples
    return Report(
        title=f"Touchstone report: {', '.join(files)}",
        about=f"{'Run' if len(runs) == 1 else 'Runs'} {', '.join(ids)}",
        date=_moment(max(data.run.finished or data.run.created for data in runs)),
        version=version,
        marks=tuple(dict.fromkeys(mark for data in runs for mark in data.run.marks)),
        notices=tuple(dict.fromkeys(notices)),
        summary=sentences(runs, items, comparison, agreements, by_system, preferred, criteria),
        comparison=comparison,
        no_comparison=no_comparison,
        agreements=tuple(agreements),
        cascades=tuple(cascades),
        juries=tuple(juries),
        spreads=by_system,
        spreads_note=_spreads_note(runs),
        preferences=preferred,
        sureness=sureness(items),
        criteria=criteria,
        subsets=subsets,
        subsets_note=subsets_note,
        cases=(
            worst(items, choices.samples),
            disputed(items, choices.samples),
            regressed(comparison, items, choices.samples),
        ),
        runs=ids,
        settings=settings_of(runs),
        rubrics=rubrics,
        rubrics_total=rubrics_total,
        report_command=report_command(
            ids, choices.file, baseline=choices.baseline, samples=chosen, seed=choices.seed
        ),
        judge_commands=tuple(judge_command(data.run) for data in runs),
    )


def _moment(stored: str) -> str:
    """A time as the store writes it (ISO 8601, UTC), for people."""
    return f"{stored[:16].replace('T', ' ')} UTC"


def _spreads_note(runs: Sequence[RunData]) -> str:
    note = "All that was judged is counted here."
    made_from = {group for data in runs for rubric in data.rubrics for group in rubric.provenance.groups}
    if any(sample.group in made_from for data in runs for sample in data.dataset.samples):
        note += (
            " This includes prompts that the dataset-level rubric was made from; comparison and agreement "
        )
        note += "leave them out."
    return note
