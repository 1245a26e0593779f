"""Calibrations of stored runs: fitted, kept as versions, applied, taken back, void where something is another."""

from pathlib import Path

import pytest

from tests.calibrated_runs import seed_calibratable, write_labelled
from touchstone.domain.label import Label
from touchstone.errors import InputError
from touchstone.paths import Home
from touchstone.runner.results.calibration import (
    apply_calibration,
    calibrate_run,
    calibration_of,
    calibration_versions,
    ingredients_of,
    standing,
    take_back_calibration,
)
from touchstone.store import open_store


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_labelled(tmp_path / "data.jsonl")


def test_a_fit_is_better_than_the_judges_own_probability_and_changes_nothing(home: Home, data: Path) -> None:
    run = seed_calibratable(home.root, data)
    with open_store(home.database) as store:
        before = store.lines(run)
    found = calibrate_run(home, run, agreement=0.7)
    report = found.report
    assert (report.unit, report.labels, report.groups, report.usable) == ("response", 150, 150, True)
    assert report.calibrator.features == ("entropy", "base_entropy")
    old = {figure.name: figure.value for figure in report.before}
    new = {figure.name: figure.value for figure in report.after}
    assert old["brier"] is not None
    assert new["brier"] is not None
    assert new["brier"] < old["brier"]
    assert found.version is not None
    assert found.version.figures["before_brier"].value == old["brier"]
    with open_store(home.database) as store:
        assert store.lines(run) == before
        assert standing(store, store.run(run)) == "reliability is a rank"


def test_the_same_fit_is_kept_once_and_other_labels_make_a_version(home: Home, data: Path) -> None:
    run = seed_calibratable(home.root, data)
    first, again = calibrate_run(home, run).version, calibrate_run(home, run).version
    other = calibrate_run(home, run, agreement=0.6).version
    assert first == again
    assert first is not None
    assert other is not None
    assert other.id == first.id + 1
    with open_store(home.database) as store:
        assert calibration_of(store, ingredients_of(store, store.run(run))) == other


def test_applied_reliability_is_a_probability_and_the_rank_comes_back(home: Home, data: Path) -> None:
    run = seed_calibratable(home.root, data)
    with open_store(home.database) as store:
        before = store.lines(run)
    version = calibrate_run(home, run, agreement=0.8).version
    assert version is not None
    applied = apply_calibration(home, run)
    assert (applied.calibration, applied.decided) == (version, 150)
    threshold = version.guarantee.threshold
    assert threshold is not None
    with open_store(home.database) as store:
        lines = store.lines(run)
        assert standing(store, store.run(run)).startswith(
            f"calibrated: version {version.id}, 150 labels; under"
        )
    values = [line.reliability for line in lines if line.is_aggregate]
    assert all(value is not None and 0 < value < 1 for value in values)
    assert applied.abstaining == sum(value < threshold for value in values if value is not None)
    assert 0 < applied.abstaining < 150
    # One verdict decides each response: it has the same reliability. Nothing else changes.
    verdicts = [line.reliability for line in lines if not line.is_aggregate]
    assert verdicts == values
    blank = {"reliability": None}
    assert [line.model_copy(update=blank) for line in lines] == [
        line.model_copy(update=blank) for line in before
    ]
    # Applied again, and fitted again, it is by the ranks: the same.
    apply_calibration(home, run)
    assert calibrate_run(home, run, agreement=0.8).version == version
    take_back_calibration(home, run)
    with open_store(home.database) as store:
        assert store.lines(run) == before
        assert store.run(run).calibration is None
    with pytest.raises(InputError, match="not calibrated"):
        take_back_calibration(home, run)


def test_without_a_base_model_and_on_another_run_of_the_same(home: Home, data: Path) -> None:
    first = seed_calibratable(home.root, data, base=False)
    second = seed_calibratable(home.root, data, base=False, seed=1)
    version = calibrate_run(home, first).version
    assert version is not None
    assert (version.calibrator.features, version.weight) == (("verdict",), None)
    assert apply_calibration(home, second).calibration == version


def test_another_ingredient_makes_a_calibration_void(home: Home, data: Path, tmp_path: Path) -> None:
    run = seed_calibratable(home.root, data)
    version = calibrate_run(home, run).version
    assert version is not None
    elsewhere = seed_calibratable(home.root, write_labelled(tmp_path / "more.jsonl", 160))
    without = seed_calibratable(home.root, data, base=False)
    for other, reason in ((elsewhere, "the dataset"), (without, "the base")):
        _, (found,) = calibration_versions(home, other)
        assert found.void == (reason,)
        with pytest.raises(InputError, match=f"does not hold for run {other}: {reason} changed"):
            apply_calibration(home, other, version.id)
        with pytest.raises(InputError, match="no calibration that holds"):
            apply_calibration(home, other)
    _, (own,) = calibration_versions(home, run)
    assert own.void == ()
    apply_calibration(home, run)
    with open_store(home.database) as store, store.transaction() as db:
        db.conn.execute("UPDATE runs SET prompt_version = 'judge-2' WHERE id = ?", (run,))
    with open_store(home.database) as store:
        assert standing(store, store.run(run)).endswith("void: the prompt version changed")


def test_nothing_is_kept_where_sureness_tells_nothing(home: Home, data: Path) -> None:
    run = seed_calibratable(home.root, data, skill=0.0)
    found = calibrate_run(home, run)
    assert (found.version, found.report.usable, found.report.guarantee) == (None, False, None)
    assert "no usable signal" in found.report.reason
    with open_store(home.database) as store:
        assert store.calibrations() == []


def test_too_few_labels_are_refused_with_the_number_that_is_missing(home: Home, tmp_path: Path) -> None:
    run = seed_calibratable(home.root, write_labelled(tmp_path / "few.jsonl", 30))
    with pytest.raises(InputError, match=r"30 labels .* too few: 20 more"):
        calibrate_run(home, run)
    surely = seed_calibratable(home.root, write_labelled(tmp_path / "sure.jsonl", 60), lean=9.0)
    with pytest.raises(InputError, match="of 60 labelled verdicts are wrong"):
        calibrate_run(home, surely)


def test_labels_in_sight_of_the_verdict_are_not_used(home: Home, tmp_path: Path) -> None:
    run = seed_calibratable(home.root, write_labelled(tmp_path / "data.jsonl", 60, labels=False))
    with pytest.raises(InputError, match=r"nothing that run .* judged has a label"):
        calibrate_run(home, run)
    with open_store(home.database) as store:
        line = store.lines(run)[0]
        place = {
            "sample_id": line.sample_id,
            "response_id": line.response_id,
            "criterion_id": line.criterion_id,
        }
        store.save_label(Label(run=run, annotator="Ada", label="met", seen=True, **place))
    with pytest.raises(InputError, match="with the verdict in sight"):
        calibrate_run(home, run)


def test_changed_data_and_unfinished_runs_are_refused(home: Home, data: Path) -> None:
    run = seed_calibratable(home.root, data)
    calibrate_run(home, run)
    with open_store(home.database) as store:
        store.update_run(run, state="interrupted")
    with pytest.raises(InputError, match="is interrupted"):
        apply_calibration(home, run)
    data.write_text(data.read_text() + '{"id": "new", "prompt": "p", "response": "r", "score": 1}\n')
    with pytest.raises(InputError, match="has changed since run"):
        calibrate_run(home, run)
