"""Indicators compared on decisions whose rights are known."""

import random
from dataclasses import replace
from math import log

import pytest

from touchstone.evaluation.reliability.comparing import compare_indicators
from touchstone.evaluation.reliability.decisions import Decision
from touchstone.evaluation.reliability.indicators import DEFAULT, INDICATORS
from touchstone.evaluation.reliability.signals import Signals

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
    rows = {row.name: row for row in compare_indicators(made)}
    assert set(rows) == set(INDICATORS) - {"written", "reasons"}
    assert rows["entropy"].usable
    assert rows["entropy"].auroc.value is not None
    assert rows["entropy"].auroc.value > 0.9
    assert rows["entropy"].half.value == pytest.approx(1 - 133 / 200, abs=0.01)
    assert not rows["length"].usable
    assert not rows[DEFAULT].usable  # all the same here
    assert rows[DEFAULT].auroc.value == 0.5


def test_an_indicator_that_some_decisions_lack_is_left_out() -> None:
    made = [decision(1, True, SIGNALS), decision(2, False, replace(SIGNALS, base_entropy=None))]
    assert "calibrated" not in {row.name for row in compare_indicators(made)}
    assert compare_indicators([]) == ()
