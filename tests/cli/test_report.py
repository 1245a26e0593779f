"""`touchstone report`, after a real run of the tiny model."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.homes import answers, pairs, write_rows
from tests.report.making import Page

Run = Callable[..., Ran]
LOOSE = ("--min-label-mass", "0", "--allow-unscored", "1")


def test_a_run_becomes_a_page(touchstone: Run, tmp_path: Path) -> None:
    data = write_rows(tmp_path / "answers.jsonl", answers(6))
    assert touchstone("judge", data, "--rubric", "none", *LOOSE).code == 0
    file = tmp_path / "report.html"
    ran = touchstone("report", "latest", "--html", file)
    assert (ran.code, ran.err) == (0, "")
    assert str(file) in ran.out
    assert "kB" in ran.out
    found = Page(file.read_text(encoding="utf-8"))
    assert found.of("h1") == ["Touchstone report: answers.jsonl"]
    assert {"good", "bad"} <= set(found.of("th"))
    assert any(
        f"touchstone judge {data} --protocol criteria --rubric none" in text for text in found.of("pre")
    )


def test_its_json_says_where_it_is(touchstone: Run, tmp_path: Path) -> None:
    data = write_rows(tmp_path / "pairs.jsonl", pairs())
    judged = touchstone("judge", data, "--protocol", "pairwise", "--rubric", "none", "--json", *LOOSE)
    file = tmp_path / "report.html"
    ran = touchstone("report", judged.json["run"][:6], "--html", file, "--samples", "1", "--json")
    assert ran.code == 0
    assert ran.json["file"] == str(file)
    assert ran.json["bytes"] == file.stat().st_size
    assert ran.json["runs"] == [judged.json["run"]]
    assert ran.json["marks"] == []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("latest",), "--html"),
        (("latest", "--html", "report.txt"), ".html"),
        (("latest", "--html", "no/folder/report.html"), "mkdir"),
        (("latest", "--html", "report.html"), "no runs yet"),
        (("--html", "report.html"), "RUN"),
    ],
)
def test_wrong_usage_is_refused(
    touchstone: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    expected: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = touchstone("report", *arguments)
    assert ran.code == 2
    assert expected in ran.err
    assert not list(tmp_path.glob("*.html"))
