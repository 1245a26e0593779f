from pathlib import Path

import pytest
from textual.widgets import Input, Select

from tests.tui.hostile import CRITERIA, seed_pairs, seed_reasons, write_pairs, write_rows
from tests.tui.looking import seen, shows, until
from tests.tui.scripted import ScriptedBackend
from touchstone.domain.label import Label
from touchstone.store import Store
from touchstone.tui.app import TouchstoneApp
from touchstone.tui.screens.filter import FilterScreen
from touchstone.tui.screens.response import ResponseScreen
from touchstone.tui.screens.rubric import RubricScreen
from touchstone.tui.screens.run import RunScreen
from touchstone.tui.screens.say import SayScreen

SIZES = [(80, 24), (120, 40)]


@pytest.fixture
def reasons(app: TouchstoneApp, store: Store, monkeypatch: pytest.MonkeyPatch) -> TouchstoneApp:
    """The app on a home with a run with rationales, whose texts are hostile; its user is Ada."""
    monkeypatch.setattr("getpass.getuser", lambda: "Ada")
    seed_reasons(store, write_rows(Path("rows.jsonl")))
    return app


@pytest.fixture
def pairs(app: TouchstoneApp, store: Store, monkeypatch: pytest.MonkeyPatch) -> TouchstoneApp:
    """The app on a home with a run over labelled pairs."""
    monkeypatch.setattr("getpass.getuser", lambda: "Ada")
    seed_pairs(store, write_pairs(Path("pairs.jsonl")))
    return app


def rows(app: TouchstoneApp) -> list[str]:
    """The sample ids in the table from top to bottom, as they are seen."""
    lines = [line.strip(" ▌") for line in seen(app).splitlines()]
    start = next(number for number, line in enumerate(lines) if line.startswith("sample  "))
    return [line.split()[0] for line in lines[start + 1 : -1] if line]


@pytest.mark.parametrize("size", SIZES)
async def test_each_row_says_what_it_disagrees_with(reasons: TouchstoneApp, size: tuple[int, int]) -> None:
    async with reasons.run_test(size=size) as pilot:
        await pilot.press("enter")
        await shows(
            pilot, "all results, in the run's order", "≠ label 1, judge 0.20", "≠ label 0, judge 0.80"
        )
        await shows(pilot, "≠ differs after its reason")
        assert "\x1b" not in seen(reasons)


async def test_filters_and_orders_are_said_above_the_table_and_one_key_clears_them(
    reasons: TouchstoneApp,
) -> None:
    async with reasons.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        await shows(pilot, "≠ label 1")
        assert rows(reasons) == ["s0", "s0", "s1", "s1", "s2", "s2"]
        await pilot.press("i")
        await shows(pilot, "4 of 6: disagreements")
        assert rows(reasons) == ["s1", "s1", "s2", "s2"]
        await pilot.press("u")
        await shows(pilot, "1 of 6: with an unscored verdict · disagreements")
        await pilot.press("a")
        await shows(pilot, "all results, in the run's order")
        await until(pilot, lambda: len(rows(reasons)) == 6)
        await pilot.press("slash", *"S2", "enter")
        await shows(pilot, "2 of 6: sample id has “S2”")
        assert rows(reasons) == ["s2", "s2"]
        await pilot.press("a", "o")
        await shows(pilot, "lowest score first")
        await until(pilot, lambda: rows(reasons)[-1] == "s2")
        await pilot.press("o", "o")
        await shows(pilot, "least sure first")
        await until(pilot, lambda: rows(reasons) == ["s0", "s0", "s1", "s1", "s2", "s2"])
        await pilot.press("o")
        await shows(pilot, "disagreement first")
        await until(pilot, lambda: rows(reasons)[:2] == ["s1", "s1"])


async def test_the_cursor_stays_on_its_result_when_others_go(reasons: TouchstoneApp) -> None:
    async with reasons.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        await shows(pilot, "≠ label 1")
        await pilot.press("down", "down", "down", "i")
        await shows(pilot, "4 of 6: disagreements")
        await pilot.press("enter")
        await shows(pilot, "result 2 of 4", "s1 · s1/2")


