"""A run's results in the forms of Inspect and promptfoo: what each of them needs, and nothing unscored as a 0."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from tests.homes import answers, pairs, write_rows
from tests.labelled_runs import seed_judged, write_data
from touchstone.cli import main
from touchstone.domain.results import ResultLine
from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel
from touchstone.domain.run import RunSpec
from touchstone.files import read_dataset
from touchstone.paths import Home
from touchstone.store import open_store

KIND = Criterion(text="It is kind.", weight=2)
FAULT = Criterion(text="It insults.", weight=-1)
RUBRIC = Rubric(level=RubricLevel.DATASET, criteria=(KIND, FAULT), provenance=Provenance(source="imported"))


def seed(home: Path, data: Path) -> str:
    """A run over two samples of one system: one scored, one unscored with a criterion that is."""
    dataset = read_dataset(data)
    with open_store(Home(home).database) as store:
        spec = RunSpec(kind="judge", data=str(data), protocol="criteria", judge="tiny")
        run = store.create_run(spec, dataset_digest=dataset.digest, marks=("marked",), models={}).id

        def line(number: int, **values: Any) -> ResultLine:
            sample = dataset.samples[number]
            about = {"run": run, "sample_id": sample.id, "response_id": sample.responses[0].id, "system": "x"}
            return ResultLine.model_validate({**about, "protocol": "criteria", **values})

        lines = [
            line(0, criterion_id=KIND.id, score=0.8),
            line(0, criterion_id=KIND.id, score=0.4, rationale="It\nsays please."),
            line(0, criterion_id=FAULT.id, score=0.1),
            line(0, score=0.75, reliability=0.9, bounds=(0.7, 0.8)),
            line(1, criterion_id=KIND.id, unscored="cannot tell"),
            line(1, criterion_id=FAULT.id),
            line(1, unscored="too much is unscored"),
        ]
        links = {sample.id: [RUBRIC.id] for sample in dataset.samples}
        store.save_unit(run, "judging-1", lines, rubrics=[(None, RUBRIC)], links=links)
    return run


@pytest.fixture
def run(tmp_path: Path) -> str:
    data = write_rows(tmp_path / "data.jsonl", answers(2, ("x",)))
    return seed(tmp_path, data)


def export(home: Path, capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main(["runs", "export", "latest", "--home", str(home), *args])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_inspect_gets_a_record_for_each_sample(
    run: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "scores.jsonl"
    code, _, err = export(tmp_path, capsys, "--format", "inspect", "--out", str(out))
    assert code == 0
    assert "1 of 2 results are unscored: written as NaN" in err
    first, second = (json.loads(line) for line in out.read_text().splitlines())
    assert (first["id"], first["value"], "epoch" in first) == ("p0-x", 0.75, False)
    assert first["explanation"] == "0.80: It is kind. [It says please.]\n0.10: It insults. (a fault)"
    assert first["metadata"]["bounds"] == [0.7, 0.8]
    assert first["metadata"]["mark"] == "marked"
    assert [each["weight"] for each in first["metadata"]["criteria"]] == [2, -1]
    assert math.isnan(second["value"])
    assert second["explanation"].splitlines() == [
        "unscored: too much is unscored",
        "unscored (cannot tell): It is kind.",
        "not applicable: It insults. (a fault)",
    ]


def test_promptfoo_gets_an_evaluation_without_what_is_unscored(
    run: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = export(tmp_path, capsys, "--format", "promptfoo")
    assert code == 0
    assert "1 of 2 results are unscored: left out" in err
    whole = json.loads(out)
    assert whole["evalId"] == f"touchstone-{run}"
    assert "1 unscored results are left out; marked" in whole["config"]["description"]
    (result,) = whole["results"]["results"]
    assert (result["success"], result["score"], result["failureReason"]) == (True, 0.75, 0)
    assert result["vars"] == {"prompt": "Write one sentence about the number 0."}
    assert result["response"]["output"].startswith("The x answer to prompt 0")
    kind, fault = result["gradingResult"]["componentResults"]
    assert (kind["pass"], kind["score"], kind["reason"]) == (True, 0.8, "It\nsays please.")
    assert kind["assertion"] == {"type": "llm-rubric", "value": "It is kind.", "weight": 2.0}
    assert (fault["pass"], fault["score"], fault["assertion"]["type"]) == (True, 0.9, "not-llm-rubric")
    (column,) = whole["results"]["prompts"]
    assert (column["provider"], column["metrics"]["score"], column["metrics"]["testPassCount"]) == (
        "x",
        0.75,
        1,
    )


def test_several_systems_are_columns_of_promptfoo_and_one_is_chosen_for_inspect(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seed_judged(tmp_path, write_data(tmp_path / "data.jsonl"))
    code, _, err = export(tmp_path, capsys, "--format", "inspect")
    assert (code, "choose one with --system: secret-system-one, secret-system-two" in err) == (2, True)
    code, out, _ = export(tmp_path, capsys, "--format", "inspect", "--system", "secret-system-two")
    assert len({json.loads(line)["id"] for line in out.splitlines()}) == 10
    assert export(tmp_path, capsys, "--format", "inspect", "--system", "nobody")[0] == 2
    told = json.loads(export(tmp_path, capsys, "--format", "promptfoo", "--json")[1])
    results = json.loads(told["text"])["results"]["results"]
    assert {(each["testIdx"], each["promptIdx"]) for each in results} == {
        (row, column) for row in range(10) for column in range(2)
    }


def test_several_responses_of_a_sample_are_epochs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    prompt = "One prompt."
    rows = [{"id": "s", "prompt": prompt, "response": text, "system": "m"} for text in ("one", "two")]
    data = write_rows(tmp_path / "data.jsonl", rows)
    sample = read_dataset(data).samples[0]
    with open_store(Home(tmp_path).database) as store:
        spec = RunSpec(kind="judge", data=str(data), protocol="criteria", judge="tiny")
        run = store.create_run(spec, dataset_digest="d", marks=(), models={}).id
        lines = [
            ResultLine(
                run=run, sample_id="s", response_id=each.id, system="m", protocol="criteria", score=place / 2
            )
            for place, each in enumerate(sample.responses)
        ]
        store.save_unit(run, "judging-1", lines)
    code, out, err = export(tmp_path, capsys, "--format", "inspect")
    assert (code, "written as epochs" in err) == (0, True)
    records = [json.loads(line) for line in out.splitlines()]
    assert [(each["id"], each["epoch"], each["value"]) for each in records] == [("s", 1, 0.0), ("s", 2, 0.5)]
    code, _, err = export(tmp_path, capsys, "--format", "promptfoo")
    assert (code, "has changed since the run" in err) == (2, True)


def test_what_has_no_place_in_these_forms_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = write_rows(tmp_path / "pairs.jsonl", pairs())
    with open_store(Home(tmp_path).database) as store:
        spec = RunSpec(kind="judge", data=str(data), protocol="pairwise", judge="tiny")
        store.create_run(spec, dataset_digest="d", marks=(), models={})
    for form in ("inspect", "promptfoo"):
        code, _, err = export(tmp_path, capsys, "--format", form)
        assert (code, "compares responses" in err) == (2, True)
    assert export(tmp_path, capsys, "--format", "inspect", "--out", str(tmp_path / "x.json"))[0] == 2
    assert export(tmp_path, capsys, "--system", "x")[0] == 2
