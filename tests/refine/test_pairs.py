from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from touchstone.domain.engine import Request
from touchstone.domain.meeting import Meeting
from touchstone.refine.pairs import choose_pairs, trl_row
from touchstone.refine.rewards import Reward

FIRST = {"A": 0.8, "B": 0.1, "tie": 0.1}
SECOND = {"A": 0.1, "B": 0.8, "tie": 0.1}


def reward(candidate, total, agreement=0.5, words=20, parses=True):
    return Reward(candidate=candidate, parses=parses, agreement=agreement, words=words, total=total)


def met(ab, ba):
    return Meeting(first="x", second="y", model="m", fingerprint="f", ab=ab, ba=ba)


def choose(rewards, meetings=None, most=2, min_gap=0.05):
    found = choose_pairs("s", rewards, meetings or {}, most=most, min_gap=min_gap)
    return [(each.chosen, each.rejected) for each in found]


def test_the_clearest_pair_comes_first_and_each_candidate_is_used_once():
    rewards = [reward(0, 0.9), reward(1, 0.2), reward(2, 0.8), reward(3, 0.4)]
    assert choose(rewards) == [(0, 1), (2, 3)]


def test_pairs_of_like_length_go_first():
    rewards = [reward(0, 0.9, words=20), reward(1, 0.5, words=80), reward(2, 0.52, words=20)]
    assert choose(rewards, most=1) == [(0, 2)]


def test_small_gaps_make_no_pair_without_the_meta_judge():
    rewards = [reward(0, 0.51), reward(1, 0.5)]
    assert choose(rewards) == []
    assert choose(rewards, {(0, 1): met(FIRST, FIRST)}) == [(0, 1)]
    assert choose(rewards, {(0, 1): met(FIRST, SECOND)}) == []
    assert choose(rewards, {(0, 1): met(SECOND, SECOND)}) == []


def test_without_labels_only_rubrics_that_met_and_won_in_both_orders_are_paired():
    rewards = [reward(0, 1.0, None), reward(1, -1.0, None), reward(2, -2.0, None)]
    assert choose(rewards) == []
    meetings = {(0, 1): met(FIRST, FIRST), (1, 2): met(FIRST, SECOND)}
    assert choose(rewards, meetings) == [(0, 1)]


def test_what_does_not_parse_is_rejected():
    broken = reward(1, None, None, words=0, parses=False)
    assert choose([reward(0, 0.5), broken]) == [(0, 1)]


totals = st.one_of(st.none(), st.floats(-2, 2))


@given(st.lists(st.tuples(totals, st.integers(1, 90), st.booleans()), min_size=2, max_size=8))
def test_a_chosen_rubric_is_always_worth_more(drawn):
    rewards = [
        reward(number, total if parses else None, words=words, parses=parses)
        for number, (total, words, parses) in enumerate(drawn)
    ]
    found = choose_pairs("s", rewards, {}, most=3, min_gap=0.05)
    for choice in found:
        chosen, rejected = rewards[choice.chosen], rewards[choice.rejected]
        assert chosen.total is not None
        assert not rejected.parses or chosen.total >= rejected.total + 0.05
    for one, other in combinations(found, 2):
        assert not {one.chosen, one.rejected} & {other.chosen, other.rejected}


def test_the_form_that_trl_reads():
    row = trl_row(Request(("Write a rubric. ", "Sing!")), "good", "bad")
    assert row == {
        "prompt": [{"role": "user", "content": "Write a rubric. Sing!"}],
        "chosen": [{"role": "assistant", "content": "good"}],
        "rejected": [{"role": "assistant", "content": "bad"}],
    }
