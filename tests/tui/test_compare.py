from tests.tui.looking import seen, shows
from tests.tui.seeding import MARK
from touchstone.tui.app import TouchstoneApp


async def test_the_systems_of_a_run_are_compared(seeded: TouchstoneApp) -> None:
    async with seeded.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter", "c")
        await shows(pilot, "systems compared", "atlas-7b", "brook-2", "cedar", "cannot be told", MARK)
        await shows(pilot, "only 4 groups")
        await pilot.press("end", "enter")
        await shows(pilot, "did worse than")
        await pilot.press("escape", "escape")
        await shows(pilot, "run 5e6f7a8b", "48 verdicts")


async def test_marked_runs_are_compared_with_each_other(seeded: TouchstoneApp) -> None:
    async with seeded.run_test(size=(80, 24)) as pilot:
        await pilot.press("m", "down", "m")
        await shows(pilot, "●1a2b3c4d", "●5e6f7a8b")
        await pilot.press("c")
        await shows(pilot, "5e6f7a8b, 1a2b3c4d", "atlas-7b (prompts)")
        await pilot.press("escape", "m")
        assert "●1a2b3c4d" not in seen(seeded)
