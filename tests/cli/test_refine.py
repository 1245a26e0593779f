"""`touchstone refine` as a user runs it: on the bundled pair, stopped and resumed, looked at, and refused."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.refine.world import rows as world_rows
from tests.cli.conftest import Ran
from tests.homes import write_rows

Touchstone = Callable[..., Ran]
PAIR = ("--generator", "demo-generator", "--judge", "demo-judge")
QUICK = ("--rounds", "1", "--candidates", "4", "--epochs", "1", "--batch", "8", "--learning-rate", "3e-4")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_rows(tmp_path / "labelled.jsonl", list(world_rows("test", 30, 3)))


@pytest.mark.train
def test_a_round_from_candidates_to_the_gate(touchstone: Touchstone, data: Path, tmp_path: Path) -> None:
    pytest.importorskip("torch")
    ran = touchstone("refine", data, *PAIR, *QUICK, "--second-judge", "demo-weak")
    assert ran.code == 0, ran.err
    assert "demo model: not valid for your data" in ran.out
    assert "fresh prompts" in ran.out
    told = touchstone("refine", "show", "--json").json
    (only,) = told["rounds"]
    assert only["summary"]["candidates"] == 60
    assert only["summary"]["pairs"] > 0
    assert {row["who"] for row in only["gate"]} == {"parent", "child", "best of several", "sft"}
    assert {figure["name"] for figure in only["decision"]["figures"]} >= {
        "difference",
        "second difference",
        "words",
    }
    made = only["made"]["dpo"]
    assert told["standing"] == (made if only["decision"]["promoted"] else "demo-generator")
    pairs = [json.loads(line) for line in touchstone("refine", "show", "--stage", "pairs").out.splitlines()]
    assert len(pairs) == only["summary"]["pairs"]
    assert all(set(pair) == {"prompt", "chosen", "rejected"} for pair in pairs)
    shown = touchstone("models", "show", made, "--json").json
    assert shown["refined_from"] == "demo-generator"
    written = touchstone("rubrics", "generate", data, "--generator", made, "--limit", "2", "--json")
    assert written.code == 0, written.err
    again = touchstone("refine", "resume", "latest", "--json")
    assert again.code == 0
    assert again.json["tokens_generated"] == 0


@pytest.mark.train
def test_without_labels_the_meta_judge_decides(touchstone: Touchstone, data: Path, tmp_path: Path) -> None:
    pytest.importorskip("torch")
    prompts = [{"prompt": json.loads(line)["prompt"]} for line in data.read_text().splitlines()]
    bare = write_rows(tmp_path / "prompts.jsonl", prompts)
    ran = touchstone("refine", bare, *PAIR, *QUICK, "--no-baselines", "--json")
    assert ran.code in (0, 1), ran.err
    assert "the meta-judge alone decides" in ran.err
    if ran.code:
        assert "no two candidates of any prompt differ enough" in ran.err
    else:
        (only,) = ran.json["rounds"]
        assert only["summary"]["meetings"] > 0
        assert only["summary"]["pairs"] == only["summary"]["pairs_by_meta_judge"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--generator", "none", "--judge", "demo-judge"), "no model is called 'none'"),
        ((*PAIR, "--second-judge", "none"), "no model is called 'none'"),
        ((*PAIR, "--weights", "/nowhere"), "/nowhere is no checkpoint that transformers reads"),
        ((*PAIR, "--limit", "3"), "3 different prompts are too few to refine on"),
    ],
)
def test_bad_input_is_refused_before_anything_is_computed(
    arguments: tuple[str, ...],
    message: str,
    touchstone: Touchstone,
    data: Path,
    tiny_home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("touchstone.refine.loop.require_training", lambda: None)
    ran = touchstone("refine", data, *arguments)
    assert ran.code == 2
    assert message in ran.err
    assert not (tiny_home / "refine").exists()


def test_a_missing_extra_is_named(
    touchstone: Touchstone, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("touchstone.refine.training.start.NEEDED", ("torch_that_is_not_there",))
    ran = touchstone("refine", data, *PAIR)
    assert ran.code == 2
    assert "pip install 'touchstone-judge[train]'" in ran.err


def test_what_is_not_there_cannot_be_shown(touchstone: Touchstone) -> None:
    ran = touchstone("refine", "show")
    assert ran.code == 2
    assert "no refinement is called 'latest'" in ran.err
    assert "touchstone refine DATA" in ran.err
