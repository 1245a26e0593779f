"""Bad input ends with exit code 2 and two lines at most; nothing is lost and no traceback is shown."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.homes import answers, write_rows

Run = Callable[..., Ran]


def _lines(*rows: object) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


FILES = {
    "broken JSON at line 7": (_lines(*answers(3)) + b'{"prompt": \n', "line 7"),
    "a missing field": (_lines({"response": "x"}), "line 1"),
    "an empty prompt": (_lines({"prompt": " ", "response": "x"}), "row-1: the prompt is empty"),
    "a wrong label": (_lines({"prompt": "p", "response_a": "a", "response_b": "b", "label": "C"}), "line 1"),
    "invalid UTF-8": (b'{"prompt": "\xff\xfe", "response": "x"}\n', "line 1"),
    "only prompts": (_lines({"prompt": "p"}), "response"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_faulty_file_is_refused_with_its_place(touchstone: Run, tmp_path: Path, name: str) -> None:
    content, expected = FILES[name]
    data = tmp_path / "data.jsonl"
    data.write_bytes(content)
    ran = touchstone("judge", data, "--rubric", "none")
    assert ran.code == 2
    assert expected in ran.err
    assert 1 <= len(ran.err.splitlines()) <= 2
    assert ran.out == ""


def test_what_is_not_there_is_refused(touchstone: Run, tmp_path: Path) -> None:
    data = write_rows(tmp_path / "data.jsonl", answers(1))
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF and nothing else")
    for args in (
        ("judge", tmp_path / "none.jsonl"),
        ("judge", data, "--judge", "tinny"),
        ("judge", data, "--rubric", "none", "--judge", broken),
        ("judge", data, "--rubric", "0123"),
        ("judge", data, "--out", tmp_path / "no" / "folder.jsonl"),
        ("judge", data, "--out", "lines.txt"),
        ("runs", "show", "abc"),
        ("rubrics", "show", "abc"),
        ("evaluate", "latest"),
        ("judg", data),
        ("judge", data, "--limitt", "3"),
        ("judge",),
        ("judge", data, "--prompt", "p"),
        ("judge", "--prompt", "p"),
    ):
        ran = touchstone(*args)
        assert ran.code == 2, args
        assert 1 <= len(ran.err.splitlines()) <= 2, ran.err
        assert "Traceback" not in ran.err


def test_an_error_is_json_too(touchstone: Run) -> None:
    ran = touchstone("judge", "none.jsonl", "--json")
    assert ran.code == 2
    assert ran.json["exit_code"] == 2
    assert ran.json["error"] in ran.err


def test_a_read_only_home_is_refused(touchstone: Run, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder")
    ran = touchstone("runs", "list", "--home", file / "home")
    assert ran.code == 2
    assert "--home" in ran.err


def test_a_text_that_is_too_long_is_unscored_and_the_rest_is_judged(touchstone: Run, tmp_path: Path) -> None:
    rows = [*answers(2), {"id": "long", "prompt": "p", "response": "word " * 20_000, "system": "good"}]
    data = write_rows(tmp_path / "data.jsonl", rows)
    args = ("judge", data, "--rubric", "none", "--min-label-mass", "0", "--allow-unscored", "0", "--json")
    ran = touchstone(*args)
    assert ran.code == 3
    assert ran.json["verdicts"] == 5
    lines = touchstone("runs", "export", "latest", "--json").json
    assert {
        line["response_id"] for line in lines if line["probabilities"] is None and line["criterion_id"]
    } == {"long"}
    assert touchstone(*args, "--overlong", "truncate").json["verdicts"] == 5
    lines = touchstone("runs", "export", "latest", "--json").json
    assert all(line["probabilities"] for line in lines if line["criterion_id"])


def test_an_unexpected_fault_writes_a_log(
    touchstone: Run, tiny_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("by design")

    monkeypatch.setattr("touchstone.cli.runs.open_store", fail)
    ran = touchstone("runs", "list")
    assert ran.code == 1
    assert "ZeroDivisionError" in ran.err
    assert "Traceback" not in ran.err
    (log,) = (tiny_home / "log").iterdir()
    assert "by design" in log.read_text()
