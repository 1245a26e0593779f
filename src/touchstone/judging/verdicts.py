"""From the judge's answers to result lines: one for each distribution read, then the aggregates."""

from collections.abc import Mapping, Sequence
from math import isfinite

from touchstone.domain.dataset import Preference, Sample
from touchstone.domain.engine import Answer, Failure
from touchstone.domain.pairs import pairs_of
from touchstone.domain.results import OVERALL, JudgeProtocol, ResultLine
from touchstone.domain.rubric import Criterion
from touchstone.judging.prompts import (
    CANNOT_TELL,
    HOLISTIC_LABELS,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    in_file_order,
)
from touchstone.judging.questions import Question, Rubrics
from touchstone.judging.scores import Part, total


def result_lines(
    run: str,
    sample: Sample,
    questions: Sequence[Question],
    answers: Sequence[Answer | Failure],
    *,
    rubrics: Rubrics,
    protocol: JudgeProtocol,
    min_label_mass: float,
    failures: Mapping[str, str] | None = None,
) -> list[ResultLine]:
    """The lines of one sample: a verdict line for each question in order, then the aggregates.

    `failures`: by response or pair id, why it could not be asked about (no rubric could be generated, its
    text is faulty); it gets an unscored verdict line and an unscored aggregate.
    """
    failures = failures or {}
    systems = {response.id: response.system for response in sample.responses}
    verdicts = [
        _verdict_line(run, question, answer, systems.get(question.response_id), protocol, min_label_mass)
        for question, answer in zip(questions, answers, strict=True)
    ]
    asked = {question.response_id for question in questions}
    judged: dict[str, list[tuple[Question, ResultLine]]] = {}
    for question, line in zip(questions, verdicts, strict=True):
        judged.setdefault(line.response_id, []).append((question, line))
    ids = [pair.id for pair in pairs_of(sample)] if protocol == "pairwise" else list(systems)
    lines = list(verdicts)
    for id in ids:
        if id in asked:
            lines.append(_aggregate(judged[id], rubrics))
        else:
            reason = failures.get(id, "there is no rubric for it")
            lines += unjudged(run, sample.id, id, protocol, reason, system=systems.get(id))
    return lines


def unjudged(
    run: str,
    sample_id: str,
    response_id: str,
    protocol: JudgeProtocol,
    reason: str,
    *,
    system: str | None = None,
) -> list[ResultLine]:
    """The lines of a response or pair that was not asked about: one unscored verdict and its aggregate."""
    aggregate = ResultLine(
        run=run,
        sample_id=sample_id,
        response_id=response_id,
        system=system,
        protocol=protocol,
        unscored=reason,
    )
    place = {"order": "ab"} if protocol == "pairwise" else {"criterion_id": OVERALL}
    return [aggregate.model_copy(update=place), aggregate]


def _verdict_line(
    run: str,
    question: Question,
    answer: Answer | Failure,
    system: str | None,
    protocol: JudgeProtocol,
    min_label_mass: float,
) -> ResultLine:
    line = ResultLine(
        run=run,
        sample_id=question.sample_id,
        response_id=question.response_id,
        system=system,
        criterion_id=question.criterion_id,
        protocol=protocol,
        order=question.order,
    )
    if isinstance(answer, Failure):
        return line.model_copy(update={"unscored": answer.reason})
    rationale = answer.text.strip() if question.reason and answer.text is not None else None
    read = answer.distribution
    if read is None or not all(map(isfinite, (read.label_mass, read.entropy, *read.probabilities.values()))):
        return line.model_copy(update={"rationale": rationale, "unscored": "no verdict could be read"})
    probabilities = read.probabilities
    if question.order:
        probabilities = in_file_order(probabilities, question.order)
    line = line.model_copy(
        update={
            "rationale": rationale,
            "probabilities": probabilities,
            "label_mass": read.label_mass,
            "entropy": read.entropy,
        }
    )
    if read.label_mass < min_label_mass:
        reason = f"label mass {read.label_mass:.2g} is under {min_label_mass:g}"
        return line.model_copy(update={"unscored": reason})
    return line.model_copy(update=_outcome(question, probabilities))


def _outcome(question: Question, probabilities: dict[str, float]) -> dict[str, object]:
    """The fields that a readable distribution decides: score, preference, or why it is unscored."""
    if question.order:
        return _preferred(probabilities)
    criterion = question.criterion
    if criterion is not None and criterion.scale.kind == "binary":
        likeliest = max(probabilities, key=probabilities.__getitem__)
        if likeliest == CANNOT_TELL:
            return {"unscored": CANNOT_TELL}
        if likeliest == NOT_APPLICABLE:
            return {}
        met, not_met = probabilities[MET], probabilities[NOT_MET]
        return {"score": met / (met + not_met)}
    return {"score": _expected(probabilities, criterion)}


def _expected(probabilities: dict[str, float], criterion: Criterion | None) -> float:
    """The expected level, scaled so that the lowest is 0 and the highest 1."""
    if criterion is None:
        levels = [int(label.name) for label in HOLISTIC_LABELS]
    else:
        levels = [level.value for level in criterion.scale.levels]
    expected = sum(probabilities[str(level)] * level for level in levels)
    return min(1.0, max(0.0, (expected - levels[0]) / (levels[-1] - levels[0])))


def _preferred(probabilities: dict[str, float]) -> dict[str, object]:
    """Score (what A holds, and half of the tie) and preference: the likeliest; an equal A and B tie."""
    a, b, tie = probabilities["A"], probabilities["B"], probabilities["tie"]
    preference: Preference = "tie" if tie >= max(a, b) or a == b else "A" if a > b else "B"
    return {"score": min(1.0, a + tie / 2), "preference": preference}


def _aggregate(judged: Sequence[tuple[Question, ResultLine]], rubrics: Rubrics) -> ResultLine:
    """Sums up one response or pair from its direct verdicts, or from the reasoned ones if those are all."""
    direct = [(question, line) for question, line in judged if not question.reason] or judged
    lines = [line for _, line in direct]
    first = lines[0]
    summed = ResultLine(
        run=first.run,
        sample_id=first.sample_id,
        response_id=first.response_id,
        system=first.system,
        protocol=first.protocol,
    )
    if first.protocol == "pairwise":
        return summed.model_copy(update=_both_orders(lines))
    if first.protocol == "holistic":
        return summed.model_copy(
            update={name: getattr(first, name) for name in ("probabilities", "score", "unscored")}
        )
    weights = {criterion.id: criterion.weight for criterion in rubrics[first.response_id]}
    sums = total([Part(weights[line.criterion_id or ""], line.score, line.unscored) for line in lines])
    return summed.model_copy(update={"score": sums.score, "bounds": sums.bounds, "unscored": sums.unscored})


def _both_orders(lines: Sequence[ResultLine]) -> dict[str, object]:
    """The average of both orders' distributions decides; one order without a verdict unscores the pair."""
    for line in lines:
        if line.unscored:
            return {"unscored": f"order {line.order}: {line.unscored}"}
    read = [line.probabilities for line in lines if line.probabilities]
    averaged = {label: sum(each[label] for each in read) / len(read) for label in ("A", "B", "tie")}
    return {"probabilities": averaged, **_preferred(averaged)}
