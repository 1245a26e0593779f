"""From the judge's answers to verdict lines: one for each distribution read."""

from collections.abc import Sequence
from math import isfinite

from touchstone.domain.dataset import Preference, Sample
from touchstone.domain.engine import Answer, Failure
from touchstone.domain.results import JudgeProtocol, ResultLine
from touchstone.domain.rubric import Criterion
from touchstone.judging.prompts import (
    CANNOT_TELL,
    HOLISTIC_LABELS,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    in_file_order,
)
from touchstone.judging.questions import Question
from touchstone.judging.reliability import reliability_of


def verdict_lines(
    run: str,
    sample: Sample,
    questions: Sequence[Question],
    answers: Sequence[Answer | Failure],
    protocol: JudgeProtocol,
    min_label_mass: float,
) -> list[ResultLine]:
    """A line for each question about one sample, with the verdict's reliability as a rank."""
    systems = {response.id: response.system for response in sample.responses}
    lines = [
        _verdict_line(run, question, answer, systems.get(question.response_id), protocol, min_label_mass)
        for question, answer in zip(questions, answers, strict=True)
    ]
    return [line.model_copy(update={"reliability": reliability_of(line)}) for line in lines]


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
    rationale = _rationale(question, answer)
    read = answer.distribution
    if read is None or not all(map(isfinite, (read.label_mass, read.entropy, *read.probabilities.values()))):
        return line.model_copy(update={"rationale": rationale, "unscored": _unread(question, answer)})
    probabilities = question.told(read.probabilities)
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
    return line.model_copy(update=outcome(question, probabilities))


def _rationale(question: Question, answer: Answer) -> str | None:
    """What was written before the verdict, without the words that it had to end with."""
    if not question.reason or answer.text is None:
        return None
    writing = question.request.writing
    return answer.text.removesuffix(writing.stop if writing else "").strip()


def _unread(question: Question, answer: Answer) -> str:
    """Why no distribution was read."""
    writing = question.request.writing
    if writing and writing.stop and answer.finish == "length":
        return f"the judge did not come to its verdict ({writing.stop!r}) in {writing.max_tokens} tokens"
    return "no verdict could be read"


def outcome(question: Question, probabilities: dict[str, float]) -> dict[str, object]:
    """The fields that a readable distribution decides: score, preference, or why it is unscored."""
    if question.order:
        return preferred(probabilities)
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
    """The expected score of the level: evenly from 0 at the lowest to 1 at the highest, unless they say otherwise."""
    if criterion is None:
        levels = [int(label.name) for label in HOLISTIC_LABELS]
        scores = [(level - levels[0]) / (levels[-1] - levels[0]) for level in levels]
    else:
        levels = [level.value for level in criterion.scale.levels]
        scores = criterion.scale.scores()
    expected = sum(probabilities[str(level)] * score for level, score in zip(levels, scores, strict=True))
    return min(1.0, max(0.0, expected))


def preferred(probabilities: dict[str, float]) -> dict[str, object]:
    """Score (what A holds, and half of the tie) and preference: the likeliest; an equal A and B tie."""
    a, b, tie = probabilities["A"], probabilities["B"], probabilities["tie"]
    preference: Preference = "tie" if tie >= max(a, b) or a == b else "A" if a > b else "B"
    return {"score": min(1.0, a + tie / 2), "preference": preference}
