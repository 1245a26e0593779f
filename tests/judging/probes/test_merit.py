from hypothesis import given
from hypothesis import strategies as st

from touchstone.judging.probes import CONFIDENT_WRONG, PADDED, Aim

NOBODY = Aim("", "")
TEXT = "The river rises in the hills. It is 42 miles long. Two towns lie on it, and both have a bridge."


@given(st.text(min_size=1, max_size=200).filter(str.strip))
def test_padding_keeps_the_text_whole_and_adds_words_alone(text: str) -> None:
    made = PADDED.apply(text, NOBODY)
    assert made is not None
    assert text.rstrip() in made
    assert 30 <= len(made.split()) - len(text.split()) <= 80
    assert made == PADDED.apply(text, NOBODY)


def test_damage_is_done_and_asserted_to_be_none() -> None:
    made = CONFIDENT_WRONG.apply(TEXT, NOBODY)
    assert made is not None
    assert "42" not in made
    assert "both have a bridge" not in made
    assert "certain" in made or "correct" in made
    assert "correct" in made.split(".")[0] or "checked" in made.split(".")[0]


@given(st.text(max_size=200).filter(str.strip))
def test_no_text_makes_it_fail(text: str) -> None:
    made = CONFIDENT_WRONG.apply(text, NOBODY)
    assert made is None or made.strip()


def test_a_word_alone_is_not_called_damaged() -> None:
    assert CONFIDENT_WRONG.apply("Paris", NOBODY) is None
