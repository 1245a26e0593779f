"""What a model needs of a machine's memory: planned for a file that is here, estimated for one that is not."""

from pathlib import Path

import pytest

from tests.homes import build_model
from touchstone.engine import EngineSettings, Room, file_facts
from touchstone.runner.models.memory_need import Machine, Need, estimated_need, planned_need

GB = 1_000_000_000


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return build_model(tmp_path)


def planned(tiny: Path, free: int, whole: int, n_ctx: int | None = None) -> Need:
    machine = Machine(Room(free, None), Room(whole, None))
    facts = file_facts(EngineSettings(tiny, "", n_ctx=n_ctx), machine.rooms)
    return planned_need(facts, tiny.stat().st_size)


def test_a_file_that_is_here_is_planned_by_the_engine(tiny: Path) -> None:
    plenty = planned(tiny, 8 * GB, 16 * GB)
    assert (plenty.fit, plenty.n_ctx) == ("fits", 4096)
    assert plenty.bytes > tiny.stat().st_size
    weights = tiny.stat().st_size
    shorter = planned(tiny, weights + 2 * 3000 * 256, 16 * GB)
    assert (shorter.fit, shorter.n_ctx) == ("tight", 2048)
    assert "instead of 4,096" in shorter.why
    busy = planned(tiny, weights, 16 * GB)
    assert (busy.fit, busy.why) == ("tight", "only when other programs are closed")
    assert planned(tiny, weights, weights).fit == "does not fit"


def test_what_the_file_says(tiny: Path) -> None:
    facts = file_facts(EngineSettings(tiny, ""), Machine.now().rooms)
    assert facts.architecture == "llama"
    assert facts.layers == 2
    assert facts.trained_context == 4096


@pytest.mark.parametrize(
    ("size", "bytes_", "fit"),
    [(2 * GB, 3 * GB, "fits"), (8 * GB, 10 * GB, "tight"), (14 * GB, 17.5 * GB, "does not fit")],
)
def test_a_file_that_is_not_here_is_estimated_with_a_margin(size: int, bytes_: float, fit: str) -> None:
    need = estimated_need(size, Machine(Room(8 * GB, None), Room(16 * GB, None)))
    assert (need.bytes, need.fit) == (bytes_, fit)
    assert "estimated" in need.why


def test_a_graphics_card_counts(tiny: Path) -> None:
    machine = Machine(Room(1 * GB, 24 * GB), Room(2 * GB, 24 * GB))
    assert estimated_need(10 * GB, machine).fit == "fits"
    facts = file_facts(EngineSettings(tiny, ""), machine.rooms)
    assert facts.plans[0] is not None
    assert facts.plans[0].gpu_layers >= facts.layers
