"""Stored runs: which were cut short, deleting one, exporting its results."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui.seeding import seed_run, write_dataset
from touchstone.domain.run import RunInfo
from touchstone.errors import InputError
from touchstone.runner.lock import alone_on, is_held
from touchstone.runner.results.upkeep import cut_short, delete_run, deletion, export_run
from touchstone.store import Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "home" / "touchstone.db") as store:
        yield store


@pytest.fixture
def run(tmp_path: Path, store: Store) -> RunInfo:
    return seed_run(store, write_dataset(tmp_path / "prompts.jsonl"))


def test_a_running_run_that_no_process_works_on_was_cut_short(store: Store, run: RunInfo) -> None:
    assert cut_short(store) == []
    store.update_run(run.id, state="running")
    assert [(each.id, each.state) for each in cut_short(store)] == [(run.id, "interrupted")]
    with alone_on(run.id, store.path):
        assert is_held(run.id, store.path)
        assert cut_short(store) == []
    assert not is_held(run.id, store.path)
    store.update_run(run.id, state="interrupted")
    assert [each.id for each in cut_short(store)] == [run.id]


def test_a_lock_left_behind_by_a_killed_process_holds_nothing(store: Store, run: RunInfo) -> None:
    store.path.with_name(f"run-{run.id}.lock").touch()
    assert not is_held(run.id, store.path)


def test_a_run_that_is_worked_on_is_not_deleted(store: Store, run: RunInfo) -> None:
    assert deletion(store, run) == (f"Delete run {run.id} (prompts.jsonl)?", "its results")
    with alone_on(run.id, store.path), pytest.raises(InputError, match="being worked on"):
        delete_run(store, run)
    delete_run(store, run)
    assert store.count_runs() == 0


@pytest.mark.parametrize(("name", "form"), [("a.jsonl", None), ("a.CSV", None), ("a.txt", "csv")])
def test_all_lines_are_exported(tmp_path: Path, store: Store, run: RunInfo, name: str, form: None) -> None:
    count = export_run(store, run, tmp_path / name, form)
    assert count == store.count_lines(run.id) == 60
    text = (tmp_path / name).read_text()
    assert text.startswith('{"run"' if name == "a.jsonl" else "run,sample_id")
