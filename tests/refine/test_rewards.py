import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.refine.rewards import MARGIN_CAP, Judged, Told, reward_of

TEXTS = ["The response has at most 50 words.", "The response names a colour."]


def judged(*margins, constant=0.0):
    told = [Told(pair=str(number), margin=margin) for number, margin in enumerate(margins)]
    return Judged(told=tuple(told), constant=constant)


def test_agreement_is_the_share_of_pairs_the_right_way_round():
    assert judged(0.5, -0.1, 0.2, 0.3).agreement == 0.75
    assert judged(0.0, None).agreement == 0.5
    assert judged().agreement is None


def test_what_does_not_parse_has_no_worth():
    reward = reward_of(3, [], None, 10, None)
    assert (reward.candidate, reward.parses, reward.total) == (3, False, None)


def test_exaggeration_earns_nothing():
    assert judged(MARGIN_CAP).margin == judged(1.0).margin == 1.0
    assert reward_of(0, TEXTS, judged(MARGIN_CAP), 12, None) == reward_of(0, TEXTS, judged(1.0), 12, None)


def test_a_wrong_margin_costs_no_more_for_being_large():
    assert reward_of(0, TEXTS, judged(-0.01), 12, None) == reward_of(0, TEXTS, judged(-1.0), 12, None)


@given(st.lists(st.floats(-1, 1), min_size=4, max_size=4), st.lists(st.floats(-1, 1), min_size=4, max_size=4))
def test_a_quarter_more_agreement_outweighs_all_else_together(better, worse):
    one, other = judged(*better), judged(*worse, constant=0.0)
    if one.agreement - other.agreement >= 0.25:
        wasteful = [TEXTS[0], TEXTS[0].replace("50", "50 ")]
        low = reward_of(0, wasteful, judged(*better, constant=1.0), 5, None)
        high = reward_of(1, TEXTS, other, 12, None)
        assert low.total > high.total - 0.1


def test_repeats_constant_criteria_and_length_take_a_little_away():
    plain = reward_of(0, TEXTS, judged(0.2), 12, None).total
    repeated = [*TEXTS, "The response names a colour!"]
    assert reward_of(0, repeated, judged(0.2), 16, None).total < plain
    assert reward_of(0, TEXTS, judged(0.2, constant=0.5), 12, None).total == pytest.approx(plain - 0.01)
    assert reward_of(0, TEXTS, judged(0.2), 5.5, None).total < plain


def test_without_labels_the_strength_counts():
    assert reward_of(0, TEXTS, None, 12, 0.7).total == pytest.approx(0.7)
    assert reward_of(0, TEXTS, None, 12, None).total is None
