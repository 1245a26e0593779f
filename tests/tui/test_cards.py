"""The report cards: listed, read part by part, made from the form over the real engine, written as a page."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Select

from tests.homes import write_rows
from tests.tui.hostile import HOSTILE
from tests.tui.looking import seen, shows, until
from touchstone.domain.card import PartName
from touchstone.evaluation.card.contents import Card, JudgedSet, Line, Part, Table
from touchstone.evaluation.report import Figure
from touchstone.store import Store
from touchstone.tui.app import TouchstoneApp
from touchstone.tui.screens.card import CardScreen
from touchstone.tui.screens.cards import CardsScreen

Snap = Callable[..., bool]
sizes = pytest.mark.parametrize("size", [(80, 24), (120, 40)])


def figure(value: float, reach: float = 0.05) -> Figure:
    return Figure(name="f", label="f", value=value, low=value - reach, high=value + reach, n=120)


def table(name: str, title: str, at: float, *values: float) -> Table:
    lines = tuple(
        Line(
            name=f"l{place}",
            label=f"line {place}",
            items=120,
            groups=40,
            figures=(figure(value), None),
            note="a note",
        )
        for place, value in enumerate(values)
    )
    return Table(
        name=name,
        title=title,
        about="What it means.",
        columns=("flips", "mean shift"),
        lines=lines,
        at=at,
        lacking="" if lines else "the file has no labels of that kind",
    )


def card(name: str = "set") -> Card:
    tables: dict[PartName, tuple[Table, ...]] = {
        "generalisability": (table("agreement", "Agreement", 0.5, 0.9, 0.5), table("home", "Home", 0.0)),
        "fairness": (table("probes:set", "Changes without merit", 0.0, 0.02, 0.14),),
        "aspects": (table("damages:set", "One aspect damaged", 0.0, -0.1, 0.3),),
        "scalability": (table("helps:set", "What helps", 0.0, 0.04),),
    }
    judged = JudgedSet(
        name=name,
        path="set.jsonl",
        digest="0",
        home=True,
        protocol="criteria",
        how="criteria, the file's own rubric",
        labelled=130,
        compared=120,
        groups=40,
        note="ten were not read",
    )
    return Card(
        judge="demo-judge",
        model_hash="0",
        prompt_version="judge-1",
        version="0",
        seed=0,
        limit=None,
        probed=100,
        sets=(judged,),
        parts=tuple(Part(name=part, tables=made) for part, made in tables.items()),
        sentences=("It agrees with people better than any rule.", f"It is a specialist on {name}."),
        marks=("demo model: not valid for your data",),
        seconds={"judging": 12.0, "evaluation": 1.5},
    )


def keep(store: Store, made: Card, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("touchstone.store.cards.now", lambda: "2026-01-02T03:04:05+00:00")
    store.save_card(made.judge, made.model_hash, made.model_dump(mode="json"))


@pytest.fixture
def with_card(app: TouchstoneApp, monkeypatch: pytest.MonkeyPatch) -> TouchstoneApp:
    keep(app.store, card(), monkeypatch)
    return app


async def open_cards(pilot: Pilot[Any], app: TouchstoneApp) -> None:
    app.action_cards()
    await until(pilot, lambda: isinstance(app.screen, CardsScreen))
    await shows(pilot, "demo-judge")


async def test_a_card_is_read_part_by_part_and_written(with_card: TouchstoneApp) -> None:
    async with with_card.run_test(size=(100, 30)) as pilot:
        await open_cards(pilot, with_card)
        await pilot.press("enter")
        await shows(pilot, "It is a specialist on set", "demo model", "120 of 130 labelled items")
        await pilot.press("right")
        await shows(pilot, "Does it agree with people", "line 0", "0.85 to 0.95", "●")
        await shows(pilot, "not measurable here: the file has no labels of that kind")
        await pilot.press("right", "right", "right", "right")
        await shows(pilot, "What it was measured on")
        await pilot.press("h")
        await shows(pilot, "Report card 1 of demo-judge")
        await pilot.press("enter")
        page = Path("touchstone-card-1.html")
        await until(pilot, page.exists, patience=30)
        assert "Report card of demo-judge" in page.read_text(encoding="utf-8")


async def test_hostile_names_are_text(app: TouchstoneApp, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(app.store, card(HOSTILE), monkeypatch)
    async with app.run_test(size=(120, 40)) as pilot:
        await open_cards(pilot, app)
        assert "[/foo] [b]bold[/b]" in seen(app)
        await pilot.press("enter")
        await shows(pilot, "[/foo] [b]bold[/b]")
        assert "\x1b[31m" not in seen(app)


async def test_a_card_is_made_from_the_form(judged: TouchstoneApp) -> None:
    write_rows(
        Path("pairs.jsonl"),
        [
            {
                "prompt": f"Name river {n}.",
                "response_a": f"River {n} is one.",
                "response_b": "None.",
                "label": "A",
            }
            for n in range(3)
        ],
    )
    async with judged.run_test(size=(120, 40)) as pilot:
        judged.action_cards("demo-weak")
        await shows(pilot, "no card yet", "report cards of demo-weak")
        await pilot.press("n")
        await shows(pilot, "new report card")
        await pilot.press("ctrl+r")
        await shows(pilot, "give the path of a data file")
        assert judged.screen.query_one("#judge", Select).value == "demo-weak"
        judged.screen.query_one("#data", Input).value = "pairs.jsonl; missing.jsonl"
        await pilot.press("ctrl+r")
        await shows(pilot, "there is no such file")
        judged.screen.query_one("#data", Input).value = "pairs.jsonl"
        judged.screen.query_one("#probed", Input).value = "2"
        await pilot.press("ctrl+r")
        await until(pilot, lambda: isinstance(judged.screen, CardsScreen))
        await shows(pilot, "demo-weak agrees", patience=120)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(judged.screen, CardScreen))
        await shows(pilot, "What it says", "pairwise, no rubric")


async def test_what_is_amiss_with_the_data_is_said(judged: TouchstoneApp) -> None:
    write_rows(Path("bare.jsonl"), [{"prompt": "A?", "response": "B."}])
    async with judged.run_test(size=(120, 40)) as pilot:
        judged.action_cards("demo-weak")
        await pilot.press("n")
        await shows(pilot, "new report card")
        judged.screen.query_one("#own", Input).value = "bare.jsonl"
        await pilot.press("ctrl+r")
        await shows(pilot, "no response and no pair has a label", patience=30)


@sizes
def test_the_cards(snap_compare: Snap, with_card: TouchstoneApp, size: tuple[int, int]) -> None:
    async def show(pilot: Pilot[Any]) -> None:
        await open_cards(pilot, with_card)

    assert snap_compare(with_card, terminal_size=size, run_before=show)


@sizes
def test_what_a_card_says(snap_compare: Snap, with_card: TouchstoneApp, size: tuple[int, int]) -> None:
    async def show(pilot: Pilot[Any]) -> None:
        await open_cards(pilot, with_card)
        await pilot.press("enter")
        await shows(pilot, "What it says")

    assert snap_compare(with_card, terminal_size=size, run_before=show)


@sizes
def test_a_part_of_a_card(snap_compare: Snap, with_card: TouchstoneApp, size: tuple[int, int]) -> None:
    async def show(pilot: Pilot[Any]) -> None:
        await open_cards(pilot, with_card)
        await pilot.press("enter")
        await shows(pilot, "What it says")
        await pilot.press("right")
        await shows(pilot, "Does it agree")
        await pilot.pause(0.6)

    assert snap_compare(with_card, terminal_size=size, run_before=show)


@sizes
def test_the_form_of_a_card(snap_compare: Snap, with_card: TouchstoneApp, size: tuple[int, int]) -> None:
    async def show(pilot: Pilot[Any]) -> None:
        await open_cards(pilot, with_card)
        await pilot.press("n")
        await shows(pilot, "new report card")
        for field in with_card.screen.query(Input):
            field.cursor_blink = False

    assert snap_compare(with_card, terminal_size=size, run_before=show)
