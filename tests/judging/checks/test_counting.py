import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.judging.checks import count

LETTER = """Dear Ada,

Dr. Smith (who is from St. Ives) came at 5 p.m. today. "Really?" you may ask.

- One thing.
* Another thing...
  + A third
- - -
1. Numbered, no bullet.

# A heading.

***

Best wishes,
Bo

P.S. It rained!"""


@pytest.mark.parametrize(
    ("of", "text", "number"),
    [
        ("words", "don't stop - the well-known 42!", 5),
        ("words", "", 0),
        ("sentences", 'He said "stop." Then he left!? Yes…', 3),
        ("sentences", "1. First one.\n2. Second one.", 2),
        ("sentences", "Ask in room 99. It is open.", 2),
        ("sentences", "It costs 3.50 at example.com, e.g. in May", 0),
        ("sentences", "こんにちは。元気ですか？", 2),
        ("sentences", "no end mark", 0),
        ("paragraphs", "One.\n\nTwo.\n \t\r\nThree.", 3),
        ("paragraphs", "One.\nStill one.", 1),
        ("lines", "a\n\n  \nb\r\nc", 3),
        ("bullets", "- a\n  * b\n+ c\n• d\n-e\n**bold** f\n1. g", 4),
        ("characters", "  añb \n", 3),
        ("words", LETTER, 36),
        ("sentences", LETTER, 8),
        ("paragraphs", LETTER, 2),
        ("bullets", LETTER, 3),
    ],
)
def test_counts_by_its_definitions(of: str, text: str, number: int) -> None:
    assert count(of, text) == number


UNITS = st.sampled_from(["words", "sentences", "paragraphs", "lines", "bullets", "characters"])


@given(UNITS, st.text())
def test_any_text_has_a_count_that_white_space_around_it_does_not_change(of: str, text: str) -> None:
    assert count(of, text) == count(of, f"\n\n{text}\n\n") >= 0


@given(st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), max_size=30))
def test_words_are_counted_whatever_stands_between_them(words: list[str]) -> None:
    assert count("words", " — ".join(words)) == count("words", "\n".join(words)) == len(words)
