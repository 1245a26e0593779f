"""The screens over the real runner and engine, with a tiny random model whose verdicts mean nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Input, Select, TextArea

from tests.homes import answers, copy_home, make_home, write_rows
from tests.tui.looking import shows, until
from touchstone.paths import Home
from touchstone.tui.app import TouchstoneApp
from touchstone.tui.backend import Backend
from touchstone.tui.screens.run import RunScreen


@pytest.fixture(scope="module")
def tiny_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose default models are a tiny one that was checked already."""
    return make_home(tmp_path_factory.mktemp("tiny"))


@pytest.fixture
def real(tmp_path: Path, tiny_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TouchstoneApp]:
    """The app on a copy of that home, with a data file in the working folder."""
    monkeypatch.chdir(tmp_path)
    write_rows(Path("rows.jsonl"), answers(2))
    backend = Backend(Home(copy_home(tiny_home, tmp_path / "home")))
    with backend.open_store() as store:
        yield TouchstoneApp(backend, store)


async def test_a_file_is_judged_from_the_form(real: TouchstoneApp) -> None:
    async with real.run_test(size=(120, 40)) as pilot:
        await pilot.press("n")
        real.screen.query_one("#data", Input).value = "rows.jsonl"
        real.screen.query_one("#rubric", Select).value = "none"
        await pilot.press("ctrl+r")
        await until(pilot, lambda: isinstance(real.screen, RunScreen), patience=30)
        await shows(pilot, "finished", "Results 4", "4 verdicts", "judge tiny", patience=60)
        await pilot.press("enter")
        await shows(pilot, "result 1 of 4", "Write one sentence about the number 0", "label mass")
        await shows(pilot, "does what the prompt asks, fully and correctly")
        await pilot.press("escape", "e")
        await shows(pilot, "agreement with its labels", "compared with labels", patience=60)
        await pilot.press("enter")
        await shows(pilot, "not applicable")


async def test_a_broken_file_is_refused_in_the_form(real: TouchstoneApp) -> None:
    Path("broken.jsonl").write_text('{"prompt": "p", "response": "r"}\n{"prompt": }\n')
    async with real.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        real.screen.query_one("#data", Input).value = "broken.jsonl"
        await pilot.press("ctrl+r")
        await shows(pilot, "broken.jsonl", "line 2", patience=30)


async def test_scratch_writes_a_rubric_and_judges(real: TouchstoneApp) -> None:
    async with real.run_test(size=(120, 40)) as pilot:
        await pilot.press("s")
        real.screen.query_one("#prompt", TextArea).text = "Name a river."
        real.screen.query_one("#response-1", TextArea).text = "The Rhine."
        await pilot.press("ctrl+r")
        await shows(pilot, "Response 1", "label mass", patience=120)


async def test_a_run_of_the_bundled_models_is_browsed(judged: TouchstoneApp) -> None:
    async with judged.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "answers.jsonl", "finished", "demo-judge")
        await pilot.press("enter")
        await shows(pilot, "careful", "hasty", "careless", "demo model")
        await pilot.press("escape", "2")
        await shows(pilot, "3 rubrics", "instance")
