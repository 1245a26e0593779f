"""Runs: what is saved comes back, is found by what a user types, and goes when deleted."""

import pytest

from tests.store.conftest import line, rubric
from touchstone.domain.engine import Counters
from touchstone.errors import InputError


def test_a_run_comes_back_as_it_was_made(store, new_run):
    run = new_run()
    assert run.state == "running"
    assert (run.marks, run.models, run.layout, run.finished) == (("marked",), {"judge": "hash"}, None, None)
    assert store.run(run.id) == run
    assert store.dataset_digest(run.id) == "digest"
    assert len(run.id) == 8


def test_updates_change_what_is_given(store, new_run):
    run = new_run()
    store.update_run(run.id, layout="leaf", counters=Counters(verdicts=3, seconds=1.5))
    store.update_run(run.id, marks=("a", "b"))
    changed = store.run(run.id)
    assert (changed.state, changed.layout, changed.counters["verdicts"]) == ("running", "leaf", 3)
    assert (changed.marks, changed.spec) == (("a", "b"), run.spec)
    store.update_run(run.id, state="finished")
    assert store.run(run.id).finished is not None
    store.update_run(run.id, state="running")
    assert store.run(run.id).finished is None


def test_runs_are_found_by_id_prefix_and_latest(store, new_run):
    first, second = new_run(), new_run()
    assert store.find_run("latest") == second
    assert store.find_run(f" {first.id.upper()} ") == first
    unique = next(first.id[:n] for n in range(1, 9) if first.id[:n] != second.id[:n])
    assert store.find_run(unique) == first


def test_what_is_not_found_gets_the_nearest(store, new_run):
    with pytest.raises(InputError, match="there are no runs yet"):
        store.find_run("latest")
    run = new_run()
    wrong = run.id[:-1] + ("0" if run.id[-1] != "0" else "1")
    with pytest.raises(InputError) as caught:
        store.find_run(wrong)
    assert f"did you mean {run.id}?" in caught.value.remedy
    while not any(other.id[0] == run.id[0] for other in store.list_runs() if other != run):
        new_run()
    with pytest.raises(InputError, match=r"begins [2-9] run ids: "):
        store.find_run(run.id[0])
    for unusable in ("", "zz", f"{run.id}0", "100%", "\x00", "\udcff"):
        with pytest.raises(InputError, match="there is no run '"):
            store.find_run(unusable)


def test_the_newest_run_is_listed_first_page_by_page(store, new_run):
    runs = [new_run() for _ in range(5)]
    assert store.list_runs() == runs[::-1]
    assert store.list_runs(limit=2, offset=1) == [runs[3], runs[2]]
    assert store.count_runs() == 5


def test_a_deleted_run_takes_its_lines_along_and_leaves_rubrics_and_answers(store, new_run):
    run, kept = new_run(), new_run()
    for each in (run, kept):
        store.save_unit(each.id, "u/1", [line(each.id, "s")], rubrics=[("key", rubric("Polite?"))])
    store.delete_run(run.id)
    assert [run.id for run in store.list_runs()] == [kept.id]
    assert store.lines(run.id) == []
    assert store.run_rubrics(run.id) == []
    assert store.value("SELECT count(*) FROM lines") == 1
    assert store.count_rubrics() == 1
    for refused in (store.delete_run, store.dataset_digest, store.run, store.update_run):
        with pytest.raises(InputError, match="there is no run"):
            refused(run.id)
