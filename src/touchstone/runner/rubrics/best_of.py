"""Best of K: each prompt's candidates are drawn, meet before the meta-judge, and the strongest becomes its rubric.

Two passes over the prompts, one for each model. Only one window's requests are in memory; the candidates are read
back from the answers in the store.
"""

import contextlib
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from math import comb

from touchstone.domain.dataset import Sample
from touchstone.domain.engine import Answer, Failure, Request
from touchstone.domain.rubric import Provenance, Rubric
from touchstone.domain.run import Event, Notice, Phase, RunSpec, UnitDone
from touchstone.domain.tournament import Tournament
from touchstone.engine import request_key
from touchstone.errors import Interrupted
from touchstone.rubrics import generated_by, parse_criteria
from touchstone.rubrics.candidates import candidate_requests, candidate_rubrics, distinct
from touchstone.runner.judging.answers import Answered, Batch
from touchstone.runner.judging.plan import RUBRICS_PER_UNIT, WINDOW_UNITS
from touchstone.runner.models.loading import load
from touchstone.runner.models.opening import OpenModel
from touchstone.runner.rubrics.generated import Generated
from touchstone.runner.rubrics.held import Held, notices
from touchstone.runner.rubrics.meta_judge import META_JUDGE
from touchstone.runner.rubrics.tournament import (
    PHASE,
    Entry,
    Terms,
    held_tournaments,
    is_missing_some,
)
from touchstone.runner.rubrics.writing import Askers, askers, write_common
from touchstone.runner.work import Work

CANDIDATES = "candidates"


def write_best(
    work: Work, generator: OpenModel, judge: OpenModel, samples: Sequence[Sample]
) -> Generator[Event, None, tuple[Generated, Held]]:
    """Makes the rubrics of a run whose spec says best of K; a prompt without a candidate has a Failure."""
    spec = work.run.spec
    assert spec.best_of is not None
    origin = generated_by(
        generator.entry.name, generator.settings.weights_hash, spec.seed, demo_model=generator.entry.is_demo
    )
    done = Generated(work.store.rubric)
    groups = askers(samples, spec.seed)
    yield Notice(_work_ahead(len(groups), spec))
    if spec.level == "both":
        yield from write_common(work, generator, samples, spec.seed, origin, done, 1)
    best = _BestOf(work, generator, Terms(judge, spec.meetings, spec.seed), groups, origin, done)
    yield from best.draw()
    if judge is not generator:
        generator.set_aside()
    yield from best.choose()
    yield from map(Notice, notices(best.held, done))
    return done, best.held


def _work_ahead(prompts: int, spec: RunSpec) -> str:
    """What is to be done, before anything is: what is known already is not asked again."""
    count = spec.best_of or 0
    meetings = min(comb(count, 2), spec.meetings or comb(count, 2))
    return (
        f"best of {count}: {prompts * count:,} candidates to write for {prompts:,} prompts, then up to "
        f"{prompts * meetings:,} meetings of two, each asked in both orders"
    )


