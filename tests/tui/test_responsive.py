"""Keys are answered while a long run goes on and its tables are read again and again."""

import asyncio
from pathlib import Path
from statistics import median

from scripts.bench_tui import answered
from tests.homes import write_rows
from tests.tui.looking import seen, until
from touchstone.domain.run import RunSpec
from touchstone.tui.app import TouchstoneApp
from touchstone.tui.widgets.table import RowTable

SAMPLES, KEYS = 300, 60
TEXT = "The lift is out of order until Tuesday, and the stairs are at the back of the house. " * 40
TYPICAL, WORST = 0.1, 3.0
"""Seconds. An idle machine answers in a hundredth; a single key may meet with other work on a busy one."""


async def test_keys_are_answered_while_the_bundled_judge_works(judged: TouchstoneApp, tmp_path: Path) -> None:
    responses = [{"system": name, "response": TEXT + name} for name in ("one", "two")]
    rows = [
        {"id": f"r{number}", "prompt": f"Write note {number} about the lift.", "responses": responses}
        for number in range(SAMPLES)
    ]
    spec = RunSpec(
        kind="judge", data=str(write_rows(tmp_path / "many.jsonl", rows)), protocol="criteria", rubric="none"
    )
    async with judged.run_test(size=(100, 30)) as pilot:
        judged.launch(lambda stop: judged.backend.start(spec, stop), judged.open_run, judged.show_error)
        await until(pilot, lambda: "r3 " in seen(judged), patience=120)
        live, table = judged.live, judged.screen.query_one("#result-table", RowTable)
        assert live is not None
        await until(pilot, lambda: table.has_focus and table.rows > 6)
        waits: list[float] = []
        while live.active and len(waits) < KEYS:
            waits.append(await answered(judged, table, "up" if len(waits) % 6 > 2 else "down"))
            await asyncio.sleep(0.05)
        assert len(waits) > KEYS / 4, "the run was over before keys could be pressed"
        judged.stop_work()
        await until(pilot, lambda: not live.active, patience=120)
    assert median(waits) < TYPICAL, waits
    assert max(waits) < WORST, waits
