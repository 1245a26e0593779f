"""`touchstone rubrics`: generated, shown, edited, exported and imported."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.homes import answers, write_rows

Run = Callable[..., Ran]
RUBRIC = {
    "touchstone": 1,
    "level": "dataset",
    "criteria": ["It is short.", {"text": "It insults.", "weight": -2}],
}


@pytest.fixture
def imported(touchstone: Run, tmp_path: Path) -> str:
    file = tmp_path / "rubric.json"
    file.write_text(json.dumps(RUBRIC))
    ran = touchstone("rubrics", "import", file, "--json")
    assert ran.code == 0
    (id,) = ran.json["imported"]
    return str(id)


def test_generating_reports_counters_and_is_answered_from_the_cache(touchstone: Run, tmp_path: Path) -> None:
    data = write_rows(tmp_path / "prompts.jsonl", [{"prompt": row["prompt"]} for row in answers(3, ("x",))])
    first = touchstone("rubrics", "generate", data, "--allow-unscored", "1", "--json")
    assert first.code == 0
    assert first.json["tokens_computed"] == first.json["tokens_distinct"]
    assert first.json["tokens_generated"] > 0
    assert first.json["summary"]["rubrics"] + first.json["summary"]["failed"] == 3
    second = touchstone("rubrics", "generate", data, "--allow-unscored", "1", "--json").json
    assert (second["tokens_computed"], second["tokens_generated"], second["cached"]) == (0, 0, 3)
    other_seed = touchstone(
        "rubrics", "generate", data, "--seed", "1", "--allow-unscored", "1", "--json"
    ).json
    assert other_seed["cached"] == 0


def test_a_rubric_is_shown_with_weights_and_approval(touchstone: Run, imported: str) -> None:
    shown = touchstone("rubrics", "show", imported[:6])
    assert "It insults. (weight -2)" in shown.out
    assert "not approved" in shown.out
    touchstone("rubrics", "approve", imported, "--by", "Ada")
    assert "approved by Ada" in touchstone("rubrics", "show", imported).out
    assert touchstone("rubrics", "show", imported, "--json").json["approved"]["by"] == "Ada"


def test_an_edited_rubric_is_a_new_one_with_a_parent(touchstone: Run, imported: str, tmp_path: Path) -> None:
    file = tmp_path / "edited.json"
    file.write_text(json.dumps({**RUBRIC, "criteria": ["It is very short."]}))
    edited = touchstone("rubrics", "edit", imported, "--file", file, "--json").json
    assert edited["parent"] == imported
    shown = touchstone("rubrics", "show", edited["id"], "--json").json
    assert shown["provenance"]["parent"] == imported
    assert [criterion["text"] for criterion in shown["criteria"]] == ["It is very short."]
    assert touchstone("rubrics", "show", imported).code == 0


def test_the_editor_is_opened(
    touchstone: Run, imported: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "editor.sh"
    editor.write_text('#!/bin/sh\nsed -i.bak "s/It is short/It is brief/" "$1"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    monkeypatch.delenv("VISUAL", raising=False)
    edited = touchstone("rubrics", "edit", imported, "--json").json
    assert edited["changed"]
    assert "It is brief." in touchstone("rubrics", "show", edited["id"]).out


def test_export_reads_back_as_the_same_rubric(touchstone: Run, imported: str, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    assert touchstone("rubrics", "export", imported, "--out", out).code == 0
    assert touchstone("rubrics", "import", out, "--json").json["imported"] == [imported]
    assert touchstone("rubrics", "export", imported).out == out.read_text()


def test_search_finds_words_of_criteria(touchstone: Run, imported: str) -> None:
    assert [info["id"] for info in touchstone("rubrics", "list", "--search", "insult", "--json").json] == [
        imported
    ]
    assert touchstone("rubrics", "list", "--search", "nothing", "--json").json == []
    assert imported in touchstone("rubrics", "list").out
