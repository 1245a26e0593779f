from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input, Select, Static, TextArea

from tests.tui.looking import seen, shows, until
from tests.tui.scripted import ScriptedBackend
from tests.tui.seeding import MARK
from touchstone.errors import InputError
from touchstone.files import read_dataset
from touchstone.tui.app import TouchstoneApp
from touchstone.tui.widgets.paste_box import PasteBox


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
        await shows(pilot, "asking the judge")
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


HOSTILE = "[/foo] \x1b[31m \x00 🦊 漢字 \u202eאב"


async def test_what_is_chosen_is_asked(app: TouchstoneApp, backend: ScriptedBackend) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("s")
        paste(app, prompt="p", reference="the right one", response_1="r", response_3=HOSTILE)
        app.screen.query_one("#protocol", Select).value = "pairwise"
        app.screen.query_one("#reason", Select).value = "yes"
        app.screen.query_one("#rubric", Input).value = " 1a2b "
        await pilot.press("ctrl+r")
        await until(pilot, lambda: backend.pasted is not None)
        asked = backend.pasted
        assert asked is not None
        assert (asked.protocol, asked.rationale, asked.rubric) == ("pairwise", True, "1a2b")
        assert (asked.reference, asked.responses) == ("the right one", ("r", HOSTILE))
        await shows(pilot, "Response 3  0.60", "judged in", "[/foo] ␛[31m ␀ 🦊")
        assert "\x1b" not in seen(app)


async def test_a_pair_needs_two_responses(app: TouchstoneApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("s")
        paste(app, prompt="p", response_1="r")
        app.screen.query_one("#protocol", Select).value = "pairwise"
        await pilot.press("ctrl+r")
        await shows(pilot, "a second response to compare is missing")


async def test_what_was_pasted_is_kept_as_a_sample(app: TouchstoneApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("s", "ctrl+s")
        await shows(pilot, "a prompt is missing")
        paste(app, prompt="Name a river.", response_1="The Rhine.", response_2=HOSTILE, reference="Rhine")
        await pilot.press("ctrl+s", "enter")
        await shows(pilot, "kept in scratch.jsonl")
        await pilot.press("ctrl+s", "enter")
        (sample,) = read_dataset(Path("scratch.jsonl")).samples
        assert (sample.prompt, sample.reference) == ("Name a river.", "Rhine")
        assert [response.text for response in sample.responses][:2] == ["The Rhine.", HOSTILE]
        await pilot.press("ctrl+s")
        app.screen.query_one(Input).value = "scratch.csv"
        await pilot.press("enter")
        await shows(pilot, "not a .jsonl file")
        assert not Path("scratch.csv").exists()


async def test_a_pasted_megabyte_is_held_whole_and_does_not_freeze(
    app: TouchstoneApp, backend: ScriptedBackend
) -> None:
    huge = "x" * 1_000_000
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("s")
        paste(app, prompt="before  after")
        box = app.screen.query_one("#prompt", PasteBox)
        box.focus()
        box.move_cursor((0, 7))
        app.post_message(events.Paste(huge))
        await shows(pilot, "1,000,013 characters", patience=5)
        assert box.whole == f"before {huge} after"
        assert len(box.text) < 10_000
        paste(app, response_1="r")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: backend.pasted is not None)
        assert backend.pasted is not None
        assert backend.pasted.prompt == box.whole
        box.focus()
        await pilot.press("delete")
        assert box.whole == ""
        await pilot.press("a", "b")
        assert box.whole == "ab"
        app.post_message(events.Paste("cd"))
        await until(pilot, lambda: box.whole == "abcd")


async def test_the_second_real_judgement_loads_nothing(judged: TouchstoneApp) -> None:
    async with judged.run_test(size=(120, 40)) as pilot:
        await pilot.press("s")
        for prompt in ("Name a fruit.", "Name two rivers."):
            paste(judged, prompt=prompt, response_1=HOSTILE)
            await pilot.press("ctrl+r")
            await shows(pilot, "Response 1", "label mass", "judged in", patience=120)
            loaded = judged.backend.loaded_models()
            assert {kept.settings.path.name for kept in loaded} == {"demo-judge.gguf", "demo-generator.gguf"}
            engines = {id(kept.engine) for kept in loaded}
            if prompt == "Name a fruit.":
                first = engines
        assert engines == first
    judged.backend.close()
