"""Indicators compared on decisions whose rights are known."""

import random
from dataclasses import replace
from math import log

import pytest

from touchstone.evaluation.reliability.comparing import compare_indicators
from touchstone.evaluation.reliability.decisions import Decision
from touchstone.evaluation.reliability.indicators import DEFAULT, INDICATORS
from touchstone.evaluation.reliability.ranking import MISLEADS, NO_SIGNAL
from touchstone.evaluation.reliability.signals import Signals
from touchstone.evaluation.statistics.figures import Figures

SIGNALS = Signals(
    entropy=0.7,
    label_mass=0.5,
    max_probability=0.8,
    base_entropy=1.0,
    surprise=3.0,
    written_entropy=None,
    length=40,
    reasons_agree=None,
    orders_agree=True,
    reliability=-1.0,
)


def decision(number: int, right: bool, signals: Signals) -> Decision:
    return Decision((str(number), "1", None), "pair", str(number), None, right, signals)


def test_each_indicator_by_hand() -> None:
    values = {name: indicator.of(SIGNALS) for name, indicator in INDICATORS.items()}
    assert values == {
        "verdict": pytest.approx(log(0.4 / 0.6)),
        "entropy": -0.7,
        "label_mass": 0.5,
        "max_probability": 0.8,
        "calibrated": pytest.approx(0.3),
        "perplexity": -3.0,
        "written": None,
        "reasons": None,
        "orders": 1.0,
        "length": -40.0,
    }


def test_one_that_tells_and_ones_that_do_not() -> None:
    """Entropy is low where the verdict is right, by construction; length is drawn without looking."""
    rng = random.Random(1)
    made = []
    for number in range(200):
        right = number % 3 > 0
        entropy = rng.uniform(0, 0.5) if right else rng.uniform(0.4, 0.9)
        made.append(decision(number, right, replace(SIGNALS, entropy=entropy, length=rng.randrange(1000))))
    figures = Figures([each.group for each in made], 0)
    found = {each.name.removeprefix("auroc_"): each for each in compare_indicators(figures, made)}
    assert set(found) == set(INDICATORS) - {"written", "reasons"}
    assert found["entropy"].note == ""
    assert found["entropy"].value is not None
    assert found["entropy"].value > 0.9
    assert found["length"].note == NO_SIGNAL
    assert (found[DEFAULT].value, found[DEFAULT].note) == (0.5, NO_SIGNAL)  # all the same here


def test_one_that_misleads() -> None:
    made = [
        decision(number, number % 2 == 0, replace(SIGNALS, entropy=0.1 + 0.5 * (number % 2 == 0)))
        for number in range(60)
    ]
    (entropy,) = (
        each
        for each in compare_indicators(Figures([each.group for each in made], 0), made)
        if each.name == "auroc_entropy"
    )
    assert (entropy.value, entropy.note) == (0.0, MISLEADS)


def test_an_indicator_that_some_decisions_lack_is_left_out() -> None:
    made = [decision(1, True, SIGNALS), decision(2, False, replace(SIGNALS, base_entropy=None))]
    found = compare_indicators(Figures(["1", "2"], 0), made)
    assert "auroc_calibrated" not in {each.name for each in found}
