"""The form of a new run: choosing a file, its preview with what is wrong line by line, the estimate."""

import json
import threading
from pathlib import Path

from textual.widgets import Input, Select

from tests.tui.looking import seen, shows, until
from tests.tui.real_home import PROMPTS
from tests.tui.scripted import ScriptedBackend
from touchstone.domain.run import RunSpec
from touchstone.errors import InputError, Interrupted
from touchstone.runner import Estimate
from touchstone.tui.app import TouchstoneApp
from touchstone.tui.screens.pick import PickScreen
from touchstone.tui.screens.run import RunScreen
from touchstone.tui.screens.start import StartScreen

HOSTILE = "[/foo] \x1b[31mred \x00 \U0001f600 \u202eevil 漢字 שלום"


def type_data(app: TouchstoneApp, path: str) -> None:
    app.screen.query_one("#data", Input).value = path


async def test_a_file_is_previewed_while_its_path_is_typed(app: TouchstoneApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("n")
        await shows(pilot, "Ctrl+O chooses a file")
        type_data(app, "prompts.json")
        await shows(pilot, "there is no such file")
        type_data(app, "prompts.jsonl")
        await shows(pilot, "4 rows · 4 prompts · 12 responses", "atlas-7b, brook-2, cedar")
        await shows(pilot, "First prompt", "Name three fruits")
        app.screen.query_one("#limit", Input).value = "2"
        await shows(pilot, "2 rows · 2 prompts · 6 responses")


async def test_what_is_wrong_is_told_line_by_line(app: TouchstoneApp) -> None:
    rows = ['{"prompt": "p", "response": "r"', '{"response": "r"}', '{"prompt": "q", "response": 3}']
    Path("bad.jsonl").write_text("\n".join(rows))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        type_data(app, "bad.jsonl")
        await shows(pilot, "3 rows have to be mended", "line 1: broken JSON", "line 2: no prompt")
        await pilot.press("shift+tab")
        app.screen.query_one("#preview").scroll_end(animate=False)
        await shows(pilot, "line 3: response must be text", "write it as a JSON string")


async def test_fields_by_other_names_and_unused_ones_are_named(app: TouchstoneApp) -> None:
    row = {"question": HOSTILE, "output": "o", "model": HOSTILE, HOSTILE: 1, "score": 1}
    Path("odd.jsonl").write_text(json.dumps(row) + '\n{"prompt": "", "response": "r"}\n')
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("n")
        type_data(app, "odd.jsonl")
        await shows(pilot, "question = prompt", "model = system", "not used", "1 with a label")
        await shows(pilot, "1 text will be unscored: row-2: the prompt is empty")
        await shows(pilot, "[/foo] ␛[31mred", "漢字", "שלום")
        assert "\x1b" not in seen(app)
        assert "\u202e" not in seen(app)


async def test_a_file_is_chosen_from_those_at_hand_and_from_the_folders(seeded: TouchstoneApp) -> None:
    async with seeded.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "ctrl+o")
        await shows(pilot, "demo.jsonl (the demo's data)", "prompts.jsonl (used before)")
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(seeded.screen, StartScreen))
        await shows(pilot, "4 prompts")
        type_data(seeded, "")
        await pilot.press("ctrl+o", "tab")
        await shows(pilot, "prompts.jsonl")
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: isinstance(seeded.screen, StartScreen))
        assert seeded.screen.query_one("#data", Input).value.endswith("prompts.jsonl")
        await pilot.press("ctrl+o", "escape")
        assert not isinstance(seeded.screen, PickScreen)


async def test_an_estimate_that_cannot_be_made_says_why(app: TouchstoneApp, backend: ScriptedBackend) -> None:
    def refuse(spec: RunSpec, stop: threading.Event) -> Estimate:
        raise InputError("the model is [gone]", "get it: touchstone models pull x")

    backend.estimate = refuse  # type: ignore[method-assign]
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "ctrl+e")
        await shows(pilot, "give the path of a data file")
        type_data(app, "prompts.jsonl")
        await pilot.press("ctrl+e")
        await shows(pilot, "the model is [gone]", "touchstone models pull x")
        assert app.begin() is not None


async def test_going_back_gives_the_estimate_up(app: TouchstoneApp, backend: ScriptedBackend) -> None:
    stopped = threading.Event()

    def wait(spec: RunSpec, stop: threading.Event) -> Estimate:
        stop.wait(10)
        stopped.set()
        raise Interrupted

    backend.estimate = wait  # type: ignore[method-assign]
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        type_data(app, "prompts.jsonl")
        await pilot.press("ctrl+e")
        await shows(pilot, "counting tokens")
        await pilot.press("escape")
        await until(pilot, stopped.is_set)
        await shows(pilot, "1 Runs")


async def test_real_models_are_estimated_and_run(judged: TouchstoneApp, judged_root: Path) -> None:
    async with judged.run_test(size=(120, 40)) as pilot:
        await pilot.press("n")
        type_data(judged, str(judged_root / "answers.jsonl"))
        await shows(pilot, "3 prompts · 9 responses", "notes, rules", PROMPTS[0][:40])
        await pilot.press("ctrl+e")
        await shows(pilot, "Estimate", "nothing to compute: 30 cached answers", patience=60)
        judged.screen.query_one("#task", Select).value = "holistic"
        await until(pilot, lambda: "Estimate  27" not in seen(judged))
        await pilot.press("ctrl+e")
        await shows(pilot, "MB of memory", "tokens to read", "9 verdicts", patience=60)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: isinstance(judged.screen, RunScreen), patience=60)
        await shows(pilot, "finished", "9 verdicts", patience=60)
