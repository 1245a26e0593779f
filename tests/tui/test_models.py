import shutil
import threading
from collections.abc import Callable

import pytest

from tests.lora.adapters import write_peft
from tests.tiny_gguf import build
from tests.tui.looking import seen, shows, until
from tests.tui.scripted import ScriptedBackend
from touchstone.catalogue import BUNDLED, load_catalogue
from touchstone.lora import convert_peft
from touchstone.runner.models.check_report import CheckReport, CheckRole
from touchstone.tui.app import TouchstoneApp

HOSTILE = "[/foo] \\u001b[31m \\u0000 🦊 漢字 \\u202e \\u05d0"
OWN = """[[models]]
name = "broken"
path = "broken.gguf"
licence = "[b]odd[/b]"
notes = "{notes}"

[[models]]
name = "gone"
path = "nowhere.gguf"

[[models]]
name = "huge"
repo = "some/where"
file = "huge.Q8_0.gguf"
size = 400_000_000_000
"""


ADAPTED = """
[[models]]
name = "refined"
role = "generator"
bundled = "demo-generator.gguf"
adapter = "lora[b].gguf"
adapter_scale = 0.5
adapter_base = "any"
refined_from = "demo-generator"
"""


@pytest.fixture
def own(backend: ScriptedBackend) -> None:
    """Models of the user's own: a file that is none, one that is gone, one that is too large."""
    home = backend.home
    home.root.mkdir(exist_ok=True)
    home.catalogue.write_text(OWN.format(notes=HOSTILE), encoding="utf-8")
    (home.root / "broken.gguf").write_bytes(b"GGUF and nothing more")


async def go(pilot, name: str) -> None:  # type: ignore[no-untyped-def]
    """Puts the cursor on a model."""
    table = pilot.app.screen.query_one("#model-table")
    await until(pilot, lambda: table.rows > 0)
    names = [table.item(number).entry.name for number in range(table.rows)]
    table.cursor = names.index(name)
    await pilot.pause()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_catalogue_is_listed_with_what_fits(
    app: TouchstoneApp, backend: ScriptedBackend, size: tuple[int, int]
) -> None:
    count = len(load_catalogue(backend.home).entries)
    async with app.run_test(size=size) as pilot:
        await pilot.press("3")
        await shows(pilot, f"{count} models, 4 of them here", "demo-judge", "not here", "Q8_0", "fits")
        await go(pilot, "qwen3.5-27b")
        await shows(pilot, "16.7 GB", "does not fit", "24 GB", "touchstone models pull qwen3.5-27b")


async def test_a_missing_model_says_how_to_fetch_it_and_where_to_put_it(
    app: TouchstoneApp, backend: ScriptedBackend
) -> None:
    async with app.run_test(size=(160, 40)) as pilot:
        await pilot.press("3")
        await go(pilot, "qwen3.5-4b")
        await shows(pilot, "touchstone models pull qwen3.5-4b", "no network?", "Qwen3.5-4B-Q4_K_M.gguf of")
        place = backend.home.models / "unsloth--Qwen3.5-4B-GGUF" / "Qwen3.5-4B-Q4_K_M.gguf"
        shown = "".join(line.split("│")[-1].strip(" ▁▂▃▄▅▆▇█") for line in seen(app).splitlines())
        assert place.name in shown
        await pilot.press("y")
        assert app.clipboard == "touchstone models pull qwen3.5-4b"
        place.parent.mkdir(parents=True)
        build(place, vocab="bpe")
        await pilot.press("r")
        await shows(pilot, "5 of them here", "runs on")


