"""The plots of a run on their screen: over prepared verdicts and over those of the bundled models."""

import threading
from pathlib import Path

import pytest

from tests.tui.looking import seen, shows, until
from tests.tui.scripted import ScriptedBackend
from tests.tui.seeding import MARK
from touchstone.errors import Interrupted
from touchstone.runner import RunCharts
from touchstone.tui.app import TouchstoneApp

SIZES = [(80, 24), (120, 40)]


@pytest.mark.parametrize("size", SIZES)
async def test_every_plot_is_one_key_from_the_next(seeded: TouchstoneApp, size: tuple[int, int]) -> None:
    async with seeded.run_test(size=size) as pilot:
        seeded.show_charts("1a2b3c4d")
        await shows(pilot, "run 1a2b3c4d · plots", "How the scores lie", "atlas-7b", MARK, patience=60)
        for told in ("Mean score by system", "Criteria, those met least", "nothing to plot", "label mass"):
            await pilot.press("right")
            await shows(pilot, told)
        await pilot.press("right")
        await shows(pilot, "How the scores lie")
        await pilot.press("left")
        await shows(pilot, "How sure the judge was")
        await pilot.press("escape")
        await shows(pilot, "1 Runs")


async def test_a_plot_is_copied_and_scrolled(seeded: TouchstoneApp) -> None:
    async with seeded.run_test(size=(80, 24), notifications=True) as pilot:
        seeded.show_charts("1a2b3c4d")
        await shows(pilot, "atlas-7b", patience=60)
        assert "cedar" not in seen(seeded)
        await pilot.press("end")
        await shows(pilot, "cedar")
        await pilot.press("y")
        await shows(pilot, "copied")
        assert "cedar  mean" in seeded.clipboard
        assert "count" in seeded.clipboard
        await pilot.press("h")
        await shows(pilot, "Report of run 1a2b3c4d")


async def test_what_the_bundled_models_judged_is_plotted(judged: TouchstoneApp) -> None:
    run = judged.store.list_runs(limit=1)[0].id
    async with judged.run_test(size=(120, 40)) as pilot:
        judged.show_charts(run)
        await shows(pilot, "n = 9 scored", "careful", "hasty", "careless", patience=60)
        await pilot.press("right")
        await shows(pilot, "├", "●", "n 3")
        await pilot.press("right")
        await shows(pilot, "met · n")
        await pilot.press("right")
        await shows(pilot, "Scores in the data", "the same:", "verdict of the judge")
        await pilot.press("right")
        await shows(pilot, "n = 27 verdicts", "entropy")


async def test_data_that_is_gone_is_an_error_in_words(seeded: TouchstoneApp) -> None:
    Path("prompts.jsonl").unlink()
    async with seeded.run_test(size=(80, 24)) as pilot:
        seeded.show_charts("1a2b3c4d")
        await shows(pilot, "there is no file prompts.jsonl", patience=60)


async def test_leaving_stops_the_computing(
    backend: ScriptedBackend, seeded: TouchstoneApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = threading.Event()

    def slow(run: str, stop: threading.Event) -> RunCharts:
        assert stop.wait(30)
        stopped.set()
        raise Interrupted

    monkeypatch.setattr(backend, "charts", slow)
    async with seeded.run_test(size=(80, 24)) as pilot:
        seeded.show_charts("1a2b3c4d")
        await shows(pilot, "computing")
        await pilot.press("escape")
        await until(pilot, stopped.is_set)
        await shows(pilot, "1 Runs")


async def test_a_name_of_the_data_is_neither_markup_nor_control(seeded: TouchstoneApp) -> None:
    name = "[/foo]\x1b[31m\x00🙂雪\u202e"
    with seeded.store.transaction() as db:
        db.conn.execute("UPDATE lines SET system = ? WHERE system = 'cedar'", (name,))
    text = Path("prompts.jsonl").read_text(encoding="utf-8")
    Path("prompts.jsonl").write_text(
        text.replace('"cedar"', '"[/foo]\\u001b[31m\\u0000🙂雪\\u202e"'), encoding="utf-8"
    )
    async with seeded.run_test(size=(120, 40)) as pilot:
        seeded.show_charts("1a2b3c4d")
        await shows(pilot, "[/foo]␛[31m␀🙂雪", "has changed since the run", patience=60)
        await pilot.press("right")
        await shows(pilot, "[/foo]␛[31m␀")
        assert "\x1b" not in seen(seeded)
