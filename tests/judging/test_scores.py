import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from touchstone.errors import InputError
from touchstone.judging.scores import Part, total

WEIGHTS = st.floats(-5, 5).filter(lambda weight: weight == 0 or abs(weight) > 1e-3)
SCORED = st.builds(Part, WEIGHTS, st.floats(0, 1, allow_subnormal=False))
UNSCORED = st.builds(Part, WEIGHTS, st.none(), st.just("cannot tell"))
IDLE = st.builds(Part, WEIGHTS)
PARTS = st.lists(SCORED | UNSCORED | IDLE, min_size=1, max_size=8)


def weighed(parts: list[Part]) -> bool:
    return any(part.weight for part in parts)


@pytest.mark.parametrize(
    ("parts", "score"),
    [
        ([Part(1, 1.0), Part(1, 0.0)], 0.5),
        ([Part(3, 1.0), Part(1, 0.0)], 0.75),
        ([Part(1, 0.5), Part(-1, 1.0)], 0.0),
        ([Part(2, 1.0), Part(-1, 0.5)], 0.75),
        ([Part(-2, 0.25), Part(-2, 0.75)], 0.5),
        ([Part(1, 0.9), Part(0, 0.0)], 0.9),
        ([Part(1, 0.9), Part(5)], 0.9),
    ],
)
def test_the_rules_of_the_score(parts: list[Part], score: float) -> None:
    assert total(parts).score == pytest.approx(score)
    assert total(parts).bounds is None


def test_an_unscored_criterion_leaves_both_sums_and_gives_bounds() -> None:
    result = total([Part(1, 1.0)] * 4 + [Part(1, None, "cannot tell")])
    assert result.score == 1.0
    assert result.bounds == pytest.approx((0.8, 1.0))
    assert result.unscored is None


def test_over_a_fifth_of_the_weight_missing_unscores_the_score() -> None:
    result = total([Part(3, 1.0), Part(-1, None, "cannot tell")])
    assert result.score is None
    assert result.unscored == "25% of the weight is unscored: cannot tell"
    assert result.bounds == pytest.approx((2 / 3, 1.0))


def test_not_applicable_is_no_failure_but_leaves_nothing_to_score() -> None:
    assert total([Part(1), Part(2)]).unscored == "no criterion applies"


def test_a_missing_positive_criterion_is_not_replaced_by_the_rule_for_faults() -> None:
    assert total([Part(-9, 0.5), Part(1, None, "cannot tell")]).score is None


def test_weights_that_are_all_zero_are_refused() -> None:
    with pytest.raises(InputError, match="zero"):
        total([Part(0, 1.0), Part(0, 0.0)])


@given(PARTS)
def test_score_and_bounds_are_in_range_and_bounds_hold_the_score(parts: list[Part]) -> None:
    assume(weighed(parts))
    result = total(parts)
    assert (result.score is None) == (result.unscored is not None)
    if result.bounds:
        low, high = result.bounds
        assert 0 <= low <= high <= 1
        if result.score is not None:
            assert low - 1e-9 <= result.score <= high + 1e-9
    if result.score is not None:
        assert 0 <= result.score <= 1


@given(PARTS, st.sampled_from([0.5, 2.0, 8.0]))
def test_only_the_ratio_of_weights_matters(parts: list[Part], factor: float) -> None:
    assume(weighed(parts))
    scaled = [Part(part.weight * factor, part.score, part.unscored) for part in parts]
    assert total(scaled) == total(parts)


@given(PARTS.filter(weighed), st.floats(0, 1))
def test_whatever_the_missing_verdicts_are_the_score_is_within_the_bounds(
    parts: list[Part], p: float
) -> None:
    result = total(parts)
    assume(result.bounds is not None)
    filled = [Part(part.weight, p) if part.unscored else part for part in parts]
    low, high = result.bounds or (0, 1)
    assert low - 1e-9 <= (total(filled).score or 0.0) <= high + 1e-9
