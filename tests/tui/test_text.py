import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from touchstone.tui.text import bar, duration, excerpt, moment, one_line, plain
from touchstone.tui.widgets.table import fit

ANY_TEXT = st.text(alphabet=st.characters(), max_size=60)


@given(ANY_TEXT)
def test_no_text_can_act_on_the_terminal(text: str) -> None:
    shown = plain(text + "\x1b[31m\u202e\ud800")
    assert not [char for char in shown if unicodedata.category(char) in ("Cc", "Cs") and char != "\n"]
    assert "\u202e" not in shown
    shown.encode("utf-8")


@given(ANY_TEXT, st.integers(0, 20), st.booleans())
def test_a_cell_is_exactly_as_wide_as_its_column(text: str, width: int, right: bool) -> None:
    assert cell_len(fit(text, width, right=right)) == width


def test_one_line_joins_lines_and_cuts() -> None:
    assert one_line("a\n\n b\tc" + "d" * 500, 6) == "a b cd"


def test_an_excerpt_says_how_much_is_left() -> None:
    assert excerpt("x" * 30, 10) == "x" * 10 + "\n… 20 more characters, not shown here"


def test_bars_grow_by_eighths_of_a_cell() -> None:
    assert (bar(0, 4), bar(0.5, 4), bar(1, 4)) == ("", "██", "████")
    assert bar(1 / 32, 4) == "▏"
    assert bar(7.0, 4) == "████"


def test_times_in_words() -> None:
    assert [duration(seconds) for seconds in (3.4, 125, 4321)] == ["3 s", "2 min 5 s", "1 h 12 min"]
    assert moment(None) == ""
    assert moment("not a time") == "not a time"
