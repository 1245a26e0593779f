"""Judging a prompt's responses with several rubrics at once: each distinct criterion is asked about once.

The criteria stand at the leaf, so that a verdict depends on its criterion alone and rubrics can share it.
"""

from collections.abc import Generator, Sequence
from itertools import pairwise

from touchstone.domain.dataset import Pair, Sample
from touchstone.domain.engine import Answer, Failure
from touchstone.domain.pairs import pairs_of
from touchstone.domain.results import JudgeProtocol, ResultLine
from touchstone.domain.rubric import Criterion
from touchstone.domain.run import Event
from touchstone.judging import Question, questions, verdict_lines
from touchstone.judging.scores import Part, total
from touchstone.refine.bench import Bench
from touchstone.refine.rewards import FLAT, Judged, Told
from touchstone.runner.models.opening import OpenModel

MIN_LABEL_MASS = 0.2

Criteria = Sequence[Criterion]
Entry = tuple[Sample, Sequence[Criteria]]
"""A sample, and the rubrics to judge it with; one without criteria judges nothing."""


def labelled_pairs(sample: Sample) -> list[Pair]:
    """The sample's pairs of which people prefer one."""
    return [pair for pair in pairs_of(sample) if pair.label in ("A", "B")]


def judge_rubrics(
    bench: Bench, phase: str, judge: OpenModel, entries: Sequence[Entry], protocol: JudgeProtocol
) -> Generator[Event, None, list[list[Judged | None]]]:
    """What judging with each rubric of each entry says about its labelled pairs; None for an empty rubric."""
    asked = [_asked(sample, rubrics, protocol, judge) for sample, rubrics in entries]
    units = [[question.request for each in parts for question in each] for parts in asked]
    answers = yield from bench.ask(phase, judge, units)
    found: list[list[Judged | None]] = []
    for (sample, rubrics), parts, its_answers in zip(entries, asked, answers, strict=True):
        lines = _lines(sample, parts, its_answers, protocol)
        bench.counters.verdicts += sum(map(len, lines))
        if protocol == "criteria":
            verdicts = {(line.response_id, line.criterion_id): line for line in lines[0]} if lines else {}
            found.append([_by_criteria(sample, rubric, verdicts) if rubric else None for rubric in rubrics])
        else:
            told = iter(lines)
            found.append([_by_pairs(sample, next(told)) if rubric else None for rubric in rubrics])
    return found


def _asked(
    sample: Sample, rubrics: Sequence[Criteria], protocol: JudgeProtocol, judge: OpenModel
) -> list[list[Question]]:
    """The questions in parts: under criteria one part for all rubrics together, else one for each."""
    if protocol == "criteria":
        union = tuple({each.id: each for rubric in rubrics for each in rubric}.values())
        parts: list[Criteria] = [union] if union else []
    else:
        parts = [rubric for rubric in rubrics if rubric]
    wanted = {id for pair in labelled_pairs(sample) for id in (pair.a, pair.b)}
    if protocol == "criteria":
        skip = {response.id for response in sample.responses} - wanted
    else:
        skip = {pair.id for pair in pairs_of(sample)} - {pair.id for pair in labelled_pairs(sample)}
    return [
        questions(
            sample,
            {response.id: rubric for response in sample.responses},
            protocol,
            "leaf",
            rationale=False,
            reason_first=judge.entry.answer_format == "reason_first",
            skip=skip,
            form=judge.form,
        )
        for rubric in parts
    ]


def _lines(
    sample: Sample,
    parts: Sequence[Sequence[Question]],
    answers: Sequence[Answer | Failure],
    protocol: JudgeProtocol,
) -> list[list[ResultLine]]:
    ends = [0]
    for part in parts:
        ends.append(ends[-1] + len(part))
    return [
        verdict_lines("", sample, part, answers[low:high], protocol, MIN_LABEL_MASS)
        for part, (low, high) in zip(parts, pairwise(ends), strict=True)
    ]


def _by_criteria(
    sample: Sample, rubric: Criteria, verdicts: dict[tuple[str, str | None], ResultLine]
) -> Judged:
    pairs = labelled_pairs(sample)
    ids = dict.fromkeys(id for pair in pairs for id in (pair.a, pair.b))
    scores: dict[str, float | None] = {}
    for id in ids:
        lines = [(criterion, verdicts[id, criterion.id]) for criterion in rubric]
        scores[id] = total([Part(each.weight, line.score, line.unscored) for each, line in lines]).score
    told = []
    for pair in pairs:
        a, b = scores[pair.a], scores[pair.b]
        margin = None if a is None or b is None else a - b
        told.append(Told(pair=pair.id, margin=_preferred(pair, margin)))
    flat = [_flat([verdicts[id, each.id].score for id in ids]) for each in rubric]
    return Judged(told=tuple(told), constant=sum(flat) / len(flat))


def _by_pairs(sample: Sample, lines: Sequence[ResultLine]) -> Judged:
    """Both orders of a pair averaged; one without a verdict leaves the pair without."""
    told = []
    for pair in labelled_pairs(sample):
        said = [line.probabilities for line in lines if line.response_id == pair.id and line.unscored is None]
        margin = None
        if len(said) == 2 and all(said):
            margin = sum(each["A"] - each["B"] for each in said if each) / 2
        told.append(Told(pair=pair.id, margin=_preferred(pair, margin)))
    return Judged(told=tuple(told))


def _preferred(pair: Pair, margin: float | None) -> float | None:
    """The margin of A over B as that of the response that people prefer."""
    return margin if margin is None or pair.label == "A" else -margin


def _flat(scores: Sequence[float | None]) -> bool:
    known = [score for score in scores if score is not None]
    return len(known) < 2 or max(known) - min(known) <= FLAT