@pytest.mark.usefixtures("own")
async def test_odd_entries_are_told_apart(app: TouchstoneApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("3")
        await go(pilot, "broken")
        await shows(pilot, "the file cannot be used", "[b]odd[/b]", "[/foo] ␛[31m ␀ 🦊 漢字")
        assert "\x1b" not in seen(app)
        await go(pilot, "gone")
        await shows(pilot, "is gone from")
        await go(pilot, "huge")
        await shows(pilot, "does not fit: needs 500.0 GB")


async def test_an_adapter_is_told_and_belongs_to_the_model(
    app: TouchstoneApp, backend: ScriptedBackend
) -> None:
    home = backend.home
    home.root.mkdir(exist_ok=True)
    home.catalogue.write_text(ADAPTED, encoding="utf-8")
    lora = home.root / "lora[b].gguf"
    async with app.run_test(size=(160, 40)) as pilot:
        await pilot.press("3")
        await go(pilot, "refined")
        await shows(pilot, "not here", "is gone from", "lora[b].gguf", "refined from", "demo-generator")
        await go(pilot, "qwen3-14b-rubrics")
        await shows(
            pilot, "Qwen3-14B-Q4_K_M.gguf of", "adapter_model.safetensors of", "adapter_config.json of"
        )
        peft = write_peft(home.root / "peft", BUNDLED / "demo-generator.gguf")
        convert_peft(peft, lora, base=BUNDLED / "demo-generator.gguf")
        await pilot.press("r")
        await go(pilot, "refined")
        await shows(pilot, "fits", "scale 0.5 · any base")


async def test_a_default_is_chosen(app: TouchstoneApp, backend: ScriptedBackend) -> None:
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.press("3")
        await go(pilot, "demo-weak")
        await pilot.press("d")
        await shows(pilot, "Default: use demo-weak as")
        await pilot.press("enter")
        await shows(pilot, "demo-weak is the default judge from now on")
        assert load_catalogue(backend.home).default("judge").name == "demo-weak"
        await pilot.press("d", "escape")
        assert load_catalogue(backend.home).default("generator").name == "demo-generator"


async def test_a_broken_catalogue_is_told_with_its_line(app: TouchstoneApp, backend: ScriptedBackend) -> None:
    backend.home.catalogue.write_text('[[models]]\nname = "x"\nfoo = 1\n', encoding="utf-8")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("3")
        await shows(pilot, "unknown key 'foo'", "line 3")
        backend.home.catalogue.unlink()
        await pilot.press("r")
        await shows(pilot, f"{len(load_catalogue(backend.home).entries)} models")
        assert "unknown key" not in seen(app)


async def test_a_check_can_be_stopped_and_one_thing_is_done_at_a_time(
    app: TouchstoneApp, backend: ScriptedBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[bool] = []

    def slow(
        name: str, role: CheckRole | None, stop: threading.Event, told: Callable[[str], None]
    ) -> CheckReport:
        from touchstone.errors import Interrupted

        told(f"checking {name}")
        stopped.append(stop.wait(20))
        raise Interrupted

    monkeypatch.setattr(backend, "check_model", slow)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("3")
        await go(pilot, "demo-judge")
        await pilot.press("c")
        await shows(pilot, "checking demo-judge …", "x stops it")
        await pilot.press("v")
        await shows(pilot, "judged already")
        await pilot.press("x")
        await shows(pilot, "stopped")
        assert stopped == [True]
        await pilot.press("v")
        await shows(pilot, "has nothing to compare with")


async def test_a_damaged_file_differs(app: TouchstoneApp, backend: ScriptedBackend) -> None:
    home = backend.home
    home.root.mkdir(exist_ok=True)
    shutil.copy(BUNDLED / "demo-weak.gguf", home.root / "mine.gguf")
    home.catalogue.write_text(
        f'[[models]]\nname = "mine"\npath = "mine.gguf"\nsha256 = "{"0" * 64}"\n', encoding="utf-8"
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("3")
        await go(pilot, "mine")
        await shows(pilot, "not compared yet")
        await pilot.press("v")
        await shows(pilot, "the file of mine DIFFERS from what was recorded")
        await pilot.press("enter")
        await shows(pilot, "SHA-256      differs")


async def test_the_real_judge_is_loaded_checked_and_unloaded(judged: TouchstoneApp) -> None:
    async with judged.run_test(size=(120, 40)) as pilot:
        await pilot.press("3")
        await go(pilot, "demo-weak")
        await shows(pilot, "last check   none yet", patience=30)
        await pilot.press("l")
        await shows(pilot, "demo-weak is loaded", "loaded on the CPU", patience=60)
        await pilot.press("u")
        await shows(pilot, "demo-weak is unloaded", patience=30)
        assert not judged.backend.loaded_models()
        await pilot.press("c")
        await shows(pilot, "demo-weak was checked as a judge", "as judge", "questions right", patience=60)
