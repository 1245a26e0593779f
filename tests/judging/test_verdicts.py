import math
import threading
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.judging.doubles import SetEngine, distribution, sure
from touchstone.domain.dataset import Pair, Response, Sample
from touchstone.domain.engine import Answer, Distribution, Failure, Request
from touchstone.domain.odds import log_odds
from touchstone.domain.results import JudgeProtocol, ResultLine
from touchstone.domain.rubric import Criterion, Scale, ScaleLevel
from touchstone.judging import questions, summed_lines, verdict_lines
from touchstone.judging.prompts import in_file_order

CRITERIA = [Criterion(text=f"The response has property {number}.") for number in range(6)]
SAMPLE = Sample(
    id="s",
    prompt="Say hello.",
    group="g",
    responses=(Response(id="r1", text="Hi.", system="one"), Response(id="r2", text="No.", system="two")),
    pairs=(Pair(id="p", a="r1", b="r2"),),
)
ONE = SAMPLE.model_copy(update={"responses": SAMPLE.responses[:1], "pairs": ()})
Reply = Callable[[Request], Answer | Failure]


def judged(
    reply: Reply,
    protocol: JudgeProtocol,
    criteria: list[Criterion] | None = None,
    *,
    sample: Sample = ONE,
    rationale: bool = False,
    failures: dict[str, str] | None = None,
) -> list[ResultLine]:
    rubrics = {response.id: criteria or [] for response in sample.responses}
    asked = questions(sample, rubrics, protocol, "leaf", rationale=rationale, skip=failures or {})
    (unit,) = SetEngine(reply).run([[q.request for q in asked]], threading.Event())
    verdicts = verdict_lines("run", sample, asked, unit.answers, protocol, 0.2)
    return summed_lines("run", sample, asked, verdicts, rubrics, protocol, failures or {})


def always(read: Distribution) -> Reply:
    return lambda _: Answer(read)


def of_criteria(*reads: Distribution | Failure) -> Reply:
    """Answers the questions about CRITERIA in turn."""

    def reply(request: Request) -> Answer | Failure:
        read = next(
            read
            for criterion, read in zip(CRITERIA, reads, strict=False)
            if criterion.text in "".join(request.content)
        )
        return read if isinstance(read, Failure) else Answer(read)

    return reply


YES = distribution(met=0.6, not_met=0.2, cannot_tell=0.1, not_applicable=0.1)
UNSURE = distribution(met=0.2, not_met=0.1, cannot_tell=0.6, not_applicable=0.1)
SKIP = distribution(met=0.2, not_met=0.1, cannot_tell=0.1, not_applicable=0.6)


def test_p_is_what_met_has_among_met_and_not_met() -> None:
    verdict, aggregate = judged(always(YES), "criteria", CRITERIA[:1])
    assert (verdict.criterion_id, verdict.system) == (CRITERIA[0].id, "one")
    assert verdict.score == pytest.approx(0.75)
    assert verdict.probabilities == YES.probabilities
    assert aggregate.is_aggregate
    assert aggregate.score == pytest.approx(0.75)


def test_cannot_tell_is_unscored_and_never_a_zero() -> None:
    verdict, aggregate = judged(always(UNSURE), "criteria", CRITERIA[:1])
    assert (verdict.score, verdict.unscored) == (None, "cannot tell")
    assert aggregate.score is None
    assert aggregate.unscored == "100% of the weight is unscored: cannot tell"


def test_not_applicable_leaves_the_sums_without_being_a_failure() -> None:
    first, second, aggregate = judged(of_criteria(YES, SKIP), "criteria", CRITERIA[:2])
    assert (second.score, second.unscored) == (None, None)
    assert aggregate.score == first.score
    assert aggregate.bounds is None


def test_a_failed_request_keeps_its_reason_and_the_rest_goes_on() -> None:
    reads = [YES] * 5 + [Failure("the context is full")]
    *verdicts, aggregate = judged(of_criteria(*reads), "criteria", CRITERIA)
    assert verdicts[-1].unscored == "the context is full"
    assert aggregate.score == pytest.approx(0.75)
    assert aggregate.bounds == pytest.approx((0.625, 0.625 + 1 / 6))


def test_too_little_label_mass_is_unscored() -> None:
    read = distribution(label_mass=0.12, met=0.9, not_met=0.1, cannot_tell=0.0, not_applicable=0.0)
    verdict, _ = judged(always(read), "criteria", CRITERIA[:1])
    assert verdict.unscored == "label mass 0.12 is under 0.2"
    assert verdict.label_mass == 0.12


@pytest.mark.parametrize("answer", [Answer(), Answer(distribution(label_mass=math.nan, met=1.0))])
def test_no_readable_distribution_is_unscored(answer: Answer) -> None:
    verdict, aggregate = judged(lambda _: answer, "criteria", CRITERIA[:1])
    assert verdict.unscored == "no verdict could be read"
    assert verdict.probabilities is None
    assert aggregate.unscored


def test_an_ordinal_verdict_is_the_expected_level_scaled() -> None:
    scale = Scale(kind="ordinal", levels=tuple(ScaleLevel(value=value) for value in (0, 1, 4)))
    read = Distribution({"0": 0.25, "1": 0.25, "4": 0.5}, 0.9, 1.0)
    verdict, _ = judged(always(read), "criteria", [Criterion(text="How much?", scale=scale)])
    assert verdict.score == pytest.approx((0.25 + 2.0) / 4)


