"""Windows: a run in many gives what a run in one gives, is resumed exactly, and asks nothing twice."""

import json
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.homes import answers, copy_home, write_rows
from touchstone.domain.dataset import Response, Sample
from touchstone.domain.engine import Request
from touchstone.domain.results import ResultLine
from touchstone.domain.run import Event, Finished, Notice, Phase, RunSpec, UnitDone
from touchstone.engine import LlamaEngine
from touchstone.errors import Interrupted
from touchstone.paths import Home
from touchstone.runner import estimate, resume, run_judge, run_rubrics
from touchstone.runner.judging import plan
from touchstone.runner.judging.plan import windows
from touchstone.store import open_store

CRITERIA = ("The response is polite.", "The response is short.")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Some prompts with a few responses, and one with many, of which every third says the same."""
    text = "The number {} is one."
    many = [
        {"id": f"{n}", "prompt": "Name a number.", "response": text.format(n % 3), "system": f"s{n}"}
        for n in range(12)
    ]
    return write_rows(tmp_path / "data.jsonl", [*answers(3), *many, *answers(6)[6:]])


@pytest.fixture
def rubric(tmp_path: Path) -> Path:
    path = tmp_path / "rubric.json"
    path.write_text(json.dumps({"touchstone": 1, "level": "dataset", "criteria": CRITERIA}))
    return path


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Units of about two responses, windows of about two units."""
    monkeypatch.setattr(plan, "UNIT_CHARS", 60)
    monkeypatch.setattr(plan, "WINDOW_UNITS", 2)
    monkeypatch.setattr(plan, "WINDOW_TARGETS", 5)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[list[Request]]:
    """What the engine is asked, a list for each of its runs."""
    runs: list[list[Request]] = []
    run = LlamaEngine.run

    def remember(self: LlamaEngine, units: Iterable[list[Request]], *rest: object) -> object:
        runs.append([request for unit in units for request in unit])
        return run(self, units, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(LlamaEngine, "run", remember)
    return runs


def _spec(data: Path, rubric: Path, **options: object) -> RunSpec:
    settings = {"protocol": "criteria", "rubric": str(rubric), "min_label_mass": 0.0, "allow_unscored": 1.0}
    return RunSpec(kind="judge", data=str(data), **{**settings, **options})  # type: ignore[arg-type]


def _lines(home: Home, events: Iterator[Event]) -> list[ResultLine]:
    *_, end = events
    assert isinstance(end, Finished)
    with open_store(home.database) as store:
        return [line.model_copy(update={"run": ""}) for line in store.lines(end.run)]


def _stopped_after(events: Iterator[Event], units: int, stop: threading.Event) -> None:
    for _ in range(units):
        next(event for event in events if isinstance(event, UnitDone))
    stop.set()
    with pytest.raises(Interrupted):
        list(events)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 400)), max_size=60))
def test_windows_hold_every_unit_once(units: list[tuple[int, int]]) -> None:
    parts = [
        (Sample(id="s", prompt=str(prompt), responses=(Response(id="r", text="x"),) * count, group="g"),)
        for prompt, count in units
    ]
    found = windows(parts, "criteria")
    assert [number for window in found for number in window] == list(range(len(parts)))
    for window in found[:-1]:
        held = sum(count for _, count in units[window.start : window.stop])
        assert held - units[window.stop - 1][1] < plan.WINDOW_TARGETS
        goes_on = units[window.stop - 1][0] == units[window.stop][0]
        assert held >= plan.WINDOW_TARGETS or (len(window) >= plan.WINDOW_UNITS and not goes_on)


def test_many_windows_give_what_one_gives(
    home: Home, data: Path, rubric: Path, tmp_path: Path, tiny_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "UNIT_CHARS", 60)
    spec = _spec(data, rubric, layout="leaf")
    whole = _lines(home, run_judge(home, spec, threading.Event()))
    monkeypatch.setattr(plan, "WINDOW_UNITS", 1)
    monkeypatch.setattr(plan, "WINDOW_TARGETS", 1)
    other = Home(copy_home(tiny_home, tmp_path / "other"))
    cut = _lines(other, run_judge(other, spec, threading.Event()))
    assert len(cut) == len(whole) == 24 * 3
    for one, many in zip(whole, cut, strict=True):
        left, right = one.probabilities or {}, many.probabilities or {}
        assert right == pytest.approx(left, abs=5e-3)
        place = {"probabilities", "score", "bounds", "label_mass", "entropy", "reliability", "unscored"}
        assert one.model_dump(exclude=place) == many.model_dump(exclude=place)


