"""Runs of judges in their own formats, end to end: the real engine on a tiny random model."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Ran
from tests.homes import answers, pairs, write_rows
from touchstone.domain.format import TaskKind
from touchstone.judging import Format, judge_format

Run = Callable[..., Ran]
ANY_MASS = ("--min-label-mass", "0", "--allow-unscored", "1")
DIRECT, WRITING = ("judgelm", "pandalm", "skywork-critic"), ("auto-j", "prometheus-2", "selene")


@pytest.fixture
def pair_file(tmp_path: Path) -> Path:
    return write_rows(tmp_path / "pairs.jsonl", pairs(2))


@pytest.fixture
def answer_file(tmp_path: Path) -> Path:
    return write_rows(tmp_path / "answers.jsonl", answers(1))


@pytest.fixture
def judge_in(touchstone: Run, tiny_home: Path) -> Callable[..., Ran]:
    """Judges with the tiny model in the format that is given."""

    def run(form: str, *args: object) -> Ran:
        name, catalogue = Path(form).stem, tiny_home / "models.toml"
        text = catalogue.read_text(encoding="utf-8")
        model = next(line for line in text.splitlines() if line.startswith("path"))
        if f'name = "{name}"' not in text:
            entry = f'\n[[models]]\nname = "{name}"\n{model}\nn_ctx = 4096\nformat = "{form}"\n'
            catalogue.write_text(text + entry, encoding="utf-8")
        return touchstone("judge", *args, "--judge", name, *ANY_MASS)

    return run


def hurried(monkeypatch: pytest.MonkeyPatch, until: str | None = None) -> None:
    """Judges that write at most 24 tokens; with `until`, their text ends where it first says that."""
    before = judge_format

    def shorter(given: str) -> Format | None:
        form = before(given)
        if form is None:
            return None
        tasks: dict[TaskKind, Any] = {}
        for kind, task in form.tasks.items():
            stop = until if until and task.answer.until else task.answer.until
            tasks[kind] = replace(task, answer=replace(task.answer, max_tokens=24, until=stop))
        return replace(form, tasks=tasks)

    for module in ("opening", "check"):
        monkeypatch.setattr(f"touchstone.runner.models.{module}.judge_format", shorter)


def lines_of(touchstone: Run) -> list[dict[str, Any]]:
    return [json.loads(line) for line in touchstone("runs", "export", "latest").out.splitlines()]


@pytest.mark.parametrize("form", DIRECT)
def test_a_pair_is_judged_at_once(
    touchstone: Run, judge_in: Callable[..., Ran], pair_file: Path, form: str
) -> None:
    ran = judge_in(form, pair_file, "--protocol", "pairwise", "--json")
    assert ran.code == 0, ran.err
    assert (ran.json["verdicts"], ran.json["tokens_generated"]) == (4, 0)
    lines = lines_of(touchstone)
    for line in lines:
        assert line["unscored"] is None
        assert set(line["probabilities"]) == {"A", "B", "tie"}
        assert sum(line["probabilities"].values()) == pytest.approx(1)
        assert line["rationale"] is None
    run = touchstone("runs", "show", "latest", "--json").json
    assert run["prompt_version"].startswith(form)
    again = judge_in(form, pair_file, "--protocol", "pairwise", "--json")
    assert again.json["cached"] == 4


@pytest.mark.parametrize("form", WRITING)
@pytest.mark.parametrize("protocol", ["pairwise", "holistic"])
def test_a_text_comes_before_the_verdict(
    touchstone: Run,
    judge_in: Callable[..., Ran],
    pair_file: Path,
    answer_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    form: str,
    protocol: str,
) -> None:
    hurried(monkeypatch, until="e")
    file = pair_file if protocol == "pairwise" else answer_file
    ran = judge_in(form, file, "--protocol", protocol, "--rubric", "none", "--json")
    assert ran.code == 0, ran.err
    verdicts = [line for line in lines_of(touchstone) if line["criterion_id"] or line["order"]]
    scored = [line for line in verdicts if line["unscored"] is None]
    assert scored
    labels = {"A", "B", "tie"} if protocol == "pairwise" else {"1", "2", "3", "4", "5"}
    assert all(set(line["probabilities"]) == labels for line in scored)
    assert all("e" not in line["rationale"] for line in scored), "without the words that it ends with"


def test_a_text_that_never_comes_to_its_verdict_is_unscored(
    touchstone: Run, judge_in: Callable[..., Ran], pair_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurried(monkeypatch)
    ran = judge_in("prometheus-2", pair_file, "--protocol", "pairwise", "--rubric", "none", "--json")
    assert ran.code == 0, ran.err
    verdicts = [line for line in lines_of(touchstone) if line["order"]]
    assert {line["unscored"] for line in verdicts} == {
        "the judge did not come to its verdict ('[RESULT]') in 24 tokens"
    }


def test_criteria_are_graded(
    touchstone: Run, judge_in: Callable[..., Ran], answer_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurried(monkeypatch, until="e")
    ran = judge_in("prometheus-1", answer_file, "--rubric", "none", "--json")
    assert ran.code == 0, ran.err
    verdicts = [line for line in lines_of(touchstone) if line["criterion_id"]]
    for line in verdicts:
        if line["unscored"] is None:
            assert line["score"] == pytest.approx(line["probabilities"]["met"])


@pytest.mark.parametrize(
    ("form", "args", "message", "remedy"),
    [
        ("judgelm", (), "no prompt for the protocol criteria", "--protocol pairwise"),
        (
            "prometheus-1",
            ("--protocol", "pairwise"),
            "no prompt for the protocol pairwise",
            "criteria or holistic",
        ),
        ("judgelm", ("--protocol", "pairwise", "--rationale"), "before any reason", "without --rationale"),
        (
            "pandalm",
            ("--protocol", "pairwise", "--rubric", "instance"),
            "no place for a rubric",
            "--rubric none",
        ),
    ],
)
def test_what_a_format_cannot_ask_is_refused_before_anything_runs(
    touchstone: Run,
    judge_in: Callable[..., Ran],
    pair_file: Path,
    form: str,
    args: tuple[str, ...],
    message: str,
    remedy: str,
) -> None:
    ran = judge_in(form, pair_file, *args)
    assert ran.code == 2
    assert message in ran.err
    assert remedy in ran.err
    assert touchstone("runs", "list", "--json").json == []


def test_a_criterion_whose_levels_a_format_lacks_is_refused(
    judge_in: Callable[..., Ran], tmp_path: Path
) -> None:
    rubric = {"criteria": "Is it polite?", "scores": {"1": "rude", "2": "neutral", "3": "polite"}}
    data = write_rows(tmp_path / "graded.jsonl", [row | {"rubric": rubric, "score": 1} for row in answers(1)])
    ran = judge_in("prometheus-2", data)
    assert ran.code == 2
    assert "it grades by 5 levels, not by 3" in ran.err


def test_a_declared_format_judges_and_a_change_of_it_is_another_version(
    touchstone: Run, judge_in: Callable[..., Ran], answer_file: Path, tmp_path: Path
) -> None:
    file = tmp_path / "mine.toml"
    declared = (
        'name = "mine"\n[holistic]\nprompt = """Rate {response} to {instruction} in a word"""\n'
        "scale = [0, 2]\npattern = '(\\d)'\n"
    )
    file.write_text(declared, encoding="utf-8")
    ran = judge_in(str(file), answer_file, "--protocol", "holistic", "--json")
    assert ran.code == 0, ran.err
    assert all(set(line["probabilities"]) == set("12345") for line in lines_of(touchstone))
    first = touchstone("runs", "show", "latest", "--json").json["prompt_version"]
    file.write_text(declared.replace("in a word", "in one word"), encoding="utf-8")
    ran = judge_in(str(file), answer_file, "--protocol", "holistic", "--json")
    assert ran.json["cached"] == 0
    assert touchstone("runs", "show", "latest", "--json").json["prompt_version"] != first
    shown = touchstone("models", "show", "mine")
    assert str(file) in shown.out


def test_a_run_is_resumed_in_its_format_alone(
    touchstone: Run, judge_in: Callable[..., Ran], tiny_home: Path, pair_file: Path
) -> None:
    judge_in("judgelm", pair_file, "--protocol", "pairwise", "--json")
    assert touchstone("runs", "resume", "latest").code == 0
    catalogue = tiny_home / "models.toml"
    text = catalogue.read_text(encoding="utf-8")
    catalogue.write_text(text.replace('format = "judgelm"', 'format = "pandalm"'), encoding="utf-8")
    ran = touchstone("runs", "resume", "latest")
    assert ran.code == 2
    assert "asked by prompts judgelm-1; this program asks by pandalm-1" in ran.err


def test_the_check_asks_what_the_format_can(
    touchstone: Run, judge_in: Callable[..., Ran], pair_file: Path
) -> None:
    judge_in("judgelm", pair_file, "--protocol", "pairwise")
    told = touchstone("models", "check", "judgelm", "--json").json
    assert (told["questions"], set(told["by_kind"]), told["format"]) == (8, {"pairwise"}, "judgelm")
    assert told["trials"] == []


def test_the_base_model_reads_what_the_judge_wrote_in_its_format(
    touchstone: Run,
    judge_in: Callable[..., Ran],
    tiny_home: Path,
    pair_file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where the judge came to no verdict there is nothing for the base model to read."""
    hurried(monkeypatch, until="e")
    judge_in("auto-j", pair_file, "--protocol", "pairwise")
    catalogue = tiny_home / "models.toml"
    text = catalogue.read_text(encoding="utf-8")
    catalogue.write_text(
        text.replace('format = "auto-j"', 'format = "auto-j"\nbase_model = "tiny"'), encoding="utf-8"
    )
    ran = judge_in("auto-j", pair_file, "--protocol", "pairwise", "--base", "--json")
    assert ran.code == 0, ran.err
    lines = [line for line in lines_of(touchstone) if line["order"]]
    assert any(line["unscored"] is None for line in lines)
    assert all((line["reliability"] is None) == (line["unscored"] is not None) for line in lines)
