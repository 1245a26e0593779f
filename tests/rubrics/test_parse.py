import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.domain.engine import Answer, Failure
from touchstone.rubrics import parse_criteria
from touchstone.rubrics.parse import same_text_key


def written(*texts: str) -> Answer:
    return Answer(text=json.dumps({"criteria": texts}), finish="stop")


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("1. The response is short.", "The response is short."),
        ("(2) The response is short.", "The response is short."),
        ("3) - The response is\n short. ", "The response is short."),
        ("1.5 litres are named.", "1.5 litres are named."),
        ("12 months are listed.", "12 months are listed."),
    ],
)
def test_numbering_and_white_space_go(text: str, clean: str) -> None:
    assert parse_criteria(written(text)) == [clean]


def test_empty_ones_and_repeats_go() -> None:
    answer = written("The response is short.", "  ", "--", "the response is SHORT", "The response is kind.")
    assert parse_criteria(answer) == ["The response is short.", "The response is kind."]


def test_at_most_eight_remain() -> None:
    assert len(parse_criteria(written(*(f"The response has part {n}." for n in range(20))))) == 8  # type: ignore[arg-type]


def test_of_text_that_was_cut_off_the_complete_criteria_remain() -> None:
    cut = Answer(text='{"criteria": ["It says \\"no\\".", "It is kind.", "It is sho', finish="length")
    assert parse_criteria(cut) == ['It says "no".', "It is kind."]


@pytest.mark.parametrize(
    "text", ["", "{}", '{"criteria": []}', '{"criteria": "x"}', "[1, 2]", '{"criteria": ["It']
)
def test_nothing_left_is_a_failure_with_a_reason(text: str) -> None:
    result = parse_criteria(Answer(text=text, finish="length"))
    assert isinstance(result, Failure)
    assert "length limit" in result.reason


def test_a_failed_request_keeps_its_reason() -> None:
    assert parse_criteria(Failure("the prompt is too long")) == Failure("the prompt is too long")


@given(st.text(), st.sampled_from(["stop", "length"]))
def test_any_text_gives_criteria_or_a_reason(text: str, finish: str) -> None:
    result = parse_criteria(Answer(text=text, finish=finish))
    assert isinstance(result, Failure) or 0 < len(result) <= 8


@given(st.lists(st.text(max_size=60), max_size=12))
def test_what_remains_is_clean_and_each_once(texts: list[str]) -> None:
    result = parse_criteria(written(*texts))
    if isinstance(result, Failure):
        return
    assert len({same_text_key(text) for text in result}) == len(result)
    assert all(text == text.strip() and "\n" not in text for text in result)
