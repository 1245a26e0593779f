"""What an audit starts from, read from a stored run: its verdicts, responses and labels as arrays."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from touchstone.domain.dataset import Response, Sample
from touchstone.domain.label import Label
from touchstone.domain.results import ResultLine, direct_first
from touchstone.domain.rubric import Criterion, Rubric
from touchstone.errors import InputError
from touchstone.judging import Part, total
from touchstone.runner.results.stored import StoredRun

if TYPE_CHECKING:
    from touchstone.evaluation.audit.material import Material

Place = tuple[str, str]
"""The ids of a sample and of its response."""

Verdicts = Mapping[Place, Mapping[str, ResultLine]]
"""By response, the direct verdicts on its criteria by their ids."""


@dataclass(frozen=True, slots=True)
class Named:
    """A criterion with the rubric it is looked at in, and its number there (from 1)."""

    rubric: Rubric
    number: int
    criterion: Criterion


@dataclass(frozen=True, eq=False)
class Read:
    """The material with the responses it is about, in its order; `too_few` criteria are in its scores alone."""

    material: "Material"
    responses: Sequence[tuple[Sample, Response]]
    too_few: int


def read_material(stored: StoredRun, only: Rubric | None = None) -> Read:
    """The material of a run, of the criteria of one rubric or of all that it used.

    Prompts that a dataset-level rubric was made from are left out. Raises InputError for a run that has no verdicts
    on criteria.
    """
    from touchstone.evaluation.agreement.evaluate import excluded_groups

    if stored.run.spec.protocol not in (None, "criteria"):
        raise InputError(
            f"run {stored.run.id} is {stored.run.spec.protocol}: it has no verdicts on single criteria",
            "judge the same data with --protocol criteria",
        )
    excluded = excluded_groups(stored.rubrics)
    found = verdicts_of(stored.lines)
    named = named_criteria([only] if only else stored.rubrics)
    responses = [
        (sample, response)
        for sample in stored.dataset.samples
        if sample.group not in excluded
        for response in sample.responses
        if any(id in named for id in found.get((sample.id, response.id), ()))
    ]
    if not responses:
        raise InputError(
            f"run {stored.run.id} has no verdicts on criteria to audit",
            "finish it with `touchstone runs resume`, or judge more prompts",
        )
    kept, too_few = _with_enough(named, responses, found)
    every = named_criteria(stored.rubrics)
    return Read(_material(stored, responses, kept, found, every), responses, too_few)


def verdicts_of(lines: Iterable[ResultLine]) -> Verdicts:
    """The direct verdict on each criterion of each response."""
    found: dict[Place, dict[str, ResultLine]] = {}
    for line in direct_first(lines):
        if line.criterion_id is not None:
            found.setdefault((line.sample_id, line.response_id), {}).setdefault(line.criterion_id, line)
    return found


def named_criteria(rubrics: Iterable[Rubric]) -> dict[str, Named]:
    """The criteria of the rubrics by their ids; what several have is named in the first of them."""
    named: dict[str, Named] = {}
    for rubric in rubrics:
        for number, criterion in enumerate(rubric.criteria, start=1):
            named.setdefault(criterion.id, Named(rubric, number, criterion))
    return named


def credit(criterion: Criterion, line: ResultLine | None) -> float:
    """What a verdict gives the response, 0..1; NaN without a score."""
    if line is None or line.score is None:
        return float("nan")
    return 1 - line.score if criterion.weight < 0 else line.score


def score_without(
    verdicts: Mapping[str, ResultLine], named: Mapping[str, Named], without: str | None = None
) -> float:
    """The score of a response, without one of its criteria where that is given; NaN where none is left."""
    parts = [
        Part(named[id].criterion.weight, line.score, line.unscored)
        for id, line in verdicts.items()
        if id in named and id != without
    ]
    if not any(part.weight for part in parts):
        return float("nan")
    score = total(parts).score
    return float("nan") if score is None else score


def _with_enough(
    named: Mapping[str, Named], responses: Sequence[tuple[Sample, Response]], found: Verdicts
) -> tuple[list[Named], int]:
    """(the criteria that were judged on enough prompts, how many were not)."""
    from touchstone.evaluation.audit.association import MIN_GROUPS

    groups: dict[str, set[str]] = {}
    for sample, response in responses:
        for id in found[sample.id, response.id]:
            groups.setdefault(id, set()).add(sample.group)
    judged = [each for id, each in named.items() if id in groups]
    kept = [each for each in judged if len(groups[each.criterion.id]) >= MIN_GROUPS]
    return kept, len(judged) - len(kept)


def _material(
    stored: StoredRun,
    responses: Sequence[tuple[Sample, Response]],
    kept: Sequence[Named],
    found: Verdicts,
    every: Mapping[str, Named],
) -> "Material":
    from touchstone.evaluation.audit.material import Material, log_marks, log_words

    judged = [found[sample.id, response.id] for sample, response in responses]
    ids = [each.criterion.id for each in kept]
    blind = _blind(stored.labels)
    pairs = list(_pairs(responses))
    texts = [response.text for _, response in responses]
    return Material(
        criteria=tuple(each.criterion for each in kept),
        rubrics=tuple(each.rubric.id for each in kept),
        numbers=tuple(each.number for each in kept),
        groups=tuple(sample.group for sample, _ in responses),
        systems=tuple(response.system for _, response in responses),
        lengths=np.array([log_words(text) for text in texts]),
        formatting=np.array([log_marks(text) for text in texts]),
        credit=_table(
            [[credit(each.criterion, lines.get(each.criterion.id)) for each in kept] for lines in judged]
        ),
        scores=np.array([score_without(lines, every) for lines in judged]),
        without=_table([[score_without(lines, every, id) for id in ids] for lines in judged]),
        quality=_quality(responses, pairs),
        own=_table([[_own(place, each.criterion, blind) for each in kept] for place in responses]),
        pairs=np.array(pairs, dtype=np.int64).reshape(-1, 2),
    )


def _table(rows: Sequence[Sequence[float]]) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    return np.array(rows, dtype=np.float64).reshape(len(rows), -1)


def _pairs(responses: Sequence[tuple[Sample, Response]]) -> Iterator[tuple[int, int]]:
    """(the preferred response, the other one) of each labelled pair of the file that is no tie, by number."""
    numbers = {(sample.id, response.id): number for number, (sample, response) in enumerate(responses)}
    for sample in {sample.id: sample for sample, _ in responses}.values():
        for pair in sample.pairs:
            a, b = numbers.get((sample.id, pair.a)), numbers.get((sample.id, pair.b))
            if a is not None and b is not None and pair.label in ("A", "B"):
                yield (a, b) if pair.label == "A" else (b, a)


def _quality(
    responses: Sequence[tuple[Sample, Response]], pairs: Sequence[tuple[int, int]]
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """The mean of what people gave each response, 0..1; without any, the share of its labelled pairs that it won."""
    given = [
        [label.share for label in response.labels if label.score_max > label.score_min]
        for _, response in responses
    ]
    if not any(given):
        for won, lost in pairs:
            given[won].append(1.0)
            given[lost].append(0.0)
    return np.array([sum(each) / len(each) if each else float("nan") for each in given])


def _blind(labels: Iterable[Label]) -> dict[tuple[str, str, str | None], list[str]]:
    """The labels that people gave without seeing the verdict, by what they are about."""
    found: dict[tuple[str, str, str | None], list[str]] = {}
    for label in labels:
        if not label.seen:
            found.setdefault(label.item, []).append(label.label)
    return found


def _own(
    place: tuple[Sample, Response],
    criterion: Criterion,
    blind: Mapping[tuple[str, str, str | None], Sequence[str]],
) -> float:
    """What people said on this very criterion, as credit: the mean; NaN where they said nothing."""
    sample, response = place
    said = [label.share for label in response.labels if label.criterion_id == criterion.id]
    levels = [level.value for level in criterion.scale.levels]
    worth = (
        dict(zip(map(str, levels), criterion.scale.scores(), strict=True))
        if levels
        else {"met": 1.0, "not met": 0.0}
    )
    said += [worth[text] for text in blind.get((sample.id, response.id, criterion.id), ()) if text in worth]
    if not said:
        return float("nan")
    mean = sum(said) / len(said)
    return 1 - mean if criterion.weight < 0 else mean
