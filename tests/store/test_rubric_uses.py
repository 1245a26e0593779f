"""How the criteria of a rubric came out: of this rubric, in this run, by direct verdicts alone."""

from collections.abc import Callable

from tests.store.conftest import line, rubric
from touchstone.domain.run import RunInfo
from touchstone.store import Store

MINE = rubric("It is short.", "It is polite.", prompt="p")
OTHER = rubric("It is short.", prompt="q")
SHORT, POLITE = (criterion.id for criterion in MINE.criteria)


def _judge(store: Store, run: str, sample: str, used: list[str], scores: list[float | None]) -> None:
    lines = []
    for number, score in enumerate(scores):
        why = None if score is not None else "label mass 0.1 is under 0.2"
        about = {"response_id": str(number), "score": score, "unscored": why, "label_mass": 0.5}
        lines.append(line(run, sample, SHORT, **about))
        lines.append(line(run, sample, SHORT, **(about | {"score": 0.0, "rationale": "written"})))
        lines.append(line(run, sample, None, response_id=str(number), score=score))
    store.save_unit(run, f"judging-{sample}", lines)
    store.link_rubrics(run, {sample: used})


def test_verdicts_are_those_of_the_rubric_s_samples_in_the_run(
    store: Store, new_run: Callable[[], RunInfo]
) -> None:
    store.save_rubric(MINE)
    store.save_rubric(OTHER)
    first, second, third = (new_run().id for _ in range(3))
    _judge(store, first, "a", [MINE.id], [0.9, 0.7, 0.2, None])
    _judge(store, first, "b", [OTHER.id], [0.1])
    _judge(store, second, "a", [MINE.id], [0.0])
    _judge(store, third, "b", [OTHER.id], [1.0])
    assert store.runs_with(MINE.id, limit=10) == [second, first]
    assert store.runs_with(MINE.id, limit=1) == [second]
    assert store.count_runs_with(MINE.id) == 2
    (use,) = store.criterion_uses(first, MINE.id).values()
    assert (use.criterion_id, use.verdicts, use.scored, use.met, use.unscored) == (SHORT, 4, 3, 2, 1)
    assert (round(use.mean_score or 0, 6), use.lowest, use.highest, use.mean_mass) == (0.6, 0.2, 0.9, 0.5)
    assert POLITE not in store.criterion_uses(first, MINE.id)
    assert store.criterion_uses(third, MINE.id) == {}


def test_what_does_not_apply_is_neither_scored_nor_unscored(
    store: Store, new_run: Callable[[], RunInfo]
) -> None:
    store.save_rubric(MINE)
    run = new_run().id
    store.save_unit(run, "judging-a", [line(run, "a", SHORT, label_mass=0.9)])
    store.link_rubrics(run, {"a": [MINE.id]})
    use = store.criterion_uses(run, MINE.id)[SHORT]
    assert (use.verdicts, use.scored, use.met, use.unscored, use.mean_score) == (1, 0, 0, 0, None)
