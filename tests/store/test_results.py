"""Units and lines: whole or not at all, in one order however they were saved, page by page."""

import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.conftest import line, rubric
from touchstone.domain.engine import Answer, Counters, Distribution
from touchstone.domain.results import ResultLine
from touchstone.errors import InputError, TouchstoneError
from touchstone.store import open_store

share = st.floats(0, 1)
texts = st.text(max_size=12)
lines_of_any_kind = st.builds(
    ResultLine,
    run=st.just("run"),
    sample_id=texts,
    response_id=texts,
    system=st.none() | texts,
    criterion_id=st.none() | texts,
    protocol=st.sampled_from(["criteria", "holistic", "pairwise"]),
    order=st.sampled_from(["ab", "ba", None]),
    probabilities=st.none() | st.dictionaries(texts, share, max_size=3),
    score=st.none() | share,
    bounds=st.none() | st.tuples(share, share),
    preference=st.sampled_from(["A", "B", "tie", None]),
    label_mass=st.none() | share,
    entropy=st.none() | share,
    reliability=st.none() | share,
    rationale=st.none() | texts,
    unscored=st.none() | texts,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(lines_of_any_kind, max_size=5))
def test_lines_come_back_exactly(store, new_run, lines):
    run = new_run()
    lines = [each.model_copy(update={"run": run.id}) for each in lines]
    store.save_unit(run.id, "u", lines)
    assert store.lines(run.id) == lines


def test_the_order_of_lines_is_that_of_the_units_however_they_were_saved(store, new_run):
    run, other = new_run(), new_run()
    for number in (10, 2, 1, 9):
        store.save_unit(run.id, f"judge/{number}", [line(run.id, f"s{number}", f"c{i}") for i in range(2)])
    store.save_unit(other.id, "judge/1", [line(other.id, "x")])
    expected = [(f"s{number}", f"c{i}") for number in (1, 2, 9, 10) for i in range(2)]
    assert [(each.sample_id, each.criterion_id) for each in store.lines(run.id)] == expected
    paged = [each for offset in range(0, 9, 3) for each in store.lines(run.id, limit=3, offset=offset)]
    assert paged == store.lines(run.id)
    assert store.units_done(run.id) == {"judge/1", "judge/2", "judge/9", "judge/10"}


def test_lines_are_chosen_by_kind_and_sample(store, new_run):
    run = new_run()
    for sample in ("s1", "s2"):
        pair = line(run.id, sample, None, order="ab", protocol="pairwise")
        store.save_unit(run.id, f"u/{sample}", [line(run.id, sample), pair, line(run.id, sample, None)])
    assert all(each.is_aggregate for each in store.lines(run.id, aggregates=True))
    assert not any(each.is_aggregate for each in store.lines(run.id, aggregates=False))
    assert {each.sample_id for each in store.lines(run.id, sample_id="s2")} == {"s2"}
    counts = [store.count_lines(run.id, kind) for kind in (None, True, False)]
    assert counts == [6, 2, 4]
    assert store.count_lines(run.id, sample_id="s1") == 3


def test_pages_are_those_of_the_whole_list(store, new_run):
    run, other = new_run(), new_run()
    for number in range(7):
        for each in (run, other):
            verdicts = [line(each.id, f"s{number}", f"c{i}") for i in range(number)]
            store.save_unit(each.id, f"u/{number}", [*verdicts, line(each.id, f"s{number}", None, score=1)])
    for chosen in (
        {},
        {"aggregates": True},
        {"aggregates": False},
        {"sample_id": "s5"},
        {"aggregates": False, "sample_id": "s5"},
    ):
        whole = store.lines(run.id, **chosen)
        assert whole == [each for each in store.lines(run.id) if each in whole]
        assert len(whole) == store.count_lines(run.id, **chosen)
        pages = [store.lines(run.id, **chosen, limit=2, offset=n) for n in range(0, len(whole) + 2, 2)]
        assert [each for page in pages for each in page] == whole
    assert len(store.lines(run.id, aggregates=True)) == 7
    assert len(store.lines(run.id, sample_id="s5")) == 6


