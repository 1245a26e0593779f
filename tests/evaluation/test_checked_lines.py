"""What code decided is never taken for the judge's: not in agreement, labels, reliability or calibration."""

from touchstone.domain.dataset import Dataset, Response, Sample, ScoreLabel
from touchstone.domain.label import Label
from touchstone.domain.results import ResultLine
from touchstone.evaluation.agreement.align import Lines, judged_line
from touchstone.evaluation.labelling.verdicts import verdicts
from touchstone.evaluation.reliability.decisions import decisions

ABOUT = {"run": "r", "sample_id": "s", "response_id": "x", "protocol": "criteria"}
JUDGED = ResultLine.model_validate(
    ABOUT
    | {"criterion_id": "kind", "probabilities": {"met": 0.9, "not met": 0.1}, "score": 0.9}
    | {"label_mass": 1.0, "entropy": 0.3, "reliability": 2.0}
)
CHECKED = ResultLine.model_validate(
    ABOUT
    | {"criterion_id": "short", "probabilities": {"met": 1.0, "not met": 0.0}, "score": 1.0}
    | {"checked": "2 words; at most 3"}
)
WHOLE = ResultLine.model_validate(ABOUT | {"score": 0.95, "reliability": 2.0})


def labelled(criterion: str) -> ScoreLabel:
    return ScoreLabel(score=1, score_min=0, score_max=1, criterion_id=criterion)


DATA = Dataset(
    path="d",
    digest="d",
    rows=1,
    samples=(
        Sample(
            id="s",
            prompt="p",
            group="g",
            responses=(Response(id="x", text="Hi you.", labels=(labelled("kind"), labelled("short"))),),
        ),
    ),
)


def test_a_label_of_a_checked_criterion_is_compared_with_nothing() -> None:
    lines = Lines([JUDGED, CHECKED, WHOLE])
    assert judged_line("s", "x", labelled("kind"), lines) == JUDGED
    assert judged_line("s", "x", labelled("short"), lines) is None
    assert judged_line("s", "x", labelled("unknown"), lines) == WHOLE


def test_pass_rates_are_of_what_the_judge_decided() -> None:
    assert set(verdicts([JUDGED, CHECKED])) == {("s", "x", "kind")}


def test_decisions_are_the_judges_alone() -> None:
    found = decisions(DATA, [(JUDGED, {}), (CHECKED, {})], [WHOLE])
    assert [each.key for each in found.decisions] == [("s", "x", "kind")]
    assert (found.unscored, found.not_applicable) == (0, 0)
    blind = Label(
        run="r",
        sample_id="s",
        response_id="x",
        criterion_id="short",
        annotator="Ada",
        label="met",
        created="2026",
    )
    unlabelled = DATA.samples[0].model_copy(update={"responses": (Response(id="x", text="Hi you."),)})
    bare = DATA.model_copy(update={"samples": (unlabelled,)})
    assert decisions(bare, [(JUDGED, {}), (CHECKED, {})], [WHOLE], labels=[blind]).decisions == ()
