from pathlib import Path

import pytest
from textual.widgets import Input

from tests.tui.looking import seen, shows
from tests.tui.seeding import MARK, seed_run
from touchstone.domain.dataset import Pair, Response, Sample
from touchstone.domain.results import ResultLine
from touchstone.domain.run import RunSpec
from touchstone.store import Store
from touchstone.tui.app import TouchstoneApp
from touchstone.tui.themes import DARK, LIGHT
from touchstone.tui.widgets.judged import answers

SIZES = [(80, 24), (120, 40)]


async def test_an_empty_home_says_what_to_do(app: TouchstoneApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(
            pilot, "Nothing here yet", "run the demo", "paste it with a response", "judge a file of yours"
        )
        assert MARK not in seen(app)


@pytest.mark.parametrize("size", SIZES)
async def test_runs_are_listed_with_their_state_and_mark(
    seeded: TouchstoneApp, size: tuple[int, int]
) -> None:
    async with seeded.run_test(size=size) as pilot:
        await shows(
            pilot, "1a2b3c4d", "5e6f7a8b", "finished", "interrupted", "prompts.jsonl", "2026-01-02 03:04"
        )
        assert MARK in seen(seeded)


async def test_rubrics_are_searched_while_typing(seeded: TouchstoneApp) -> None:
    async with seeded.run_test(size=(120, 40)) as pilot:
        await pilot.press("2", "slash", *"marathon")
        await shows(pilot, "1 of 4 rubrics", "List the risks of running")
        assert "polite e-mail" not in seen(seeded)
        await pilot.press("escape")
        await pilot.press("escape")
        assert seeded.screen.query_one("#search", Input).value == ""
        await shows(pilot, "4 rubrics")


async def test_a_search_with_odd_characters_is_only_a_search(seeded: TouchstoneApp) -> None:
    async with seeded.run_test(size=(120, 40)) as pilot:
        await pilot.press("2", "slash")
        seeded.screen.query_one("#search", Input).value = '"AND ( * [/b]'
        await shows(pilot, "no such rubrics")


async def test_a_rubric_is_shown_and_approved(seeded: TouchstoneApp) -> None:
    async with seeded.run_test(size=(80, 24)) as pilot:
        await pilot.press("2", "enter")
        await shows(
            pilot, "names exactly three fruits", "weight 2", "guard", "clear throughout", "not approved", MARK
        )
        await pilot.press("a")
        seeded.screen.query_one(Input).value = "Ada"
        await pilot.press("enter")
        await shows(pilot, "approved by Ada")
        rubric_id = seeded.store.list_rubrics()[0].id
        approval = seeded.store.approval(rubric_id)
        assert approval is not None
        assert approval[0] == "Ada"


async def test_backing_out_of_the_question_approves_nothing(seeded: TouchstoneApp) -> None:
    async with seeded.run_test(size=(80, 24)) as pilot:
        await pilot.press("2", "enter", "a", "escape")
        await shows(pilot, "not approved")


@pytest.mark.parametrize("size", SIZES)
async def test_a_run_and_a_result_are_shown(seeded: TouchstoneApp, size: tuple[int, int]) -> None:
    async with seeded.run_test(size=size) as pilot:
        await pilot.press("down", "enter")
        await shows(
            pilot, "run 1a2b3c4d", "48 verdicts · 4 unscored", "20,480 total", "atlas-7b", "0.95", MARK
        )
        await shows(pilot, "Results 12", "Rubrics 4", "unscored")
        await pilot.press("enter")
        await shows(
            pilot, "result 1 of 12", "Name three fruits that grow on trees", "Apple", "met 0.95", MARK
        )
        await shows(pilot, "label mass 0.93", "“It names three and stops.”", "names exactly three fruits")
        await pilot.press("n", "n")
        await shows(pilot, "result 3 of 12", "unscored: 2 of 5 parts", "(0.10 to", "label mass 0.07")
        await pilot.press("p", "escape", "escape")
        await shows(pilot, "1 Runs")


async def test_text_from_data_is_neither_markup_nor_control(seeded: TouchstoneApp) -> None:
    async with seeded.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter", "down", "enter")
        await shows(pilot, "[b]bold[/b]", "␛[31mred")
        assert "\x1b" not in seen(seeded)


async def test_verdicts_are_shown_without_the_texts_when_the_file_has_changed(seeded: TouchstoneApp) -> None:
    Path("prompts.jsonl").write_text('{"prompt": "another", "response": "x"}\n')
    async with seeded.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter", "enter")
        await shows(pilot, "the file has changed", "met 0.95")
        await pilot.press("n")
        await shows(pilot, "result 2 of 12", "the file has changed")


async def test_verdicts_are_shown_without_the_texts_when_the_file_is_gone(seeded: TouchstoneApp) -> None:
    Path("prompts.jsonl").unlink()
    async with seeded.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter", "enter")
        await shows(pilot, "there is no file prompts.jsonl", "met 0.95")


async def test_a_run_s_rubrics_are_beside_its_results(seeded: TouchstoneApp) -> None:
    async with seeded.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "right")
        await shows(pilot, "first criterion", "instance")
        await pilot.press("enter")
        await shows(pilot, "4 criteria")


