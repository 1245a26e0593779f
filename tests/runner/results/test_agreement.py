"""A stored run against its labels: those in its data, and those that were given to its verdicts."""

from pathlib import Path

from tests.labelled_runs import MET, seed_judged, write_data
from touchstone.domain.label import Label
from touchstone.paths import Home
from touchstone.report import Choices, page
from touchstone.runner import evaluate_run
from touchstone.runner.results.reporting import make_report
from touchstone.store import open_store


def test_labels_given_to_the_run_are_in_its_agreement(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    run = seed_judged(home.root, write_data(tmp_path / "data.jsonl"))
    assert evaluate_run(home, run).report.sections == ()
    with open_store(home.database) as store:
        for number in range(10):
            store.save_label(
                Label(
                    run=run,
                    sample_id=f"q{number}",
                    response_id=f"q{number}-secret-system-one",
                    criterion_id=MET.id,
                    annotator="Ada",
                    label="met" if number else "not met",
                    seen=number == 9,
                    inclusion=0.5,
                )
            )
    report = evaluate_run(home, run).report
    assert [section.kind for section in report.sections] == ["labels", "pass rate"]
    accuracy = report.figure("label_accuracy")
    assert accuracy is not None
    assert (accuracy.n, accuracy.value) == (9, 8 / 9)
    assert "verdict in sight, left out: 1" in accuracy.note
    made = make_report(home, [run], Choices(file=tmp_path / "report.html"))
    assert page(made).count('<th scope="row">accuracy over labels</th>') == 1
