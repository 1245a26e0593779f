"""Pictures of the figures, the plots, blind labelling and the report's form, narrow and wide."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.tui.looking import shows
from touchstone.domain.label import Label
from touchstone.runner import Labelling
from touchstone.tui.app import TouchstoneApp
from touchstone.tui.screens.label import LabelScreen

Snap = Callable[..., bool]
SIZES = [(80, 24), (120, 40)]
PLOTS = ["scores", "systems", "criteria", "labels", "sureness"]
RUN = "1a2b3c4d"
sizes = pytest.mark.parametrize("size", SIZES)


@pytest.fixture
def app(seeded: TouchstoneApp) -> TouchstoneApp:
    """The seeded app, in whose finished run some verdicts were labelled blind."""
    lines = seeded.store.lines(RUN, aggregates=False)
    for number, line in enumerate(lines[:24]):
        met = (line.score or 0.0) >= 0.5
        choices = ("3", "1") if "1" in (line.probabilities or {}) else ("met", "not met")
        about = line.model_dump(include={"run", "sample_id", "response_id", "criterion_id"})
        said = choices[met if number % 5 == 0 else not met]
        seeded.store.save_label(Label.model_validate({**about, "annotator": "Ada", "label": said}))
    return seeded


def hold_cursors(app: TouchstoneApp) -> None:
    """A cursor that blinks is in one picture and not in the next."""
    for field in app.screen.query(Input):
        field.cursor_blink = False


async def plots(pilot: Pilot[Any], app: TouchstoneApp) -> None:
    """Opens the plots, which the forms stand over, too."""
    app.show_charts(RUN)
    await shows(pilot, "n = 8 scored", patience=60)


@sizes
@pytest.mark.parametrize("plot", PLOTS)
def test_plot(snap_compare: Snap, app: TouchstoneApp, size: tuple[int, int], plot: str) -> None:
    async def show(pilot: Pilot[Any]) -> None:
        await plots(pilot, app)
        await pilot.press(*["right"] * PLOTS.index(plot))
        await pilot.pause(0.6)

    assert snap_compare(app, terminal_size=size, run_before=show)


@sizes
def test_agreement(snap_compare: Snap, app: TouchstoneApp, size: tuple[int, int]) -> None:
    async def show(pilot: Pilot[Any]) -> None:
        app.show_agreement(RUN)
        await shows(pilot, "accuracy over labels", patience=60)

    assert snap_compare(app, terminal_size=size, run_before=show)


@sizes
def test_systems_compared(snap_compare: Snap, app: TouchstoneApp, size: tuple[int, int]) -> None:
    async def show(pilot: Pilot[Any]) -> None:
        app.compare_runs([RUN])
        await shows(pilot, "cannot be told", patience=60)

    assert snap_compare(app, terminal_size=size, run_before=show)


@sizes
def test_one_figure(snap_compare: Snap, app: TouchstoneApp, size: tuple[int, int]) -> None:
    async def show(pilot: Pilot[Any]) -> None:
        app.compare_runs([RUN])
        await shows(pilot, "cannot be told", patience=60)
        await pilot.press("down", "enter")
        await shows(pilot, "mean score;")

    assert snap_compare(app, terminal_size=size, run_before=show)


@sizes
def test_form_of_labelling(snap_compare: Snap, app: TouchstoneApp, size: tuple[int, int]) -> None:
    async def show(pilot: Pilot[Any]) -> None:
        await plots(pilot, app)
        app.label_run(RUN)
        await shows(pilot, "Label run")
        app.screen.query_one("#annotator", Input).value = "Ada"
        hold_cursors(app)

    assert snap_compare(app, terminal_size=size, run_before=show)


@sizes
def test_labelling(snap_compare: Snap, app: TouchstoneApp, size: tuple[int, int]) -> None:
    async def show(pilot: Pilot[Any]) -> None:
        app.push_screen(LabelScreen(Labelling(app.store, RUN, "Bob", size=6), clock=lambda: 0.0))
        await shows(pilot, "0 of 6")

    assert snap_compare(app, terminal_size=size, run_before=show)


@sizes
def test_form_of_the_report(snap_compare: Snap, app: TouchstoneApp, size: tuple[int, int]) -> None:
    async def show(pilot: Pilot[Any]) -> None:
        await plots(pilot, app)
        Path(f"touchstone-{RUN}.html").write_text("x" * 3000)
        app.export_report([RUN])
        await shows(pilot, "Report of run")
        await pilot.press("enter")
        await shows(pilot, "is there already")
        hold_cursors(app)

    assert snap_compare(app, terminal_size=size, run_before=show)
