"""Labels: one for each annotator and item, in the order in which they were saved, and gone when taken back."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from touchstone.domain.label import Label, Sampled, SamplePlan
from touchstone.errors import InputError

texts = st.text(max_size=12)
names = st.text(min_size=1, max_size=12)


def label(run, sample="s", said="met", annotator="ada", **more):
    values = {
        "run": run,
        "sample_id": sample,
        "response_id": "r",
        "criterion_id": "c",
        "annotator": annotator,
    }
    return Label.model_validate({**values, "label": said, "created": "2026-01-02T03:04:05+00:00", **more})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.builds(
        Label,
        run=st.just(""),
        sample_id=texts,
        response_id=texts,
        criterion_id=st.none() | names,
        annotator=names,
        label=names,
        seen=st.booleans(),
        note=texts,
        inclusion=st.none() | st.floats(0.001, 1),
        stratum=st.none() | texts,
        created=names,
    )
)
def test_a_label_comes_back_exactly(store, new_run, one):
    one = one.model_copy(update={"run": new_run().id})
    store.save_label(one)
    assert store.labels(one.run) == [one]


def test_a_later_label_replaces_the_annotators_earlier_one_and_comes_last(store, new_run):
    run = new_run().id
    for one in (
        label(run, "a"),
        label(run, "b"),
        label(run, "a", annotator="bob"),
        label(run, "a", "not met"),
    ):
        store.save_label(one)
    assert [(each.sample_id, each.annotator, each.label) for each in store.labels(run)] == [
        ("b", "ada", "met"),
        ("a", "bob", "met"),
        ("a", "ada", "not met"),
    ]
    assert [each.sample_id for each in store.labels(run, annotator="ada")] == ["b", "a"]
    assert store.labels(new_run().id) == []


def test_an_item_without_a_criterion_has_one_label_of_an_annotator_too(store, new_run):
    run = new_run().id
    store.save_label(label(run, said="A", criterion_id=None))
    store.save_label(label(run, said="tie", criterion_id=None))
    assert [(each.label, each.criterion_id) for each in store.labels(run)] == [("tie", None)]


def test_undo_takes_back_one_label_and_no_other(store, new_run):
    run = new_run().id
    store.save_labels([label(run, "a"), label(run, "b"), label(run, "a", annotator="bob")])
    store.delete_label(label(run, "a"))
    assert [(each.sample_id, each.annotator) for each in store.labels(run)] == [("b", "ada"), ("a", "bob")]


def test_a_label_gets_the_time_where_it_has_none(store, new_run):
    run = new_run().id
    store.save_label(label(run, created=""))
    assert store.labels(run)[0].created.startswith("20")


def test_labels_of_a_run_that_is_gone_are_refused_and_those_beside_them_not_saved(store, new_run):
    run = new_run().id
    with pytest.raises(InputError, match="was deleted"):
        store.save_labels([label(run), label("0" * 8)])
    assert store.labels(run) == []


def test_labels_and_sample_go_with_their_run(store, new_run):
    run = new_run().id
    store.save_sample(run, SamplePlan(size=3), [])
    store.save_label(label(run))
    store.delete_run(run)
    assert store.labels(run) == []
    assert store.sample_plan(run) is None


def test_a_sample_that_grows_weighs_the_labels_of_its_items_anew(store, new_run):
    run = new_run().id
    store.save_labels([label(run, "in", inclusion=0.25), label(run, "out", inclusion=None)])
    assert store.sample_plan(run) is None
    plan = SamplePlan(size=8, seed=3, by_subset=True)
    store.save_sample(run, plan, [Sampled(item=("in", "r", "c"), stratum="easy", inclusion=0.5)])
    assert store.sample_plan(run) == plan
    assert [(each.inclusion, each.stratum) for each in store.labels(run)] == [(0.5, "easy"), (None, None)]
    larger = plan.model_copy(update={"size": 9})
    store.save_sample(run, larger, [])
    assert store.sample_plan(run) == larger
