"""How sure a verdict is, before any label is seen."""

from math import isfinite, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.domain.results import ResultLine, Vote
from touchstone.judging import reliability_of

MEMBER = st.floats(0, 1)


def line(probabilities: dict[str, float] | None, mass: float | None, entropy: float | None) -> ResultLine:
    return ResultLine(
        run="1",
        sample_id="1",
        response_id="1",
        criterion_id="1",
        protocol="criteria",
        probabilities=probabilities,
        label_mass=mass,
        entropy=entropy,
    )


def test_it_is_the_log_odds_of_the_verdict_among_all_tokens() -> None:
    """0.8 of the labels' 0.5 went to the verdict: 0.4 of everything."""
    assert reliability_of(line({"met": 0.8, "not met": 0.2}, 0.5, 1.2)) == pytest.approx(log(0.4 / 0.6))


def test_beside_a_base_model_it_is_the_calibrated_entropy() -> None:
    verdict, base = line({"met": 0.8, "not met": 0.2}, 0.5, 1.2), Vote(voter="base", model="b", entropy=0.5)
    assert reliability_of(verdict, base) == pytest.approx(0.5 - 1.2)
    assert reliability_of(verdict, base, weight=2) == pytest.approx(2 * 0.5 - 1.2)


def test_a_base_model_that_gave_nothing_changes_nothing() -> None:
    verdict = line({"met": 0.8, "not met": 0.2}, 0.5, 1.2)
    assert reliability_of(verdict, Vote(voter="base", model="b")) == reliability_of(verdict)


def test_what_was_not_read_has_none() -> None:
    assert reliability_of(line(None, None, None)) is None


@given(MEMBER, MEMBER)
def test_it_is_a_number_whatever_was_read(share: float, mass: float) -> None:
    found = reliability_of(line({"met": share, "not met": 1 - share}, mass, 0.3))
    assert found is not None
    assert isfinite(found)
    assert abs(found) < 21
