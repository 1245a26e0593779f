"""The judge against the labels: what `touchstone evaluate` reports."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from touchstone.domain.dataset import Dataset
from touchstone.domain.label import Label
from touchstone.domain.pairs import TIE_BAND
from touchstone.domain.results import ResultLine
from touchstone.domain.rubric import Rubric
from touchstone.errors import InputError
from touchstone.evaluation.agreement.align import (
    Lines,
    PreferenceItem,
    ScoreItem,
    preference_items,
    score_items,
)
from touchstone.evaluation.agreement.beside import OtherRun
from touchstone.evaluation.agreement.preferences import preference_section
from touchstone.evaluation.agreement.scores import score_section
from touchstone.evaluation.labelling.labelled import label_sections
from touchstone.evaluation.report import AgreementReport, LeftOut, Section
from touchstone.evaluation.statistics.bootstrap import FEW_GROUPS, RESAMPLES


def evaluate(
    dataset: Dataset,
    lines: Sequence[ResultLine],
    *,
    rubrics: Sequence[Rubric] = (),
    seed: int = 0,
    beside: Sequence[OtherRun] = (),
    labels: Sequence[Label] = (),
) -> AgreementReport:
    """Agreement of a run's lines with the dataset's labels. Only what the run judged is counted.

    `rubrics` are those the run used: the groups that a dataset-level one was made from are left out. `beside`: other
    runs of the same data, to compare with. `labels`: those that were given to this run's verdicts. Raises InputError
    where the run has no lines.
    """
    if not lines:
        raise InputError("the run has no results to evaluate", "Finish it with `touchstone runs resume`.")
    pairwise = lines[0].protocol == "pairwise"
    every_pair, every_score = judged_items(dataset, lines)
    excluded = excluded_groups(rubrics)
    pairs = [item for item in every_pair if item.group not in excluded]
    scores = [item for item in every_score if item.group not in excluded]
    others = [(run, judged_items(dataset, run.lines, excluded_groups(run.rubrics))) for run in beside]
    sections: list[Section] = []
    if pairs and (pairwise or any(item.label for item in pairs)):
        sections.append(preference_section(pairs, seed, [(run, items[0]) for run, items in others]))
    if scores:
        sections.append(score_section(scores, seed, [(run, items[1]) for run, items in others]))
    groups = {sample.id: sample.group for sample in dataset.samples if sample.group not in excluded}
    subsets = {sample.id: sample.subset for sample in dataset.samples}
    kept = [line for line in lines if line.sample_id in groups]
    sections += label_sections(kept, labels, groups, subsets, seed=seed)
    judged = [item.group for item in every_pair] + [item.group for item in every_score]
    out = [group for group in judged if group in excluded]
    left_out = LeftOut(groups=len(set(out)), items=len(out))
    return AgreementReport(
        run=lines[0].run,
        protocol=lines[0].protocol,
        sections=tuple(sections),
        left_out=left_out,
        resamples=RESAMPLES,
        seed=seed,
        notes=tuple(_notes(dataset, sections, left_out, pointwise_pairs=bool(pairs) and not pairwise)),
    )


def excluded_groups(rubrics: Sequence[Rubric]) -> set[str]:
    """The groups that the rubrics were made from: agreement on them would flatter the judge."""
    return {group for rubric in rubrics for group in rubric.provenance.groups}


def judged_items(
    dataset: Dataset, lines: Sequence[ResultLine], excluded: AbstractSet[str] = frozenset()
) -> tuple[list[PreferenceItem], list[ScoreItem]]:
    """The judged pairs and the judged labelled scores, without those of some groups."""
    pairwise = bool(lines) and lines[0].protocol == "pairwise"
    indexed = Lines(lines)
    pairs = preference_items(dataset, indexed, pairwise=pairwise)
    scores = () if pairwise else score_items(dataset, indexed)
    return (
        [item for item in pairs if item.group not in excluded],
        [item for item in scores if item.group not in excluded],
    )


def _notes(
    dataset: Dataset, sections: Sequence[Section], left_out: LeftOut, *, pointwise_pairs: bool
) -> list[str]:
    notes = []
    if not any(section.labelled for section in sections):
        notes.append("nothing that was judged has a label to compare with")
    elif not any(section.compared for section in sections):
        notes.append("nothing is compared: every labelled item is unscored or not applicable")
    if left_out.items:
        notes.append(
            f"left out: {left_out.items} items of {left_out.groups} groups"
            " that the dataset-level rubric was made from"
        )
    if dataset.faults:
        notes.append(f"texts that cannot be judged: {len(dataset.faults)}; their labels are not counted")
    if pointwise_pairs:
        notes.append(f"preferences follow from two scores; a difference of up to {TIE_BAND:g} is a tie")
    if any(section.figures for section in sections):
        notes.append(f"intervals: 95 %, {RESAMPLES} resamples of groups (prompts)")
    groups = [section.groups for section in sections if section.compared]
    if groups and min(groups) < FEW_GROUPS:
        notes.append(f"only {min(groups)} groups: the intervals are a rough guide")
    return notes
