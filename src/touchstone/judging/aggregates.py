"""What a response's or a pair's verdicts come to: its aggregate line, or why it has no verdict at all."""

from collections.abc import Mapping, Sequence

from touchstone.domain.dataset import Sample
from touchstone.domain.pairs import pairs_of
from touchstone.domain.results import OVERALL, JudgeProtocol, ResultLine
from touchstone.judging.questions import Question, Rubrics
from touchstone.judging.scores import Part, total
from touchstone.judging.verdicts import preferred


def summed_lines(
    run: str,
    sample: Sample,
    questions: Sequence[Question],
    verdicts: Sequence[ResultLine],
    rubrics: Rubrics,
    protocol: JudgeProtocol,
    failures: Mapping[str, str],
    checked: Sequence[ResultLine] = (),
) -> list[ResultLine]:
    """One sample's verdict lines, one for each question, those `checked`, and what they come to: the aggregates.

    `failures`: by response or pair id, why it could not be asked about (no rubric could be generated, its
    text is faulty); it gets an unscored verdict line and an unscored aggregate.
    """
    systems = {response.id: response.system for response in sample.responses}
    judged: dict[str, list[tuple[Question, ResultLine]]] = {}
    for question, line in zip(questions, verdicts, strict=True):
        judged.setdefault(line.response_id, []).append((question, line))
    by_code: dict[str, list[ResultLine]] = {}
    for line in checked:
        by_code.setdefault(line.response_id, []).append(line)
    ids = [pair.id for pair in pairs_of(sample)] if protocol == "pairwise" else list(systems)
    lines = [*verdicts, *checked]
    for id in ids:
        if id in judged or id in by_code:
            lines.append(_aggregate(judged.get(id, ()), by_code.get(id, ()), rubrics))
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


def _aggregate(
    judged: Sequence[tuple[Question, ResultLine]], checked: Sequence[ResultLine], rubrics: Rubrics
) -> ResultLine:
    """Sums up a response or pair from its direct verdicts, or the reasoned ones if those are all, and its checks."""
    direct = [(question, line) for question, line in judged if not question.reason] or judged
    lines = [*(line for _, line in direct), *checked]
    first = lines[0]
    summed = ResultLine(
        run=first.run,
        sample_id=first.sample_id,
        response_id=first.response_id,
        system=first.system,
        protocol=first.protocol,
        reliability=min((line.reliability for line in lines if line.reliability is not None), default=None),
    )
    if first.protocol == "pairwise":
        return summed.model_copy(update=both_orders(lines))
    if first.protocol == "holistic":
        return summed.model_copy(
            update={name: getattr(first, name) for name in ("probabilities", "score", "unscored")}
        )
    weights = {criterion.id: criterion.weight for criterion in rubrics[first.response_id]}
    sums = total([Part(weights[line.criterion_id or ""], line.score, line.unscored) for line in lines])
    return summed.model_copy(update={"score": sums.score, "bounds": sums.bounds, "unscored": sums.unscored})


def both_orders(lines: Sequence[ResultLine]) -> dict[str, object]:
    """The average of both orders' distributions decides; one order without a verdict unscores the pair."""
    for line in lines:
        if line.unscored:
            return {"unscored": f"order {line.order}: {line.unscored}"}
    read = [line.probabilities for line in lines if line.probabilities]
    averaged = {label: sum(each[label] for each in read) / len(read) for label in ("A", "B", "tie")}
    return {"probabilities": averaged, **preferred(averaged)}
