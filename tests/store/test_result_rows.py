"""Results in brief and in full are what the run's lines say."""

import pytest

from tests.store.conftest import line


def fill(store, run):
    """Two units in the wrong order: a clear result, one with an unscored verdict, and one that changed its mind."""
    store.save_unit(
        run.id,
        "judging/10",
        [
            line(run.id, "s3", score=0.9, entropy=0.2, label_mass=0.99),
            line(run.id, "s3", score=0.2, entropy=0.01, label_mass=0.5, rationale="it is not so"),
            line(run.id, "s3", None, score=0.9),
        ],
    )
    store.save_unit(
        run.id,
        "judging/2",
        [
            line(run.id, "s1", score=0.7, entropy=0.3, label_mass=0.95, reliability=-0.4),
            line(run.id, "s1", "d", score=0.1, entropy=0.9, label_mass=0.8, reliability=-0.6),
            line(run.id, "s2", unscored="cannot tell", entropy=1.0, label_mass=0.9),
            line(run.id, "s2", "d", entropy=0.1, label_mass=0.97),
            line(run.id, "s1", None, score=0.4, system="one"),
            line(run.id, "s2", None, unscored="too little", system="two"),
        ],
    )


def test_briefs_sum_up_the_direct_verdicts_in_the_run_s_order(store, new_run):
    run, other = new_run(), new_run()
    fill(store, run)
    fill(store, other)
    s1, s2, s3 = store.result_briefs(run.id)
    assert [s1.sample_id, s2.sample_id, s3.sample_id] == ["s1", "s2", "s3"]
    assert (s1.system, s1.score, s1.entropy, s1.label_mass, s1.reliability) == ("one", 0.4, 0.9, 0.8, -0.6)
    assert (s2.system, s2.score, s2.missing) == ("two", None, 1)
    assert [each.unscored for each in (s1, s2, s3)] == [False, True, False]
    assert (s3.entropy, s3.label_mass) == (0.2, 0.99)
    assert not any(each.orders_differ for each in (s1, s2, s3))


def test_rows_are_the_aggregates_of_their_keys_in_the_order_asked_for(store, new_run):
    run = new_run()
    fill(store, run)
    briefs = store.result_briefs(run.id)
    keys = [brief.key for brief in briefs]
    assert store.result_keys(run.id, limit=10) == keys
    assert store.result_keys(run.id, limit=1, offset=1) == keys[1:2]
    rows = store.result_rows([keys[2], 1 << 40, keys[0]])
    assert [row.key for row in rows] == [keys[2], keys[0]]
    assert [row.line for row in store.result_rows(keys)] == store.lines(run.id, aggregates=True)
    for brief, row in zip(briefs, store.result_rows(keys), strict=True):
        for name in ("missing", "entropy", "label_mass", "reliability", "orders_differ"):
            assert getattr(row, name) == getattr(brief, name)
    assert store.result_rows([]) == []


def test_a_verdict_that_changes_after_a_reason_is_found_alike_for_all_and_for_a_page(store, new_run):
    run = new_run()
    fill(store, run)
    assert store.changed_by_reason(run.id) == {("s3", "r")}
    rows = store.result_rows(store.result_keys(run.id, limit=10))
    assert [row.reason_differs for row in rows] == [False, False, True]


@pytest.mark.parametrize(("second", "differ"), [("A", False), ("B", True), ("tie", True)])
def test_the_two_orders_of_a_pair(store, new_run, second, differ):
    run = new_run()

    def pair(**more):
        return line(run.id, "s", None, protocol="pairwise", **more)

    orders = [pair(order="ab", preference="A", score=0.8), pair(order="ba", preference=second, score=0.5)]
    store.save_unit(run.id, "u/1", [*orders, pair(preference="A", score=0.6)])
    (brief,) = store.result_briefs(run.id)
    assert brief.orders_differ == differ
    assert store.result_rows([brief.key])[0].orders_differ == differ
    assert store.changed_by_reason(run.id) == set()


def test_results_by_the_outcome_of_a_criterion_and_their_counts(store, new_run):
    run = new_run()
    fill(store, run)
    assert store.places_where(run.id, "c", "met") == {("s1", "r"), ("s3", "r")}
    assert store.places_where(run.id, "c", "unscored") == {("s2", "r")}
    assert store.places_where(run.id, "d", "not met") == {("s1", "r")}
    assert store.places_where(run.id, "d", "not applicable") == {("s2", "r")}
    first, second = store.criterion_counts(run.id, limit=5)
    assert (first.criterion_id, first.verdicts, first.met, first.not_met, first.unscored) == ("c", 3, 2, 0, 1)
    assert (second.criterion_id, second.verdicts, second.met, second.not_met, second.unscored) == (
        "d",
        2,
        0,
        1,
        0,
    )
    assert len(store.criterion_counts(run.id, limit=1)) == 1
    assert store.criterion_scores(run.id) == {
        ("s1", "r", "c"): 0.7,
        ("s1", "r", "d"): 0.1,
        ("s3", "r", "c"): 0.9,
    }
