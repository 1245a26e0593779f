"""Tournaments of rubrics: their schedules, what is asked, and what the answers say."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.domain.dataset import Sample
from touchstone.domain.engine import Answer, Distribution, Failure
from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel, Scale, ScaleLevel
from touchstone.rubrics.tournament import meeting_fingerprint, meeting_of, meeting_requests, schedule

SAMPLE = Sample(id="s", prompt="Write a poem about rain.", group="g")


def rubric(*criteria: Criterion | str) -> Rubric:
    made = tuple(Criterion(text=each) if isinstance(each, str) else each for each in criteria)
    return Rubric(
        level=RubricLevel.INSTANCE,
        criteria=made,
        prompt=SAMPLE.prompt,
        provenance=Provenance(source="generated"),
    )


RHYME, RAIN = sorted((rubric("The poem rhymes."), rubric("The poem names rain.")), key=lambda each: each.id)


def said(a: float, b: float, tie: float, mass: float = 1.0) -> Answer:
    return Answer(Distribution({"A": a, "B": b, "tie": tie}, mass, 0.1))


def connected(count: int, pairs: list[tuple[int, int]]) -> bool:
    reached, before = {0}, 0
    while len(reached) > before:
        before = len(reached)
        reached |= {place for pair in pairs if reached & set(pair) for place in pair}
    return len(reached) == count


@given(count=st.integers(1, 12), seed=st.integers(), extra=st.integers(0, 70))
def test_a_schedule_connects_all_and_spreads_its_meetings(count: int, seed: int, extra: int) -> None:
    wanted = count - 1 + extra
    pairs = schedule(count, wanted, seed)
    every = list(combinations(range(count), 2))
    assert len(pairs) == len(set(pairs)) == min(wanted, len(every))
    assert set(pairs) <= set(every)
    assert connected(count, pairs)
    met = [sum(place in pair for pair in pairs) for place in range(count)]
    assert max(met) - min(met) <= 2
    assert schedule(count, wanted, seed) == pairs


def test_by_default_every_pair_meets_and_too_few_meetings_are_refused() -> None:
    assert schedule(8, None, 0) == list(combinations(range(8), 2))
    with pytest.raises(ValueError, match="at least 3"):
        schedule(4, 2, 0)


def test_both_orders_are_asked_with_the_smaller_id_first_however_they_are_given() -> None:
    asked = meeting_requests(SAMPLE, RAIN, RHYME, "meta-1")
    assert asked == meeting_requests(SAMPLE, RHYME, RAIN, "meta-1")
    first, second = ("".join(request.content) for request in asked)
    assert first.index(RHYME.criteria[0].text) < first.index(RAIN.criteria[0].text)
    assert second.index(RAIN.criteria[0].text) < second.index(RHYME.criteria[0].text)


def test_a_fault_is_shown_with_its_weight_and_a_level_with_what_it_means() -> None:
    levels = Scale(kind="ordinal", levels=(ScaleLevel(value=1, description="poor"), ScaleLevel(value=2)))
    graded = rubric(
        Criterion(text="It is rude.", weight=-2), Criterion(text="Its rhymes.", scale=levels, guard=True)
    )
    text = "".join(meeting_requests(SAMPLE, graded, RAIN, "meta-2")[0].content)
    assert "1. It is rude. (weight -2)" in text
    assert "2. Its rhymes. (guard)\n     1: poor" in text


def test_a_meeting_names_first_and_second_whatever_order_was_shown() -> None:
    met = meeting_of(RAIN, RHYME, [said(0.7, 0.2, 0.1), said(0.1, 0.8, 0.1)], "judge", "print")
    assert (met.first, met.second) == (RHYME.id, RAIN.id)
    assert met.ab == {"A": 0.7, "B": 0.2, "tie": 0.1}
    assert met.ba == {"A": 0.8, "B": 0.1, "tie": 0.1}
    assert (met.outcome, met.agrees, met.unscored) == (1, True, None)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Failure("too long"), "too long"),
        (said(1, 0, 0, mass=0.1), "label mass 0.1 is under 0.2"),
        (said(float("nan"), 0, 0), "no verdict could be read"),
        (Answer(text="A"), "no verdict could be read"),
    ],
)
def test_an_order_without_a_verdict_says_why_and_makes_no_outcome(
    answer: Answer | Failure, reason: str
) -> None:
    met = meeting_of(RHYME, RAIN, [said(0.7, 0.2, 0.1), answer], "judge", "print")
    assert (met.ba, met.outcome, met.agrees, met.unscored) == (None, None, None, reason)
    assert met.ab is not None


def test_what_could_change_an_answer_is_in_the_fingerprint() -> None:
    prints = {
        meeting_fingerprint("model", "meta-1", SAMPLE),
        meeting_fingerprint("other", "meta-1", SAMPLE),
        meeting_fingerprint("model", "meta-2", SAMPLE),
        *(
            meeting_fingerprint("model", "meta-1", SAMPLE.model_copy(update={field: "x"}))
            for field in ("prompt", "system_prompt", "reference")
        ),
    }
    assert len(prints) == 6
    assert meeting_fingerprint("model", "meta-1", SAMPLE.model_copy(update={"id": "t"})) in prints
