"""What an audit reads of a stored run: credit, scores without a criterion, and labels of every kind."""

from pathlib import Path

import numpy as np
import pytest

from tests.homes import write_rows
from tests.labelled_runs import CLEAR, MET, PROMPTS, SYSTEMS, seed_judged, write_data
from touchstone.domain.label import Label
from touchstone.errors import InputError
from touchstone.paths import Home
from touchstone.runner.results.stored import judging_run, read_stored
from touchstone.runner.rubrics.audit import audit_run, find_audited
from touchstone.runner.rubrics.auditing import Read, read_material
from touchstone.store import open_store


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def read(home: Path, run: str) -> Read:
    with open_store(Home(home).database) as store:
        return read_material(read_stored(store, judging_run(store, run)))


def test_credit_scores_and_looks_are_those_of_the_run(home: Path, tmp_path: Path) -> None:
    run = seed_judged(home, write_data(tmp_path / "data.jsonl"))
    found = read(home, run)
    material = found.material
    assert [criterion.id for criterion in material.criteria] == [MET.id, CLEAR.id]
    assert material.numbers == (1, 2)
    assert len(material.groups) == 2 * PROMPTS
    good = np.array([system == SYSTEMS[0] for system in material.systems])
    assert material.credit[good].mean() == pytest.approx(0.9)
    assert material.scores == pytest.approx(np.where(good, 0.9, 0.2))
    assert material.without[:, 0] == pytest.approx(material.credit[:, 1])
    assert material.labelled == 0


def test_blind_labels_on_a_criterion_count_and_seen_ones_do_not(home: Path, tmp_path: Path) -> None:
    run = seed_judged(home, write_data(tmp_path / "data.jsonl"))
    with open_store(Home(home).database) as store:
        for number in range(PROMPTS):
            about = {"run": run, "sample_id": f"q{number}", "response_id": f"q{number}-{SYSTEMS[0]}"}
            store.save_label(
                Label.model_validate({**about, "criterion_id": CLEAR.id, "annotator": "Ada", "label": "2"})
            )
            told = {**about, "criterion_id": MET.id, "annotator": "Ada", "label": "met", "seen": True}
            store.save_label(Label.model_validate(told))
    own = read(home, run).material.own
    assert np.isnan(own[:, 0]).all()
    assert sorted(own[~np.isnan(own[:, 1]), 1]) == [0.5] * PROMPTS


def test_preferences_of_the_file_become_pairs_and_shares_of_wins(home: Path, tmp_path: Path) -> None:
    rows = [
        {
            "id": f"q{number}",
            "prompt": f"Question {number}: [b]what[/b] is it?",
            "response_a": f"Text {number}e.",
            "response_b": f"Text {number}o.",
            "label": "tie" if number == 0 else "B",
        }
        for number in range(PROMPTS)
    ]
    run = seed_judged(home, write_rows(tmp_path / "pairs.jsonl", rows))
    material = read(home, run).material
    assert len(material.pairs) == PROMPTS - 1
    won, lost = material.pairs.T
    assert set(material.quality[won]) == {1.0}
    assert set(material.quality[lost]) == {0.0}
    assert np.isnan(material.quality).sum() == 2


def test_a_rubric_is_found_with_the_run_that_used_it_and_others_are_refused(
    home: Path, tmp_path: Path
) -> None:
    data = write_data(tmp_path / "data.jsonl")
    run = seed_judged(home, data)
    pairwise = seed_judged(home, data, "pairwise")
    with open_store(Home(home).database) as store:
        (rubric,) = store.run_rubrics(run)
        assert find_audited(store, rubric)[0].id == run
        with pytest.raises(InputError, match="pairwise"):
            read_material(read_stored(store, judging_run(store, pairwise)))
        with pytest.raises(InputError, match="there is no"):
            find_audited(store, "ffffffff")
    audited = audit_run(Home(home), run)
    assert audited.report.responses == 2 * PROMPTS
    assert len(audited.report.criteria) == 2
