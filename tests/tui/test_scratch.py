import pytest
from textual.widgets import Static, TextArea

from tests.tui.looking import seen, shows
from tests.tui.scripted import ScriptedBackend
from tests.tui.seeding import MARK
from touchstone.errors import InputError
from touchstone.tui.app import TouchstoneApp


def paste(app: TouchstoneApp, **texts: str) -> None:
    """Puts texts into the boxes."""
    for name, text in texts.items():
        app.screen.query_one(f"#{name.replace('_', '-')}", TextArea).text = text


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_pasted_responses_get_rubric_and_verdicts(app: TouchstoneApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await pilot.press("s")
        paste(app, prompt="Name three fruits", response_1="apple [b]pear", response_3="none")
        await pilot.press("ctrl+r")
        await shows(pilot, "Response 1  0.60", "names exactly three fruits", "met 0.60", MARK)
        await pilot.press("end")
        await shows(pilot, "4. How clear the wording is.", "clear throughout")
        titles = [str(heading.render()) for heading in app.screen.query(".heading").results(Static)]
        assert [title.split("  ")[0] for title in titles] == ["Response 1", "Response 3", "Rubric"]


async def test_something_missing_is_said(app: TouchstoneApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("s", "ctrl+r")
        await shows(pilot, "a prompt is missing")
        paste(app, prompt="Name three fruits")
        await pilot.press("ctrl+r")
        await shows(pilot, "at least one response is missing")


async def test_an_error_is_shown_with_its_remedy_and_can_be_mended(
    app: TouchstoneApp, backend: ScriptedBackend
) -> None:
    backend.refusal = InputError(
        "the model demo-judge is not on this machine", "touchstone models pull demo-judge"
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("s")
        paste(app, prompt="p", response_1="r")
        await pilot.press("ctrl+r")
        await shows(pilot, "not on this machine", "touchstone models pull")
        backend.refusal = None
        await pilot.press("ctrl+r")
        await shows(pilot, "Response 1  0.60")
        assert "not on this machine" not in seen(app)


async def test_leaving_gives_up_the_judging(app: TouchstoneApp, backend: ScriptedBackend) -> None:
    backend.gate.clear()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("s")
        paste(app, prompt="p", response_1="r")
        await pilot.press("ctrl+r")
        await shows(pilot, "judging")
        await pilot.press("escape")
        await shows(pilot, "Nothing here yet")
        backend.gate.set()
        await pilot.press("d")
        await shows(pilot, "finished")


async def test_clear_empties_the_boxes(app: TouchstoneApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("s")
        paste(app, prompt="p", response_1="r")
        await pilot.press("ctrl+l")
        assert not any(box.text for box in app.screen.query(TextArea))
