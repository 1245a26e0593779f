import pytest
from scipy import stats

from touchstone.evaluation.agreement.ceiling import ceiling, judge_as_annotator
from touchstone.evaluation.statistics.figures import Figures


def figures(count: int) -> Figures:
    return Figures([str(n) for n in range(count)], 0)


def test_by_hand() -> None:
    """Items with answers x x y, x y and a single x, which does not count."""
    made = {figure.name: figure for figure in ceiling(figures(3), [("x", "x", "y"), ("x", "y"), ("x",)])}
    assert {name: (figure.value, figure.n) for name, figure in made.items()} == {
        # One of three pairs; none of one.
        "annotators_agree": (pytest.approx((1 / 3 + 0) / 2), 2),
        # Two of three; both share the majority of the second item.
        "annotator_majority": (pytest.approx((2 / 3 + 1 / 2) / 2), 2),
        # Each x meets x and y, y meets two x.
        "annotator_others": (pytest.approx((1 / 2 + 1 / 2 + 0) / 3), 1),
    }


def test_numbers_have_a_distance_and_a_rank() -> None:
    said = [("1", "2"), ("2", "2.0"), ("5", "3"), ("4", "5")]
    made = {figure.name: figure.value for figure in ceiling(figures(4), said)}
    assert made["annotators_agree"] == 1 / 4
    assert made["annotators_apart"] == pytest.approx((1 + 0 + 2 + 1) / 4)
    one, other = [1, 2, 5, 4], [2, 2, 3, 5]
    expected = stats.spearmanr([*other, *one], [*one, *other]).statistic
    assert made["annotator_others_spearman"] == pytest.approx(expected)


def test_the_judge_is_one_more_annotator() -> None:
    (agree,) = judge_as_annotator(figures(2), [("x", "y", "x"), ("y", "y")], ["x", "x"])
    assert (agree.name, agree.value) == ("judge_annotators", pytest.approx((2 / 3 + 0) / 2))
    (apart,) = judge_as_annotator(figures(2), [("1", "3"), ("4", "4")], [2.0, 3.5])
    assert (apart.name, apart.value) == ("judge_annotators_apart", pytest.approx((1 + 0.5) / 2))


def test_without_several_annotators_there_is_no_ceiling() -> None:
    assert ceiling(figures(2), [("x",), ()]) == ()
    assert judge_as_annotator(figures(2), [("x",), ()], ["x", "x"]) == ()
