from dataclasses import replace

import pytest

from tests.report.making import RUN, Scores, paired, run_data, scored, verdict
from touchstone.domain.dataset import Pair, ScoreLabel
from touchstone.domain.label import Label
from touchstone.domain.rubric import Criterion
from touchstone.evaluation.comparing.comparison import Comparison, Regression, Versus
from touchstone.evaluation.report import Figure
from touchstone.report.cases import disputed, regressed, worst
from touchstone.report.material import items_of

GOOD = Criterion(text="It names a river.")
SCORES: Scores = {"p-a": {GOOD: 0.9}, "p-b": {GOOD: 0.1}, "q-a": {GOOD: 0.5}, "q-b": {GOOD: None}}


def test_the_worst_come_first_and_the_unscored_are_no_zero() -> None:
    made = worst(items_of(scored(SCORES)), 2)
    assert [case.title for case in made.cases] == ["score 0.100, b", "score 0.500, a"]
    assert made.note == "The lowest scores. 2 of 3 are shown."
    first = made.cases[0]
    assert (first.prompt, first.answers[0].text) == ("Prompt p?", "The answer p-b.")
    assert first.answers[0].heading == "Response of b"
    (read,) = first.answers[0].verdicts
    assert (read.about, read.outcome) == (GOOD.text, "not met")
    assert read.probabilities == "not met: 0.90, met: 0.10"


def test_disputed_is_the_distance_to_the_label_in_parts_of_its_scale() -> None:
    labels = {
        "p-a": ScoreLabel(score=4, score_min=1, score_max=5),
        "p-b": ScoreLabel(score=5, score_min=1, score_max=5),
        "q-a": ScoreLabel(score=0.5),
    }
    made = disputed(items_of(scored(SCORES, labels)), 10)
    assert [case.title for case in made.cases] == [
        "label 5, judge 1.40 on 1 to 5, b",
        "label 4, judge 4.60 on 1 to 5, a",
    ]


def test_a_label_on_a_criterion_is_put_beside_the_verdict_on_it() -> None:
    other = Criterion(text="It is short.")
    labels = {"p-a": ScoreLabel(score=0.0, criterion_id=other.id)}
    made = disputed(items_of(scored({"p-a": {GOOD: 0.0, other: 1.0}}, labels)), 10)
    assert [case.title for case in made.cases] == ["label 0, judge 1.00 on 0 to 1 (“It is short.”), a"]


def test_labels_stand_beside_the_verdicts_they_are_about() -> None:
    label = ScoreLabel(score=2, score_min=1, score_max=5, criterion_id=GOOD.id)
    blind = Label(
        run=RUN, sample_id="p", response_id="p-a", criterion_id=GOOD.id, annotator="me", label="met"
    )
    data = replace(scored(SCORES, {"p-a": label, "p-b": ScoreLabel(score=1)}), labels=(blind,))
    answers = [case.answers[0] for case in disputed(items_of(data), 10).cases]
    assert [answer.labels for answer in answers] == [("1 on 0 to 1",), ()]
    assert answers[1].verdicts[0].labels == ("2 on 1 to 5", "met (me)")


def test_disputed_pairs_are_those_where_the_judge_preferred_another_one() -> None:
    made = disputed(items_of(paired([(0.9, 0.9), (0.2, 0.4), (0.4, 0.4)], ["A", "A", "A"])), 10)
    assert [case.title for case in made.cases] == [
        "label A, judge B (gave A 0.30)",
        "label A, judge B (gave A 0.40)",
    ]
    case = made.cases[0]
    assert [answer.heading for answer in case.answers] == ["Response A of old", "Response B of new"]
    assert [answer.labels for answer in case.answers] == [("this one is better",), ()]
    assert [each.about for each in case.verdicts] == [
        "A shown first",
        "B shown first",
        "both orders, averaged",
    ]


def test_blind_labels_of_the_run_count_and_labels_that_were_seen_do_not() -> None:
    def label(response: str, said: str, *, seen: bool = False) -> Label:
        place = {"sample_id": response[0], "response_id": response, "criterion_id": GOOD.id}
        return Label.model_validate({"run": RUN, **place, "annotator": "me", "label": said, "seen": seen})

    labels = (label("p-a", "not met"), label("p-b", "not met"), label("q-a", "not met", seen=True))
    made = disputed(items_of(replace(scored(SCORES), labels=labels)), 10)
    assert [case.title for case in made.cases] == [
        "label not met, judge met (gave not met 0.10) (“It names a river.”)"
    ]


def test_labelled_pairs_that_were_scored_one_by_one_are_disputed_by_their_scores() -> None:
    data = scored({"p-a": {GOOD: 0.2}, "p-b": {GOOD: 0.8}})
    sample = data.dataset.samples[0].model_copy(
        update={"pairs": (Pair(id="p", a="p-a", b="p-b", label="A"),)}
    )
    made = disputed(items_of(run_data(data.run, [sample], data.lines, (GOOD,))), 10)
    assert [case.title for case in made.cases] == ["label A, scores A 0.200, B 0.800"]
    assert [answer.heading for answer in made.cases[0].answers] == ["Response A of a", "Response B of b"]


def test_without_labels_the_least_sure_are_shown() -> None:
    data = scored(SCORES)
    lines = [*data.lines, verdict("q-a", Criterion(text="other"), 0.5, entropy=1.5)]
    made = disputed(items_of(run_data(data.run, data.dataset.samples, lines, (GOOD,))), 1)
    assert made.heading == "The least sure"
    assert [case.title for case in made.cases] == ["entropy up to 1.50 nats, a"]
    pairs = disputed(items_of(paired([(0.9, 0.9), (0.9, 0.3), (0.6, 0.4)], [None] * 3)), 10)
    assert [case.place for case in pairs.cases] == ["run 1a2b3c4d, sample s1", "run 1a2b3c4d, sample s2"]


def test_the_regressed_are_those_of_the_comparison_with_both_texts() -> None:
    data = scored({"p-a": {GOOD: 0.1}, "p-b": {GOOD: 0.9}})
    fell = Regression(
        prompt="Prompt p?",
        sample_ids=("p", "p"),
        response_ids=("p-a", "p-b"),
        runs=(data.run.id, data.run.id),
        score=0.1,
        other_score=0.9,
        difference=-0.8,
    )
    figure = Figure(name="f", label="f", value=-0.8)
    versus = Versus(
        system="a",
        other="b",
        word="cannot tell",
        difference=figure,
        wins=0,
        ties=0,
        losses=1,
        win_rate=figure,
        p=None,
        p_holm=None,
        detectable=None,
        regressed=(fell,),
    )
    compared = Comparison(
        runs=(data.run.id,),
        protocol="criteria",
        baseline=None,
        systems=(),
        pairs=(versus,),
        prompts=1,
        groups=1,
        resamples=1,
        seed=0,
    )
    (case,) = regressed(compared, items_of(data), 10).cases
    assert case.title == "a against b: −0.800 (0.100 against 0.900)"
    assert [answer.text for answer in case.answers] == ["The answer p-a.", "The answer p-b."]
    assert regressed(None, items_of(data), 10).cases == ()


@pytest.mark.parametrize("limit", [0, 1])
def test_no_more_than_asked_for(limit: int) -> None:
    assert len(worst(items_of(scored(SCORES)), limit).cases) == limit


def test_a_response_that_the_data_no_longer_has_is_shown_without_its_text() -> None:
    data = scored(SCORES)
    made = worst(items_of(run_data(data.run, (), data.lines, (GOOD,))), 1)
    assert made.cases[0].prompt is None
    assert made.cases[0].answers[0].text is None