async def test_the_dialog_filters_by_system_subset_and_criterion(reasons: TouchstoneApp) -> None:
    async with reasons.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        await shows(pilot, "≠ label 1")
        await pilot.press("f")
        await until(pilot, lambda: isinstance(reasons.screen, FilterScreen))
        dialog = reasons.screen
        criterion = dialog.query_one("#criterion", Select)

        await until(pilot, lambda: CRITERIA[0].id in {value for _, value in criterion._options})
        criterion.value = CRITERIA[0].id
        dialog.query_one("#system", Select).value = "two"
        dialog.query_one("#came-out", Select).value = "not met"
        await pilot.press("ctrl+r")
        await shows(pilot, "2 of 6: system two · not met: The answer is brief.")
        await until(pilot, lambda: rows(reasons) == ["s0", "s2"])
        await pilot.press("f")
        await until(pilot, lambda: isinstance(reasons.screen, FilterScreen))
        again = reasons.screen
        await until(pilot, lambda: again.query_one("#criterion", Select).value == CRITERIA[0].id)
        again.query_one("#subset", Select).value = "maths"
        again.query_one("#text", Input).value = "s"
        await pilot.press("ctrl+r")
        await shows(pilot, "0 of 6: ", "subset maths", "no results")
        await pilot.press("f", "escape")
        await shows(pilot, "0 of 6: ", "subset maths")
        await pilot.press("a")
        await shows(pilot, "all results")


@pytest.mark.parametrize("size", SIZES)
async def test_a_result_shows_texts_weights_reasons_and_labels(
    reasons: TouchstoneApp, size: tuple[int, int]
) -> None:
    async with reasons.run_test(size=size) as pilot:
        await pilot.press("enter", "down", "down", "enter")
        await shows(
            pilot, "result 3 of 6", "label in the data: 1 on 0 to 1", "≠ label 1, judge 0.20", "subset maths"
        )
        await shows(pilot, "[/foo]", "␛[31mred", "␀", "🦊", "漢字", "(weight 3 of 3)", "“Because")
        assert "\x1b" not in seen(reasons)
        assert "\x00" not in seen(reasons)


async def test_going_to_the_next_disagreement_and_the_least_sure_one(reasons: TouchstoneApp) -> None:
    async with reasons.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("enter")
        await shows(pilot, "≠ label 1")
        await pilot.press("enter", "d")
        await shows(pilot, "result 3 of 6")
        await pilot.press("d", "d")
        await shows(pilot, "result 5 of 6")
        await pilot.press("d", "d")
        await shows(pilot, "result 6 of 6", "No disagreement after")
        await pilot.press("u")
        await shows(pilot, "result 1 of 6")
        await pilot.press("u")
        await shows(pilot, "result 2 of 6", "number 2 of the least sure")
        await pilot.press("n", "n")
        await shows(pilot, "result 4 of 6")
        await pilot.press("p", "escape", "enter")
        await shows(pilot, "result 3 of 6")


async def test_a_label_is_given_to_the_criterion_under_the_cursor_and_taken_back(
    reasons: TouchstoneApp,
) -> None:
    run = reasons.store.list_runs()[0].id
    async with reasons.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("enter")
        await shows(pilot, "≠ label 1")
        await pilot.press("enter")
        await shows(pilot, "Question 0")
        await pilot.press("down", "l")
        await shows(pilot, "The answer is rude.", "kept as Ada", "1 ", "not met")
        await pilot.press("z", "2")
        await shows(pilot, "label not met by Ada (seen: the verdict was in sight)")
        (label,) = reasons.store.labels(run)
        assert label.item == ("s0", "s0/1", CRITERIA[1].id)
        assert (label.label, label.annotator, label.seen) == ("not met", "Ada", True)
        await pilot.press("l")
        await shows(pilot, "yours so far: not met")
        await pilot.press("escape", "l", "u")
        await until(pilot, lambda: reasons.store.labels(run) == [])
        await shows(pilot, "taken back")


