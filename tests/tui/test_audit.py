"""The audit of a run's rubrics, over what the bundled models judged; findings first, each in full on Enter."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from textual.pilot import Pilot

from tests.evaluation.audit.worlds import clean, with_criterion
from tests.tui.looking import seen, shows
from tests.tui.scripted import ScriptedBackend
from touchstone.evaluation.audit.audit import audit
from touchstone.tui.app import TouchstoneApp
from touchstone.tui.backend import Figures

Snap = Callable[..., bool]
RUN = "1a2b3c4d"


def found() -> Figures:
    """An audit with a finding: a criterion that favours length."""
    world = clean(1, criteria=2)
    long = world.lengths > 4
    report = audit(RUN, with_criterion(world, np.where(long, 0.95, 0.05)))
    return Figures(list(report.brief_rows()), (report.found_words, *report.notes), ())


async def test_audit_of_what_the_bundled_models_judged(judged: TouchstoneApp) -> None:
    run = judged.store.list_runs(limit=1)[0].id
    async with judged.run_test(size=(120, 40)) as pilot:
        judged.open_run(run)
        await shows(pilot, f"run {run}", patience=60)
        await pilot.press("b")
        await shows(pilot, "audit of its rubrics", "all criteria: the score", patience=60)
        assert "too few responses to tell" in seen(judged)


async def test_a_name_of_the_data_is_neither_markup_nor_control(
    seeded: TouchstoneApp, backend: ScriptedBackend
) -> None:
    text = Path("prompts.jsonl").read_text(encoding="utf-8")
    hostile = json.dumps("[/foo]\x1b[31m")
    Path("prompts.jsonl").write_text(text.replace('"cedar"', hostile), encoding="utf-8")
    async with seeded.run_test(size=(80, 24)) as pilot:
        seeded.show_audit(RUN)
        await shows(pilot, "audit of its rubrics", "too few responses", patience=60)
        assert "\x1b" not in seen(seeded)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_audit_picture(
    snap_compare: Snap,
    seeded: TouchstoneApp,
    backend: ScriptedBackend,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
) -> None:
    figures = found()
    monkeypatch.setattr(backend, "audit", lambda _: figures)

    async def show(pilot: Pilot[Any]) -> None:
        seeded.show_audit(RUN)
        await shows(pilot, "would have been found", patience=60)

    assert snap_compare(seeded, terminal_size=size, run_before=show)
