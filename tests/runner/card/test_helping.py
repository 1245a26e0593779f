"""What helps a judge: examples of other prompts, of different verdicts; the mean of a jury."""

from pathlib import Path

import pytest

from tests.homes import pairs, write_rows
from touchstone.domain.card import CardSpec
from touchstone.domain.results import ResultLine
from touchstone.evaluation.card.helps import Cost
from touchstone.runner.card.asker import Told
from touchstone.runner.card.examples import SHOWN, draw_examples
from touchstone.runner.card.jury import jury_of
from touchstone.runner.card.sets import CardSet, read_sets


def card_set(path: Path, rows: list[dict[str, object]]) -> CardSet:
    (each,) = read_sets(CardSpec(data=(str(write_rows(path, rows)),)))
    return each


def test_examples_are_of_other_prompts_and_of_different_verdicts(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {
            "prompt": f"Prompt {number}.",
            "response": f"Answer {number}.",
            "rubric": {"criteria": "It is polite."},
            "score": int(number > 1),
            "score_min": 0,
            "score_max": 1,
        }
        for number in range(20)
    ]
    each = card_set(tmp_path / "rows.jsonl", rows)
    measured = {sample.group for sample in each.dataset.samples[10:]}
    examples, groups = draw_examples(each, measured, 0)
    assert len(examples) == SHOWN == len(groups)
    assert groups.isdisjoint(measured)
    assert sorted(example.verdict for example in examples) == ["No", "No", "Yes", "Yes"]
    assert all(example.criterion is not None for example in examples)
    assert draw_examples(each, measured, 0) == (examples, groups)
    assert draw_examples(each, {sample.group for sample in each.dataset.samples}, 0) == ((), set())


def test_examples_of_pairs_show_both_responses(tmp_path: Path) -> None:
    examples, _ = draw_examples(card_set(tmp_path / "pairs.jsonl", pairs(6)), set(), 0)
    assert [example.verdict for example in examples] == ["A"] * SHOWN
    assert all(len(example.responses) == 2 for example in examples)


def told(scores: dict[str, float | None], fresh: int = 2) -> Told:
    lines = tuple(
        ResultLine(
            run="card",
            sample_id="s",
            response_id=id,
            protocol="holistic",
            score=score,
            unscored="none" if score is None else None,
        )
        for id, score in scores.items()
    )
    return Told(lines, Cost(len(lines), fresh, 100 * fresh, 1.0 * fresh), "leaf")


def test_a_jury_says_the_mean_where_each_member_has_a_verdict() -> None:
    jury = jury_of([told({"a": 1.0, "b": 0.5, "c": 0.0}), told({"a": 0.5, "b": None})])
    assert {line.response_id: line.score for line in jury.lines} == {"a": 0.75, "b": None}
    assert jury.lines[1].unscored == "a member has no verdict"
    assert jury.cost.tokens / jury.cost.fresh == pytest.approx(200)


def test_the_cost_of_a_jury_from_the_cache_is_not_known() -> None:
    assert jury_of([told({"a": 1.0}), told({"a": 0.5}, fresh=0)]).cost.fresh == 0