async def test_a_blind_label_is_shown_and_not_replaced(reasons: TouchstoneApp) -> None:
    run = reasons.store.list_runs()[0].id
    blind = Label(
        run=run,
        sample_id="s0",
        response_id="s0/1",
        criterion_id=CRITERIA[0].id,
        annotator="Ada",
        label="cannot tell",
        note="[/foo]",
    )
    reasons.store.save_label(blind)
    async with reasons.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.press("enter")
        await shows(pilot, "≠ Ada: cannot tell, judge met")
        await pilot.press("enter")
        await shows(pilot, "label cannot tell by Ada (blind) · [/foo]", "Question 0")
        await pilot.press("l", "1")
        await shows(pilot, "labelled this blind before")
        assert reasons.store.labels(run)[0].label == "cannot tell"


@pytest.mark.parametrize("size", SIZES)
async def test_a_pair_has_both_orders_and_both_responses(pairs: TouchstoneApp, size: tuple[int, int]) -> None:
    async with pairs.run_test(size=size) as pilot:
        await pilot.press("enter")
        await shows(pilot, "the two orders differ")
        await pilot.press("enter", "n")
        await shows(pilot, "result 2 of 2", "A shown first", "B shown first", "label in the data: A")
        if size[0] > 100:
            lines = seen(pairs).splitlines()
            assert any("A shown first" in line and "B shown first" in line for line in lines)
            assert any("Response A" in line and "Response B" in line for line in lines)
        await pilot.press("l")
        await shows(pilot, "Which response is better?")
        await pilot.press("b")
        run = pairs.store.list_runs()[0].id
        await until(pilot, lambda: len(pairs.store.labels(run)) == 1)
        label = pairs.store.labels(run)[0]
        assert (label.criterion_id, label.label, label.seen) == (None, "B", True)
        await shows(pilot, "label B by Ada", "≠ the two orders differ")


async def test_copying_and_the_rubric(reasons: TouchstoneApp, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []
    monkeypatch.setattr(reasons, "copy_to_clipboard", copied.append)
    async with reasons.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("enter")
        await shows(pilot, "≠ label 1")
        await pilot.press("enter")
        await shows(pilot, "Question 0")
        await pilot.press("c", "v")
        await shows(pilot, "copied:")
        await until(pilot, lambda: len(copied) == 2)
        assert copied[0].startswith("First answer. [/foo]")
        assert "The answer is brief." in copied[1]
        assert "met 0.90" in copied[1]
        assert "█" not in copied[1]
        await pilot.press("o")
        await until(pilot, lambda: isinstance(reasons.screen, RubricScreen))
        await pilot.press("escape")
        await shows(pilot, "result 1 of 6")


async def test_a_run_is_paused_and_goes_on(app: TouchstoneApp, backend: ScriptedBackend) -> None:
    backend.gate.clear()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d")
        await shows(pilot, "1 of 4 units", "p Pause")
        await pilot.press("p")
        await shows(pilot, "paused after the unit in hand: p goes on")
        await pilot.press("p")
        await until(pilot, lambda: "paused" not in seen(app))
        backend.gate.set()
        await shows(pilot, "finished", "Results 12")
        await until(pilot, lambda: "p Pause" not in seen(app))


async def test_the_real_run_is_filtered_opened_and_labelled(
    judged: TouchstoneApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "Ada")
    run = judged.store.list_runs()[0].id
    async with judged.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        await shows(pilot, "careful", "hasty", "careless")
        await pilot.press("f")
        await until(pilot, lambda: isinstance(judged.screen, FilterScreen))
        dialog = judged.screen
        await until(pilot, lambda: len(dialog.query_one("#criterion", Select)._options) > 1)
        dialog.query_one("#system", Select).value = "careless"
        dialog.query_one("#subset", Select).value = "notes"
        dialog.query_one("#order", Select).value = "highest"
        await pilot.press("ctrl+r")
        await shows(pilot, "2 of 9: system careless · subset notes · highest score first")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(judged.screen, ResponseScreen))
        await shows(pilot, "result 1 of 2", "Thank you for your interest", "entropy")
        await pilot.press("l")
        await until(pilot, lambda: isinstance(judged.screen, SayScreen))
        await pilot.press("2")
        await shows(pilot, "label not met by Ada")
        assert [label.seen for label in judged.store.labels(run)] == [True]
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(judged.screen, RunScreen))
