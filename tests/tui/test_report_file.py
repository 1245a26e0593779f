"""A report written from within the app: asked where, nothing replaced unasked, and said where it is."""

from pathlib import Path

from textual.widgets import Input

from tests.tui.looking import shows
from touchstone.tui.app import TouchstoneApp


async def test_a_report_is_written_where_the_user_says(judged: TouchstoneApp) -> None:
    run = judged.store.list_runs(limit=1)[0].id
    async with judged.run_test(size=(80, 24), notifications=True) as pilot:
        judged.export_report([run])
        await shows(pilot, f"Report of run {run}", f"touchstone-{run}.html")
        await pilot.press("enter")
        await shows(pilot, "The report is written", " kB", patience=60)
    page = Path(f"touchstone-{run}.html").read_text(encoding="utf-8")
    assert "careless" in page


async def test_a_file_is_replaced_only_when_asked_for_twice(judged: TouchstoneApp) -> None:
    run = judged.store.list_runs(limit=1)[0].id
    kept = Path("kept.html")
    kept.write_text("x" * 2000)
    async with judged.run_test(size=(80, 24), notifications=True) as pilot:
        judged.export_report([run])
        await shows(pilot, "Report of run")
        field = judged.screen.query_one("#file", Input)
        field.value = "kept.html"
        await pilot.press("enter")
        await shows(pilot, "kept.html is there already (2 kB)", "Replace it")
        field.value = "./kept.html "
        await shows(pilot, "Write")
        await pilot.press("enter")
        await shows(pilot, "is there already")
        assert kept.read_text() == "x" * 2000
        await pilot.press("enter")
        await shows(pilot, "The report is written", patience=60)
    assert "careless" in kept.read_text(encoding="utf-8")


async def test_places_that_cannot_be_are_told_in_the_form(seeded: TouchstoneApp) -> None:
    async with seeded.run_test(size=(80, 24)) as pilot:
        seeded.export_report(["1a2b3c4d"])
        await shows(pilot, "Report of run")
        for name, told in (
            ("", "which file?"),
            ("prompts.jsonl", "is there already"),
            ("report.pdf", "is no .html file"),
            ("nowhere/report.html", "does not exist"),
            ("~nobody-of-that-name/report.html", "cannot be a file"),
            (f"{'x' * 300}.html", "cannot be a file"),
        ):
            seeded.screen.query_one("#file", Input).value = name
            await pilot.press("enter")
            await shows(pilot, told, patience=60)
        await pilot.press("escape")
        await shows(pilot, "1 Runs")
    assert sorted(path.name for path in Path().iterdir()) == ["home", "prompts.jsonl"]


async def test_leaving_while_it_is_written_loses_nothing(judged: TouchstoneApp) -> None:
    run = judged.store.list_runs(limit=1)[0].id
    async with judged.run_test(size=(80, 24), notifications=True) as pilot:
        judged.export_report([run])
        await shows(pilot, "Report of run")
        await pilot.press("enter", "escape")
        await shows(pilot, "The report is written", patience=60)
    assert Path(f"touchstone-{run}.html").is_file()
