"""Further judges in the terminal UI: asked for in the form, and seen beside the verdicts they made."""

import threading
from pathlib import Path

import pytest
from textual.widgets import Input, Select

from tests.tui.hostile import HOSTILE
from tests.tui.looking import seen, shows, until
from tests.tui.real_home import copy_judged
from tests.tui.scripted import ScriptedBackend
from touchstone.domain.results import Vote
from touchstone.domain.run import RunSpec
from touchstone.runner import run_judge
from touchstone.tui.app import TouchstoneApp
from touchstone.tui.backend import Backend
from touchstone.tui.screens.response import ResponseScreen
from touchstone.tui.widgets.votes import votes_text


def fill(app: TouchstoneApp, name: str, value: str) -> None:
    widget = app.screen.query_one(f"#{name}")
    assert isinstance(widget, Input | Select)
    widget.value = value


async def test_the_form_asks_for_further_judges(app: TouchstoneApp, backend: ScriptedBackend) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("n")
        fill(app, "data", "prompts.jsonl")
        assert not app.screen.query_one("#share-field").display
        fill(app, "base", "yes")
        fill(app, "escalate", "demo-weak")
        await until(pilot, lambda: app.screen.query_one("#share-field").display)
        fill(app, "share", "1.5")
        await pilot.press("ctrl+r")
        await shows(pilot, "a number from 0 to 1")
        assert backend.asked is None
        fill(app, "share", "0.25")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: backend.asked is not None)
    spec = backend.asked
    assert spec is not None
    assert (spec.base, spec.escalate_to, spec.escalate_share, spec.jury) == (True, "demo-weak", 0.25, ())


async def test_a_jury_is_named_with_commas(app: TouchstoneApp, backend: ScriptedBackend) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        fill(app, "data", "prompts.jsonl")
        fill(app, "jury", " demo-weak, demo-base,")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: backend.asked is not None)
    assert backend.asked is not None
    assert (backend.asked.jury, backend.asked.escalate_to) == (("demo-weak", "demo-base"), None)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_who_judged_stands_beside_an_escalated_verdict(
    judged_root: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    backend = Backend(copy_judged(judged_root, tmp_path / "home"))
    spec = RunSpec(
        kind="judge",
        data=str(judged_root / "answers.jsonl"),
        protocol="holistic",
        rubric="none",
        judge="demo-judge",
        base=True,
        escalate_to="demo-weak",
        escalate_share=1.0,
    )
    list(run_judge(backend.home, spec, threading.Event()))
    with backend.open_store() as store:
        app = TouchstoneApp(backend, store)
        async with app.run_test(size=size) as pilot:
            await pilot.press("enter")
            await shows(pilot, "escalated to demo-weak")
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, ResponseScreen))
            await shows(
                pilot, "first judged by demo-judge", "escalated to demo-weak", "before tuning demo-base"
            )


def test_what_a_model_said_is_no_markup() -> None:
    vote = Vote(voter="first", model=HOSTILE, probabilities={HOSTILE: 1.0}, unscored=HOSTILE, entropy=0.5)
    text = votes_text({"first": vote}).plain
    assert "\x1b" not in text
    assert "\n" not in text
    assert votes_text({}).plain == ""


async def test_a_run_says_which_judges_it_has(judged: TouchstoneApp) -> None:
    async with judged.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        await shows(pilot, "judge demo-judge")
        assert "escalated" not in seen(judged)