def test_a_holistic_verdict_is_the_expected_score() -> None:
    read = Distribution({"1": 0.0, "2": 0.0, "3": 0.5, "4": 0.0, "5": 0.5}, 0.9, 1.0)
    verdict, aggregate = judged(always(read), "holistic")
    assert (verdict.criterion_id, verdict.score) == ("overall", 0.75)
    assert (aggregate.score, aggregate.probabilities) == (0.75, read.probabilities)


def test_weights_count_negative_ones_too() -> None:
    rubric = [CRITERIA[0], CRITERIA[1].model_copy(update={"weight": -0.5})]
    met = distribution(met=1.0, not_met=0.0, cannot_tell=0.0, not_applicable=0.0)
    assert judged(always(met), "criteria", rubric)[-1].score == pytest.approx(0.5)


def test_both_orders_are_averaged_before_deciding() -> None:
    def reply(request: Request) -> Answer:
        first_shown = "".join(request.content).index("Hi.") < "".join(request.content).index("No.")
        a, b = (0.9, 0.0) if first_shown else (0.3, 0.6)
        return Answer(Distribution({"A": a, "B": b, "tie": 0.1}, 0.9, 0.5))

    ab, ba, aggregate = judged(reply, "pairwise", sample=SAMPLE)
    assert (ab.order, ab.preference) == ("ab", "A")
    assert (ba.order, ba.preference) == ("ba", "A")
    assert ba.probabilities == {"A": 0.6, "B": 0.3, "tie": 0.1}
    assert aggregate.probabilities == pytest.approx({"A": 0.75, "B": 0.15, "tie": 0.1})
    assert aggregate.preference == "A"
    assert aggregate.score == pytest.approx(0.8)


def test_a_judge_that_prefers_what_it_sees_first_ends_in_a_tie() -> None:
    ab, ba, aggregate = judged(lambda request: Answer(sure(request, "A")), "pairwise", sample=SAMPLE)
    assert (ab.preference, ba.preference) == ("A", "B")
    assert (aggregate.preference, aggregate.score) == ("tie", 0.5)


def test_one_order_without_a_verdict_unscores_the_pair() -> None:
    answers: Iterator[Answer | Failure] = iter(
        [Answer(Distribution({"A": 1.0, "B": 0.0, "tie": 0.0}, 0.9, 0.1)), Failure("too long")]
    )
    *_, aggregate = judged(lambda _: next(answers), "pairwise", sample=SAMPLE)
    assert (aggregate.preference, aggregate.unscored) == (None, "order ba: too long")


def test_a_written_reason_does_not_replace_the_direct_verdict() -> None:
    def reply(request: Request) -> Answer:
        if request.writing:
            return Answer(sure(request, "not met"), text=" It is rude.\n", finish="stop")
        return Answer(YES)

    direct, reasoned, aggregate = judged(reply, "criteria", CRITERIA[:1], rationale=True)
    assert (direct.rationale, reasoned.rationale) == (None, "It is rude.")
    assert reasoned.score == 0.0
    assert aggregate.score == direct.score


def test_what_could_not_be_asked_about_is_listed_as_unscored() -> None:
    lines = judged(
        always(YES), "criteria", CRITERIA[:1], sample=SAMPLE, failures={"r2": "no rubric: cut off"}
    )
    other = [line for line in lines if line.response_id == "r2"]
    assert [line.unscored for line in other] == ["no rubric: cut off"] * 2
    assert [line.is_aggregate for line in other] == [False, True]
    assert other[0].system == "two"


def test_a_response_without_criteria_is_unscored() -> None:
    lines = judged(always(YES), "criteria", [])
    assert {line.unscored for line in lines} == {"there is no rubric for it"}


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_second_order_names_the_files_own_responses(x: float, y: float) -> None:
    shown = {"A": x, "B": y, "tie": 0.0}
    assert in_file_order(shown, "ab") == shown
    assert in_file_order(in_file_order(shown, "ba"), "ba") == shown
    assert in_file_order(shown, "ba")["A"] == y


@given(
    st.lists(st.floats(1e-6, 1), min_size=3, max_size=3), st.lists(st.floats(1e-6, 1), min_size=3, max_size=3)
)
def test_swapping_the_responses_swaps_the_verdict(first: list[float], second: list[float]) -> None:
    """A judge that only sees order: exchanging its two answers exchanges A and B."""

    def aggregate(ab: list[float], ba: list[float]) -> ResultLine:
        reads = iter(
            Distribution(
                dict(zip(("A", "B", "tie"), (v / sum(values) for v in values), strict=True)), 0.9, 0.1
            )
            for values in (ab, ba)
        )
        return judged(lambda _: Answer(next(reads)), "pairwise", sample=SAMPLE)[-1]

    one, other = aggregate(first, second), aggregate(second, first)
    assert one.score == pytest.approx(1 - (other.score or 0.0))
    opposite = {"A": "B", "B": "A", "tie": "tie"}
    assert one.preference is not None
    assert other.preference == opposite[one.preference]


def test_a_response_is_as_reliable_as_the_least_reliable_verdict_on_it() -> None:
    sharp = distribution(met=0.9, not_met=0.1, cannot_tell=0.0, not_applicable=0.0)
    blunt = Distribution(sharp.probabilities, 0.5, 1.5)
    *verdicts, aggregate = judged(of_criteria(sharp, blunt, Failure("it failed")), "criteria", CRITERIA[:3])
    assert [line.reliability for line in verdicts] == pytest.approx(
        [log_odds(0.9 * sharp.label_mass), log_odds(0.9 * 0.5), None]
    )
    assert aggregate.reliability == pytest.approx(log_odds(0.9 * 0.5))
