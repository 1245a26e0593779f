"""Models that stay loaded: which are lent, which go, and what a second piece of work spares."""

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from tests.homes import answers, write_rows
from tests.tiny_gguf import build
from touchstone.catalogue import load_catalogue
from touchstone.domain.engine import Engine, EngineInfo
from touchstone.domain.run import Phase, RunSpec
from touchstone.engine import Adapter, EngineSettings, Room, open_engine
from touchstone.errors import InputError
from touchstone.paths import Home
from touchstone.runner import judge_one, run_judge
from touchstone.runner.models.kept import KeptModels
from touchstone.runner.models.opening import OpenModel, open_model
from touchstone.store import open_store

PLENTY = Room(64 << 30, None)
WEIGHTS, CONTEXT = 600_000, 3 << 20


class Told:
    """An engine that knows its sizes and whether it was closed."""

    def __init__(self, settings: EngineSettings) -> None:
        self.settings = settings
        self.info = EngineInfo("print", "", 1024, 10, 10, WEIGHTS, CONTEXT)
        self.closed = False

    def close(self) -> None:
        assert not self.closed
        self.closed = True


class Opener:
    """Opens told engines and counts them; `refusals` more times it finds no memory."""

    def __init__(self) -> None:
        self.opened: list[Told] = []
        self.refusals = 0

    def __call__(self, settings: EngineSettings) -> Engine:
        if self.refusals:
            self.refusals -= 1
            raise InputError("no room for a context")
        self.opened.append(Told(settings))
        return cast(Engine, self.opened[-1])


@pytest.fixture
def opener() -> Opener:
    return Opener()


@pytest.fixture
def files(tmp_path: Path) -> list[EngineSettings]:
    """The settings of three models."""
    paths = [tmp_path / f"{number}.gguf" for number in range(3)]
    for path in paths:
        build(path, vocab="bpe")
    return [EngineSettings(path, path.name) for path in paths]


def test_the_same_settings_are_lent_again(opener: Opener, files: list[EngineSettings]) -> None:
    kept = KeptModels(opener, lambda: PLENTY)
    assert kept.find(files[0]) is None
    first = kept.lend(files[0])
    assert kept.lend(replace(files[0])) is first
    assert kept.find(files[0]) is first
    assert len(opener.opened) == 1
    kept.lend(files[1])
    kept.lend(files[0])
    assert [each.settings for each in kept.loaded()] == [files[1], files[0]]


def test_there_is_never_a_second_copy_of_the_weights(opener: Opener, files: list[EngineSettings]) -> None:
    kept = KeptModels(opener, lambda: PLENTY)
    kept.lend(files[0])
    kept.lend(replace(files[0], overlong="truncate"))
    assert [engine.closed for engine in opener.opened] == [True, False]
    assert len(kept.loaded()) == 1


def test_a_file_that_changed_is_loaded_anew(opener: Opener, files: list[EngineSettings]) -> None:
    kept = KeptModels(opener, lambda: PLENTY)
    kept.lend(files[0])
    with files[0].path.open("ab") as file:
        file.write(b"more")
    assert kept.find(files[0]) is None
    kept.lend(files[0])
    assert [engine.closed for engine in opener.opened] == [True, False]


def test_an_adapter_is_part_of_what_is_kept(
    opener: Opener, files: list[EngineSettings], tmp_path: Path
) -> None:
    lora = tmp_path / "lora.gguf"
    lora.write_bytes(b"GGUF")
    kept = KeptModels(opener, lambda: PLENTY)
    plain, laid = files[0], replace(files[0], adapter=Adapter(lora, "one"))
    kept.lend(plain)
    assert kept.find(laid) is None
    kept.lend(laid)
    assert [engine.closed for engine in opener.opened] == [True, False]
    assert kept.find(replace(laid, adapter=Adapter(lora, "one", 0.5))) is None
    assert kept.find(laid) is not None
    lora.write_bytes(b"GGUF changed")
    assert kept.find(laid) is None


