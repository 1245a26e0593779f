"""Reports of stored runs: what is read, what is refused, and that nothing is lost."""

from pathlib import Path

import pytest

from tests.homes import answers, write_rows
from tests.store.conftest import line, rubric
from touchstone.domain.results import ResultLine
from touchstone.domain.run import RunInfo, RunSpec
from touchstone.errors import InputError
from touchstone.files import read_dataset
from touchstone.paths import Home
from touchstone.report import Choices
from touchstone.runner import write_report
from touchstone.store import open_store

RUBRIC = rubric("It names a number.", "It is one sentence.")


def stored(
    home: Home, data: Path, *, judge: str = "small", marks: tuple[str, ...] = (), state: str = "finished"
) -> RunInfo:
    """A run over the data: the system "good" meets the criteria, others do not."""
    dataset = read_dataset(data)
    spec = RunSpec(kind="judge", data=str(data), protocol="criteria", judge=judge)
    with open_store(home.database) as store:
        run = store.create_run(
            spec,
            dataset_digest=dataset.digest,
            marks=marks,
            models={"judge": judge},
            prompt_version="judge-1",
        )
        for number, sample in enumerate(dataset.samples):
            lines: list[ResultLine] = []
            for response in sample.responses:
                share = (0.9 if response.system == "good" else 0.1) - number / 100
                about = {"response_id": response.id, "system": response.system, "score": share}
                read = {
                    "probabilities": {"met": share, "not met": 1 - share},
                    "label_mass": 0.9,
                    "entropy": 0.3,
                }
                lines += [line(run.id, sample.id, one.id, **about, **read) for one in RUBRIC.criteria]
                lines.append(line(run.id, sample.id, None, **about))
            links = {sample.id: [RUBRIC.id]}
            store.save_unit(run.id, f"judging-{number}", lines, rubrics=[(None, RUBRIC)], links=links)
        store.update_run(run.id, state=state, layout="leaf")  # type: ignore[arg-type]
        return store.run(run.id)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_rows(tmp_path / "answers.jsonl", answers(12))


def test_a_report_of_one_run(home: Home, data: Path, tmp_path: Path) -> None:
    run = stored(home, data, marks=("not to be relied on",))
    choices = Choices(file=tmp_path / "report.html", samples=3)
    written = write_report(home, ["latest"], choices)
    made = written.report
    assert written.file.stat().st_size == written.bytes
    assert made.comparison is not None
    assert [system.name for system in made.comparison.systems] == ["good", "bad"]
    assert "good is better than bad" in made.summary[0]
    assert any(sentence.startswith("Against the labels") for sentence in made.summary)
    assert made.marks == ("not to be relied on",)
    assert (made.runs, made.rubrics_total) == ((run.id,), 1)
    assert (run.finished or "").startswith(made.date[:10])
    assert [row.text for row in made.criteria.rows] == ["It names a number.", "It is one sentence."]
    assert [len(cases.cases) for cases in made.cases] == [3, 3, 0]
    assert "The bad answer to prompt 11" in (made.cases[0].cases[0].answers[0].text or "")
    before = choices.file.read_bytes()
    write_report(home, [run.id], choices)
    assert choices.file.read_bytes() == before
    assert not list(tmp_path.glob("*.tmp")) + list(tmp_path.glob(".*.tmp"))


def test_systems_of_two_runs_are_compared_and_their_regressions_shown(home: Home, tmp_path: Path) -> None:
    old, new = (
        write_rows(tmp_path / f"{system}.jsonl", answers(12, (system,))) for system in ("bad", "good")
    )
    runs = [stored(home, data).id for data in (old, new)]
    made = write_report(home, runs, Choices(file=tmp_path / "r.html", baseline="good")).report
    assert made.comparison is not None
    assert (made.comparison.pairs[0].system, made.comparison.pairs[0].word) == ("bad", "worse")
    assert len(made.cases[2].cases) == 10
    assert [answer.heading for answer in made.cases[2].cases[0].answers] == [
        "Response of bad",
        "Response of good",
    ]
    assert len(made.judge_commands) == 2
    assert "--baseline good" in made.report_command


def test_a_run_of_one_system_has_a_report_and_says_that_it_compares_nothing(
    home: Home, tmp_path: Path
) -> None:
    stored(home, write_rows(tmp_path / "a.jsonl", answers(3, ("good",))))
    made = write_report(home, ["latest"], Choices(file=tmp_path / "r.html")).report
    assert made.comparison is None
    assert "only one system" in made.no_comparison


def test_changed_data_and_an_unfinished_run_are_said(home: Home, data: Path, tmp_path: Path) -> None:
    stored(home, data, state="interrupted")
    data.write_text(data.read_text().replace("one sentence", "a sentence"))
    made = write_report(home, ["latest"], Choices(file=tmp_path / "r.html")).report
    assert any("has changed" in notice for notice in made.notices)
    assert any("interrupted" in notice for notice in made.notices)


def test_what_is_refused_leaves_the_old_report(home: Home, data: Path, tmp_path: Path) -> None:
    one, other = stored(home, data).id, stored(home, data, judge="another").id
    with open_store(home.database) as store:
        spec = RunSpec(kind="rubrics", data=str(data), level="instance")
        only_rubrics = store.create_run(spec, dataset_digest="", marks=(), models={}).id
    file = tmp_path / "report.html"
    file.write_text("old")
    for refs, choices, expected in (
        ([one, other], Choices(file=file), "judge"),
        ([one], Choices(file=file, baseline="nobody"), "nobody"),
        ([only_rubrics], Choices(file=file), "judged nothing"),
        (["0000"], Choices(file=file), "no run"),
        ([one], Choices(file=data), "no .html file"),
        ([one], Choices(file=tmp_path / "no" / "r.html"), "does not exist"),
    ):
        with pytest.raises(InputError, match=expected):
            write_report(home, refs, choices)
    data.unlink()
    with pytest.raises(InputError):
        write_report(home, [one], Choices(file=file))
    assert file.read_text() == "old"
