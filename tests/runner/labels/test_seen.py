"""Labels given with the verdict in sight are marked, and never take the place of blind ones."""

import pytest

from touchstone.domain.dataset import Pair, Response, Sample
from touchstone.domain.label import Label
from touchstone.domain.rubric import Criterion
from touchstone.domain.run import RunSpec
from touchstone.errors import InputError
from touchstone.runner.labels.seen import give_seen, seen_task, take_back_seen
from touchstone.store import open_store

ITEM = ("s", "x", "c")
RESPONSES = (Response(id="x", text="first"), Response(id="y", text="second"))
SAMPLE = Sample(id="s", prompt="p", group="g", responses=RESPONSES, pairs=(Pair(id="k", a="y", b="x"),))


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "t.db") as opened:
        yield opened


@pytest.fixture
def run_id(store):
    spec = RunSpec(kind="judge", data="d.jsonl", protocol="criteria")
    return store.create_run(spec, dataset_digest="d", marks=(), models={}).id


def test_a_label_is_saved_as_seen_replaced_and_taken_back(store, run_id):
    give_seen(store, run_id, ITEM, "Ada", "met")
    give_seen(store, run_id, ITEM, "Ada", "not met")
    (label,) = store.labels(run_id)
    assert (label.item, label.annotator, label.label, label.seen) == (ITEM, "Ada", "not met", True)
    assert take_back_seen(store, run_id, ITEM, "Bo") is None
    assert take_back_seen(store, run_id, ITEM, "Ada") == label
    assert store.labels(run_id) == []


def test_a_blind_label_stays(store, run_id):
    sample_id, response_id, criterion_id = ITEM
    blind = Label(
        run=run_id,
        sample_id=sample_id,
        response_id=response_id,
        criterion_id=criterion_id,
        annotator="Ada",
        label="met",
        inclusion=0.5,
    )
    store.save_label(blind)
    with pytest.raises(InputError, match="blind before: met"):
        give_seen(store, run_id, ITEM, "Ada", "not met")
    assert take_back_seen(store, run_id, ITEM, "Ada") is None
    give_seen(store, run_id, ITEM, "Bo", "not met")
    assert [(label.annotator, label.label, label.seen) for label in store.labels(run_id)] == [
        ("Ada", "met", False),
        ("Bo", "not met", True),
    ]


def test_what_is_asked_of_a_criterion_a_response_and_a_pair():
    criterion = Criterion(text="It is short.")
    task = seen_task(SAMPLE, ("s", "x", criterion.id), "criteria", criterion, ())
    assert task.choices == ("met", "not met", "cannot tell", "not applicable")
    assert task.responses == ("first",)
    assert seen_task(SAMPLE, ("s", "x", None), "holistic", None, ("r",)).choices == ("1", "2", "3", "4", "5")
    pair = seen_task(SAMPLE, ("s", "k", None), "pairwise", None, ())
    assert (pair.choices, pair.responses, pair.swapped) == (("A", "B", "tie"), ("second", "first"), False)
