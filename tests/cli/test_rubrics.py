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


def test_a_list_is_narrowed_by_data_generator_age_and_approval(touchstone: Run, tmp_path: Path) -> None:
    data = write_rows(tmp_path / "prompts.jsonl", [{"prompt": row["prompt"]} for row in answers(2, ("x",))])
    touchstone("rubrics", "generate", data, "--allow-unscored", "1")
    file = tmp_path / "rubric.json"
    file.write_text(json.dumps(RUBRIC))
    (imported,) = touchstone("rubrics", "import", file, "--json").json["imported"]
    touchstone("rubrics", "approve", imported, "--by", "Ada")

    def listed(*options: str) -> set[str]:
        return {info["id"] for info in touchstone("rubrics", "list", *options, "--json").json}

    every = listed()
    assert len(every) == 3
    for mine in (("--approved",), ("--level", "dataset"), ("--search", "insults")):
        assert listed(*mine) == {imported}
    for others in (("--not-approved",), ("--dataset", "prompts.jsonl"), ("--generator", "tiny")):
        assert listed(*others) == every - {imported}
    assert listed("--since", "today") == listed("--since", "3d") == every
    assert listed("--since", "2999-01-01") == set()
    assert listed("--generator", "tiny", "--approved") == set()
    assert "No such rubrics" in touchstone("rubrics", "list", "--generator", "nobody").out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--since", "soon"), ("'soon' is not a day", "today")),
        (("--dataset", "gone.jsonl"), ("no run over 'gone.jsonl' has rubrics",)),
        (("--run", "latest"), ("no runs yet",)),
    ],
)
def test_a_filter_that_means_nothing_is_refused(
    touchstone: Run, imported: str, options: tuple[str, ...], words: tuple[str, ...]
) -> None:
    ran = touchstone("rubrics", "list", *options)
    assert ran.code == 2
    assert all(word in ran.err for word in words)


def test_the_difference_between_two_rubrics_is_shown(touchstone: Run, imported: str, tmp_path: Path) -> None:
    file = tmp_path / "edited.json"
    changed = ["It is very short.", {"text": "It insults.", "weight": -3}, "It rhymes."]
    file.write_text(json.dumps({**RUBRIC, "criteria": changed}))
    edited = touchstone("rubrics", "edit", imported, "--file", file, "--json").json["id"]
    shown = touchstone("rubrics", "show", edited, "--diff", imported)
    assert f"from {imported} to {edited}: 1 added, 2 changed" in shown.out
    assert "~ 1. It is {+very +}short." in shown.out
    assert "weight -2 → -3" in shown.out
    assert "+ 3. It rhymes." in shown.out
    told = touchstone("rubrics", "show", imported, "--diff", edited, "--json").json
    assert [change["new"] for change in told["criteria"]] == [1, 2, None]
    assert touchstone("rubrics", "show", imported, "--diff", "zzz").code == 2