def test_the_least_recently_used_goes_where_the_next_would_be_short(
    opener: Opener, files: list[EngineSettings]
) -> None:
    """Beside two others the third would get a shorter context than alone, beside one it would not."""
    needed = 2 * (4096 + 8192) * 256 + 700_000
    kept = KeptModels(opener, lambda: Room(needed + WEIGHTS, None))
    for settings in (files[0], files[1]):
        kept.lend(settings)
    kept.lend(files[0])
    kept.lend(files[2])
    assert [each.settings for each in kept.loaded()] == [files[0], files[2]]
    assert [engine.closed for engine in opener.opened] == [False, True, False]


def test_without_room_for_two_the_first_goes(opener: Opener, files: list[EngineSettings]) -> None:
    kept = KeptModels(opener, lambda: Room(2 << 20, None))
    kept.lend(files[0])
    kept.lend(files[1])
    assert [engine.closed for engine in opener.opened] == [True, False]


def test_a_refused_context_is_tried_again_without_the_others(
    opener: Opener, files: list[EngineSettings]
) -> None:
    kept = KeptModels(opener, lambda: PLENTY)
    kept.lend(files[0])
    opener.refusals = 1
    kept.lend(files[1])
    assert [each.settings for each in kept.loaded()] == [files[1]]
    opener.refusals = 2
    with pytest.raises(InputError, match="no room"):
        kept.lend(files[2])
    assert not kept.loaded()


def test_unloading_and_closing(opener: Opener, files: list[EngineSettings]) -> None:
    kept = KeptModels(opener, lambda: PLENTY)
    for settings in files:
        kept.lend(settings)
    assert kept.unload(files[1].path)
    assert not kept.unload(files[1].path)
    kept.close()
    assert all(engine.closed for engine in opener.opened)
    assert not kept.loaded()


class Counting:
    """Counts how often the real engine is opened."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, settings: EngineSettings) -> Engine:
        self.times += 1
        return open_engine(settings)


@pytest.fixture
def opening() -> Counting:
    return Counting()


@pytest.fixture
def kept(opening: Counting) -> Iterator[KeptModels]:
    with closing(KeptModels(opening)) as models:
        yield models


def test_a_second_piece_of_work_loads_nothing(
    home: Home, tmp_path: Path, kept: KeptModels, opening: Counting
) -> None:
    events: list[object] = []
    for prompt in ("Name a river.", "Name a lake."):
        events.clear()
        judge_one(home, prompt, ["The Rhine."], rubric="none", kept=kept, told=events.append)
    assert opening.times == 1
    assert not any(isinstance(event, Phase) and "loading" in event.name for event in events)
    data = write_rows(tmp_path / "rows.jsonl", answers(1))
    spec = RunSpec(kind="judge", data=str(data), protocol="criteria", rubric="none")
    for _ in run_judge(home, spec, threading.Event(), kept):
        pass
    assert opening.times == 1
    for _ in run_judge(home, spec.model_copy(update={"overlong": "truncate"}), threading.Event(), kept):
        pass
    assert opening.times == 2
    assert len(kept.loaded()) == 1


def test_kept_or_not_the_verdicts_are_the_same(home: Home, tmp_path: Path, kept: KeptModels) -> None:
    asked = [("Name a river.", "The Rhine."), ("Name a lake.", "A mountain.")]
    with_kept = [judge_one(home, p, [r], rubric="none", kept=kept).lines for p, r in asked]
    (home.database).unlink()
    without = [judge_one(home, p, [r], rubric="none").lines for p, r in asked]
    assert with_kept == without


def test_a_kept_model_counts_and_knows_its_fingerprint(home: Home, kept: KeptModels) -> None:
    with open_store(home.database) as store:
        catalogue = load_catalogue(home)

        def opened(lender: KeptModels | None) -> OpenModel:
            return open_model(home, store, catalogue, None, "judge", kept=lender)

        with closing(opened(None)) as alone, closing(opened(kept)) as borrower:
            assert not borrower.is_loaded
            borrower.engine()
            assert borrower.is_loaded
            assert borrower.fingerprint == alone.fingerprint
        with closing(opened(kept)) as later:
            assert later.is_loaded
            assert later.fingerprint == alone.fingerprint
            later.set_aside()
            assert later.is_loaded
            later.unload()
            assert not later.is_loaded
            assert not kept.loaded()
