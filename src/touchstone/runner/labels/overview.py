"""How labelling a run stands: who labelled what, how people and the judge agree, and the run's pass rates."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from touchstone.domain.base import Value
from touchstone.domain.label import Label, SamplePlan
from touchstone.domain.run import RunInfo
from touchstone.paths import Home
from touchstone.runner.labels.blind import BlindRun
from touchstone.runner.results.stored import on_labels
from touchstone.store import open_store

if TYPE_CHECKING:
    from touchstone.evaluation import AgreementReport


class AnnotatorCount(Value):
    """One annotator's labels: all of them, those given with the verdict in sight, and what the sample still lacks."""

    annotator: str
    labels: int
    seen: int
    remaining: int


@dataclass(frozen=True, slots=True)
class LabelOverview:
    """The labels of a run. `size`: of its sample, 0 before there is one. `report`: None without labels that count."""

    run: RunInfo
    plan: SamplePlan | None
    size: int
    annotators: tuple[AnnotatorCount, ...]
    report: "AgreementReport | None"
    notices: tuple[str, ...]


def label_overview(home: Home, ref: str, *, seed: int = 0) -> LabelOverview:
    """How labelling the run stands. `seed`: of the bootstrap. Raises InputError as `BlindRun` does."""
    with open_store(home.database) as store:
        blind = BlindRun(store, ref)
        labels = store.labels(blind.run.id)
        sample = {each.item for each in blind.sample()} if blind.plan else set()
        report = _report(blind, labels, seed) if labels else None
    names = dict.fromkeys(label.annotator for label in labels)
    counts = []
    for name in names:
        own = [label for label in labels if label.annotator == name]
        missing = sample - {label.item for label in own}
        seen = sum(label.seen for label in own)
        counts.append(AnnotatorCount(annotator=name, labels=len(own), seen=seen, remaining=len(missing)))
    return LabelOverview(
        blind.run,
        blind.plan,
        len(sample),
        tuple(counts),
        report,
        tuple(on_labels(blind.run, changed=blind.changed)),
    )


def _report(blind: BlindRun, labels: list[Label], seed: int) -> "AgreementReport | None":
    # SciPy takes a second to load: no other command waits for it.
    from touchstone.evaluation import AgreementReport, LeftOut
    from touchstone.evaluation.labelling.labelled import label_sections
    from touchstone.evaluation.statistics.bootstrap import RESAMPLES

    lines = [line for line in blind.store.lines(blind.run.id) if line.sample_id in blind.samples]
    groups = {sample.id: sample.group for sample in blind.samples.values()}
    subsets = {sample.id: sample.subset for sample in blind.samples.values()}
    sections = label_sections(lines, labels, groups, subsets, seed=seed)
    if not sections:
        return None
    return AgreementReport(
        run=blind.run.id,
        protocol=blind.protocol,
        sections=sections,
        left_out=LeftOut(),
        resamples=RESAMPLES,
        seed=seed,
        notes=("intervals: 95 %, by groups (prompts)",),
    )
