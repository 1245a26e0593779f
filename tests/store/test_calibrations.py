"""Calibrations in the database: versions, and the ranks that come back."""

import pytest

from touchstone.domain.calibration import Calibration, Calibrator, Guarantee
from touchstone.domain.results import ResultLine
from touchstone.domain.run import RunSpec
from touchstone.errors import InputError
from touchstone.store import Store

MADE = Calibration(
    run="r",
    ingredients={"the judge": "a"},
    unit="response",
    labels=60,
    groups=50,
    calibrator=Calibrator(
        features=("verdict",), weights=(1.0,), scale=2.0, intercept=0.5, steps=((0.0, 0.5),)
    ),
    guarantee=Guarantee(agreement=0.9, confidence=0.95, needed=29, groups=50),
)


def seeded(store: Store, ranks: list[float | None]) -> str:
    spec = RunSpec(kind="judge", data="d.jsonl", protocol="holistic")
    run = store.create_run(spec, dataset_digest="d", marks=(), models={}).id
    lines = [
        ResultLine(run=run, sample_id=f"s{place}", response_id="r", protocol="holistic", reliability=rank)
        for place, rank in enumerate(ranks)
    ]
    store.save_unit(run, "judging-1", lines)
    return run


def test_versions_are_kept_under_their_ingredients(store: Store) -> None:
    first = store.save_calibration(MADE)
    second = store.save_calibration(MADE)
    other = store.save_calibration(MADE.model_copy(update={"ingredients": {"the judge": "b"}}))
    assert store.calibrations(MADE.key) == [second, first]
    assert store.calibrations() == [other, second, first]
    assert store.calibration(first.id).model_copy(update={"id": 0, "created": ""}) == MADE
    with pytest.raises(InputError, match="no calibration version 9"):
        store.calibration(9)


def test_ranks_come_back_as_they_were(store: Store) -> None:
    run, untouched = seeded(store, [-0.5, None, 0.25]), seeded(store, [1.0])
    version = store.save_calibration(MADE).id
    places = [(each.unit, each.position) for each in store.placed_lines(run)]
    for value in (0.9, 0.7):
        store.apply_calibration(run, version, [(*places[0], value)])
        assert [line.reliability for line in store.lines(run)] == [value, None, None]
        assert [each.line.reliability for each in store.placed_lines(run)] == [-0.5, None, 0.25]
        assert store.run(run).calibration == version
    for _ in range(2):
        store.take_back_calibration(run)
        assert [line.reliability for line in store.lines(run)] == [-0.5, None, 0.25]
        assert store.run(run).calibration is None
    assert store.lines(untouched)[0].reliability == 1.0
