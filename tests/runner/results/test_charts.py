"""The numbers behind a stored run's plots."""

import threading
from pathlib import Path

import pytest

from tests.homes import answers, write_rows
from tests.labelled_runs import MET, seed_judged, write_data
from tests.runner.results.test_reporting import stored
from touchstone.domain.label import Label
from touchstone.domain.run import RunSpec
from touchstone.errors import InputError, Interrupted
from touchstone.paths import Home
from touchstone.runner import run_charts
from touchstone.store import open_store


def test_each_part_is_of_the_run_that_is_stored(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    run = stored(home, write_rows(tmp_path / "answers.jsonl", answers(12)))
    made = run_charts(home, "latest")
    assert made.run.id == run.id
    good, bad = made.systems
    assert [good.name, bad.name] == ["good", "bad"]
    # The scores are 0.9 and 0.1, less a hundredth for every prompt before.
    assert good.mean.value == pytest.approx(0.9 - 0.055)
    assert good.mean.low is not None
    assert good.mean.low < 0.845
    assert {each.name: each.bins for each in made.spreads}["good"] == (0, 0, 0, 0, 0, 0, 0, 1, 10, 1)
    assert [row.share for row in made.criteria] == [0.5, 0.5]
    assert made.criteria_total == 2
    assert [each.name for each in made.sureness] == ["label mass", "entropy (nats)"]
    assert sum(made.sureness[0].bins) == 48
    (matrix,) = made.confusions
    assert (matrix.kind, matrix.compared) == ("scores", 24)
    assert made.notices == ()


def test_criteria_that_are_met_least_come_first_and_blind_labels_make_a_matrix(tmp_path: Path) -> None:
    run = seed_judged(tmp_path, write_data(tmp_path / "data.jsonl"))
    home = Home(tmp_path)
    about = {"run": run, "sample_id": "q0", "response_id": "q0-secret-system-two", "criterion_id": MET.id}
    with open_store(home.database) as store:
        store.save_label(Label.model_validate({**about, "annotator": "Ada", "label": "met"}))
    made = run_charts(home, run)
    shares = [row.share for row in made.criteria]
    assert shares == sorted(shares, key=lambda share: share or 0.0)
    (matrix,) = made.confusions
    assert (matrix.kind, matrix.compared, matrix.same) == ("labels", 1, 0)


def test_pairs_have_shares_of_wins(tmp_path: Path) -> None:
    run = seed_judged(tmp_path, write_data(tmp_path / "data.jsonl"), "pairwise")
    made = run_charts(Home(tmp_path), run)
    assert made.preferences is not None
    assert (made.preferences.a, made.preferences.b) == (10, 0)
    assert [each.mean.value for each in made.systems] == [1.0, 0.0]


def test_a_run_without_lines_has_nothing_to_plot(tmp_path: Path) -> None:
    data = write_data(tmp_path / "data.jsonl")
    home = Home(tmp_path)
    with open_store(home.database) as store:
        spec = RunSpec(kind="judge", data=str(data), protocol="criteria")
        store.create_run(spec, dataset_digest="other", marks=(), models={})
        made = run_charts(home, "latest")
        assert (made.spreads, made.systems, made.criteria, made.confusions, made.sureness) == (
            (),
            (),
            (),
            (),
            (),
        )
        assert "has changed since the run" in made.notices[0]
        store.create_run(RunSpec(kind="rubrics", data=str(data)), dataset_digest="d", marks=(), models={})
        with pytest.raises(InputError, match="judged nothing"):
            run_charts(home, "latest")


def test_a_stop_ends_the_computing(tmp_path: Path) -> None:
    run = seed_judged(tmp_path, write_data(tmp_path / "data.jsonl"))
    stop = threading.Event()
    stop.set()
    with pytest.raises(Interrupted):
        run_charts(Home(tmp_path), run, stop=stop)
