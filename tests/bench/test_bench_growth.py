"""The growth of a run's cost, measured on the bundled judge in small and drawn."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from scripts import bench_growth
from scripts.bench.models import BUNDLED


def test_every_size_that_grows_is_measured_and_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_growth, "FACTORS", (1, 2))
    costs = bench_growth.measure(BUNDLED, tmp_path)
    assert set(costs) == {"samples", "responses", "criteria", "length"}
    for first, second in costs.values():
        assert first.total < second.total
        assert first.distinct < second.distinct < second.total
    once, twice = costs["criteria"]
    assert twice.distinct / once.distinct < 1.6 < twice.total / once.total
    drawn = ElementTree.fromstring(bench_growth.drawing(costs))
    assert len(drawn.findall("{http://www.w3.org/2000/svg}polyline")) == 2 * len(costs)
    assert len(bench_growth.table(costs).splitlines()) == 1 + 2 * len(costs)