@pytest.mark.parametrize(
    ("chosen", "index"),
    [
        ({"aggregates": True}, "COVERING INDEX aggregates_in_order (unit=?)"),
        ({"aggregates": False, "sample_id": "s"}, "INDEX lines_of_sample (sample_id=?)"),
        ({}, "PRIMARY KEY (unit=?)"),
    ],
)
def test_no_page_or_count_reads_more_than_an_index_gives(store, new_run, monkeypatch, chosen, index):
    run = new_run()
    asked = []
    store.db.conn.set_trace_callback(asked.append)
    store.count_lines(run.id, **chosen)
    store.lines(run.id, **chosen, limit=100, offset=500)
    store.db.conn.set_trace_callback(None)
    for sql in asked:
        plan = [row["detail"] for row in store.rows(f"EXPLAIN QUERY PLAN {sql}")]
        assert any(step.startswith("SEARCH lines") and index in step for step in plan)
        assert [step for step in plan if step.startswith("SCAN") and step != "SCAN page"] == []
    assert len(asked) == 2


def test_a_unit_saved_again_replaces_what_it_had(store, new_run):
    run = new_run()
    store.save_unit(run.id, "u/1", [line(run.id, "old"), line(run.id, "old", "d")])
    store.save_unit(run.id, "u/2", [line(run.id, "other")])
    store.save_unit(run.id, "u/1", [line(run.id, "new")], counters=Counters(verdicts=2))
    assert [each.sample_id for each in store.lines(run.id)] == ["new", "other"]
    assert store.run(run.id).counters["verdicts"] == 2


def test_a_unit_is_saved_whole_or_not_at_all(store, new_run):
    run = new_run()
    store.save_unit(run.id, "u/1", [line(run.id, "before")])
    broken = line(run.id, "s").model_copy(update={"sample_id": None})
    with pytest.raises(sqlite3.IntegrityError):
        store.save_unit(run.id, "u/1", [line(run.id, "s"), broken], answers={"key": Answer(text="x")})
    assert [each.sample_id for each in store.lines(run.id)] == ["before"]
    assert store.cached_answers(["key"]) == {}


def test_a_run_deleted_by_another_program_is_said(store, new_run, path):
    run = new_run()
    with open_store(path) as other:
        other.delete_run(run.id)
    with pytest.raises(TouchstoneError, match=f"run {run.id} was deleted while it was running"):
        store.save_unit(run.id, "u/1", [line(run.id, "s")])


def test_answers_are_cached_with_all_they_hold(store, new_run):
    run = new_run()
    answers = {
        "read": Answer(Distribution({"met": 0.1, "not met": 0.9}, 0.8, 2.5), truncated=7),
        "written": Answer(text='{"a": "é"}', finish="stop"),
        "both": Answer(Distribution({"A": 1.0}, 1.0, 0.0), "because\n", "length", 0),
    }
    store.save_unit(run.id, "u", answers=answers)
    assert store.cached_answers(["both", "none", "read", "written"]) == answers
    assert list(store.cached_answers(["both", "read"])) == ["both", "read"]
    store.save_answers({"read": Answer(text="other"), **{str(n): Answer() for n in range(1200)}})
    assert store.cached_answers(["read"]) == {"read": answers["read"]}
    assert len(store.cached_answers([str(n) for n in range(1300)])) == 1200


def test_rubrics_of_a_run(store, new_run):
    run = new_run()
    made, used = rubric("Made?"), rubric("Used?")
    store.save_unit(run.id, "u", rubrics=[("key", made), (None, used), ("key", made)])
    store.link_rubrics(run.id, {"s1": [used.id, made.id]})
    store.link_rubrics(run.id, {"s1": [used.id]})
    assert store.run_rubrics(run.id) == [made.id, used.id]
    assert store.run_rubrics(run.id, sample_id="s1") == [used.id, made.id]
    assert store.rubric_for("key") == made
    assert [info.id for info in store.list_rubrics(run=run.id)] == [used.id, made.id]


def test_a_full_disk_loses_nothing_that_was_saved(store, new_run, path):
    run = new_run()
    store.save_unit(run.id, "u/1", [line(run.id, "kept")], answers={"kept": Answer(text="x")})
    pages = store.value("PRAGMA page_count")
    store.db.conn.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(InputError, match="the disk is full") as caught:
        store.save_unit(run.id, "u/2", [line(run.id, "lost", rationale="x" * 100_000)])
    assert "touchstone runs resume" in caught.value.remedy
    assert store.units_done(run.id) == {"u/1"}
    with open_store(path) as again:
        assert [each.sample_id for each in again.lines(run.id)] == ["kept"]
        again.save_unit(run.id, "u/2", [line(run.id, "s", rationale="x" * 100_000)])
