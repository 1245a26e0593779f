from pathlib import Path

import pytest
from textual.widgets import Input, Select

from tests.tui.looking import seen, shows, until
from tests.tui.scripted import ScriptedBackend
from tests.tui.seeding import MARK
from touchstone.errors import InputError
from touchstone.tui.app import TouchstoneApp
from touchstone.tui.screens.run import RunScreen
from touchstone.tui.widgets.form import PathSuggester


def fill(app: TouchstoneApp, **values: str) -> None:
    """Puts values into the fields of the form."""
    for name, value in values.items():
        widget = app.screen.query_one(f"#{name}")
        assert isinstance(widget, Input | Select)
        widget.value = value


async def test_what_is_wrong_stands_beside_its_field(app: TouchstoneApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "ctrl+r")
        await shows(pilot, "give the path of a data file")
        for data, fault in (("nowhere.jsonl", "no such file"), ("home", "that is a folder")):
            fill(app, data=data)
            await pilot.press("ctrl+r")
            await shows(pilot, fault)
        Path("notes.txt").write_text("x")
        fill(app, data="notes.txt", limit="0", rubric="named")
        await pilot.press("ctrl+r")
        await shows(pilot, "not one of .jsonl", "at least 1", "give a rubric's id or file")
        assert app.live is None


async def test_the_runner_s_refusal_is_shown_in_the_form(
    app: TouchstoneApp, backend: ScriptedBackend
) -> None:
    backend.refusal = InputError("prompts.jsonl, line 7: this is not JSON", "mend the line [or] remove it")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        fill(app, data="prompts.jsonl")
        await pilot.press("ctrl+r")
        await shows(pilot, "line 7: this is not JSON", "mend the line [or] remove it")
        backend.refusal = None
        await pilot.press("ctrl+r")
        await until(pilot, lambda: isinstance(app.screen, RunScreen))


async def test_the_form_asks_for_what_was_chosen(app: TouchstoneApp, backend: ScriptedBackend) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("n")
        fill(app, data="prompts.jsonl", task="pairwise", rubric="dataset", limit="7", rationale="yes")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: backend.asked is not None)
        asked = backend.asked
        assert asked is not None
        assert (asked.kind, asked.protocol, asked.rubric, asked.limit) == ("judge", "pairwise", "dataset", 7)
        assert asked.rationale
        assert asked.data == str(Path("prompts.jsonl").absolute())
        await shows(pilot, "finished")


async def test_only_rubrics(app: TouchstoneApp, backend: ScriptedBackend) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("n")
        fill(app, data="prompts.jsonl", task="rubrics", level="both")
        await pilot.pause()
        assert "Judge" not in seen(app)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: backend.asked is not None)
        assert backend.asked is not None
        assert (backend.asked.kind, backend.asked.level, backend.asked.protocol) == ("rubrics", "both", None)


async def test_a_run_is_shown_live_stopped_and_resumed(app: TouchstoneApp, backend: ScriptedBackend) -> None:
    backend.gate.clear()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("n")
        fill(app, data="prompts.jsonl")
        await pilot.press("ctrl+r")
        await shows(pilot, "judging", "1 of 4 units", "25%", "verdicts/s", "Results 3", "x Stop", MARK)
        await shows(pilot, "latest q1")
        await pilot.press("escape")
        await shows(pilot, "judging 25%", "running")
        await pilot.press("enter", "x")
        await shows(pilot, "interrupted", "r Resume", "stopped: press r")
        assert app.store.list_runs()[0].state == "interrupted"
        backend.gate.set()
        await pilot.press("r")
        await shows(pilot, "finished", "Results 12")
        assert app.store.count_runs() == 1


async def test_a_run_is_paused_and_goes_on(app: TouchstoneApp, backend: ScriptedBackend) -> None:
    backend.gate.clear()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d")
        await shows(pilot, "1 of 4 units")
        app.pause_work()
        await shows(pilot, "paused")
        backend.gate.set()
        await shows(pilot, "2 of 4 units")
        await pilot.pause(0.5)
        assert app.live is not None
        assert app.live.done == 2
        app.pause_work()
        await shows(pilot, "finished", "Results 12")


async def test_a_paused_run_is_stopped_all_the_same(app: TouchstoneApp, backend: ScriptedBackend) -> None:
    backend.gate.clear()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d")
        await shows(pilot, "1 of 4 units")
        app.pause_work()
        await pilot.press("x")
        await until(pilot, lambda: app.store.list_runs()[0].state == "interrupted")
        app.pause_work()
        assert app.live is not None
        assert not app.live.paused


async def test_one_run_at_a_time(app: TouchstoneApp, backend: ScriptedBackend) -> None:
    backend.gate.clear()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("d")
        await shows(pilot, "1 of 4 units")
        await pilot.press("escape", "d")
        await shows(pilot, "Something is being judged already")
        assert app.store.count_runs() == 1
        app.stop_work()
        await until(pilot, lambda: app.live is not None and not app.live.active)


async def test_leaving_asks_once_and_stops_the_run_first(
    app: TouchstoneApp, backend: ScriptedBackend
) -> None:
    backend.gate.clear()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("d")
        await shows(pilot, "1 of 4 units")
        await pilot.press("ctrl+q")
        await shows(pilot, "Work is going on", "Ctrl+Q again")
        assert app.live is not None
        assert app.live.active
        await pilot.press("ctrl+q")
        await until(pilot, lambda: not app.is_running or app._exit)
    assert app.store.list_runs()[0].state == "interrupted"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (InputError("the disk is full", "free some space"), ("the disk is full", "free some space")),
        (InputError("a \x1b[31m[b]path"), ("a ␛[31m[b]path",)),
        (ZeroDivisionError("oh"), ("something unforeseen went wrong", "ZeroDivisionError: oh")),
    ],
)
async def test_a_run_that_fails_says_why_without_a_traceback(
    app: TouchstoneApp, backend: ScriptedBackend, fault: Exception, words: tuple[str, ...]
) -> None:
    backend.fault = fault
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.press("d")
        await shows(pilot, *words)
        assert "Traceback" not in seen(app)
        await pilot.press("escape")
        await shows(pilot, "1 Runs")


async def test_going_back_while_the_form_is_checked_gives_the_run_up(
    app: TouchstoneApp, backend: ScriptedBackend
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        fill(app, data="prompts.jsonl")
        await pilot.press("ctrl+r", "escape")
        await until(pilot, lambda: app.live is not None and not app.live.active)
        await shows(pilot, "1 Runs")


async def test_a_rubric_is_handed_to_the_form(seeded: TouchstoneApp, backend: ScriptedBackend) -> None:
    async with seeded.run_test(size=(120, 40)) as pilot:
        await pilot.press("2", "enter", "n")
        fill(seeded, data="prompts.jsonl")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: backend.asked is not None)
        assert backend.asked is not None
        assert backend.asked.rubric == seeded.store.list_rubrics()[0].id


async def test_paths_are_completed_to_folders_and_data_files(backend: ScriptedBackend) -> None:
    Path("data").mkdir()
    Path("data/set.csv").write_text("prompt\n")
    Path("data/notes.txt").write_text("")
    suggester = PathSuggester()
    assert await suggester.get_suggestion("da") == "data/"
    assert await suggester.get_suggestion("data/s") == "data/set.csv"
    assert await suggester.get_suggestion("data/n") is None
    assert await suggester.get_suggestion("nowhere/x") is None
