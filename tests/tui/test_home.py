import json
from pathlib import Path

import pytest
from textual.widgets import Input

from tests.tui.looking import seen, shows, until
from tests.tui.scripted import ScriptedBackend
from tests.tui.seeding import seed_run
from touchstone.domain.label import Label
from touchstone.runner.lock import alone_on
from touchstone.store import Store
from touchstone.tui.app import TouchstoneApp
from touchstone.tui.screens.run import RunScreen

SIZES = [(80, 24), (120, 40)]


@pytest.mark.parametrize("size", SIZES)
async def test_the_models_in_use_are_named(app: TouchstoneApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await shows(
            pilot, "demo-judge", "demo-generator", "5 MB · Q8_0 · CPU · not loaded", "check at first use"
        )
        await shows(pilot, "offline: connections are refused by the guard (Python)", "Nothing here yet")


async def test_without_the_guard_that_is_said(
    app: TouchstoneApp, backend: ScriptedBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backend, "guarded", lambda: False)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "not guarded")
        assert "offline" not in seen(app)


async def test_a_missing_default_says_how_to_get_it(app: TouchstoneApp, backend: ScriptedBackend) -> None:
    backend.set_default("qwen3.5-4b", ("judge",))
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "qwen3.5-4b", "touchstone models pull qwen3.5-4b", "not here")


async def test_an_interrupted_run_is_named_and_resumed_by_one_key(seeded: TouchstoneApp) -> None:
    async with seeded.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "1 run was interrupted: r resumes it (5e6f7a8b)")
        await pilot.press("down", "r")
        await until(pilot, lambda: isinstance(seeded.screen, RunScreen))
        await shows(pilot, "run 5e6f7a8b", "finished")
        await pilot.press("escape")
        await until(pilot, lambda: "interrupted" not in seen(seeded))


async def test_a_run_whose_process_died_is_an_interrupted_one(seeded: TouchstoneApp, store: Store) -> None:
    store.update_run("5e6f7a8b", state="running")
    store.update_run("1a2b3c4d", state="running")
    with alone_on("1a2b3c4d", store.path):
        async with seeded.run_test(size=(80, 24)) as pilot:
            await shows(pilot, "1 run was interrupted: r resumes it (5e6f7a8b)", "running")
            await pilot.press("down", "delete")
            await pilot.press("down", "enter")
            assert store.run("1a2b3c4d").state == "running"
    again = TouchstoneApp(seeded.backend, store)
    async with again.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "2 runs were interrupted: r resumes the one chosen, or 5e6f7a8b")


async def test_a_run_is_deleted_only_when_that_is_asked_for(seeded: TouchstoneApp, store: Store) -> None:
    item = store.lines("1a2b3c4d", aggregates=True)[0]
    store.save_label(
        Label(
            run="1a2b3c4d",
            sample_id=item.sample_id,
            response_id=item.response_id,
            annotator="Ada",
            label="met",
        )
    )
    async with seeded.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.press("m", "down", "delete")
        await shows(
            pilot, "Delete run 1a2b3c4d (prompts.jsonl)?", "delete its results and the 1 labels given"
        )
        await pilot.press("enter")
        assert store.count_runs() == 2
        await pilot.press("delete", "down", "enter")
        await shows(pilot, "run 1a2b3c4d is deleted")
        assert [run.id for run in store.list_runs()] == ["5e6f7a8b"]


async def test_results_are_exported(seeded: TouchstoneApp) -> None:
    async with seeded.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.press("down", "w")
        await shows(pilot, "Write all result lines of run 1a2b3c4d")
        await pilot.press("enter")
        await shows(pilot, "60 lines in")
        lines = [json.loads(line) for line in Path("1a2b3c4d.jsonl").read_text().splitlines()]
        assert len(lines) == 60
        assert lines[0]["mark"].startswith("demo model")
        Path("1a2b3c4d.jsonl").write_text("mine")
        await pilot.press("w", "enter")
        await shows(pilot, "1a2b3c4d.jsonl is there already")
        await pilot.press("enter")
        assert Path("1a2b3c4d.jsonl").read_text() == "mine"
        for name, told in (("a.txt", "neither .jsonl nor .csv"), ("nowhere/a.csv", "does not exist")):
            await pilot.press("w")
            seeded.screen.query_one(Input).value = name
            await pilot.press("enter")
            await shows(pilot, told)
        await pilot.press("w")
        seeded.screen.query_one(Input).value = "a.csv"
        await pilot.press("enter")
        await until(pilot, lambda: Path("a.csv").is_file())
        assert Path("a.csv").read_text().startswith("run,sample_id")


async def test_from_an_empty_home_to_a_first_result_in_three_keys(app: TouchstoneApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d")
        await shows(pilot, "finished", "Results 12")
        await pilot.press("enter")
        await shows(pilot, "result 1 of 12", "met 0.60")


async def test_hostile_names_are_shown_harmlessly(app: TouchstoneApp, store: Store) -> None:
    name = "[foo] \x1b[31m 🦊 漢字 \u202eאב.jsonl"
    Path(name).write_text(Path("prompts.jsonl").read_text())
    seed_run(store, Path(name))
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "[foo] ␛[31m 🦊 漢字")
        assert "\x1b" not in seen(app)
        await pilot.press("delete")
        await shows(pilot, "Delete run")


async def test_the_real_models_are_shown_loaded_once_they_judged(judged: TouchstoneApp) -> None:
    async with judged.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "demo-judge", "check weak", "questions right", patience=30)
        judged.backend.load_model("demo-judge")
        await shows(pilot, "CPU · loaded", patience=30)
        judged.backend.close()
        await until(pilot, lambda: "· loaded" not in seen(judged))
