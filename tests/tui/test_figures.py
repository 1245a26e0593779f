"""Figures with their intervals: one in full, copied as text, another baseline, and the report of what is compared."""

import json
from pathlib import Path

import pytest
from textual.widgets import Input

from tests.tui.looking import seen, shows
from tests.tui.scripted import ScriptedBackend
from tests.tui.seeding import MARK, write_dataset
from touchstone.evaluation import Row
from touchstone.tui.app import TouchstoneApp
from touchstone.tui.backend import Figures
from touchstone.tui.screens.figure import in_full
from touchstone.tui.screens.figures import as_text, cells

HOSTILE = "[/foo]\x1b[31m\x00🙂 雪\u202e\tend"


def row(label: str = "accuracy", value: float | None = 0.5, note: str = "") -> Row:
    low, high = (None, None) if value is None else (value - 0.1, value + 0.1)
    return Row("scores", label, value, low, high, 1234, note)


def test_an_interval_is_drawn_where_it_fits_on_the_scale() -> None:
    drawn = cells(row())[4]
    assert drawn == ("··········│···├●┤····", "bar")
    assert cells(row(value=None))[4] == ("", "bar")
    assert cells(row(value=2.5))[4] == ("", "bar")


def test_the_table_as_text_has_a_line_for_each_figure_and_no_control_character() -> None:
    header, first, second = as_text([row(HOSTILE, note="why\nnot"), row("tau", None)]).split("\n")
    assert header.split("\t") == ["part", "figure", "value", "low", "high", "n", "note"]
    assert first.split("\t")[2:] == ["0.5000", "0.4000", "0.6000", "1234", "why not"]
    assert first.split("\t")[1] == "[/foo]␛[31m␀🙂 雪� end"
    assert second.split("\t") == ["scores", "tau", "", "", "", "1234", ""]


def test_a_figure_in_full_has_its_note_and_no_control_character() -> None:
    shown = in_full(row(HOSTILE, note="because " * 50)).plain
    assert "0.5000   95 % interval 0.4000 to 0.6000   n 1,234" in shown
    assert "because " * 49 in shown
    assert "\x1b" not in shown
    assert "no value" in in_full(row(value=None, note="fewer than two groups")).plain


async def test_agreement_of_what_the_bundled_models_judged(judged: TouchstoneApp) -> None:
    run = judged.store.list_runs(limit=1)[0].id
    async with judged.run_test(size=(120, 40), notifications=True) as pilot:
        judged.show_agreement(run)
        await shows(pilot, "Spearman, over all", "├", "●", MARK, patience=60)
        await pilot.press("end", "enter")
        await shows(pilot, "all labels are equal", "no value")
        await pilot.press("escape", "y")
        await shows(pilot, "figures are copied")
        assert "Spearman, over all\t0." in judged.clipboard
        await pilot.press("d")
        await shows(pilot, f"run {run} · plots")
        await pilot.press("escape", "h")
        await shows(pilot, f"Report of run {run}")


async def test_a_baseline_is_chosen_and_goes_into_the_report(judged: TouchstoneApp) -> None:
    run = judged.store.list_runs(limit=1)[0].id
    async with judged.run_test(size=(80, 24), notifications=True) as pilot:
        judged.compare_runs([run])
        await shows(pilot, "careful or hasty", "hasty or careless", patience=60)
        await pilot.press("b")
        await shows(pilot, "every two systems with each other")
        await pilot.press("escape", "b", "down", "enter")
        await shows(pilot, "compared with careful", "hasty or careful", patience=60)
        assert "hasty or careless" not in seen(judged)
        await pilot.press("h")
        await shows(pilot, "Report of run")
        judged.screen.query_one("#file", Input).value = "compared.html"
        await pilot.press("enter")
        await shows(pilot, "The report is written", patience=60)
    assert "--baseline careful" in Path("compared.html").read_text(encoding="utf-8")


async def test_what_cannot_be_compared_is_told_and_nothing_is_offered(seeded: TouchstoneApp) -> None:
    rows = [json.loads(line) for line in write_dataset(Path("one.jsonl")).read_text().splitlines()]
    for each in rows:
        each["responses"] = each["responses"][:1]
    Path("prompts.jsonl").write_text("".join(json.dumps(each) + "\n" for each in rows))
    async with seeded.run_test(size=(80, 24)) as pilot:
        seeded.compare_runs(["1a2b3c4d"])
        await shows(pilot, "there is only one system", patience=60)
        assert "Baseline" not in seen(seeded)
        assert "Copy" not in seen(seeded)
        await pilot.press("escape")
        await shows(pilot, "1 Runs")


async def test_an_error_that_nobody_foresaw_is_told_where_it_happened(
    backend: ScriptedBackend, seeded: TouchstoneApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Figures:
        raise ZeroDivisionError("by [/foo] zero")

    for name in ("agreement", "charts", "labelling", "write_report"):
        monkeypatch.setattr(backend, name, broken)
    async with seeded.run_test(size=(80, 24)) as pilot:
        for opened in (seeded.show_agreement, seeded.show_charts, seeded.label_run):
            opened("1a2b3c4d")
            if opened == seeded.label_run:
                await shows(pilot, "Label run")
                seeded.screen.query_one("#annotator", Input).value = "Ada"
                await pilot.press("enter")
            await shows(pilot, "something unforeseen went wrong: ZeroDivisionError", "by [/foo] zero")
            assert "computing" not in seen(seeded)
            assert "drawing" not in seen(seeded)
            await pilot.press("escape")
        seeded.export_report(["1a2b3c4d"])
        await shows(pilot, "Report of run")
        await pilot.press("enter")
        await shows(pilot, "something unforeseen", "Enter: write")


async def test_a_name_of_the_data_is_neither_markup_nor_control(seeded: TouchstoneApp) -> None:
    text = Path("prompts.jsonl").read_text(encoding="utf-8")
    name = json.dumps(HOSTILE)
    Path("prompts.jsonl").write_text(text.replace('"cedar"', name), encoding="utf-8")
    async with seeded.run_test(size=(120, 40)) as pilot:
        seeded.compare_runs(["1a2b3c4d"])
        await shows(pilot, "[/foo]␛[31m␀🙂 雪", patience=60)
        await pilot.press("enter")
        await shows(pilot, "mean score; 4 results")
        await pilot.press("escape", "b")
        await shows(pilot, "Compare with")
        assert "\x1b" not in seen(seeded)
