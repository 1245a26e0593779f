"""A run's results filtered and ordered as a person chose, and those among them where the judge is to be doubted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from touchstone.domain.calibration import Calibration
from touchstone.domain.dataset import Dataset, Sample
from touchstone.domain.pairs import pairs_of
from touchstone.domain.result_choice import Choice, Order
from touchstone.runner.results.calibration import applied_calibration
from touchstone.runner.results.labels_shown import Dispute, Place, disputes
from touchstone.store import Brief, ResultRow, Store

_LABEL, _ORDERS, _REASON, _NONE = range(4)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The results that were chosen, by key, in order; and their places in it that are worth a look.

    `disagreeing` goes from the first to the last, `unsure` from the least sure one on.
    """

    keys: Sequence[int]
    disagreeing: Sequence[int]
    unsure: Sequence[int]


@dataclass(frozen=True, slots=True)
class RunResults:
    """A run's results in brief, with what its data and its labels say of them.

    `changed`: results whose verdicts differ after a written reason. `subsets` are by sample; `systems`, by pair, are
    those that meet in it. All of the data is missing where it could not be read. `calibration`: the one that
    is applied to the run.
    """

    briefs: Sequence[Brief]
    changed: Collection[Place] = frozenset()
    disputes: Mapping[Place, Dispute] = field(default_factory=dict)
    samples: Mapping[str, Sample] = field(default_factory=dict)
    systems: Mapping[Place, Collection[str]] = field(default_factory=dict)
    calibration: Calibration | None = None

    def subset(self, sample_id: str) -> str | None:
        """The subset that the sample belongs to."""
        sample = self.samples.get(sample_id)
        return None if sample is None else sample.subset

    @property
    def subsets(self) -> list[str]:
        """The names of the data's subsets."""
        return sorted({sample.subset for sample in self.samples.values() if sample.subset})

    @property
    def system_names(self) -> list[str]:
        """The names of the systems that were judged."""
        alone = {brief.system for brief in self.briefs if brief.system}
        return sorted(alone.union(*self.systems.values()))

    def disagreement(self, row: ResultRow) -> str:
        """What the result disagrees with, in words; empty where it is with nothing."""
        dispute = self.disputes.get((row.line.sample_id, row.line.response_id))
        parts = [dispute.words] if dispute is not None else []
        parts += ["the two orders differ"] if row.orders_differ else []
        parts += ["differs after its reason"] if row.reason_differs else []
        return "; ".join(parts)

    def trust(self, row: ResultRow) -> str:
        """In a calibrated run how probably a person agrees with the result, or that it abstains, in words."""
        if self.calibration is None or row.reliability is None:
            return ""
        abstains = self.calibration.abstains(row.reliability)
        return f"{'abstains' if abstains else 'agreement'} {row.reliability:.2f}"

    def chosen(self, choice: Choice, *, by_criterion: Collection[Place] = ()) -> Chosen:
        """The results that `choice` asks for. `by_criterion`: those that its criterion leaves."""
        found = [brief for brief in self.briefs if self._fits(brief, choice, by_criterion)]
        if choice.order != "run":
            found.sort(key=lambda brief: self._rank(brief, choice.order))
        unsure = sorted(range(len(found)), key=lambda place: self._rank(found[place], "unsure"))
        return Chosen(
            [brief.key for brief in found],
            [place for place, brief in enumerate(found) if self._kind(brief) != _NONE],
            unsure,
        )

    def _fits(self, brief: Brief, choice: Choice, by_criterion: Collection[Place]) -> bool:
        place = (brief.sample_id, brief.response_id)
        return not (
            (
                choice.system
                and choice.system != brief.system
                and choice.system not in self.systems.get(place, ())
            )
            or (choice.subset and choice.subset != self.subset(brief.sample_id))
            or (choice.criterion and place not in by_criterion)
            or (choice.unscored and not brief.unscored and not brief.missing)
            or (choice.disagreeing and self._kind(brief) == _NONE)
            or (choice.abstaining and not self._abstains(brief))
            or (choice.text and choice.text.casefold() not in brief.sample_id.casefold())
        )

    def _abstains(self, brief: Brief) -> bool:
        return self.calibration is not None and bool(self.calibration.abstains(brief.reliability))

    def _kind(self, brief: Brief) -> int:
        place = (brief.sample_id, brief.response_id)
        if place in self.disputes:
            return _LABEL
        if brief.orders_differ:
            return _ORDERS
        return _REASON if place in self.changed else _NONE

    def _rank(self, brief: Brief, order: Order) -> tuple[float, ...]:
        """What results are sorted by; those without the figure come last."""
        if order == "disagreement":
            dispute = self.disputes.get((brief.sample_id, brief.response_id))
            return (self._kind(brief), -dispute.size if dispute is not None else 0.0)
        if order == "unsure":
            return _doubt(brief)
        if brief.score is None:
            return (1.0, 0.0)
        return (0.0, -brief.score if order == "highest" else brief.score)


def _doubt(brief: Brief) -> tuple[float, ...]:
    """The lowest reliability first; without one the highest entropy, then the lowest label mass."""
    if brief.reliability is not None:
        return (0.0, brief.reliability)
    if brief.entropy is not None:
        return (1.0, -brief.entropy, brief.label_mass or 0.0)
    return (2.0,)


def read_results(store: Store, run_id: str, dataset: Dataset | None) -> RunResults:
    """All results of a run in brief. `dataset`: the data as the run judged it, None where that cannot be read."""
    run = store.run(run_id)
    briefs = store.result_briefs(run_id)
    samples = dataset.samples if dataset is not None else ()
    return RunResults(
        briefs=briefs,
        changed=store.changed_by_reason(run_id) if run.spec.rationale else frozenset(),
        disputes=disputes(store, run_id, samples, briefs),
        samples={sample.id: sample for sample in samples},
        systems=_meeting(samples) if run.spec.protocol == "pairwise" else {},
        calibration=applied_calibration(store, run),
    )


def choose(store: Store, run_id: str, results: RunResults, choice: Choice) -> Chosen:
    """The results of a run that `choice` asks for."""
    places: Collection[Place] = ()
    if choice.criterion is not None:
        places = store.places_where(run_id, choice.criterion, choice.outcome)
    return results.chosen(choice, by_criterion=places)


def _meeting(samples: Sequence[Sample]) -> dict[Place, Collection[str]]:
    """The systems of each pair."""
    found: dict[Place, Collection[str]] = {}
    for sample in samples:
        systems = {response.id: response.system for response in sample.responses}
        for pair in pairs_of(sample):
            found[sample.id, pair.id] = {name for id in (pair.a, pair.b) if (name := systems.get(id))}
    return found
