"""The rubric phase: the generator writes what the cache does not hold; each unit is saved and reported.

As in judging, only one window's requests are in memory.
"""

import contextlib
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from touchstone.domain.dataset import Sample
from touchstone.domain.engine import Failure, Request
from touchstone.domain.rubric import Provenance, Rubric
from touchstone.domain.run import Event, Notice, Phase, UnitDone
from touchstone.errors import Interrupted
from touchstone.rubrics import (
    dataset_requests,
    dataset_rubric,
    development_sample,
    generated_by,
    instance_request,
    instance_rubric,
    parse_criteria,
)
from touchstone.runner.judging.answers import Answered, Batch
from touchstone.runner.judging.plan import RUBRICS_PER_UNIT, WINDOW_UNITS
from touchstone.runner.models.loading import load
from touchstone.runner.models.opening import OpenModel
from touchstone.runner.rubrics.generated import Generated
from touchstone.runner.work import Work

PHASE = "rubrics"
Level = Literal["instance", "dataset", "both"]

Askers = Sequence[Sequence[Sample]]
"""Groups of samples about which the generator is asked the same: each group shares one rubric."""


def write_rubrics(
    work: Work, model: OpenModel, samples: Sequence[Sample], level: Level, seed: int
) -> Generator[Event, None, Generated]:
    """Generates the samples' rubrics; at "both" the instance level is told what is covered already.

    A rubric that fails is a Failure in the result, and the others go on.
    """
    origin = generated_by(model.entry.name, model.settings.weights_hash, seed, demo_model=model.entry.is_demo)
    done = Generated(work.store.rubric)
    groups = [] if level == "dataset" else askers(samples, seed)
    units = -(-len(groups) // RUBRICS_PER_UNIT) + (level != "instance")
    if level != "instance":
        yield from write_common(work, model, samples, seed, origin, done, units)
    if level != "dataset":
        yield from _Special(work, model, groups, seed, origin, done, units).write()
    if done.failures:
        name, reason = done.failures[0]
        yield Notice(
            f"rubrics that could not be generated: {len(done.failures)}; the first, {name}: {reason}"
        )
    if done.covered:
        yield Notice(f"prompts that add nothing to the dataset-level rubric: {len(done.covered)}")
    return done


def write_common(
    work: Work,
    model: OpenModel,
    samples: Sequence[Sample],
    seed: int,
    origin: Provenance,
    done: Generated,
    units: int,
) -> Iterator[Event]:
    """The dataset-level rubric: one unit."""
    development = development_sample(samples, seed)
    requests = dataset_requests(development, seed)
    batch = Batch(model, work.store, [requests])
    yield from load(model, work.store, "generator", work.stop, needed=bool(batch.missing))
    yield Phase(PHASE, units)
    with contextlib.closing(batch.answers(work.stop)) as answers:
        answered = next(answers)
    done.common = dataset_rubric(development, answered.answers, origin)
    rubrics = (done.common,) if isinstance(done.common, Rubric) else ()
    counters = work.save(
        f"{PHASE}-0", answered, rubrics=[(None, rubric) for rubric in rubrics], role="generator"
    )
    yield UnitDone(PHASE, 1, units, counters, rubrics=rubrics)


@dataclass(frozen=True, slots=True)
class _Special:
    """The instance-level rubrics: a unit for every RUBRICS_PER_UNIT of them, beside the unit of a common one."""

    work: Work
    model: OpenModel
    groups: Askers
    seed: int
    origin: Provenance
    done: Generated
    units: int

    def write(self) -> Iterator[Event]:
        """Writes them all."""
        size = RUBRICS_PER_UNIT * WINDOW_UNITS
        starts = range(0, len(self.groups), size)
        first = self.done.common is None
        work = self.work
        needed = self._is_missing_some([self.groups[start : start + size] for start in starts])
        yield from load(self.model, work.store, "generator", work.stop, needed=needed, check=first)
        if first:
            yield Phase(PHASE, self.units)
        for start in starts:
            yield from self._write_window(start // RUBRICS_PER_UNIT + 1, self.groups[start : start + size])

    @property
    def _covered(self) -> list[str]:
        common = self.done.common
        return [criterion.text for criterion in common.criteria] if isinstance(common, Rubric) else []

    def _is_missing_some(self, windows: Sequence[Askers]) -> bool:
        """Whether the model has anything to write. Mostly the first window tells."""
        for groups in windows:
            if self.work.stop.is_set():
                raise Interrupted
            if self._batch(_units(groups)).missing:
                return True
        return False

    def _batch(self, units: Sequence[Askers]) -> Batch:
        """What is asked in a window's units, and what of it is known."""
        covered = self._covered
        requests = [
            [instance_request(group[0], seed=self.seed, covered=covered) for group in unit] for unit in units
        ]
        return Batch(self.model, self.work.store, requests)

    def _write_window(self, number: int, groups: Askers) -> Iterator[Event]:
        """Writes the rubrics of a window, whose first unit has that number."""
        units = _units(groups)
        before = self.done.common is not None
        with contextlib.closing(self._batch(units).answers(self.work.stop)) as answers:
            for unit, answered in zip(units, answers, strict=True):
                made = self._made(unit, answered)
                counters = self.work.save(f"{PHASE}-{number}", answered, rubrics=made, role="generator")
                rubrics = tuple(rubric for _, rubric in made)
                yield UnitDone(PHASE, number + before, self.units, counters, rubrics=rubrics)
                number += 1

    def _made(self, unit: Askers, answered: Answered) -> list[tuple[str, Rubric]]:
        """The valid rubrics of a unit with their request keys; notes for all samples what came out."""
        made: list[tuple[str, Rubric]] = []
        covered = self._covered
        for group, key, answer in zip(unit, answered.keys, answered.answers, strict=True):
            rubric = instance_rubric(group[0], answer, self.origin, covered=covered)
            ids = [sample.id for sample in group]
            if isinstance(rubric, Rubric):
                made.append((key, rubric))
                self.done.special.update(dict.fromkeys(ids, rubric.id))
            elif covered and not isinstance(parse_criteria(answer), Failure):
                self.done.covered.update(ids)
            else:
                self.done.special.update(dict.fromkeys(ids, rubric))
        return made


def askers(samples: Sequence[Sample], seed: int) -> Askers:
    """The samples in groups about which the generator is asked the same: equal prompts share one rubric."""
    groups: dict[Request, list[Sample]] = {}
    for sample in samples:
        groups.setdefault(instance_request(sample, seed=seed), []).append(sample)
    return list(groups.values())


def _units(groups: Askers) -> list[Askers]:
    return [groups[start : start + RUBRICS_PER_UNIT] for start in range(0, len(groups), RUBRICS_PER_UNIT)]
