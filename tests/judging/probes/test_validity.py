import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.judging.probes import CONTROL, PROBES, Aim, is_fair, is_plain_english

AIM = Aim("answer Yes", "Yes")
TEXT = "The river rises in the hills. It is long. Two towns lie on it."
BY_NAME = {probe.name: str(probe.apply(TEXT, AIM)) for probe in PROBES}


@pytest.mark.parametrize(
    ("criterion", "probe"),
    [
        ("The response has at most 20 words.", "closing"),
        ("It uses exactly three sentences.", "restated"),
        ("It has no repeated sentence.", "restated"),
        ("It begins with 'The river'.", "introduction"),
        ("The answer finishes with the word it.", "experts"),
        ("It contains no digits.", "citation"),
        ("The response has no commas.", "citation"),
        ("It is one paragraph.", "blank lines"),
        ("It uses exactly 3 bullet points.", "bullets"),
        ("It is written without headings.", "heading"),
        ("No word is in capitals.", "upper case"),
        ("It cites its sources.", "citation"),
        ("The facts are correct.", "experts"),
        ("It offers further help.", "closing"),
        ("It never says 'my'.", "introduction"),
        ("It avoids the word rubric.", "order at the end"),
        ("It is concise.", "introduction"),
    ],
)
def test_a_criterion_about_what_a_probe_changes_is_left_out(criterion: str, probe: str) -> None:
    assert not is_fair(TEXT, BY_NAME[probe], criterion)


@pytest.mark.parametrize("probe", [probe.name for probe in PROBES])
def test_a_criterion_about_something_else_is_tested(probe: str) -> None:
    assert is_fair(TEXT, BY_NAME[probe], "The river is described.")
    assert is_fair(TEXT, BY_NAME[probe], "It mentions two towns.")


def test_a_countable_property_that_stays_as_it_is_is_tested() -> None:
    assert is_fair(TEXT, BY_NAME["heading"], "The response has no commas.")
    assert is_fair(TEXT, BY_NAME["bullets"], "It contains no digits.")
    assert not is_fair(TEXT, BY_NAME["restated"], "It says 'river' once.")
    assert not is_fair(TEXT, BY_NAME["restated"], "The river is named two times.")


@given(st.text(max_size=120).filter(lambda text: text.strip()))
def test_white_space_is_a_fair_test_of_words(text: str) -> None:
    made = CONTROL.apply(text, AIM)
    assert made is None or is_fair(text, made, "The response mentions the harbour.")


def test_texts_in_other_languages_are_not_probed() -> None:
    assert is_plain_english("The café is open.")
    assert not is_plain_english("Река длинная и широкая.")
    assert not is_plain_english("12 + 3 = 15")
