"""Themes: chosen, remembered, and one that needs no more than a terminal's own 16 colours."""

from pathlib import Path
from typing import Literal

import pytest
from rich.color import ColorType
from rich.console import Console

from tests.tui.looking import shows, until
from touchstone.tui.app import TouchstoneApp
from touchstone.tui.themes import CONTRAST, DARK, FEW_COLOURS, LIGHT


async def test_a_theme_is_remembered(app: TouchstoneApp) -> None:
    async with app.run_test() as pilot:
        assert app.theme == DARK.name
        await pilot.pause()
        assert not app.backend.home.ui.exists()
        await pilot.press("ctrl+t")
        await pilot.pause()
    again = TouchstoneApp(app.backend, app.store)
    async with again.run_test() as pilot:
        assert again.theme == LIGHT.name
        await pilot.press("ctrl+t")
        await pilot.pause()
    third = TouchstoneApp(app.backend, app.store)
    async with third.run_test():
        assert third.theme == DARK.name


@pytest.mark.parametrize(("colours", "theme"), [("standard", FEW_COLOURS), ("truecolor", DARK.name)])
async def test_a_terminal_of_few_colours_gets_a_theme_of_them(
    app: TouchstoneApp, colours: Literal["standard", "truecolor"], theme: str
) -> None:
    app.console = Console(color_system=colours)
    async with app.run_test():
        assert app.theme == theme


@pytest.mark.parametrize("text", ["theme = 3", 'theme = "no such theme"', "theme = ", "\x00\xff"])
async def test_what_cannot_be_understood_is_no_choice(app: TouchstoneApp, text: str) -> None:
    app.backend.home.root.mkdir(exist_ok=True)
    app.backend.home.ui.write_text(text)
    async with app.run_test():
        assert app.theme == DARK.name


async def test_a_theme_that_cannot_be_remembered_is_used_all_the_same(
    app: TouchstoneApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(file: Path, name: str) -> None:
        raise PermissionError(13, "not [allowed]")

    monkeypatch.setattr("touchstone.tui.app.save_theme", refuse)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pilot.press("ctrl+t")
        await shows(pilot, "cannot be remembered: not [allowed]")
        assert app.theme == LIGHT.name


async def test_all_themes_can_be_chosen_by_name(seeded: TouchstoneApp) -> None:
    async with seeded.run_test(size=(100, 30)) as pilot:
        await pilot.press("ctrl+p", *"theme")
        await shows(pilot, "Choose among all themes")
        seeded.action_change_theme()
        await shows(pilot, FEW_COLOURS)
        await pilot.press(*"contrast", "enter")
        await until(pilot, lambda: seeded.theme == CONTRAST.name)


@pytest.mark.parametrize("place", ["1", "2", "3", "n", "s"])
async def test_sixteen_colours_are_enough(seeded: TouchstoneApp, place: str) -> None:
    async with seeded.run_test(size=(100, 30)) as pilot:
        seeded.theme = FEW_COLOURS
        await pilot.press(place)
        await pilot.pause(0.3)
        used = {
            colour.type
            for strip in seeded.screen._compositor.render_strips()
            for segment in strip
            if segment.style is not None
            for colour in (segment.style.color, segment.style.bgcolor)
            if colour is not None
        }
        assert used <= {ColorType.DEFAULT, ColorType.STANDARD}
