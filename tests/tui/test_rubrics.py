"""The rubrics place: searched and filtered, read, compared, edited, approved, passed on, generated again."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Select, TextArea

from tests.tui.looking import seen, shows, until
from tests.tui.rubric_homes import CHILD, COMMON, HOSTILE, PARENT, add_versions, made_on
from tests.tui.scripted import ScriptedBackend
from touchstone.domain.rubric import Criterion, Rubric
from touchstone.errors import Interrupted, TouchstoneError
from touchstone.files import read_rubric
from touchstone.tui.app import TouchstoneApp
from touchstone.tui.screens.rubric import RubricScreen
from touchstone.tui.widgets.table import RowTable

SIZES = [(80, 24), (120, 40)]


@pytest.fixture
def versions(seeded: TouchstoneApp, monkeypatch: pytest.MonkeyPatch) -> TouchstoneApp:
    """The seeded home with seven rubrics: four of its runs, two versions of one, and a dataset-level one."""
    with made_on(monkeypatch, "2026-01-03"):
        add_versions(seeded.store)
    return seeded


async def _open(pilot: Pilot[None], app: TouchstoneApp, rubric: Rubric) -> None:
    await pilot.press("2")
    app.push_screen(RubricScreen(rubric.id))
    await shows(pilot, f"rubric {rubric.id}", "criteria ·")


def _choose(app: TouchstoneApp, name: str, value: str) -> None:
    app.screen.query_one(f"#filter-{name}", Select).value = value


@pytest.mark.parametrize("size", SIZES)
async def test_the_list_is_narrowed_by_each_filter_and_cleared_by_one_key(
    versions: TouchstoneApp, size: tuple[int, int]
) -> None:
    data = versions.store.rubric_datasets()[0]
    expected = {
        "dataset": (data, "4 of 7 rubrics", "data prompts.jsonl"),
        "level": ("dataset", "1 of 7 rubrics", "dataset-level"),
        "generator": ("large-generator", "3 of 7 rubrics", "by large-generator"),
        "approved": ("yes", "1 of 7 rubrics", "approved"),
    }
    async with versions.run_test(size=size) as pilot:
        await pilot.press("2")
        await shows(pilot, "7 rubrics", "all of them")
        for name, (value, number, words) in expected.items():
            _choose(versions, name, value)
            await shows(pilot, number, words, "c in the list clears")
            await pilot.press("c")
            await shows(pilot, "7 rubrics · all of them")


async def test_filters_and_the_search_work_together(versions: TouchstoneApp) -> None:
    async with versions.run_test(size=(120, 40)) as pilot:
        await pilot.press("2")
        _choose(versions, "generator", "large-generator")
        await pilot.press("slash", *"fruits")
        await shows(pilot, "2 of 7 rubrics · “fruits” · by large-generator")
        _choose(versions, "approved", "no")
        await shows(pilot, "1 of 7 rubrics", PARENT.id[:8])
        await pilot.press("escape", "c")
        await shows(pilot, "7 rubrics · all of them")
        assert versions.screen.query_one("#search", Input).value == ""


async def test_age_leaves_out_what_is_older(versions: TouchstoneApp, monkeypatch: pytest.MonkeyPatch) -> None:
    async with versions.run_test(size=(120, 40)) as pilot:
        await pilot.press("2")
        await shows(pilot, "7 rubrics", "2026-01-03")
        _choose(versions, "age", "30d")
        # Those of the seeded runs were saved just now, the other three in January 2026.
        await shows(pilot, "4 of 7 rubrics", "last 30 days")
        assert "2026-01-03" not in seen(versions)


async def test_a_choice_that_is_gone_is_undone_and_a_new_one_is_offered(versions: TouchstoneApp) -> None:
    async with versions.run_test(size=(120, 40)) as pilot:
        await pilot.press("2")
        _choose(versions, "dataset", versions.store.rubric_datasets()[0])
        await shows(pilot, "4 of 7 rubrics")
        for run in versions.store.list_runs():
            versions.store.delete_run(run.id)
        await pilot.press("r")
        await shows(pilot, "7 rubrics · all of them")


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_text_is_shown_and_does_nothing(versions: TouchstoneApp, size: tuple[int, int]) -> None:
    async with versions.run_test(size=size) as pilot:
        await pilot.press("2", "slash", *"quotes")
        await shows(pilot, "2 of 7 rubrics")
        await _open(pilot, versions, CHILD)
        await shows(pilot, "[/foo] [b]bold[/b] ␛[31mred␛[0m nul␀ 🍐 名前")
        await pilot.press("d")
        await shows(pilot, "what changed", "[/foo] [b]bold[/b] ␛[31mred␛[0m nul␀")
        await pilot.press("escape", "e")
        await shows(pilot, "edit", "␛[31mred␛[0m nul␀")
        assert not {"\x1b", "\x00", "\u202e"} & set(seen(versions))


@pytest.mark.parametrize("size", SIZES)
async def test_prompt_criteria_and_lineage_are_readable(
    versions: TouchstoneApp, size: tuple[int, int]
) -> None:
    async with versions.run_test(size=size) as pilot:
        await _open(pilot, versions, CHILD)
        await shows(pilot, "Name three fruits and quote", "at least three fruits", "weight 2", "guard")
        await shows(pilot, "approved by Ada", f"made from {PARENT.id[:8]}", "Versions 1", "Runs 0")
        await pilot.press("right")
        await shows(pilot, "made from", PARENT.id[:8], "The response names exact")
        await pilot.press("enter")
        await shows(pilot, f"rubric {PARENT.id}", "not approved")
        await pilot.press("right")
        await shows(pilot, "edited into", CHILD.id[:8], "Ada")


async def test_what_changed_is_told_in_signs_and_words(versions: TouchstoneApp) -> None:
    async with versions.run_test(size=(80, 24)) as pilot:
        await _open(pilot, versions, CHILD)
        await pilot.press("d")
        await shows(pilot, "1 added, 1 removed, 2 changed", f"{PARENT.id[:8]} → {CHILD.id[:8]}")
        await shows(pilot, "~ 1. - The response names exactly three", "+ The response names at least three")
        await shows(
            pilot, "weight 1 → 2", "now a guard", "+ 3. Spelling is British.", "- 3. The response is polite."
        )


async def test_a_rubric_without_lineage_is_compared_with_one_that_is_asked_for(
    versions: TouchstoneApp,
) -> None:
    async with versions.run_test(size=(80, 24), notifications=True) as pilot:
        await _open(pilot, versions, COMMON)
        await pilot.press("d")
        versions.screen.query_one(Input).value = "zzzz"
        await pilot.press("enter")
        await shows(pilot, "there is no rubric")
        await pilot.press("d")
        versions.screen.query_one(Input).value = PARENT.id[:8]
        await pilot.press("enter")
        await shows(pilot, "what changed", "instance-level → dataset-level")


async def test_how_criteria_came_out_in_each_run_and_the_run_opens(seeded: TouchstoneApp) -> None:
    async with seeded.run_test(size=(120, 40)) as pilot:
        await pilot.press("2", "enter")
        await pilot.press("left")
        await shows(pilot, "Runs 2", "1a2b3c4d", "5e6f7a8b", "met 100%", "33%", "mean 0.32", "0.93")
        await shows(pilot, "in run 5e6f7a8b: always met (n = 2)")
        await pilot.press("down")
        await shows(pilot, "told responses apart")
        await pilot.press("enter")
        await shows(pilot, "run 5e6f7a8b", "prompts.jsonl")


@pytest.mark.parametrize("size", SIZES)
async def test_a_criterion_that_tells_nothing_apart_is_named(
    judged: TouchstoneApp, size: tuple[int, int]
) -> None:
    async with judged.run_test(size=size) as pilot:
        await pilot.press("2", "slash", *"sorry")
        await shows(pilot, "1 of 3 rubrics")
        await pilot.press("enter", "enter")
        await shows(pilot, "Tell the tenants", "Runs 1")
        await pilot.press("left")
        table = judged.screen.query_one("#use-table", RowTable)
        await until(pilot, lambda: table.rows > 1)
        rows = {table.item(index).remark for index in range(table.rows)}
        remark = next(each for each in rows if each)
        table.cursor = next(i for i in range(table.rows) if table.item(i).remark == remark)
        await shows(pilot, f"in run {judged.store.list_runs()[0].id}: {remark}", "(n = 3)")


async def _text(app: TouchstoneApp, number: int) -> TextArea:
    return list(app.screen.query(TextArea).filter(".text"))[number - 1]


async def test_an_edit_is_checked_while_typing_and_saved_as_a_new_version(versions: TouchstoneApp) -> None:
    async with versions.run_test(size=(80, 24)) as pilot:
        await _open(pilot, versions, PARENT)
        await pilot.press("e")
        await shows(pilot, "nothing changed yet", "3 criteria")
        (await _text(versions, 1)).text = ""
        await shows(pilot, "✗ a criterion needs a text", "1 to correct")
        await pilot.press("ctrl+s")
        assert versions.store.count_rubrics() == 7
        (await _text(versions, 1)).text = "The response names a fruit."
        versions.screen.query(".weight").first(Input).value = "heavy"
        await shows(pilot, "✗ a number, such as 1")
        versions.screen.query(".weight").first(Input).value = "1.5"
        await shows(pilot, "unsaved changes: Ctrl+S")
        await pilot.press("ctrl+s")
        await shows(pilot, "names a fruit", "weight 1.5", f"made from {PARENT.id[:8]}", "not approved")
        await pilot.press("d")
        await shows(pilot, "1 changed, 2 as before", "weight 1 → 1.5")
        assert versions.store.rubric(PARENT.id) == PARENT
        new = versions.store.rubric(versions.store.list_rubrics()[0].id)
        # What was not touched is the same to the last character, hostile ones too.
        assert HOSTILE in new.criteria[1].text
        await pilot.press("escape", "escape")
        await shows(pilot, f"rubric {PARENT.id}", "Versions 2")


async def test_criteria_are_added_scaled_moved_and_removed(versions: TouchstoneApp) -> None:
    async with versions.run_test(size=(120, 40)) as pilot:
        await _open(pilot, versions, COMMON)
        await pilot.press("e", "ctrl+n", *"Clear.")
        versions.screen.query(".scale").last(Select).value = "ordinal"
        await shows(pilot, "✗ at least two levels")
        versions.screen.query(".levels").last(TextArea).text = "1: muddled\n1: clear"
        await shows(pilot, "✗ levels must rise")
        versions.screen.query(".levels").last(TextArea).text = "1: muddled\n2: clear"
        versions.screen.query(".guard").last(Select).value = "yes"
        await pilot.press("ctrl+up")
        await until(pilot, lambda: versions.screen.query(TextArea).filter(".text").first().text == "Clear.")
        await pilot.press("ctrl+n", *"Out.")
        await shows(pilot, "3 criteria")
        await pilot.press("ctrl+d")
        await shows(pilot, "2 criteria")
        await pilot.press("ctrl+s")
        await shows(
            pilot, "1. Clear.", "2 levels", "guard", "1  muddled", "2. The response is free of insults."
        )
        new = versions.store.rubric(versions.store.list_rubrics()[0].id)
        assert [criterion.level for criterion in new.criteria] == ["dataset", "dataset"]


async def test_buttons_move_and_remove_by_mouse(versions: TouchstoneApp) -> None:
    async with versions.run_test(size=(120, 40)) as pilot:
        await _open(pilot, versions, PARENT)
        await pilot.press("e")
        await shows(pilot, "remove")
        await pilot.click(versions.screen.query(".move-down").first())
        await until(
            pilot, lambda: "exactly" in list(versions.screen.query(".text").results(TextArea))[1].text
        )
        await pilot.click(versions.screen.query(".move-out").last())
        await shows(pilot, "2 criteria", "unsaved changes")


async def test_leaving_with_unsaved_changes_asks_once(versions: TouchstoneApp) -> None:
    async with versions.run_test(size=(80, 24)) as pilot:
        await _open(pilot, versions, PARENT)
        await pilot.press("e", "x", "escape")
        await shows(pilot, "Esc again leaves without them")
        await pilot.press("y", "escape")
        await shows(pilot, "Esc again leaves without them", "xyThe response")
        await pilot.press("escape")
        await shows(pilot, f"rubric {PARENT.id}", "Versions")
        assert versions.store.count_rubrics() == 7
        await pilot.press("e", "escape")
        await shows(pilot, "Versions 1")


async def test_leaving_the_app_with_unsaved_changes_asks_once(versions: TouchstoneApp) -> None:
    async with versions.run_test(size=(80, 24), notifications=True) as pilot:
        await _open(pilot, versions, PARENT)
        await pilot.press("e", "x")
        await shows(pilot, "unsaved changes")
        versions.action_place("runs")
        await pilot.press("ctrl+q")
        await shows(pilot, "The changes of the rubric", "Ctrl+Q again")
        assert not versions._exit
        await pilot.press("ctrl+q")
        await until(pilot, lambda: versions._exit)


async def test_no_criterion_left_cannot_be_saved(versions: TouchstoneApp) -> None:
    async with versions.run_test(size=(80, 24)) as pilot:
        await _open(pilot, versions, COMMON)
        await pilot.press("e", "ctrl+d", "ctrl+s")
        await shows(pilot, "a rubric needs at least one criterion")
        await pilot.press("ctrl+n", *"New.", "ctrl+s")
        await shows(pilot, "1. New.", "dataset-level")


async def test_export_asks_for_a_file_and_never_overwrites_silently(versions: TouchstoneApp) -> None:
    async with versions.run_test(size=(80, 24), notifications=True) as pilot:
        await _open(pilot, versions, PARENT)
        await pilot.press("x")
        name = versions.screen.query_one(Input).value
        assert name == f"rubric-{PARENT.id[:8]}.json"
        Path(name).write_text("mine")
        await pilot.press("enter")
        await shows(pilot, "is there already")
        await pilot.press("escape")
        assert Path(name).read_text() == "mine"
        await pilot.press("x", "enter")
        await shows(pilot, "is there already")
        await pilot.press("enter")
        await until(pilot, lambda: Path(name).read_text() != "mine")
        assert read_rubric(Path(name)) == PARENT
        await pilot.press("x")
        versions.screen.query_one(Input).value = "no/such/folder.json"
        await pilot.press("enter")
        await shows(pilot, "does not exist")


async def test_a_rubric_is_copied_as_text(versions: TouchstoneApp) -> None:
    async with versions.run_test(size=(80, 24)) as pilot:
        await _open(pilot, versions, CHILD)
        await pilot.press("y")
        await until(
            pilot, lambda: "1. The response names at least three fruits. (weight 2)" in versions.clipboard
        )
        assert "␛[31mred" in versions.clipboard
        assert "\x1b" not in versions.clipboard


Again = Callable[[str, threading.Event], Rubric]


def _again(app: TouchstoneApp, monkeypatch: pytest.MonkeyPatch, generate: Again) -> None:
    assert isinstance(app.backend, ScriptedBackend)
    monkeypatch.setattr(app.backend, "generate_again", generate)


async def test_generating_again_shows_the_new_one_and_what_changed(
    versions: TouchstoneApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    _again(versions, monkeypatch, lambda rubric, stop: CHILD)
    async with versions.run_test(size=(80, 24)) as pilot:
        await _open(pilot, versions, PARENT)
        await pilot.press("w")
        await shows(pilot, f"rubric {CHILD.id}")
        await pilot.press("d")
        await shows(pilot, "1 added, 1 removed, 2 changed")


async def test_generating_again_can_be_stopped_by_going_back(
    versions: TouchstoneApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = threading.Event()

    def wait(rubric: str, stop: threading.Event) -> Rubric:
        stop.wait(30)
        stopped.set()
        raise Interrupted

    _again(versions, monkeypatch, wait)
    async with versions.run_test(size=(80, 24)) as pilot:
        await _open(pilot, versions, PARENT)
        await pilot.press("w")
        await shows(pilot, "generating another rubric")
        await pilot.press("escape")
        await until(pilot, stopped.is_set)
        await shows(pilot, "2 Rubrics")
        await until(pilot, lambda: versions.begin() is not None)


async def test_a_generator_that_fails_is_an_error_in_words(
    versions: TouchstoneApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(rubric: str, stop: threading.Event) -> Rubric:
        raise TouchstoneError("it wrote [/b] nothing", "try another generator")

    _again(versions, monkeypatch, fail)
    async with versions.run_test(size=(80, 24), notifications=True) as pilot:
        await _open(pilot, versions, PARENT)
        await pilot.press("w")
        await shows(pilot, "it wrote [/b] nothing", "try another generator")
        assert "generating another" not in seen(versions)


async def test_a_dataset_level_rubric_says_how_it_is_made_again(versions: TouchstoneApp) -> None:
    async with versions.run_test(size=(120, 40), notifications=True) as pilot:
        await _open(pilot, versions, COMMON)
        await pilot.press("w")
        await shows(pilot, "for a whole file", "only generate")


async def test_the_bundled_generator_writes_another_rubric(judged: TouchstoneApp) -> None:
    async with judged.run_test(size=(120, 40)) as pilot:
        await pilot.press("2", "enter")
        await shows(pilot, "seed 0", "Runs 1")
        await pilot.press("w")
        await shows(pilot, "seed 1", "made from", "Runs 0", patience=60)
        await pilot.press("d")
        await shows(pilot, "what changed", "changed")


async def test_a_rubric_of_the_bundled_generator_is_edited_and_judges(judged: TouchstoneApp) -> None:
    async with judged.run_test(size=(120, 40)) as pilot:
        await pilot.press("2", "enter", "e")
        await shows(pilot, "nothing changed yet")
        await pilot.press(*"Surely: ", "ctrl+s")
        await shows(pilot, "edited", "Surely: ", "demo model")
        await pilot.press("n")
        await shows(pilot, judged.store.list_rubrics()[0].id)


async def test_a_deleted_rubric_s_screen_is_an_error_in_words(versions: TouchstoneApp) -> None:
    async with versions.run_test(size=(80, 24), notifications=True) as pilot:
        versions.push_screen(RubricScreen("ffffffffffffffff"))
        await shows(pilot, "there is no rubric")
        await pilot.press("d", "y", "x", "e", "w", "escape")
        await shows(pilot, "1 Runs")


async def test_a_rubric_shows_what_lint_finds_and_what_code_could_decide(versions: TouchstoneApp) -> None:
    criteria = (
        "Good style.",
        f"The response states that “{HOSTILE}” is so.",
        "The response has at most 9 words.",
    )
    made = tuple(Criterion(text=text) for text in criteria)
    rubric = Rubric(level=PARENT.level, criteria=made, prompt="Say it.", provenance=PARENT.provenance)
    versions.store.save_rubric(rubric)
    async with versions.run_test(size=(120, 40)) as pilot:
        await _open(pilot, versions, rubric)
        await shows(pilot, "Lint", "1  vague", "2  asserts-answer", "bold[/b]", patience=30)
        assert "3  could be checked by code: at most 9 words" in seen(versions)
