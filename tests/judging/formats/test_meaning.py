"""What a format's labels mean in Touchstone's, and which criteria a format can ask about."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.judging.formats.test_wording import TONE, form, sample
from touchstone.domain.engine import Answer, Distribution, Request
from touchstone.domain.format import LABELS
from touchstone.domain.rubric import Criterion, Scale, ScaleLevel
from touchstone.judging import questions, summed_lines, verdict_lines
from touchstone.judging.formats.format import HOLISTIC_NAMES
from touchstone.judging.formats.outcomes import spread, told
from touchstone.judging.prompts import BINARY_LABELS

PRIME = Criterion(text="Is it a prime?")


def levels(count: int, low: int = 0) -> Criterion:
    return Criterion(
        text="How far?",
        scale=Scale(kind="ordinal", levels=tuple(ScaleLevel(value=low + at) for at in range(count))),
    )


def test_the_names_of_binary_labels_are_those_of_the_prompts() -> None:
    assert LABELS["binary"] == tuple(label.name for label in BINARY_LABELS)


@given(share=st.floats(0, 1), count=st.integers(2, 9))
def test_a_spread_keeps_the_place_and_sums_to_one(share: float, count: int) -> None:
    shares = spread(share, [str(number) for number in range(count)])
    assert math.isclose(sum(shares.values()), 1)
    assert math.isclose(
        sum(int(name) * part for name, part in shares.items()), share * (count - 1), abs_tol=1e-9
    )


def test_two_scores_are_summed_to_the_better_response() -> None:
    """By brute force over the hundred pairs of scores."""
    asked = form("judgelm").pairwise(sample(), "a", "b", ())
    weights = {label.name: number + 1.0 for number, label in enumerate(asked.request.labels)}
    total = sum(weights.values())
    wins = {"A": 0.0, "B": 0.0, "tie": 0.0}
    for first in range(1, 11):
        for second in range(1, 11):
            who = "A" if first > second else "B" if first < second else "tie"
            wins[who] += weights[f"{first} {second}"] / total
    assert asked.outcomes
    read = told({name: weight / total for name, weight in weights.items()}, asked.outcomes)
    assert read == pytest.approx(wins)


def test_a_format_without_a_tie_gives_it_nothing() -> None:
    asked = form("prometheus-2").pairwise(sample(), "a", "b", ())
    assert asked.outcomes
    assert told({"A": 0.3, "B": 0.7}, asked.outcomes) == {"A": 0.3, "B": 0.7, "tie": 0.0}


def test_a_rating_of_ten_keeps_its_expectation_on_five() -> None:
    asked = form("auto-j").holistic(sample(), "a", ())
    assert asked.outcomes
    for rating in range(1, 11):
        read = told({str(number): float(number == rating) for number in range(1, 11)}, asked.outcomes)
        assert list(read) == list(HOLISTIC_NAMES)
        expected = sum(int(name) * part for name, part in read.items())
        assert expected == pytest.approx(1 + (rating - 1) * 4 / 9)


def test_a_binary_criterion_is_graded_where_the_format_only_grades() -> None:
    asked = form("prometheus-2").criterion(sample(), "a", [PRIME], 1)
    text = "".join(asked.request.content)
    assert "Score 1: The response meets this not at all." in text
    assert "Score 5: The response meets this fully." in text
    assert asked.outcomes
    read = told({"1": 0.0, "2": 0.5, "3": 0.0, "4": 0.0, "5": 0.5}, asked.outcomes)
    assert read == pytest.approx({"met": 0.625, "not met": 0.375, "cannot tell": 0, "not applicable": 0})
    own = form("flow-judge").criterion(sample(), "a", [PRIME], 1)
    assert [label.name for label in own.request.labels] == ["0", "1"]
    assert own.request.labels[0].spellings == ("0", "\n0"), "a line end may stand before the score"
    assert own.outcomes
    assert told({"0": 0.2, "1": 0.8}, own.outcomes)["met"] == pytest.approx(0.8)


def test_levels_stand_for_their_own_numbers() -> None:
    five = levels(5, low=-2)
    asked = form("prometheus-1").criterion(sample(), "a", [five], 1)
    assert [label.name for label in asked.request.labels] == ["1", "2", "3", "4", "5"]
    assert asked.outcomes
    assert told({"1": 1.0, "2": 0, "3": 0, "4": 0, "5": 0}, asked.outcomes)["-2"] == 1
    asked = form("flow-judge").criterion(sample(), "a", [levels(3)], 1)
    assert [label.name for label in asked.request.labels] == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("name", "criterion", "obstacle"),
    [
        ("prometheus-2", levels(4), "it grades by 5 levels, not by 4"),
        ("prometheus-2", levels(5), None),
        ("prometheus-2", PRIME, None),
        ("selene", levels(3), "it grades by 5 levels, not by 3"),
        ("selene", PRIME, None),
        ("flow-judge", levels(3), None),
    ],
)
def test_what_a_format_cannot_ask_is_told(name: str, criterion: Criterion, obstacle: str | None) -> None:
    assert form(name).obstacle(criterion) == obstacle


def test_a_rubric_of_one_graded_criterion_is_shown_as_it_is() -> None:
    content = "".join(form("prometheus-2").holistic(sample(), "a", [TONE]).request.content)
    assert "[Is the tone right?]\nScore 1: useless\n" in content
    content = "".join(form("prometheus-2").holistic(sample(), "a", [PRIME, TONE]).request.content)
    assert "[1. Is it a prime?\n2. Is the tone right?\n1: useless" in content


def test_lines_are_in_touchstones_labels_and_tell_why_there_is_no_verdict() -> None:
    two = form("prometheus-2")
    one = sample().model_copy(update={"pairs": ()})
    asked = questions(one, {}, "pairwise", "leaf", rationale=False, form=two)
    assert [question.order for question in asked] == ["ab", "ba"]
    assert all(question.reason for question in asked)

    def answer(request: Request, number: int) -> Answer:
        if number == 1:
            return Answer(None, "It goes on and on", "length")
        return Answer(Distribution({"A": 0.9, "B": 0.1}, 0.8, 0.3), "B is worse. [RESULT]", "stop")

    answers = [answer(question.request, number) for number, question in enumerate(asked)]
    verdicts = verdict_lines("r", one, asked, answers, "pairwise", 0.2)
    lines = summed_lines("r", one, asked, verdicts, {}, "pairwise", {})
    assert lines[0].probabilities == {"A": 0.9, "B": 0.1, "tie": 0.0}
    assert lines[0].rationale == "B is worse."
    assert lines[1].unscored == "the judge did not come to its verdict ('[RESULT]') in 1024 tokens"
    assert lines[1].rationale == "It goes on and on"
    assert lines[2].unscored
