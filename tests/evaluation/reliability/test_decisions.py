"""Decisions worked out by hand: what counts as right, and whose signals a decision has."""

from collections.abc import Mapping, Sequence

import pytest

from touchstone.domain.dataset import Dataset, Pair, Response, Sample, ScoreLabel
from touchstone.domain.label import Label
from touchstone.domain.results import ResultLine, Vote
from touchstone.evaluation.reliability.decisions import Decided, decisions

Votes = Mapping[str, Vote]


def sample(
    *labels: ScoreLabel, pair: str | None = None, id: str = "s", texts: tuple[str, ...] = ("four", "sixsix")
) -> Sample:
    responses = tuple(Response(id=f"r{place}", text=text) for place, text in enumerate(texts))
    first = responses[0].model_copy(update={"labels": labels})
    pairs = (Pair(id="p", a="r0", b="r1", label=pair, subset="hard"),) if pair else ()  # type: ignore[arg-type]
    return Sample(
        id=id,
        prompt="?",
        group=f"group of {id}",
        responses=(first, *responses[1:]),
        pairs=pairs,
        subset="all",
    )


def data(*samples: Sample) -> Dataset:
    return Dataset(path="data", digest="d", samples=samples, rows=len(samples))


def line(criterion: str | None = "c", response: str = "r0", **values: object) -> ResultLine:
    about = {"run": "run", "sample_id": "s", "response_id": response, "protocol": "criteria"}
    entropy = None if criterion is None and "order" not in values else 0.5
    return ResultLine.model_validate(
        {**about, "criterion_id": criterion, "entropy": entropy, "label_mass": 0.9, **values}
    )


def levels(**shares: float) -> dict[str, float]:
    return {str(level): shares.get(f"l{level}", 0.0) for level in range(1, 6)}


def decided(
    dataset: Dataset,
    voted: Sequence[tuple[ResultLine, Votes]],
    aggregates: Sequence[ResultLine] = (),
    labels: Sequence[Label] = (),
) -> Decided:
    return decisions(dataset, voted, aggregates, labels=labels)


def label(score: float, low: float = 0.0, high: float = 1.0, criterion: str | None = "c") -> ScoreLabel:
    return ScoreLabel(score=score, score_min=low, score_max=high, criterion_id=criterion)


@pytest.mark.parametrize(
    ("met", "score", "right"), [(0.6, 1.0, True), (0.5, 1.0, True), (0.4, 1.0, False), (0.4, 0.0, True)]
)
def test_two_levels_are_the_same_side_of_one_half(met: float, score: float, right: bool) -> None:
    verdict = line(probabilities={"met": met, "not met": 1 - met}, score=met, reliability=-0.5)
    (found,) = decided(data(sample(label(score))), [(verdict, {})]).decisions
    assert (found.key, found.unit, found.group, found.subset) == (
        ("s", "r0", "c"),
        "criterion",
        "group of s",
        "all",
    )
    assert found.right is right


def test_the_likeliest_level_counts_not_the_expected_one() -> None:
    # 5 is likeliest; the expected level is 3.4, which the judge never thought of.
    verdict = line(probabilities=levels(l1=0.4, l5=0.6), score=0.6)
    for score, right in ((5, True), (4.6, True), (4, False), (3, False)):
        (found,) = decided(data(sample(label(score, 1, 5))), [(verdict, {})]).decisions
        assert found.right is right, score


def test_the_coarser_scale_decides() -> None:
    five = line(probabilities=levels(l2=0.1, l4=0.9), score=0.7)
    two = line(probabilities={"met": 0.7, "not met": 0.3}, score=0.7)
    for score, right in ((1.0, True), (0.0, False)):
        assert decided(data(sample(label(score))), [(five, {})]).decisions[0].right is right
    for score, right in ((5, True), (3, True), (2, False)):
        assert decided(data(sample(label(score, 1, 5))), [(two, {})]).decisions[0].right is right


def test_a_score_of_several_criteria_is_next_to_the_label() -> None:
    verdicts = [
        (line("c", probabilities={"met": 0.9, "not met": 0.1}, score=0.9), {}),
        (line("d", probabilities={"met": 0.5, "not met": 0.5}, score=0.5, entropy=0.7, label_mass=0.4), {}),
    ]
    whole = line(None, score=0.7, label_mass=None)
    # 0.7 on 1 to 5 is 3.8, next to 4.
    for score, right in ((4, True), (3, False), (5, False)):
        (found,) = decided(data(sample(label(score, 1, 5, None))), verdicts, [whole]).decisions
        assert (found.unit, found.key, found.right) == ("response", ("s", "r0", None), right)
    assert (found.signals.entropy, found.signals.label_mass, found.signals.max_probability) == (0.7, 0.4, 0.5)


