"""A second judge and a jury from the command line, on the bundled models and labelled rows."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.homes import write_rows

Run = Callable[..., Ran]
ALL = ("--allow-unscored", "1")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("further") / "home"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    texts = {"Please come on Tuesday.": 1, "Come when you like!": 0, "It is closed, sorry.": 0, "Yes.": 1}
    rows = [
        {
            "id": f"r{number}-{place}",
            "prompt": f"Write note number {number}.",
            "response": f"{text} ({number})",
            "rubric": {"criteria": "It is written without any exclamation mark."},
            "score": label,
        }
        for number in range(12)
        for place, (text, label) in enumerate(texts.items())
    ]
    return write_rows(tmp_path / "data.jsonl", rows)


def test_a_cascade_is_judged_evaluated_and_reported(
    touchstone: Run, home: Path, data: Path, tmp_path: Path
) -> None:
    options = ("--home", home, "--judge", "demo-weak", "--escalate-to", "demo-judge")
    ran = touchstone("judge", data, *options, "--escalate-share", "1", "--json", *ALL)
    assert ran.code == 0
    assert ran.json["verdicts"] == 48
    assert {role: cost["verdicts"] for role, cost in ran.json["models"].items()} == {
        "judge": 48,
        "second": 48,
    }
    shown = touchstone("runs", "show", "latest", "--home", home)
    assert "demo-judge" in shown.out
    lines = touchstone("runs", "export", "latest", "--home", home, "--json").json
    assert "votes" not in lines[0]
    sample = touchstone("runs", "show", "latest", "--home", home, "--sample", lines[0]["sample_id"])
    assert "first demo-weak" in sample.out
    assert "judge demo-judge" in sample.out
    found = touchstone("evaluate", "latest", "--home", home, "--json").json
    cascade = found["cascade"]
    assert found["jury"] is None
    assert (cascade["decisions"], cascade["share"], cascade["labelled"]) == (48, 1.0, 48)
    assert [point["share"] for point in cascade["points"]][::10] == [0.0, 1.0]
    tokens = [point["tokens"] for point in cascade["points"]]
    assert tokens == sorted(tokens)
    assert tokens[-1] == sum(cost["tokens_computed"] for cost in ran.json["models"].values())
    ends = [cascade["points"][place] for place in (0, -1)]
    assert all(end["accuracy"]["value"] == pytest.approx(end["random"]["value"]) for end in ends)
    page = tmp_path / "report.html"
    assert touchstone("report", "latest", "--html", page, "--home", home).code == 0
    text = page.read_text()
    assert "Escalation" in text
    assert "--escalate-share 1.0" in text
    part = touchstone("judge", data, *options, "--escalate-share", "0.25", "--json", *ALL)
    assert part.json["models"]["second"]["verdicts"] == 12
    told = touchstone("evaluate", "latest", "--home", home)
    assert "25% to demo-judge" in told.out
    assert "the curve ends where the escalation did" in told.err + told.out


def test_a_jury_is_judged_evaluated_and_reported(
    touchstone: Run, home: Path, data: Path, tmp_path: Path
) -> None:
    jury = ("--jury", "demo-judge", "--jury", "demo-base")
    ran = touchstone("judge", data, "--home", home, "--judge", "demo-weak", *jury, "--json", *ALL)
    assert ran.code == 0
    assert set(ran.json["models"]) == {"judge", "jury-2", "jury-3"}
    assert any("the jury is averaged as it is" in notice for notice in ran.json["notices"])
    found = touchstone("evaluate", "latest", "--home", home, "--json").json
    assert found["cascade"] is None
    assert found["jury"]["members"] == ["demo-weak", "demo-judge", "demo-base"]
    assert len(found["jury"]["agreement"]) == 3
    assert [each["label"] for each in found["jury"]["accuracy"]][-1] == "the jury"
    page = tmp_path / "report.html"
    assert touchstone("report", "latest", "--html", page, "--home", home).code == 0
    assert "Jury" in page.read_text()
    assert "--jury demo-judge --jury demo-base" in page.read_text()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--escalate-to", "demo-weak"), "--escalate-share"),
        (("--escalate-to", "demo-weak", "--escalate-share", "2"), "range"),
        (("--escalate-share", "0.5"), "--escalate-to NAME"),
        (("--jury", "demo-judge"), "judges already"),
        (("--base", "--judge", "demo-weak"), "models.toml"),
    ],
)
def test_nonsense_ends_with_exit_code_2(
    touchstone: Run, home: Path, data: Path, options: tuple[str, ...], told: str
) -> None:
    ran = touchstone("judge", data, "--home", home, "--json", *options)
    assert ran.code == 2
    assert told in ran.err


def test_typed_text_can_have_a_base_model_and_a_jury_but_no_escalation(touchstone: Run, home: Path) -> None:
    asked = ("judge", "--prompt", "Say hello.", "--response", "Hello.", "--rubric", "none", "--home", home)
    with_base = touchstone(*asked, "--base", "--json", *ALL).json
    assert with_base["lines"][0]["reliability"] is not None
    jury = touchstone(*asked, "--jury", "demo-weak", "--json", *ALL)
    assert jury.json["verdicts"] == 1
    refused = touchstone(*asked, "--escalate-to", "demo-weak", "--escalate-share", "0.5")
    assert refused.code == 2
