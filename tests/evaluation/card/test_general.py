from typing import Literal

import numpy as np
import pytest

from touchstone.evaluation.card.compared import Compared
from touchstone.evaluation.card.general import (
    BEST,
    BEYOND,
    ORDER,
    SAME,
    SetFigures,
    agreement_table,
    home_table,
    paired,
)


def compared(
    labels: list[float],
    judged: list[float],
    kind: Literal["preferences", "binary", "scores"] = "binary",
    *,
    prefix: str = "",
) -> Compared:
    count = len(labels)
    return Compared(
        kind,
        tuple(range(count)),
        tuple(f"{prefix}{number // 2}" for number in range(count)),
        np.array(labels),
        np.array(judged),
        np.arange(count, dtype=np.float64),
        count,
    )


LABELS = [1.0, 0.0, 1.0, 0.0, 1.0, 1.0] * 20
RIGHT = [0.9 if label else 0.1 for label in LABELS]
COIN = [0.9 if number % 3 else 0.1 for number in range(len(LABELS))]


def test_a_judge_that_is_right_beats_every_rule_and_one_that_always_says_the_same_is_said_to() -> None:
    same = compared(LABELS, [0.9] * len(LABELS))
    table = agreement_table(
        [SetFigures("good", False, compared(LABELS, RIGHT)), SetFigures("same", False, same)], 0
    )
    beyond = table.figure("good", BEYOND)
    assert beyond is not None
    assert beyond.low is not None
    assert beyond.low > 0
    best = table.figure("good", BEST)
    assert best is not None
    assert best.value == pytest.approx(2 / 3)
    order = table.figure("good", ORDER)
    assert order is not None
    assert order.value == 1.0
    commonest = table.figure("same", SAME)
    assert commonest is not None
    assert commonest.value == 1.0
    assert "nearly all of its verdicts are the same" in table.lines[1].note


def test_the_right_order_of_pairs_leaves_tied_labels_out_and_counts_tied_verdicts_one_half() -> None:
    items = compared([1.0, 0.0, 0.5, 1.0], [1.0, 1.0, 0.0, 0.5], "preferences")
    value = items.order().over(np.array([0, 0, 1, 1]), np.ones((1, 2), dtype=np.int32))
    assert value[0] == pytest.approx((1 + 0 + 0.5) / 3)


def test_home_less_elsewhere_is_the_difference_of_the_two_with_every_set_counting_equally() -> None:
    home = SetFigures("home", True, compared(LABELS, RIGHT, prefix="h"))
    one = SetFigures("one", False, compared(LABELS, COIN, prefix="o"))
    other = SetFigures("other", False, compared(LABELS[:60], RIGHT[:60], prefix="x"))
    table = home_table([home, one, other], 0)
    assert [line.name for line in table.lines] == ["one", "other", "all others"]
    alone, _, both = (line.figures for line in table.lines)
    assert alone[2] is not None
    assert both[1] is not None
    assert alone[1] is not None
    assert alone[2].low is not None
    assert alone[2].low > 0
    assert both[1].value == pytest.approx(((alone[1].value or 0) + 1) / 2)
    assert "--own" in home_table([one], 0).lacking


def test_two_ways_to_judge_are_compared_on_what_both_judged() -> None:
    first = compared(LABELS, RIGHT)
    second = compared(LABELS, [0.1] * len(LABELS)).on(range(10, len(LABELS)))
    found = paired(first, second, 0)
    assert found.items == len(LABELS) - 10
    assert found.first.value == 1.0
    assert found.difference.value == pytest.approx(1 - (found.second.value or 0))
    assert paired(first, second.on([]), 0).difference.value is None
