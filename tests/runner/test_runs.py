"""Runs on the real engine: interruption and resuming, units, marks, changed data."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.homes import answers, copy_home, pairs, write_rows
from touchstone.domain.results import ResultLine
from touchstone.domain.run import Event, Finished, Notice, RunSpec, UnitDone
from touchstone.errors import InputError, Interrupted
from touchstone.judging import PROMPT_VERSION
from touchstone.paths import Home
from touchstone.runner import DEMO_MARK, evaluate_run, judge_one, resume, run_judge, run_rubrics
from touchstone.runner.judging.plan import UNIT_CHARS
from touchstone.store import Store, open_store


@pytest.fixture
def data(tmp_path: Path) -> Path:
    rows = answers(6)
    for row in rows:
        row["response"] = f"{row['response']} " * (UNIT_CHARS // 4 // len(row["response"]))
    return write_rows(tmp_path / "answers.jsonl", rows)


def _spec(data: Path, **options: object) -> RunSpec:
    settings = {"protocol": "criteria", "rubric": "none", "min_label_mass": 0.0, "allow_unscored": 1.0}
    return RunSpec(kind="judge", data=str(data), **{**settings, **options})  # type: ignore[arg-type]


def _last(events: Iterator[Event]) -> Finished:
    *_, end = events
    assert isinstance(end, Finished)
    return end


def _lines(home: Home, run: str) -> list[ResultLine]:
    with open_store(home.database) as store:
        return [line.model_copy(update={"run": ""}) for line in store.lines(run)]


def test_a_resumed_run_gives_what_an_undisturbed_one_gives(
    home: Home, data: Path, tmp_path: Path, tiny_home: Path
) -> None:
    stop = threading.Event()
    events = run_judge(home, _spec(data), stop)
    for _ in range(2):
        next(event for event in events if isinstance(event, UnitDone))
    stop.set()
    with pytest.raises(Interrupted, match="was interrupted") as caught:
        list(events)
    assert "touchstone runs resume" in caught.value.remedy
    with open_store(home.database) as store:
        run = store.find_run("latest")
        assert run.state == "interrupted"
        assert len(store.units_done(run.id)) == 2
    end = _last(resume(home, "latest", threading.Event()))
    assert end.run == run.id
    other = Home(copy_home(tiny_home, tmp_path / "other"))
    whole = _last(run_judge(other, _spec(data), threading.Event()))
    assert _lines(home, end.run) == _lines(other, whole.run)
    assert end.counters.verdicts == whole.counters.verdicts == 12
    again = _last(resume(home, "latest", threading.Event()))
    assert again.counters.tokens_computed == end.counters.tokens_computed


def test_leaving_the_events_early_leaves_a_run_that_can_be_resumed(home: Home, data: Path) -> None:
    events = run_judge(home, _spec(data), threading.Event())
    next(event for event in events if isinstance(event, UnitDone))
    events.close()  # type: ignore[attr-defined]
    with open_store(home.database) as store:
        assert store.find_run("latest").state == "interrupted"
    assert _last(resume(home, "latest", threading.Event())).counters.verdicts == 12


def test_a_run_that_is_being_worked_on_is_not_resumed(home: Home, data: Path) -> None:
    events = run_judge(home, _spec(data), threading.Event())
    next(event for event in events if isinstance(event, UnitDone))
    with pytest.raises(InputError, match="being worked on"):
        list(resume(home, "latest", threading.Event()))
    assert _last(events).counters.verdicts == 12
    assert not list(home.root.glob("*.lock"))


def test_a_run_is_not_resumed_on_changed_data(home: Home, data: Path) -> None:
    events = run_judge(home, _spec(data), threading.Event())
    next(event for event in events if isinstance(event, UnitDone))
    events.close()  # type: ignore[attr-defined]
    data.write_text(data.read_text().replace("good", "fine"))
    with pytest.raises(InputError, match="has changed"):
        list(resume(home, "latest", threading.Event()))


def test_a_run_is_not_resumed_with_other_prompts(home: Home, data: Path) -> None:
    events = run_judge(home, _spec(data), threading.Event())
    next(event for event in events if isinstance(event, UnitDone))
    events.close()  # type: ignore[attr-defined]
    with open_store(home.database) as store:
        assert store.find_run("latest").prompt_version == PROMPT_VERSION
        with store.transaction() as db:
            db.conn.execute("UPDATE runs SET prompt_version = 'judge-0'")
    with pytest.raises(InputError, match="asked by prompts judge-0; this program asks by judge-"):
        list(resume(home, "latest", threading.Event()))


def test_the_files_own_rubrics_judge_where_they_are(home: Home, tmp_path: Path) -> None:
    rows = answers(2)
    rubric = {"criteria": "How clear is it?", "scores": {"1": "not", "2": "rather", "3": "very"}}
    data = write_rows(
        tmp_path / "own.jsonl", [{**row, "rubric": rubric, "score": 1 + i % 3} for i, row in enumerate(rows)]
    )
    end = _last(run_judge(home, _spec(data, rubric=None), threading.Event()))
    assert end.counters.tokens_generated == 0
    with open_store(home.database) as store:
        assert {info.first for info in store.list_rubrics(run=end.run)} == {"How clear is it?"}
        assert all(set(line.probabilities or {}) == {"1", "2", "3"} for line in store.lines(end.run)[:1])
    report = evaluate_run(home, end.run).report
    assert report.sections[0].compared == 4


def test_dataset_and_instance_rubrics_together(home: Home, tmp_path: Path) -> None:
    data = write_rows(tmp_path / "answers.jsonl", answers(3))
    spec = RunSpec(kind="rubrics", data=str(data), level="both", allow_unscored=1.0)
    made = _last(run_rubrics(home, spec, threading.Event()))
    assert made.summary["rubrics"] == 4
    events = list(run_judge(home, _spec(data, rubric="both"), threading.Event()))
    end = events[-1]
    assert isinstance(end, Finished)
    assert end.counters.tokens_generated == 0
    assert any(isinstance(event, Notice) and "belong in no comparison" in event.text for event in events)


def test_layouts_are_chosen_by_counting_and_recorded(home: Home, tmp_path: Path) -> None:
    data = write_rows(tmp_path / "answers.jsonl", answers(1, tuple("abcdef")))
    counted = {}
    for layout in ("leaf", "trunk", "auto"):
        end = _last(run_judge(home, _spec(data, rubric="instance", layout=layout), threading.Event()))
        with open_store(home.database) as store:
            counted[layout] = (store.run(end.run).layout, end.counters)
    distinct = {name: counters.tokens_distinct for name, (_, counters) in counted.items() if name != "auto"}
    with open_store(home.database) as store:
        criteria = len(store.rubric(store.run_rubrics(end.run)[0]).criteria)
    assert end.counters.verdicts == 6 * criteria
    assert counted["auto"][0] == min(distinct, key=distinct.__getitem__)
    assert counted["auto"][1].tokens_computed == 0


def test_a_rubric_that_is_given_judges_everything(home: Home, tmp_path: Path) -> None:
    data = write_rows(tmp_path / "pairs.jsonl", pairs())
    rubric = tmp_path / "rubric.json"
    rubric.write_text(
        '{"touchstone": 1, "level": "dataset", "criteria": ["It names a river.", "It is short."]}'
    )
    end = _last(run_judge(home, _spec(data, rubric=str(rubric)), threading.Event()))
    assert end.counters.verdicts == 3 * 2 * 2
    with open_store(home.database) as store:
        (used,) = store.run_rubrics(end.run)
        assert store.run(end.run).spec.rubric == used
    by_id = _last(run_judge(home, _spec(data, rubric=used[:6]), threading.Event()))
    assert by_id.counters.cached == by_id.counters.verdicts


def test_a_bundled_model_marks_what_it_judges(home: Home, tmp_path: Path) -> None:
    rubric = tmp_path / "rubric.json"
    rubric.write_text(
        '{"touchstone": 1, "criteria": ["It is a number."], "provenance": '
        '{"source": "generated", "generator": "demo-generator", "demo_model": true}}'
    )
    judged = judge_one(home, "Name a prime.", ["7"], rubric=str(rubric), min_label_mass=0.0)
    assert judged.marks == (DEMO_MARK,)
    data = write_rows(tmp_path / "answers.jsonl", answers(1))
    out = tmp_path / "lines.jsonl"
    _last(run_judge(home, _spec(data, rubric=str(rubric), out=str(out)), threading.Event()))
    assert all(DEMO_MARK in line for line in out.read_text().splitlines())


def test_a_full_disk_loses_nothing_that_was_saved(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write_rows(tmp_path / "many.jsonl", answers(120))
    opened: list[Store] = []

    def remember(path: Path) -> Store:
        opened.append(open_store(path))
        return opened[0]

    monkeypatch.setattr("touchstone.runner.judging.run.open_store", remember)
    events = run_judge(home, _spec(data), threading.Event())
    next(event for event in events if isinstance(event, UnitDone))
    saved = opened[0].lines(opened[0].find_run("latest").id)
    opened[0].value(f"PRAGMA max_page_count = {opened[0].value('PRAGMA page_count')}")
    with pytest.raises(InputError, match="the disk is full"):
        list(events)
    end = _last(resume(home, "latest", threading.Event()))
    assert end.counters.verdicts == 240
    with open_store(home.database) as store:
        assert store.lines(end.run)[: len(saved)] == saved


def test_five_megabytes_in_one_response_are_unscored(home: Home, tmp_path: Path) -> None:
    rows = [*answers(1), {"id": "big", "prompt": "p", "response": "word " * 1_050_000}]
    data = write_rows(tmp_path / "big.jsonl", rows)
    end = _last(run_judge(home, _spec(data), threading.Event()))
    assert (end.counters.verdicts, end.summary["judged"]) == (3, 3)
    assert [line.response_id for line in _lines(home, end.run) if line.unscored and line.is_aggregate][
        -1:
    ] == ["big"]
