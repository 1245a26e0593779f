import random

import pytest

from touchstone.domain.meeting import Meeting
from touchstone.refine.gate import decide
from touchstone.refine.measuring import Measured, Prompted
from touchstone.refine.rewards import Told

WON = {"A": 0.8, "B": 0.1, "tie": 0.1}


def measured(rate, *, words=30, repeated=0.0, criteria=4, second=None, prompts=60, labels=True, seed=0):
    draw = random.Random(seed)

    def told(share):
        return tuple(
            Told(pair=str(number), margin=0.1 if draw.random() < share else -0.1) for number in range(6)
        )

    return Measured(
        generator="g",
        how="greedy",
        prompts=tuple(
            Prompted(
                sample=str(number),
                group=str(number),
                criteria=criteria,
                words=words,
                redundancy=repeated,
                told=told(rate) if labels else (),
                second=told(second) if second is not None else (),
            )
            for number in range(prompts)
        ),
    )


def test_a_surely_better_generator_is_promoted():
    decision = decide(measured(0.9, seed=1), measured(0.6), [], 0)
    assert decision.promoted
    assert decision.figure("difference").low > 0
    assert decision.unchecked == ("a second judge: none was named (--second-judge)",)


def test_one_that_may_be_no_better_is_not():
    decision = decide(measured(0.75, seed=1), measured(0.74), [], 0)
    assert not decision.promoted
    assert "not surely better" in decision.reasons[0]


@pytest.mark.parametrize(
    ("child", "reason"),
    [
        ({"words": 34}, "its rubrics are longer: 34 words instead of 30"),
        ({"repeated": 0.1}, "its rubrics repeat themselves more: 10.0% of the criteria instead of 0.0%"),
        ({"criteria": 0}, "it writes no rubric for 100.0% of the prompts, its parent for 0.0%"),
        ({"second": 0.2}, "the second judge finds it worse"),
    ],
)
def test_better_agreement_is_not_enough(child, reason):
    parent = measured(0.6, second=0.8 if "second" in child else None)
    decision = decide(measured(0.9, seed=1, **child), parent, [], 0)
    assert not decision.promoted
    assert any(each.startswith(reason) for each in decision.reasons)


def test_without_labels_the_meta_judge_decides():
    meetings = [Meeting(first="c", second="p", model="m", fingerprint="f", ab=WON, ba=WON)] * 60
    child, parent = measured(0.5, labels=False), measured(0.5, labels=False)
    assert decide(child, parent, meetings, 0).promoted
    lost = [meeting.turned() for meeting in meetings]
    assert not decide(child, parent, lost, 0).promoted
    assert decide(child, parent, [], 0).reasons == ("too few prompts for an interval",)


def test_an_equal_generator_is_seldom_promoted():
    promoted = sum(
        decide(measured(0.75, seed=2 * each + 1), measured(0.75, seed=2 * each), [], each).promoted
        for each in range(60)
    )
    assert promoted <= 5
