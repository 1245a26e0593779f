"""`touchstone demo` from nothing: the bundled models on the bundled data, and the mark on any other."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.homes import answers, write_rows
from touchstone.domain.model import DEMO_MARK

Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "home"


def test_the_demo_works_from_nothing_and_says_what_happened(touchstone: Run, demo_home: Path) -> None:
    ran = touchstone("demo", "--home", demo_home, "--json")
    assert ran.code == 0
    report = ran.json
    assert report["marks"] == []
    assert {row["system"] for row in report["systems"]} == {"careful", "hasty", "careless"}
    assert sum(row["responses"] for row in report["systems"]) >= 90
    assert report["tokens_computed"] == report["tokens_distinct"] < report["tokens_total"]
    assert report["systems"][0]["system"] == "careful"
    assert report["systems"][-1]["system"] == "careless"
    assert [(above["better"], above["worse"]) for above in report["above"]] == [
        ("careful", "hasty"),
        ("hasty", "careless"),
    ]


def test_the_demo_again_computes_nothing(touchstone: Run, demo_home: Path) -> None:
    ran = touchstone("demo", "--home", demo_home)
    assert ran.code == 0
    assert "0 computed, 0 generated" in ran.out
    assert "mean score" in ran.out
    assert "careless fails" in ran.out
    assert DEMO_MARK not in ran.out


def test_on_other_data_everything_is_marked(touchstone: Run, demo_home: Path, tmp_path: Path) -> None:
    data = write_rows(tmp_path / "answers.jsonl", answers(2))
    home = ("--home", demo_home)
    out = tmp_path / "lines.jsonl"
    ran = touchstone("judge", data, "--out", out, "--allow-unscored", "1", *home)
    assert ran.code == 0
    assert DEMO_MARK in ran.out
    assert all(json.loads(line)["mark"] == DEMO_MARK for line in out.read_text().splitlines())
    for command in (
        ("runs", "list"),
        ("runs", "show", "latest"),
        ("runs", "show", "latest", "--sample", json.loads(out.read_text().splitlines()[0])["sample_id"]),
        ("runs", "export", "latest"),
        ("evaluate", "latest"),
        ("rubrics", "list"),
        ("rubrics", "show", touchstone("rubrics", "list", "--json", *home).json[0]["id"]),
        ("judge", "--prompt", "Name a prime.", "--response", "7", "--allow-unscored", "1"),
    ):
        assert DEMO_MARK in touchstone(*command, *home).out, command
