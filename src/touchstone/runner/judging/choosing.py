"""Which criteria judge each response or pair: the file's own, generated ones, one that was named, or none."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from touchstone.domain.dataset import Pair, Response, Sample
from touchstone.domain.engine import Failure
from touchstone.domain.rubric import Criterion, Rubric
from touchstone.domain.run import RunSpec
from touchstone.errors import InputError
from touchstone.rubrics import NO_RUBRIC, combined
from touchstone.runner.judging.given import Given
from touchstone.runner.judging.plan import targets
from touchstone.runner.judging.setup import own_rubric
from touchstone.runner.rubrics.generated import Generated
from touchstone.store import Store

_SHOWN = 5


@dataclass(slots=True)
class Chosen:
    """What judges one sample: criteria by response or pair id, their rubrics by id, reasons for none."""

    criteria: dict[str, Sequence[Criterion]] = field(default_factory=dict)
    rubrics: dict[str, Rubric] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)


Choice = Callable[[Sample], Chosen]
"""A run's choice, made for one sample (or a part of one) at a time: all of them would fill memory."""


def choose(sample: Sample, spec: RunSpec, given: Given | None, generated: Generated) -> Chosen:
    """The criteria of everything that is judged of the sample, by the run's rubric choice."""
    chosen = Chosen()
    for target in targets(sample, spec.protocol or "criteria"):
        found = _for_target(sample, target, spec, given, generated)
        if isinstance(found, Failure):
            chosen.failures[target.id] = found.reason
            continue
        criteria, rubrics = found
        chosen.criteria[target.id] = criteria
        chosen.rubrics.update((rubric.id, rubric) for rubric in rubrics)
    return chosen


def _for_target(
    sample: Sample, target: Response | Pair, spec: RunSpec, given: Given | None, generated: Generated
) -> tuple[Sequence[Criterion], tuple[Rubric, ...]] | Failure:
    if given is not None:
        named = given.rubric_for(sample)
        return named if isinstance(named, Failure) else (named.criteria, (named,))
    if spec.rubric == "none":
        return ((NO_RUBRIC,) if spec.protocol in (None, "criteria") else ()), ()
    if spec.rubric in (None, "own") and (own := own_rubric(sample, target)):
        return own.criteria, (own,)
    if spec.rubric == "own":
        return Failure("the file gives no rubric for it")
    common = generated.common
    special = None if spec.rubric == "dataset" else generated.special_of(sample.id)
    if spec.rubric == "both" and isinstance(common, Rubric):
        added = special if isinstance(special, Rubric) else None
        return combined(common, added), (common, *((added,) if added else ()))
    rubric = common if spec.rubric == "dataset" else special
    if isinstance(rubric, Rubric):
        return rubric.criteria, (rubric,)
    return Failure(f"no rubric: {rubric.reason if rubric else 'none was generated'}")


def require_approval(store: Store, rubrics: Iterable[Rubric]) -> None:
    """Saves the rubrics, so that they can be approved, and raises InputError for those that are not yet."""
    waiting = []
    for rubric in rubrics:
        store.save_rubric(rubric)
        if store.approval(rubric.id) is None:
            waiting.append(rubric.id)
    if waiting:
        more = f" and {len(waiting) - _SHOWN} more" if len(waiting) > _SHOWN else ""
        raise InputError(
            f"not approved yet: {', '.join(waiting[:_SHOWN])}{more}",
            "Read them with `touchstone rubrics show ID`, then: touchstone rubrics approve ID",
        )
