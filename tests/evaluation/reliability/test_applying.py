"""Which lines of a run get the probability that a person agrees, by what the calibration is about."""

import numpy as np
import pytest

from touchstone.domain.calibration import Calibration, Calibrator, Guarantee, Unit
from touchstone.domain.results import ResultLine
from touchstone.evaluation.reliability.applying import calibrated_lines
from touchstone.evaluation.reliability.signals import Judged


def line(criterion: str | None, response: str = "r", **values: object) -> ResultLine:
    about = {"run": "run", "sample_id": "s", "response_id": response, "protocol": "criteria"}
    read = {"entropy": 0.5, "label_mass": 0.9, "probabilities": {"met": 0.8, "not met": 0.2}, "score": 0.8}
    whole = criterion is None and "order" not in values
    return ResultLine.model_validate(
        {**about, **({} if whole else read), "criterion_id": criterion, **values}
    )


def calibration(unit: Unit) -> Calibration:
    return Calibration(
        run="run",
        ingredients={},
        unit=unit,
        labels=100,
        groups=100,
        calibrator=Calibrator(features=("entropy",), weights=(1.0,), scale=2.0, intercept=1.0),
        guarantee=Guarantee(agreement=0.9, confidence=0.95, needed=29, groups=100, threshold=0.5),
    )


def probability(entropy: float) -> float:
    return float(1 / (1 + np.exp(-(1 - 2 * entropy))))


def applied(unit: Unit, verdicts: list[ResultLine], aggregates: list[ResultLine]) -> dict[int, float]:
    judged = Judged([(each, {}) for each in verdicts], aggregates)
    return {id(each): value for each, value in calibrated_lines(judged, calibration(unit))}


def test_of_criteria_each_direct_verdict_has_its_own_and_the_response_the_least() -> None:
    sure, unsure = line("c", entropy=0.1), line("d", entropy=0.9)
    reasoned, unscored = (
        line("d", entropy=0.0, rationale="So."),
        line("e", entropy=0.3, unscored="cannot tell"),
    )
    whole = line(None, score=0.5)
    found = applied("criterion", [sure, unsure, reasoned, unscored], [whole])
    assert found == {
        id(sure): pytest.approx(probability(0.1)),
        id(unsure): pytest.approx(probability(0.9)),
        id(whole): pytest.approx(probability(0.9)),
    }


def test_of_responses_the_whole_has_it_and_the_verdict_that_is_the_only_one() -> None:
    first, second, whole = line("c", entropy=0.1), line("d", entropy=0.9), line(None, score=0.5)
    assert applied("response", [first, second], [whole]) == {id(whole): pytest.approx(probability(0.9))}
    assert set(applied("response", [first], [whole])) == {id(whole), id(first)}
    unscored = line(None, unscored="too much is missing")
    assert applied("response", [first], [unscored]) == {}


def test_of_pairs_the_whole_and_both_orders_have_it() -> None:
    ab, ba = (
        line(None, "p", protocol="pairwise", order=order, entropy=entropy, preference="A")
        for order, entropy in (("ab", 0.2), ("ba", 0.6))
    )
    whole = line(None, "p", protocol="pairwise", preference="A", score=0.8)
    found = applied("pair", [ab, ba], [whole])
    assert found == {id(each): pytest.approx(probability(0.6)) for each in (whole, ab, ba)}


def test_a_verdict_under_the_threshold_abstains() -> None:
    made = calibration("pair")
    assert (made.abstains(0.49), made.abstains(0.5), made.abstains(None)) == (True, False, None)
    without = made.model_copy(update={"guarantee": made.guarantee.model_copy(update={"threshold": None})})
    assert without.abstains(0.1) is None
