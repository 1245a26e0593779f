import numpy as np

from touchstone.evaluation.card.aspects import (
    DIFFERENCE,
    JUDGED,
    OTHER_LABELS,
    OWN_LABEL,
    Scored,
    halo_table,
    hearing_table,
)

RANDOM = np.random.default_rng(3)
LABELS = RANDOM.uniform(size=(120, 3))
GROUPS = tuple(f"g{number // 3}" for number in range(120))
NAMES = ("one", "two", "three")


def test_a_judge_that_goes_by_one_impression_has_a_halo_and_is_deaf_to_criteria() -> None:
    impression = LABELS.mean(axis=1, keepdims=True) + RANDOM.normal(scale=0.02, size=(120, 3))
    scored = Scored(NAMES, GROUPS, impression, LABELS)
    halo = halo_table("set", scored, "", 0).figure("alike", DIFFERENCE)
    selective = hearing_table("set", scored, 0).figure("hearing", DIFFERENCE)
    assert halo is not None
    assert halo.low is not None
    assert halo.low > 0.5
    assert selective is not None
    assert selective.low is not None
    assert selective.low < 0.1


def test_a_judge_that_hears_each_criterion_agrees_with_its_own_label() -> None:
    judged = LABELS + RANDOM.normal(scale=0.1, size=LABELS.shape)
    scored = Scored(NAMES, GROUPS, judged, LABELS)
    table, hearing = halo_table("set", scored, "", 0), hearing_table("set", scored, 0)
    own, other = hearing.figure("hearing", OWN_LABEL), hearing.figure("hearing", OTHER_LABELS)
    assert own is not None
    assert own.low is not None
    assert own.low > 0.8
    assert other is not None
    assert abs(other.value or 0) < 0.2
    halo = table.figure("alike", DIFFERENCE)
    assert halo is not None
    assert halo.low is not None
    assert halo.high is not None
    assert halo.low < 0.05
    assert halo.high > -0.05


def test_scores_that_do_not_vary_have_no_correlation_and_say_why() -> None:
    table = halo_table("set", Scored(NAMES, GROUPS, np.full_like(LABELS, 0.5), LABELS), "", 0)
    alike = table.figure("alike", JUDGED)
    assert alike is not None
    assert alike.value is None
    assert alike.note
    assert halo_table("set", None, "needs more", 0).lacking == "needs more"
