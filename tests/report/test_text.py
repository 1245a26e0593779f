import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.report.text import (
    MAX_SHOWN,
    brief,
    chance,
    count,
    listed,
    number,
    percent,
    shown,
    signed,
    visible,
)

ANY = st.text(st.characters())
"""Every code point, lone surrogates too."""


@given(ANY)
def test_nothing_that_acts_is_left(text: str) -> None:
    made = visible(text)
    made.encode("utf-8")
    for char in made:
        assert char in "\t\n" or unicodedata.category(char) not in ("Cc", "Cs")
        assert unicodedata.bidirectional(char) not in (
            "LRE",
            "RLE",
            "LRO",
            "RLO",
            "PDF",
            "LRI",
            "RLI",
            "FSI",
            "PDI",
        )
    assert visible(made) == made


def test_what_acts_can_be_seen() -> None:
    assert visible("a\x00b\x1b[31m\r\nc\rd") == "a␀b␛[31m\nc␍d"
    assert visible("user\u202etxt.exe") == "user�txt.exe"
    assert visible("half \ud83d") == "half �"
    assert visible("שלום, 👩‍👩‍👧 and naïve") == "שלום, 👩‍👩‍👧 and naïve"


def test_a_megabyte_is_cut_and_what_is_left_out_is_counted() -> None:
    made = shown("x" * 1_000_000)
    assert isinstance(made, str)
    assert made.startswith("x" * MAX_SHOWN + "\n")
    assert f"{1_000_000 - MAX_SHOWN:,} more characters" in made
    assert shown("x" * MAX_SHOWN) == "x" * MAX_SHOWN


@given(ANY)
def test_a_brief_text_is_one_short_line(text: str) -> None:
    made = brief(text, 20)
    assert len(made) <= 20
    assert "\n" not in made


def test_brief_says_that_it_cut() -> None:
    assert brief("one\n two", 20) == "one two"
    assert brief("a" * 21, 20) == "a" * 19 + "…"
    assert brief(" " * 500 + "a", 20).endswith("…")


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (number(None), "–"),
        (number(-0.5, 1), "−0.5"),
        (number(-0.0001), "0.000"),
        (signed(0.25, 2), "+0.25"),
        (signed(-0.25, 2), "−0.25"),
        (percent(0.004), "<1 %"),
        (percent(0.0), "0 %"),
        (percent(0.5), "50 %"),
        (chance(0.0004), "<0.001"),
        (chance(0.04), "0.040"),
        (count(1, "response"), "1 response"),
        (count(1200, "criterion"), "1,200 criteria"),
        (listed(["a"]), "a"),
        (listed(["a", "b", "c"]), "a, b and c"),
    ],
)
def test_figures_are_worded(made: str, expected: str) -> None:
    assert made == expected