async def test_agreement_of_a_run_whose_data_is_gone_is_an_error_in_words(seeded: TouchstoneApp) -> None:
    Path("prompts.jsonl").unlink()
    async with seeded.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "e")
        await shows(pilot, "there is no file prompts.jsonl", patience=30)


async def test_a_deleted_run_is_an_error_in_words(seeded: TouchstoneApp) -> None:
    async with seeded.run_test(size=(80, 24), notifications=True) as pilot:
        seeded.store.delete_run("5e6f7a8b")
        await pilot.press("enter")
        await shows(pilot, "there is no run")


async def test_a_run_made_elsewhere_appears_on_return(app: TouchstoneApp, store: Store) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Nothing here yet")
        seed_run(store, Path("prompts.jsonl"))
        await pilot.press("f5")
        await shows(pilot, "prompts.jsonl", "finished")


async def test_help_palette_and_themes(seeded: TouchstoneApp) -> None:
    async with seeded.run_test(size=(80, 24)) as pilot:
        await pilot.press("question_mark")
        await shows(pilot, "New run", "Mark for comparing", "Esc closes")
        await pilot.press("end")
        await shows(pilot, "label mass", "Light or dark")
        await pilot.press("escape", "ctrl+t")
        assert seeded.theme == LIGHT.name
        await pilot.press("ctrl+t")
        assert seeded.theme == DARK.name
        await pilot.press("enter", "question_mark")
        await shows(pilot, "Agreement", "First row")
        assert "New run" not in seen(seeded)
        await pilot.press("escape", "ctrl+p", *"resume")
        await shows(pilot, "also by r")


def test_a_pair_s_texts_name_the_file_s_a_and_b() -> None:
    responses = (Response(id="x", text="first", system="one"), Response(id="y", text="second"))
    sample = Sample(id="s", prompt="p", group="g", responses=responses, pairs=(Pair(id="k", a="y", b="x"),))
    line = ResultLine(run="r", sample_id="s", response_id="k", protocol="pairwise", preference="A")
    assert answers(sample, line) == [("Response A", "second"), ("Response B · one", "first")]


async def test_a_run_that_only_made_rubrics_shows_them(app: TouchstoneApp, store: Store) -> None:
    spec = RunSpec(kind="rubrics", data="prompts.jsonl", level="instance", generator="tiny-generator")
    store.create_run(spec, dataset_digest="d", marks=(), models={})
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        await shows(pilot, "rubrics, instance-level", "first criterion")
        assert "Results" not in seen(app)


async def test_what_has_no_place_in_the_footer_is_in_the_palette_too(seeded: TouchstoneApp) -> None:
    async with seeded.run_test(size=(100, 30)) as pilot:
        await shows(pilot, "5e6f7a8b")
        await pilot.press("ctrl+p", *"export")
        await shows(pilot, "Export results", "also by w")
