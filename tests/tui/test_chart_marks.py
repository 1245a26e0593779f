"""Plots in text: where marks lie, that everything fits, and that no text of data acts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.content import Content

from touchstone.evaluation import Figure
from touchstone.evaluation.agreement.confusion import Confusion
from touchstone.evaluation.comparing.comparison import SystemResult
from touchstone.report.contents import Binned, CriterionRow, Preferences, Spread
from touchstone.runner import RunCharts
from touchstone.tui.widgets.chart_kinds import KINDS
from touchstone.tui.widgets.chart_marks import column_lines, interval_marks, scale_marks
from touchstone.tui.widgets.chart_matrix import matrix_lines
from touchstone.tui.widgets.chart_rows import interval_rows, share_rows

HOSTILE = "[/foo] \x1b[31mred\x00 雪だるま 🙂 \u202egnp.exe" + " long" * 40
share = st.floats(0, 1)


def test_an_interval_lies_where_its_numbers_say() -> None:
    assert interval_marks(0.5, 0.0, 1.0, 11, 0, 1) == "├────●────┤"
    assert interval_marks(0.2, 0.1, 0.4, 11, 0, 1) == " ├●─┤      "
    assert interval_marks(0.5, None, None, 21, -1, 1) == "          │    ●     "
    assert interval_marks(0.0, -0.2, 0.3, 21, -1, 1) == "        ├─●──┤       "
    assert interval_marks(None, None, None, 5, 0, 1) == "     "
    assert interval_marks(7.0, None, None, 5, 0, 1) == "    ●"


@given(share, share, share, st.integers(2, 80))
def test_an_interval_is_exactly_as_wide_as_asked(a: float, b: float, c: float, width: int) -> None:
    low, value, high = sorted((a, b, c))
    marks = interval_marks(value, low, high, width, 0, 1)
    assert len(marks) == width
    assert marks.count("●") == 1


@given(st.integers(8, 100))
def test_a_scale_has_its_ends_and_fits(width: int) -> None:
    marks = scale_marks(width, 0, 1)
    assert len(marks) == width
    assert marks.startswith("0")
    assert marks.endswith("1")


def test_columns_have_their_counts_and_scale() -> None:
    lines = column_lines([0, 1, 0, 3], 31, 2, 0.75, (0.0, 1.0))
    assert lines == [
        "  75 %┤" + " " * 15 + "████",
        "      ┤     ▅▅▅▅      ████",
        "   0 %┼────────────────────",
        "       0    0.25 0.5  0.75 1",
        " count ·    1    ·    3",
    ]


@given(st.lists(st.integers(0, 10**7), min_size=10, max_size=10), st.integers(61, 200), st.integers(1, 8))
def test_columns_fit_and_no_count_is_lost(bins: list[int], width: int, height: int) -> None:
    lines = column_lines(bins, width, height, 1.0, (0.0, 1.0))
    assert len(lines) == height + 3
    assert max(map(len, lines)) <= width
    counted = lines[-1].split()[1:]
    assert [each == "·" for each in counted] == [count == 0 for count in bins]
    assert sum(cell not in " ┤" for cell in lines[height - 1][7:]) >= sum(count > 0 for count in bins)


def figure(value: float | None = 0.5) -> Figure:
    return Figure(name="mean", label="mean score", value=value, low=0.4, high=0.6, n=12345)


@given(st.integers(60, 200), st.text(max_size=60))
def test_rows_fit_whatever_their_names_are(width: int, name: str) -> None:
    for lines in (
        interval_rows([(name, figure()), ("x", figure(None))], width),
        share_rows([(name, 0.3, "met · n 3"), ("x", None, "n 0")], width),
        matrix_lines(
            Confusion(kind="labels", names=(name, name + "b"), counts=((1, 2), (3, 4)), without=(0, 1)), width
        ),
    ):
        assert all(line.cell_length <= width for line in lines)
        assert not any("\x1b" in line.plain or "\n" in line.plain for line in lines)


def test_a_matrix_has_rows_for_labels_columns_for_verdicts_and_sums() -> None:
    found = Confusion(kind="labels", names=("met", "not met"), counts=((7, 2), (1, 5)), without=(0, 3))
    rows = [line.plain.split() for line in matrix_lines(found, 70)]
    assert rows[2] == ["met", "[7]", "2", "0", "9"]
    assert rows[3] == ["not", "met", "1", "[5]", "3", "9"]
    assert rows[4] == ["all", "8", "7", "3", "18"]


def test_a_label_that_nobody_gave_or_said_is_left_out_of_the_matrix_but_no_level_of_a_scale() -> None:
    names, counts = ("met", "not met", "cannot tell"), ((1, 0, 0), (0, 0, 0), (0, 0, 0))
    found = Confusion(kind="labels", names=names, counts=counts, without=(0, 1, 0))
    shown = text(KINDS["labels"][1](charts("x", confusions=(found,)), 77))
    assert "neither given nor said: cannot tell" in shown
    assert [line.split()[0] for line in shown.splitlines()[6:9]] == ["met", "not", "all"]
    levels = found.model_copy(update={"names": ("1", "2", "3"), "without": (0, 0, 0)})
    assert [line.plain.split()[0] for line in matrix_lines(levels, 77)[2:]] == ["1", "2", "3", "all"]


def charts(name: str, **more: object) -> RunCharts:
    criterion = {"weight": -1.0, "guard": True, "asked": 9, "unscored": 2, "not_applicable": 1}
    criterion |= dict.fromkeys(("between_systems", "between_prompts", "rest"))
    values: dict[str, object] = {
        "run": None,
        "spreads": (
            Spread(name=name, items=5, unscored=1, mean=0.5, quartiles=None, bins=(0, 4, *[0] * 8)),
            Spread(name="none", items=1, unscored=1, mean=None, quartiles=None, bins=(0,) * 10),
        ),
        "preferences": Preferences(a=2, b=1, tie=1, unscored=1, both_orders=4, consistent=3),
        "systems": (SystemResult(name=name, responses=5, unscored=1, mean=figure()),),
        "criteria": (
            CriterionRow.model_validate({**criterion, "text": name, "mean": 0.4, "met": 0.25}),
            CriterionRow.model_validate({**criterion, "text": "unscored", "mean": None, "met": None}),
        ),
        "criteria_total": 50,
        "confusions": (
            Confusion(kind="scores", names=("0", "1"), counts=((3, 1), (0, 4)), without=(0, 1), note="told"),
        ),
        "sureness": (Binned(name="label mass", low=0, high=1, median=0.9, bins=(*[0] * 9, 5)),),
        "notices": (),
    }
    return RunCharts(**{**values, **more})  # type: ignore[arg-type]


def text(lines: list[Content]) -> str:
    return "\n".join(line.plain for line in lines)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [77, 117])
def test_every_plot_has_title_axes_and_n_and_fits(kind: str, width: int) -> None:
    _, draw = KINDS[kind]
    lines = draw(charts(HOSTILE), width)
    shown = text(lines)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "\x00" not in shown
    assert "n" in lines[0].plain
    assert max(cell_len(line.plain) for line in lines) <= width, max(
        (line.plain for line in lines), key=cell_len
    )
    assert "across" in shown or "column" in shown


def test_plots_say_what_they_show() -> None:
    made = charts("atlas")
    shown = {kind: text(draw(made, 77)) for kind, (_, draw) in KINDS.items()}
    assert "n = 4 scored, 2 unscored" in shown["scores"]
    assert "4 pairs · 1 unscored · both orders prefer the same in 3 of 4" in shown["scores"]
    assert "0.50  n 2" in shown["scores"]
    assert "Share of wins" in shown["systems"]
    assert "0.500 0.400 to 0.600" in shown["systems"]
    assert "the 2 of 50 asked most" in shown["criteria"]
    assert "0.25  met · n 6 · 2 unscored · 1 not applicable · guard · a fault" in shown["criteria"]
    assert "the same: 7 of 8 (88 %)" in shown["labels"]
    assert "told" in shown["labels"]
    assert "median 0.90" in shown["sureness"]


def test_where_there_is_nothing_to_plot_the_reason_is_told() -> None:
    parts = dict.fromkeys(("spreads", "systems", "criteria", "confusions", "sureness"), ())
    made = charts("x", preferences=None, **parts)
    for draw, reason in (
        ("scores", "has a score"),
        ("systems", "No system has a score"),
        ("criteria", "criterion by criterion"),
        ("labels", "has a label"),
        ("sureness", "probabilities"),
    ):
        shown = text(KINDS[draw][1](made, 77))
        assert "There is nothing to plot" in shown
        assert reason in shown
