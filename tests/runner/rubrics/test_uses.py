"""A rubric's uses, and the words for a criterion that tells no responses apart."""

import threading
from pathlib import Path

import pytest

from touchstone.domain.results import ResultLine
from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel, Scale, ScaleLevel
from touchstone.domain.run import RunSpec
from touchstone.errors import Interrupted
from touchstone.runner.rubrics.uses import rubric_uses, use_remark
from touchstone.store import CriterionUse, open_store

BINARY = Criterion(text="It is short.")
FAULT = Criterion(text="It insults.", weight=-1)
LEVELS = tuple(ScaleLevel(value=value) for value in (1, 2, 3))
ORDINAL = Criterion(text="How clear it is.", scale=Scale(kind="ordinal", levels=LEVELS))


def _use(scores: list[float], *, unscored: int = 0, beside: int = 0) -> CriterionUse:
    return CriterionUse(
        criterion_id="c",
        verdicts=len(scores) + unscored + beside,
        scored=len(scores),
        met=sum(score >= 0.5 for score in scores),
        unscored=unscored,
        mean_score=sum(scores) / len(scores) if scores else None,
        lowest=min(scores, default=None),
        highest=max(scores, default=None),
        mean_mass=0.9,
    )


@pytest.mark.parametrize(
    ("criterion", "use", "remark"),
    [
        (BINARY, _use([0.9, 0.5]), "always met (n = 2)"),
        (BINARY, _use([0.1] * 1200), "never met (n = 1,200)"),
        (BINARY, _use([0.1, 0.6]), ""),
        (FAULT, _use([0.9, 0.8]), "the fault is always found (n = 2)"),
        (FAULT, _use([0.1, 0.2]), "the fault is never found (n = 2)"),
        (ORDINAL, _use([1.0, 0.8]), "always at its highest level (n = 2)"),
        (ORDINAL, _use([0.0, 0.2]), "always at its lowest level (n = 2)"),
        (ORDINAL, _use([0.5, 0.6]), ""),
        (BINARY, _use([], unscored=3), "no valid verdict (n = 3)"),
        (BINARY, _use([], beside=3), "never applies (n = 3)"),
    ],
)
def test_a_criterion_that_tells_nothing_apart_is_named(
    criterion: Criterion, use: CriterionUse, remark: str
) -> None:
    assert use_remark(criterion, use) == remark


def test_uses_come_run_by_run_in_the_rubric_s_order_and_can_be_stopped(tmp_path: Path) -> None:
    rubric = Rubric(
        level=RubricLevel.DATASET, criteria=(ORDINAL, BINARY, FAULT), provenance=Provenance(source="file")
    )
    stop = threading.Event()
    with open_store(tmp_path / "touchstone.db") as store:
        store.save_rubric(rubric)
        for _ in range(2):
            spec = RunSpec(kind="judge", data="d.jsonl", protocol="criteria")
            run = store.create_run(spec, dataset_digest="d", marks=(), models={}).id
            lines = [
                ResultLine(run=run, sample_id="s", response_id="r", protocol="criteria", criterion_id=each.id)
                for each in (BINARY, ORDINAL)
            ]
            store.save_unit(run, "judging-0", lines)
            store.link_rubrics(run, {"s": [rubric.id]})
        uses = rubric_uses(store, rubric, stop, limit=5)
        use = next(uses)
        assert use.run.id == run
        assert [criterion for criterion, _ in use.criteria] == [ORDINAL, BINARY]
        stop.set()
        with pytest.raises(Interrupted):
            next(uses)
