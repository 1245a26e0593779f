"""The rubric phase: the generator writes what the cache does not hold; each unit is saved and reported."""

import contextlib
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from touchstone.domain.dataset import Sample
from touchstone.domain.engine import Failure, Request
from touchstone.domain.rubric import Criterion, Provenance, Rubric
from touchstone.domain.run import Event, Notice, Phase, UnitDone
from touchstone.rubrics import (
    dataset_requests,
    dataset_rubric,
    development_sample,
    generated_by,
    instance_request,
    instance_rubric,
    parse_criteria,
)
from touchstone.runner.answers import Batch
from touchstone.runner.models import OpenModel
from touchstone.runner.plan import RUBRICS_PER_UNIT
from touchstone.runner.work import Work

PHASE = "rubrics"
Level = Literal["instance", "dataset", "both"]


@dataclass(slots=True)
class Generated:
    """The rubrics that were generated: the dataset-level one, and instance-level ones by sample id.

    `covered` are the samples for which the generator had nothing to add to the dataset-level rubric.
    """

    common: Rubric | Failure | None = None
    special: dict[str, Rubric | Failure] = field(default_factory=dict)
    covered: set[str] = field(default_factory=set)

    @property
    def rubrics(self) -> list[Rubric]:
        """The valid ones, each once."""
        found = [each for each in (self.common, *self.special.values()) if isinstance(each, Rubric)]
        return list({rubric.id: rubric for rubric in found}.values())

    @property
    def failures(self) -> list[tuple[str, str]]:
        """(sample id, or "dataset-level"; reason) of those that failed."""
        named = [("dataset-level", self.common), *self.special.items()]
        return [(name, each.reason) for name, each in named if isinstance(each, Failure)]


def write_rubrics(
    work: Work, model: OpenModel, samples: Sequence[Sample], level: Level, seed: int
) -> Generator[Event, None, Generated]:
    """Generates the samples' rubrics; at "both" the instance level is told what is covered already.

    A rubric that fails is a Failure in the result, and the others go on.
    """
    origin = generated_by(model.entry.name, model.settings.model_hash, seed, demo_model=model.entry.is_demo)
    done = Generated()
    shared = {} if level == "dataset" else by_request(samples, (), seed)
    units = -(-len(shared) // RUBRICS_PER_UNIT) + (level != "instance")
    count = 0
    if level != "instance":
        yield from _write_common(work, model, samples, seed, origin, done, units)
        count = 1
    if level != "dataset":
        covered = done.common.criteria if isinstance(done.common, Rubric) else ()
        yield from _write_special(work, model, samples, covered, seed, origin, done, (count, units))
    if done.failures:
        name, reason = done.failures[0]
        yield Notice(
            f"rubrics that could not be generated: {len(done.failures)}; the first, {name}: {reason}"
        )
    if done.covered:
        yield Notice(f"prompts that add nothing to the dataset-level rubric: {len(done.covered)}")
    return done


def _write_common(
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
    yield from batch.load("generator", work.stop)
    yield Phase(PHASE, units)
    with contextlib.closing(batch.answers(work.stop)) as answers:
        answered = next(answers)
    done.common = dataset_rubric(development, answered.answers, origin)
    rubrics = (done.common,) if isinstance(done.common, Rubric) else ()
    counters = work.save(f"{PHASE}-0", answered, rubrics=[(None, rubric) for rubric in rubrics])
    yield UnitDone(PHASE, 1, units, counters, rubrics=rubrics)


def _write_special(
    work: Work,
    model: OpenModel,
    samples: Sequence[Sample],
    covered: Sequence[Criterion],
    seed: int,
    origin: Provenance,
    done: Generated,
    progress: tuple[int, int],
) -> Iterator[Event]:
    """The instance-level rubrics: a unit for every RUBRICS_PER_UNIT different requests."""
    texts = [criterion.text for criterion in covered]
    askers = by_request(samples, texts, seed)
    requests = list(askers)
    batches = [
        requests[start : start + RUBRICS_PER_UNIT] for start in range(0, len(requests), RUBRICS_PER_UNIT)
    ]
    batch = Batch(model, work.store, batches)
    count, units = progress
    yield from batch.load("generator", work.stop, check=not count)
    if not count:
        yield Phase(PHASE, units)
    with contextlib.closing(batch.answers(work.stop)) as answers:
        for number, (asked, answered) in enumerate(zip(batches, answers, strict=True), start=1):
            made: list[tuple[str, Rubric]] = []
            for request, key, answer in zip(asked, answered.keys, answered.answers, strict=True):
                rubric = instance_rubric(askers[request][0], answer, origin, covered=texts)
                ids = [sample.id for sample in askers[request]]
                if isinstance(rubric, Rubric):
                    made.append((key, rubric))
                elif texts and not isinstance(parse_criteria(answer), Failure):
                    done.covered.update(ids)
                    continue
                done.special.update(dict.fromkeys(ids, rubric))
            counters = work.save(f"{PHASE}-{number}", answered, rubrics=made)
            rubrics = tuple(rubric for _, rubric in made)
            yield UnitDone(PHASE, count + number, units, counters, rubrics=rubrics)


def by_request(samples: Sequence[Sample], covered: Sequence[str], seed: int) -> dict[Request, list[Sample]]:
    """The samples by what is asked of the generator for them: equal prompts share one rubric."""
    askers: dict[Request, list[Sample]] = {}
    for sample in samples:
        askers.setdefault(instance_request(sample, seed=seed, covered=covered), []).append(sample)
    return askers
