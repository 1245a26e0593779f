import threading

import pytest

from tests.judging.doubles import SetEngine, sure
from touchstone.domain.check import CountCheck, PatternCheck
from touchstone.domain.dataset import Response, Sample
from touchstone.domain.engine import Answer
from touchstone.domain.results import JudgeProtocol, ResultLine
from touchstone.domain.rubric import Criterion
from touchstone.domain.run import Layout
from touchstone.judging import (
    Checker,
    Question,
    checked_lines,
    checkings,
    count_questions,
    questions,
    summed_lines,
    verdict_lines,
)

KIND = Criterion(text="The response is kind.")
SHORT = Criterion(text="It has at most two words.", check=CountCheck(of="words", at_most=2), weight=3)
SLOW = Criterion(text="It ends in a.", check=PatternCheck(pattern="(a+)+$"))
SAMPLE = Sample(
    id="s",
    prompt="Say hello.",
    group="g",
    responses=(Response(id="r1", text="Hi.", system="one"), Response(id="r2", text="Hello to you.")),
)


def judged(*criteria: Criterion, layout: Layout = "leaf") -> tuple[list[Question], list[ResultLine]]:
    """What is asked about SAMPLE, and its lines: the judge says yes to everything."""
    rubrics = {response.id: criteria for response in SAMPLE.responses}
    asked = questions(SAMPLE, rubrics, "criteria", layout, rationale=False)
    engine = SetEngine(lambda request: Answer(sure(request, "met")))
    (unit,) = engine.run([[question.request for question in asked]], threading.Event())
    verdicts = verdict_lines("run", SAMPLE, asked, unit.answers, "criteria", 0.2)
    with Checker() as checker:
        checked = checked_lines("run", SAMPLE, checkings(SAMPLE, rubrics, "criteria"), checker)
    return asked, summed_lines("run", SAMPLE, asked, verdicts, rubrics, "criteria", {}, checked)


def test_what_code_checks_is_not_asked_and_has_a_certain_verdict() -> None:
    asked, lines = judged(KIND, SHORT)
    assert [question.criterion for question in asked] == [KIND, KIND]
    by_code = [line for line in lines if line.checked is not None]
    assert [(line.response_id, line.system, line.probabilities, line.score) for line in by_code] == [
        ("r1", "one", {"met": 1.0, "not met": 0.0}, 1.0),
        ("r2", None, {"met": 0.0, "not met": 1.0}, 0.0),
    ]
    assert {(line.label_mass, line.entropy, line.reliability) for line in by_code} == {(None, None, None)}
    assert by_code[1].checked == "3 words; at most 2"
    assert not any(line.is_counted for line in by_code)


def test_scores_mix_what_the_judge_and_what_code_decided() -> None:
    _, lines = judged(KIND, SHORT)
    first, second = (line for line in lines if line.is_aggregate)
    assert first.score == pytest.approx(1.0)
    assert second.score == pytest.approx(0.25)
    assert first.reliability == next(line.reliability for line in lines if line.criterion_id == KIND.id)


def test_nothing_is_asked_where_code_checks_everything() -> None:
    asked, lines = judged(SHORT)
    assert asked == []
    assert [line.score for line in lines if line.is_aggregate] == [1.0, 0.0]
    assert all(line.reliability is None for line in lines)


@pytest.mark.parametrize("layout", ["leaf", "trunk"])
def test_the_judge_is_not_shown_what_code_checks(layout: Layout) -> None:
    asked, _ = judged(SHORT, KIND, layout=layout)
    text = "".join("".join(question.request.content) for question in asked)
    assert SHORT.text not in text
    assert "2. " not in text


def test_a_check_without_a_result_is_unscored_and_counted() -> None:
    slow = SAMPLE.model_copy(update={"responses": (Response(id="r1", text="a" * 40 + "b"),)})
    with Checker(seconds=0.2) as checker:
        (line,) = checked_lines("run", slow, checkings(slow, {"r1": [SLOW]}, "criteria"), checker)
    assert line.unscored == line.checked == "the pattern gave no result: no result in 0.2 seconds"
    assert (line.score, line.probabilities) == (None, None)
    assert line.is_counted


@pytest.mark.parametrize("protocol", ["holistic", "pairwise"])
def test_other_protocols_show_the_criterion_and_check_nothing(protocol: JudgeProtocol) -> None:
    rubrics = {response.id: [SHORT] for response in SAMPLE.responses}
    assert checkings(SAMPLE, rubrics, protocol) == []
    asked = questions(SAMPLE, rubrics, protocol, "leaf", rationale=False)
    assert asked
    assert all(SHORT.text in "".join(question.request.content) for question in asked)


def test_questions_are_counted_without_those_that_code_checks() -> None:
    rubrics = {"r1": [KIND, SHORT], "r2": [SHORT]}
    assert count_questions(SAMPLE, rubrics, "criteria", rationale=True) == 2
    assert len(questions(SAMPLE, rubrics, "criteria", "leaf", rationale=True)) == 2
