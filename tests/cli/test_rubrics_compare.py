"""`touchstone rubrics compare`: files, runs and generators beside each other, on the bundled models."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.further_runs import checked_home, copies
from tests.homes import write_rows
from touchstone.cli import main

Run = Callable[..., Ran]
PROMPTS = (
    "Give me a short speech about a family reunion. Close with a P.S. and give a total of six bullet points.",
    "I would like a card about the online shop. Include a word that says sorry and use no digits.",
)
GOOD = (
    "1. The response is about a family reunion.\n2. The response has a postscript.\n3. It has six bullet points.",
    "1. The response is about the online shop.\n2. The response apologises.\n3. The response has no digits.",
)
VAGUE = (
    "1. The response is good.\n2. The response is nice to read and of high quality.",
    "1. The response is helpful.\n2. The response is interesting and is well written.",
)


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return checked_home(tmp_path_factory.mktemp("bundled"))


@pytest.fixture
def touchstone(
    tmp_path: Path, bundled: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Run:
    monkeypatch.setenv("TOUCHSTONE_HOME", str(next(copies(bundled, tmp_path)).root))

    def run(*args: str | Path) -> Ran:
        capsys.readouterr()
        code = main([str(arg) for arg in args])
        written = capsys.readouterr()
        return Ran(code, written.out, written.err)

    return run


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Rubrics of two prompts: vague ones, and ones that ask for what the prompts ask for."""
    paths = tmp_path / "vague.json", tmp_path / "good.json"
    for path, texts in zip(paths, (VAGUE, GOOD), strict=True):
        path.write_text(json.dumps(dict(zip(PROMPTS, texts, strict=True))))
    return paths


def test_two_files_are_counted_linted_and_met(touchstone: Run, files: tuple[Path, Path]) -> None:
    ran = touchstone("rubrics", "compare", *files, "--judge", "demo-judge", "--json")
    assert ran.code == 0
    found = ran.json
    rows = {row["name"]: row for row in found["rows"]}
    assert found["rubrics"] == [2, 2]
    assert (rows["criteria"]["a"]["value"], rows["criteria"]["difference"]["value"]) == (2, 1)
    assert rows["finding:vague"]["a"]["value"] > 0
    assert found["won"] == [0, 0, 2]
    assert found["marks"] == ["demo model: not valid for your data"]
    text = touchstone("rubrics", "compare", *files, "--judge", "demo-judge").out
    assert "[demo model: not valid for your data]" in text
    assert "meta-judge demo-judge: 2 for B, 0 for A, 0 tied, 0 unscored" in text


def test_several_files_make_a_side_and_what_has_no_counterpart_is_said(
    touchstone: Run, files: tuple[Path, Path], tmp_path: Path
) -> None:
    single = tmp_path / "single.json"
    single.write_text(json.dumps({PROMPTS[0]: GOOD[0]}))
    other = tmp_path / "other.json"
    other.write_text(json.dumps({"Another prompt.": GOOD[0]}))
    ran = touchstone("rubrics", "compare", f"{single},{other}", files[1])
    assert ran.code == 0
    assert "1 prompts that the other side has no rubric for" in ran.err
    assert "1 prompts have a rubric on both sides, 1 of them the same." in ran.out
    assert "demo model" not in ran.out


def test_a_run_meets_a_generator_that_writes_now(touchstone: Run, tmp_path: Path) -> None:
    data = write_rows(tmp_path / "prompts.jsonl", [{"prompt": prompt} for prompt in PROMPTS])
    run = touchstone("rubrics", "generate", data, "--best-of", "2", "--json").json["run"]
    ran = touchstone("rubrics", "compare", run, "@demo-generator", "--limit", "1", "--json")
    assert ran.code == 0
    assert (ran.json["rubrics"], ran.json["pairs"]) == ([1, 1], 1)
    assert ran.json["marks"]


@pytest.mark.parametrize(
    ("a", "b", "message"),
    [
        ("@demo-generator", "@demo-generator", "two generators"),
        ("no-such-file.json", "@demo-generator", "no-such-file.json"),
        ("nonsense", "@demo-generator", "no run"),
    ],
)
def test_what_cannot_be_compared_is_refused(touchstone: Run, a: str, b: str, message: str) -> None:
    ran = touchstone("rubrics", "compare", a, b)
    assert ran.code == 2
    assert message in ran.err
    assert "Traceback" not in ran.err