def pair_lines(ab: str, ba: str) -> list[tuple[ResultLine, Votes]]:
    return [
        (
            line(
                None,
                "p",
                protocol="pairwise",
                order=order,
                entropy=entropy,
                reliability=reliability,
                preference=preference,
                probabilities={name: 0.8 if name == preference else 0.1 for name in ("A", "B", "tie")},
            ),
            {"base": Vote(voter="base", model="b", entropy=base, surprise=base / 2)},
        )
        for order, preference, entropy, base, reliability in (
            ("ab", ab, 0.3, 1.0, 0.7),
            ("ba", ba, 0.9, 2.0, 1.1),
        )
    ]


def test_a_pair_is_one_decision_with_the_signals_of_its_least_sure_order() -> None:
    probabilities = {"A": 0.5, "B": 0.4, "tie": 0.1}
    whole = line(None, "p", protocol="pairwise", preference="A", probabilities=probabilities, score=0.55)
    (found,) = decided(data(sample(pair="A")), pair_lines("A", "B"), [whole]).decisions
    signals = found.signals
    assert (found.unit, found.right, found.subset) == ("pair", True, "hard")
    assert (signals.reliability, signals.entropy, signals.base_entropy, signals.surprise) == (
        0.7,
        0.3,
        1.0,
        0.5,
    )
    assert (signals.max_probability, signals.length, signals.orders_agree) == (0.5, 10, False)
    assert signals.reasons_agree is None
    assert not decided(data(sample(pair="B")), pair_lines("A", "A"), [whole]).decisions[0].right


def test_the_direct_verdict_decides_and_the_reasoned_one_agrees_or_not() -> None:
    direct = line(probabilities={"met": 0.8, "not met": 0.2}, score=0.8, entropy=0.2)
    written = Vote(voter="judge", model="j", written_entropy=1.5)
    for met, agree in ((0.9, True), (0.1, False)):
        reasoned = line(
            probabilities={"met": met, "not met": 1 - met}, score=met, entropy=0.0, rationale="So it is."
        )
        voted = [(reasoned, {"judge": written}), (direct, {})]
        (found,) = decided(data(sample(label(1.0))), voted).decisions
        assert (found.right, found.signals.reasons_agree) == (True, agree)
        assert (found.signals.entropy, found.signals.written_entropy) == (0.2, 1.5)


def test_unscored_and_not_applicable_verdicts_are_counted() -> None:
    samples = [sample(label(1.0), id=id) for id in ("s", "t", "u")]
    offered = {"met": 0.1, "not met": 0.1, "cannot tell": 0.7, "not applicable": 0.1}
    unscored = line(probabilities=offered, unscored="cannot tell")
    not_applicable = line(probabilities={"met": 0.1, "not met": 0.1, "not applicable": 0.8}, sample_id="t")
    faulty = line(entropy=None, label_mass=None, unscored="too long", sample_id="u")
    found = decided(data(*samples), [(unscored, {}), (not_applicable, {}), (faulty, {})])
    assert (len(found.decisions), found.unscored, found.not_applicable) == (0, 2, 1)


def given(text: str, annotator: str = "Ada", *, seen: bool = False, criterion: str | None = "c") -> Label:
    return Label(
        run="run",
        sample_id="s",
        response_id="r0",
        criterion_id=criterion,
        annotator=annotator,
        label=text,
        seen=seen,
    )


def test_blind_labels_count_where_the_data_has_none_and_seen_ones_never() -> None:
    voted = [(line(probabilities=levels(l2=0.3, l3=0.7), score=0.4), {})]
    assert decided(data(sample()), voted, labels=[given("3")]).decisions[0].right
    assert not decided(data(sample()), voted, labels=[given("2")]).decisions[0].right
    level = [given("3"), given("2", "Bob")]
    assert decided(data(sample()), voted, labels=level).decisions == ()
    assert not decided(data(sample()), voted, labels=[*level, given("2", "Cy")]).decisions[0].right
    seen = decided(data(sample()), voted, labels=[given("3", seen=True)])
    assert (seen.decisions, seen.seen) == ((), 1)
    assert decided(data(sample(label(3, 1, 5))), voted, labels=[given("1")]).decisions[0].right


def test_several_labels_of_one_thing_are_one_decision() -> None:
    verdict = line(probabilities={"met": 0.9, "not met": 0.1}, score=0.9)
    labels = (label(1.0), label(0.0), label(1.0))
    (found,) = decided(data(sample(*labels)), [(verdict, {})]).decisions
    assert found.right
