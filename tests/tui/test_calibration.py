"""A run's calibration on its screen: fitted, applied, taken back, and what the run's own screen says of it."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.calibrated_runs import seed_calibratable, write_labelled
from tests.tui.looking import seen, shows
from touchstone.tui.app import TouchstoneApp

Snap = Callable[..., bool]
SIZES = [(80, 24), (120, 40)]
RUN = "1a2b3c4d"
DATA = Path("[b]la\x1b[31mbelled.jsonl")
sizes = pytest.mark.parametrize("size", SIZES)


@pytest.fixture
def labelled(app: TouchstoneApp, monkeypatch: pytest.MonkeyPatch) -> TouchstoneApp:
    """The app on a home with one run that has labels; its id and time are fixed."""
    monkeypatch.setattr("touchstone.store.runs.secrets", SimpleNamespace(token_hex=lambda _: RUN))
    monkeypatch.setattr("touchstone.store.runs.now", lambda: "2026-01-02T03:04:05+00:00")
    seed_calibratable(app.backend.home.root, write_labelled(DATA))
    return app


async def test_a_calibration_is_seen_applied_and_taken_back(labelled: TouchstoneApp) -> None:
    async with labelled.run_test(size=(80, 24), notifications=True) as pilot:
        labelled.open_run(RUN)
        await shows(pilot, "reliability is a rank", "[b]la␛[31mbelled")
        await pilot.press("t")
        await shows(
            pilot, "150 labelled responses", "kept as version 1", "Brier skill", "threshold 0.", patience=60
        )
        await pilot.press("a")
        await shows(pilot, "50 of", "calibrated: version 1, 150 labels; under 0.", patience=60)
        await pilot.press("escape")
        await shows(pilot, "calibrated: version 1", "abstains 0.", "agreement 0.")
        await pilot.press("t")
        await shows(pilot, "u Undo", patience=60)
        await pilot.press("u")
        await shows(pilot, "reliability is a rank", patience=60)
        await pilot.press("escape")
        await shows(pilot, "reliability is a rank")
        assert "abstains" not in seen(labelled)


async def test_another_agreement_is_asked_for_and_the_parts_are_read(labelled: TouchstoneApp) -> None:
    async with labelled.run_test(size=(120, 40), notifications=True) as pilot:
        labelled.calibrate_run(RUN)
        await shows(pilot, "at least 90 %", patience=60)
        await pilot.press("right")
        await shows(pilot, "The judge's own probability", "○ what was said")
        await pilot.press("right")
        await shows(pilot, "surest 50 %", "the threshold of")
        await pilot.press("y")
        await shows(pilot, "copied as text")
        assert "surest 100 %" in labelled.clipboard
        await pilot.press("right", "t")
        await shows(pilot, "Agreement above the threshold")
        labelled.screen.query_one(Input).value = "0.8"
        await pilot.press("enter")
        await shows(pilot, "at least 80 %", patience=60)
        await pilot.press("t")
        await shows(pilot, "Agreement above the threshold")
        labelled.screen.query_one(Input).value = "[b]all[/b]"
        await pilot.press("enter")
        await shows(pilot, "'[b]all[/b]' is no agreement")


async def test_only_abstaining_results_are_shown(labelled: TouchstoneApp) -> None:
    backend = labelled.backend
    version = backend.calibrate(RUN, 0.9).version
    assert version is not None
    applied = backend.apply_calibration(RUN, version.id)
    async with labelled.run_test(size=(120, 40)) as pilot:
        labelled.open_run(RUN)
        await shows(pilot, "calibrated: version 1", "150")
        await pilot.press("f")
        await shows(pilot, "Which results")
        labelled.screen.query_one("#abstaining").value = "only"  # type: ignore[attr-defined]
        await pilot.press("ctrl+r")
        await shows(pilot, f"{applied.abstaining} of 150: abstaining")
        assert "agreement 0." not in seen(labelled)


async def test_data_that_is_gone_is_told_as_it_is_named(labelled: TouchstoneApp) -> None:
    DATA.unlink()
    async with labelled.run_test(size=(80, 24)) as pilot:
        labelled.calibrate_run(RUN)
        await shows(pilot, "there is no file", "[b]la␛[31mbelled.jsonl", patience=60)


async def test_too_few_labels_over_what_the_bundled_models_judged(judged: TouchstoneApp) -> None:
    run = judged.store.list_runs(limit=1)[0].id
    async with judged.run_test(size=(80, 24)) as pilot:
        judged.calibrate_run(run)
        await shows(pilot, "too few: 41 more are needed", "touchstone label", patience=60)


@sizes
@pytest.mark.parametrize("part", range(3))
def test_picture(snap_compare: Snap, labelled: TouchstoneApp, size: tuple[int, int], part: int) -> None:
    async def show(pilot: Pilot[Any]) -> None:
        labelled.calibrate_run(RUN)
        await shows(pilot, "150 labelled responses", patience=60)
        await pilot.press(*["right"] * part)
        await pilot.pause(0.6)

    assert snap_compare(labelled, terminal_size=size, run_before=show)