@pytest.mark.usefixtures("small")
def test_what_two_windows_ask_is_asked_once(
    home: Home, data: Path, rubric: Path, asked: list[list[Request]]
) -> None:
    *_, end = run_judge(home, _spec(data, rubric, layout="leaf"), threading.Event())
    assert isinstance(end, Finished)
    every = [request for run in asked for request in run]
    assert len(asked) > 3
    assert len(set(every)) == len(every) == (24 - 9) * len(CRITERIA)
    assert end.counters.cached == 9 * len(CRITERIA)
    assert end.counters.verdicts == 24 * len(CRITERIA)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("units", [1, 4, 7])
@pytest.mark.parametrize("known", [0, 5])
def test_a_run_resumed_in_a_window_equals_the_undisturbed_one(
    home: Home, data: Path, rubric: Path, tmp_path: Path, tiny_home: Path, units: int, known: int
) -> None:
    """To the last bit, also where another run left some of its answers in the cache."""
    found = []
    for name in ("whole", "resumed"):
        other = Home(copy_home(tiny_home, tmp_path / name))
        if known:
            list(run_judge(other, _spec(data, rubric, limit=known), threading.Event()))
        stop = threading.Event()
        events = run_judge(other, _spec(data, rubric), stop)
        if name == "resumed":
            _stopped_after(events, units, stop)
            events = resume(other, "latest", threading.Event())
        found.append(_lines(other, events))
    assert found[0] == found[1]


@pytest.mark.usefixtures("small")
def test_a_run_of_many_windows_is_reported_as_one(
    home: Home, data: Path, rubric: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("touchstone.runner.models.loading.ensure_checked", lambda *_: ["it is weak"])
    events = list(run_judge(home, _spec(data, rubric), threading.Event()))
    phases = [event for event in events if isinstance(event, Phase)]
    done = [event for event in events if isinstance(event, UnitDone)]
    assert [phase.name for phase in phases] == ["loading judge", "judging"]
    assert phases[-1].verdicts == 24 * len(CRITERIA)
    assert [event.done for event in done] == list(range(1, phases[-1].units + 1))
    assert [event.text for event in events if isinstance(event, Notice)] == ["it is weak"]
    again = run_judge(home, _spec(data, rubric), threading.Event())
    assert [event.name for event in again if isinstance(event, Phase)] == ["judging"]


@pytest.mark.usefixtures("small")
def test_an_estimate_counts_what_the_windows_ask(home: Home, data: Path, rubric: Path) -> None:
    spec = _spec(data, rubric, layout="leaf")
    expected = estimate(home, spec)
    assert expected.verdicts == 24 * len(CRITERIA)
    *_, end = run_judge(home, spec, threading.Event())
    assert isinstance(end, Finished)
    known = estimate(home, spec)
    assert (known.cached, known.tokens_distinct) == (24 * len(CRITERIA), 0)
    stop = threading.Event()
    stop.set()
    with pytest.raises(Interrupted):
        estimate(home, spec, stop)


def test_rubrics_are_written_in_windows_too(
    home: Home, tmp_path: Path, tiny_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write_rows(tmp_path / "prompts.jsonl", answers(7))
    spec = RunSpec(kind="rubrics", data=str(data), level="instance", allow_unscored=1.0)
    monkeypatch.setattr("touchstone.runner.rubrics.writing.RUBRICS_PER_UNIT", 2)
    monkeypatch.setattr("touchstone.runner.rubrics.writing.WINDOW_UNITS", 2)
    found = []
    for name in ("whole", "resumed"):
        other = Home(copy_home(tiny_home, tmp_path / name))
        stop = threading.Event()
        events = run_rubrics(other, spec, stop)
        if name == "resumed":
            _stopped_after(events, 3, stop)
            events = resume(other, "latest", threading.Event())
        *heard, end = events
        assert isinstance(end, Finished)
        assert [event.done for event in heard if isinstance(event, UnitDone)] == [1, 2, 3, 4]
        assert sum(isinstance(event, Phase) and event.name == "rubrics" for event in heard) == 1
        with open_store(other.database) as store:
            found.append({i: store.run_rubrics(end.run, sample_id=f"p{i}-good") for i in range(7)})
    assert found[0] == found[1]
    assert sum(map(len, found[0].values())) > 0
