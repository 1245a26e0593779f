"""What is proposed before labelling, whose names are taken, and labelling that goes on in another thread's store."""

from pathlib import Path

import pytest

from tests.labelled_runs import seed_judged, write_data
from touchstone.domain.run import RunSpec
from touchstone.errors import InputError
from touchstone.paths import Home
from touchstone.runner import Labelling, annotator_name, label_start
from touchstone.runner.labels.seen import give_seen
from touchstone.store import open_store


def test_a_sample_is_proposed_and_one_that_is_there_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "eve")
    run = seed_judged(tmp_path, write_data(tmp_path / "data.jsonl"))
    with open_store(Home(tmp_path).database) as store:
        first = label_start(store, "latest")
        assert (first.run.id, first.size, first.drawn, first.annotator) == (run, 60, 0, "eve")
        Labelling(store, run, "eve", size=7)
        again = label_start(store, run)
        assert (again.size, again.drawn) == (7, 7)


def test_what_cannot_be_labelled_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    data = write_data(tmp_path / "data.jsonl")
    run = seed_judged(tmp_path, data, state="interrupted")
    with open_store(Home(tmp_path).database) as store:
        with pytest.raises(InputError, match="is interrupted"):
            label_start(store, run)
        spec = RunSpec(kind="rubrics", data=str(data), level="instance")
        made = store.create_run(spec, dataset_digest="d", marks=(), models={})
        with pytest.raises(InputError, match="judged nothing"):
            label_start(store, made.id)


def test_names_of_annotators(monkeypatch: pytest.MonkeyPatch) -> None:
    assert annotator_name("  Ada Lovelace ") == "Ada Lovelace"
    for name in ("", "  ", "a\x1b[31m", "two\nlines"):
        with pytest.raises(InputError, match="no name for an annotator"):
            annotator_name(name)
    monkeypatch.setattr("getpass.getuser", lambda: "eve")
    assert annotator_name(None) == "eve"

    def nobody() -> str:
        raise OSError

    monkeypatch.setattr("getpass.getuser", nobody)
    with pytest.raises(InputError, match="does not say who you are"):
        annotator_name(None)


def test_labelling_goes_on_in_another_store(tmp_path: Path) -> None:
    run = seed_judged(tmp_path, write_data(tmp_path / "data.jsonl"), "holistic")
    database = Home(tmp_path).database
    with open_store(database) as other:
        labelling = Labelling(other, run, "Ada", size=3)
    with open_store(database) as store:
        labelling.use(store)
        task = labelling.task
        assert task is not None
        assert task.rubric
        labelling.give("4")
        assert [label.label for label in store.labels(run)] == ["4"]
        assert labelling.undo() is not None
        assert labelling.done == 0


def test_undo_leaves_labels_that_were_given_with_the_verdict_in_sight(tmp_path: Path) -> None:
    run = seed_judged(tmp_path, write_data(tmp_path / "data.jsonl"), "holistic")
    with open_store(Home(tmp_path).database) as store:
        task = Labelling(store, run, "Ada", size=3).task
        assert task is not None
        give_seen(store, run, task.item, "Ada", "4")
        labelling = Labelling(store, run, "Ada")
        assert labelling.done == 1
        assert labelling.undo() is None
        assert [label.seen for label in store.labels(run)] == [True]