@dataclass(slots=True)
class _BestOf:
    """The prompts of a run, in groups that share one rubric, on their way to it."""

    work: Work
    generator: OpenModel
    terms: Terms
    groups: Askers
    origin: Provenance
    done: Generated
    held: Held = field(default_factory=Held)

    @property
    def _covered(self) -> list[str]:
        common = self.done.common
        return [criterion.text for criterion in common.criteria] if isinstance(common, Rubric) else []

    @property
    def _count(self) -> int:
        return self.work.run.spec.best_of or 0

    def draw(self) -> Iterator[Event]:
        """Has the generator write the candidates that are not known yet."""
        size = max(1, RUBRICS_PER_UNIT // self._count)
        units = [self.groups[start : start + size] for start in range(0, len(self.groups), size)]
        windows = [units[start : start + WINDOW_UNITS] for start in range(0, len(units), WINDOW_UNITS)]
        needed = any(self._candidates(window).missing for window in windows)
        common = self.done.common is not None
        yield from load(
            self.generator, self.work.store, "generator", self.work.stop, needed=needed, check=not common
        )
        yield Phase(CANDIDATES, len(units))
        number = 0
        for window in windows:
            with contextlib.closing(self._candidates(window).answers(self.work.stop)) as answers:
                for unit, answered in zip(window, answers, strict=True):
                    number += 1
                    self._note_failures(unit, answered)
                    counters = self.work.save(f"{CANDIDATES}-{number}", answered, role="generator")
                    yield UnitDone(CANDIDATES, number, len(units), counters)

    def _candidates(self, window: Sequence[Askers]) -> Batch:
        """What the generator is asked in a window's units, and what of it is known."""
        if self.work.stop.is_set():
            raise Interrupted
        requests = [[each for group in unit for each in self._requests(group[0])] for unit in window]
        return Batch(self.generator, self.work.store, requests)

    def _requests(self, sample: Sample) -> list[Request]:
        return candidate_requests(
            sample, count=self._count, seed=self.work.run.spec.seed, covered=self._covered
        )

    def _note_failures(self, unit: Askers, answered: Answered) -> None:
        """Notes the groups of whose candidates none can be read."""
        for place, group in enumerate(unit):
            answers = answered.answers[place * self._count : (place + 1) * self._count]
            found = self._read(group[0], answers)
            if any(isinstance(each, Rubric) for each in found):
                continue
            ids = [sample.id for sample in group]
            if self._covered and any(isinstance(parse_criteria(each), list) for each in answers):
                self.done.covered.update(ids)
            else:
                self.done.special.update((id, each) for id in ids if isinstance(each := found[0], Failure))

    def _read(self, sample: Sample, answers: Sequence[Answer | Failure]) -> list[Rubric | Failure]:
        requests = self._requests(sample)
        return candidate_rubrics(sample, requests, answers, self.origin, covered=self._covered)

    def choose(self) -> Iterator[Event]:
        """Has the meta-judge compare the candidates; the strongest of each prompt becomes its rubric."""
        work, judge = self.work, self.terms.judge
        left_out = self.done.covered | set(self.done.special)
        ready = [group for group in self.groups if group[0].id not in left_out]
        needed = is_missing_some(work.store, self.terms, self._entries(ready), work.stop)
        yield from load(judge, work.store, "judge", work.stop, needed=needed, name=META_JUDGE)
        yield Phase(PHASE, len(ready))
        entries = held_tournaments(work.store, self.terms, self._entries(ready), work.stop)
        for number, (entry, found, answered) in enumerate(entries, start=1):
            winner = self._crowned(entry, found)
            others = [rubric for rubric in entry[1] if rubric.id != winner.id]
            work.store.save_meetings(found.meetings, [winner, *others], answered.fresh)
            self.held.add(found)
            self.done.special.update((sample.id, winner.id) for sample in ready[number - 1])
            counters = work.save(f"{PHASE}-{number}", answered, rubrics=[(None, winner)], role=META_JUDGE)
            yield UnitDone(PHASE, number, len(ready), counters, rubrics=(winner,))

    def _entries(self, groups: Askers) -> Iterator[Entry]:
        """Each group's sample with its different candidates, read from the answers in the store."""
        for group in groups:
            keys = [request_key(self.generator.fingerprint, each) for each in self._requests(group[0])]
            known = self.work.store.cached_answers(keys)
            answers = [known.get(key, Failure("it was not written")) for key in keys]
            yield group[0], distinct(self._read(group[0], answers))

    def _crowned(self, entry: Entry, found: Tournament) -> Rubric:
        """The strongest rubric, which says that it is the best of so many, unless no meeting had a verdict."""
        best = next(rubric for rubric in entry[1] if rubric.id == found.best)
        if found.meetings and not found.scored:
            return best
        told = {"best_of": self._count, "meta_judge": self.terms.judge.entry.name}
        return best.model_copy(update={"provenance": best.provenance.model_copy(update=told)})
