"""The label screen as an annotator uses it: one key a label, undo, skip, note, and neither verdict nor system."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from textual.containers import VerticalScroll
from textual.pilot import Pilot
from textual.widgets import Input

from tests.labelled_runs import CLEAR, MET, SYSTEMS, seed_judged, write_data
from tests.tui.looking import seen, shows, until
from tests.tui.scripted import ScriptedBackend
from tests.tui.seeding import ANSWERS, seed_run
from touchstone.domain.label import LabelTask
from touchstone.domain.rubric import Criterion, Scale, ScaleLevel
from touchstone.runner import Labelling
from touchstone.store import Store
from touchstone.tui.app import TouchstoneApp
from touchstone.tui.labelling import LabelApp
from touchstone.tui.screens.label import KEYS, LabelScreen, keys_of

Open = Callable[..., LabelApp]


@pytest.fixture
def run(store: Store, monkeypatch: pytest.MonkeyPatch) -> str:
    """A finished run with 48 verdicts, whose id and time are fixed."""
    monkeypatch.setattr("touchstone.store.runs.secrets", SimpleNamespace(token_hex=lambda _: "1a2b3c4d"))
    return seed_run(store, Path("prompts.jsonl")).id


@pytest.fixture
def opened(backend: ScriptedBackend, store: Store) -> Open:
    """Makes the app for a run and annotator."""

    def make(run: str, *, size: int = 6, annotator: str = "Ada") -> LabelApp:
        return LabelApp(backend, store, Labelling(store, run, annotator, size=size))

    return make


async def give(pilot: Pilot[None], app: LabelApp) -> str:
    """Gives the first label that there is; gives that label."""
    screen = app.screen
    assert isinstance(screen, LabelScreen)
    key, label = next(iter(screen._by_key.items()))
    await pilot.press(key)
    return label


async def test_labels_are_given_by_one_key_each_and_saved_at_once(
    opened: Open, run: str, store: Store
) -> None:
    app = opened(run, size=4)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "0 of 4 · Ada", "Prompt", "Response", "u Undo", "s Skip", "n Note", "q Stop")
        for done in range(1, 5):
            label = await give(pilot, app)
            await shows(pilot, f"{done} of 4")
            assert store.labels(run, annotator="Ada")[-1].label == label
        await shows(pilot, "All of the sample is labelled")
        assert "s Skip" not in seen(app)
        await pilot.press("1", "s", "n")
        assert len(store.labels(run)) == 4
        await pilot.press("q")
        await until(pilot, lambda: not app.is_running or app._exit)
    assert {each.inclusion for each in store.labels(run)} == {4 / 48}
    assert not any(each.seen for each in store.labels(run))


async def test_neither_verdict_nor_system_is_in_sight(opened: Open, run: str) -> None:
    app = opened(run, size=16)
    async with app.run_test(size=(120, 50)) as pilot:
        for done in range(16):
            await shows(pilot, f"{done} of 16")
            screen = seen(app)
            assert not any(word in screen for word in (*ANSWERS, "label mass", "entropy", "0.9", "score"))
            await give(pilot, app)
        await shows(pilot, "16 of 16")


async def test_undo_takes_back_the_last_label_also_of_an_earlier_session(
    opened: Open, run: str, store: Store
) -> None:
    app = opened(run)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "0 of 6")
        await pilot.press("u")
        await shows(pilot, "There is no label to take back")
        await give(pilot, app)
        await give(pilot, app)
        await shows(pilot, "2 of 6")
        await pilot.press("u")
        await shows(pilot, "1 of 6")
        kept = store.labels(run)
        await pilot.press("u")
        await shows(pilot, "0 of 6")
        assert store.labels(run) == []
        await give(pilot, app)
        await shows(pilot, "1 of 6")
        assert [each.item for each in store.labels(run)] == [each.item for each in kept]
        await pilot.press("escape")
    again = opened(run)
    async with again.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "1 of 6")
        await pilot.press("u")
        await shows(pilot, "0 of 6")
        assert store.labels(run) == []


async def test_a_skipped_item_comes_again_after_the_others(opened: Open, run: str, store: Store) -> None:
    app = opened(run, size=3)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "0 of 3")
        screen = app.screen
        assert isinstance(screen, LabelScreen)
        first = screen._shown
        await pilot.press("s")
        await until(pilot, lambda: screen._shown != first)
        await give(pilot, app)
        await give(pilot, app)
        await shows(pilot, "2 of 3")
        assert screen._shown == first


async def test_a_note_is_saved_with_the_label_and_comes_back_with_undo(
    opened: Open, run: str, store: Store
) -> None:
    app = opened(run)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "0 of 6")
        await pilot.press("n")
        app.screen.query_one(Input).value = "is [b]this[/b] a fruit?"
        await pilot.press("enter")
        await shows(pilot, "note: is [b]this[/b] a fruit?")
        await give(pilot, app)
        await shows(pilot, "1 of 6")
        assert "note:" not in seen(app)
        assert store.labels(run)[0].note == "is [b]this[/b] a fruit?"
        await pilot.press("u")
        await shows(pilot, "0 of 6", "note: is [b]this[/b] a fruit?")


async def test_two_annotators_see_the_same_items_and_keep_their_own_labels(
    opened: Open, run: str, store: Store
) -> None:
    shown = []
    for name in ("Ada", "Bob"):
        app = opened(run, size=5, annotator=name)
        async with app.run_test(size=(80, 24)) as pilot:
            await shows(pilot, f"0 of 5 · {name}")
            for _ in range(5):
                await give(pilot, app)
            await shows(pilot, "5 of 5")
        shown.append([each.item for each in store.labels(run, annotator=name)])
    assert shown[0] == shown[1]
    assert len(store.labels(run)) == 10


async def test_pairs_have_letters_and_the_label_names_the_files_response(
    opened: Open, backend: ScriptedBackend, store: Store
) -> None:
    run = seed_judged(backend.home.root, write_data(Path("data.jsonl")), "pairwise")
    app = opened(run, size=10)
    async with app.run_test(size=(80, 24)) as pilot:
        for done in range(10):
            await shows(
                pilot, f"{done} of 10", "Response A", "Response B", "Which response is better?", "tie"
            )
            await shows(pilot, f"1. {MET.text}", f"2. {CLEAR.text}")
            text = seen(app)
            assert not any(system in text for system in SYSTEMS)
            shown_a = text[text.index("Response A") : text.index("Response B")]
            await pilot.press("a" if "e." in shown_a else "b")
        await shows(pilot, "10 of 10")
    assert {each.label for each in store.labels(run)} == {"A"}


async def test_text_of_data_is_literal_and_long_ones_scroll(
    opened: Open, backend: ScriptedBackend, store: Store
) -> None:
    data = write_data(Path("data.jsonl"))
    data.write_text(data.read_text().replace("is it?", "is it? \\u001b[31m" + "word " * 2000))
    app = opened(seed_judged(backend.home.root, data, "holistic"))
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "[b]what[/b]", "␛[31m", "from 1 (very poor) to 5", " 5 ")
        panel = app.screen.query_one("#item", VerticalScroll)
        assert panel.max_scroll_y > 100
        await pilot.press("end")
        await until(pilot, lambda: panel.scroll_y > 100)
        await pilot.press("4")
        await shows(pilot, "1 of 6")
        await until(pilot, lambda: panel.scroll_y == 0)
    assert store.labels(store.list_runs()[0].id)[0].label == "4"


async def test_a_criterion_with_many_levels_leaves_room_for_texts_and_keys(opened: Open, run: str) -> None:
    app = opened(run, size=48)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "0 of 48")
        screen = app.screen
        assert isinstance(screen, LabelScreen)
        while screen._shown is not None and "1" not in screen._shown.choices:
            await give(pilot, app)
            await pilot.pause()
        await shows(pilot, "Which level of the criterion", "clear in parts", "Prompt")
        assert screen.query_one("#item").size.height >= 8


async def test_a_run_that_is_deleted_meanwhile_is_an_error_in_words(
    opened: Open, run: str, store: Store
) -> None:
    app = opened(run)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "0 of 6")
        store.delete_run(run)
        await give(pilot, app)
        await shows(pilot, "was deleted")


def task(*choices: str) -> LabelTask:
    levels = tuple(ScaleLevel(value=int(each)) for each in choices if each.lstrip("-").isdecimal())
    scale = Scale(kind="ordinal", levels=levels) if levels else Scale()
    criterion = Criterion(text="c", scale=scale)
    return LabelTask(
        item=("s", "r", "c"),
        protocol="criteria",
        prompt="p",
        responses=("r",),
        criterion=criterion,
        choices=choices,
    )


def test_keys_are_levels_letters_or_places() -> None:
    assert keys_of(task("0", "1", "2")) == {"0": "0", "1": "1", "2": "2"}
    assert keys_of(task("A", "B", "tie")) == {"a": "A", "b": "B", "t": "tie"}
    assert keys_of(task("met", "not met")) == {"1": "met", "2": "not met"}
    ten = [str(level) for level in range(1, 11)]
    assert keys_of(task(*ten)) == dict(zip("1234567890", ten, strict=True))
    assert keys_of(task(*map(str, range(101)))) == {}
    assert not set("usnq?") & set(KEYS)


async def test_a_click_gives_a_label_too(opened: Open, run: str, store: Store) -> None:
    app = opened(run)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "0 of 6")
        screen = app.screen
        assert isinstance(screen, LabelScreen)
        assert screen._shown is not None
        second = screen._shown.choices[1]
        strips = seen(app).splitlines()
        line = next(number for number, text in enumerate(strips) if text.startswith("  1 "))
        await pilot.click(offset=(strips[line].index(" 2 ") + 1, line))
        await shows(pilot, "1 of 6")
    assert [label.label for label in store.labels(run)] == [second]


async def test_the_time_left_follows_from_the_usual_label_and_not_from_a_pause(
    backend: ScriptedBackend, store: Store, run: str
) -> None:
    seconds = iter([0.0, 0.0, 10.0, 10.0, 22.0, 22.0, 900.0, 900.0, 908.0, 908.0])
    labelling = Labelling(store, run, "Ada", size=16)
    app = TouchstoneApp(backend, store)
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(LabelScreen(labelling, clock=lambda: next(seconds)))
        await shows(pilot, "0 of 16")
        for done in range(1, 5):
            assert "left" not in seen(app) or done > 3
            await give(pilot, app)
            await shows(pilot, f"{done} of 16")
        # The labels took 10, 12, 878 and 8 seconds: 11 is their median, and 12 items are left.
        await shows(pilot, "about 2 min 12 s left")


async def test_what_is_copied_is_the_item_and_nothing_else(opened: Open, run: str) -> None:
    app = opened(run)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "0 of 6")
        await pilot.press("y")
        await shows(pilot, "copied")
        assert app.clipboard.startswith("Prompt\n")
        assert "\nResponse\n" in app.clipboard
        assert not any(word in app.clipboard for word in (*ANSWERS, "label mass", "score"))


async def test_a_pair_stands_side_by_side_on_a_wide_screen(
    opened: Open, backend: ScriptedBackend, store: Store
) -> None:
    run = seed_judged(backend.home.root, write_data(Path("data.jsonl")), "pairwise")
    async with opened(run).run_test(size=(120, 40)) as pilot:
        await until(
            pilot,
            lambda: any(
                "Response A" in line and "Response B" in line for line in seen(pilot.app).splitlines()
            ),
        )


async def test_a_run_is_labelled_from_within_the_app(seeded: TouchstoneApp) -> None:
    async with seeded.run_test(size=(80, 24), notifications=True) as pilot:
        seeded.label_run("1a2b3c4d")
        await shows(pilot, "Label run 1a2b3c4d blind", "60", "Your name")
        seeded.screen.query_one("#size", Input).value = "0"
        seeded.screen.query_one("#annotator", Input).value = ""
        await pilot.press("enter")
        await shows(pilot, "how many items?")
        seeded.screen.query_one("#size", Input).value = "3"
        await pilot.press("enter")
        await shows(pilot, "whose labels are they?")
        seeded.screen.query_one("#annotator", Input).value = "a\x1b[31m"
        await pilot.press("enter")
        await shows(pilot, "is no name for an annotator")
        seeded.screen.query_one("#annotator", Input).value = "Ada"
        await pilot.click("#ok")
        await shows(pilot, "0 of 3 · Ada", "Prompt")
        await give(pilot, seeded)
        await shows(pilot, "1 of 3")
        await pilot.press("q")
        await shows(pilot, "1 of 3 labelled by Ada", "2 are left", "1 Runs")
        seeded.label_run("1a2b3c4d")
        await shows(pilot, "has 3 already")
        await pilot.press("enter")
        await shows(pilot, "1 of 3")
    assert not any(label.seen for label in seeded.store.labels("1a2b3c4d"))


async def test_a_run_that_is_not_finished_is_not_labelled(seeded: TouchstoneApp) -> None:
    async with seeded.run_test(size=(80, 24), notifications=True) as pilot:
        seeded.label_run("5e6f7a8b")
        await shows(pilot, "5e6f7a8b is interrupted", "finish it first")


async def test_a_file_that_has_changed_is_told_in_the_form(seeded: TouchstoneApp) -> None:
    async with seeded.run_test(size=(80, 24)) as pilot:
        Path("prompts.jsonl").write_text('{"prompt": "another", "response": "x"}\n')
        seeded.label_run("1a2b3c4d")
        await shows(pilot, "Label run")
        seeded.screen.query_one("#annotator", Input).value = "Ada"
        await pilot.press("enter")
        await shows(pilot, "has changed since run 1a2b3c4d", "judge it anew")
        await pilot.press("escape")
        await shows(pilot, "1 Runs")
        assert "has changed" not in seen(seeded)


async def test_what_the_bundled_models_judged_is_labelled(judged: TouchstoneApp) -> None:
    run = judged.store.list_runs(limit=1)[0].id
    async with judged.run_test(size=(120, 40), notifications=True) as pilot:
        judged.label_run(run)
        await shows(pilot, "Label run")
        judged.screen.query_one("#size", Input).value = "2"
        judged.screen.query_one("#annotator", Input).value = "Ada"
        await pilot.press("enter")
        await shows(pilot, "0 of 2 · Ada", "the lift")
        assert not any(system in seen(judged) for system in ("careful", "hasty", "careless"))
        await pilot.press("1", "2")
        await shows(pilot, "All of the sample is labelled")
        await pilot.press("q")
        await shows(pilot, "2 of 2 labelled by Ada")
    assert [label.label for label in judged.store.labels(run)] == ["met", "not met"]
