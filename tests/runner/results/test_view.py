"""Filters and orders give what they say, and every disagreement is found."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.store.conftest import line
from touchstone.domain.dataset import Pair, Response, Sample, ScoreLabel
from touchstone.domain.label import Label
from touchstone.domain.result_choice import ORDERS, Choice
from touchstone.domain.results import ResultLine
from touchstone.runner.results.labels_shown import (
    Dispute,
    by_person,
    by_preference,
    by_score,
    by_scores,
    disputes,
)
from touchstone.runner.results.view import RunResults, choose
from touchstone.store import Brief, open_store

UNIT = st.floats(0, 1)


def brief(**values: object) -> Brief:
    """A result in brief with nothing remarkable about it."""
    usual = dict.fromkeys(Brief._fields) | {"key": 1, "sample_id": "s", "response_id": "r", "missing": 0}
    return Brief(**{**usual, "unscored": False, "orders_differ": False, **values})


briefs = st.lists(
    st.builds(
        brief,
        key=st.integers(0, 1 << 40),
        sample_id=st.text(max_size=3),
        response_id=st.sampled_from(["x", "y"]),
        system=st.sampled_from([None, "one", "two"]),
        score=st.none() | UNIT,
        missing=st.integers(0, 2),
        entropy=st.none() | UNIT,
        label_mass=st.none() | UNIT,
        reliability=st.none() | st.floats(-2, 0),
        unscored=st.booleans(),
        orders_differ=st.booleans(),
    ),
    max_size=30,
    unique_by=(lambda each: each.key, lambda each: (each.sample_id, each.response_id)),
)


@given(briefs, st.sampled_from(list(ORDERS)), st.booleans(), st.booleans(), st.text(max_size=2))
def test_what_is_chosen_fits_and_nothing_else_would(found, order, unscored, disagreeing, text):
    results = RunResults(found, disputes={("", "x"): Dispute(0.5, "w")}, changed={("", "y")})
    choice = Choice(order=order, unscored=unscored, disagreeing=disagreeing, text=text, system="one")
    chosen = results.chosen(choice)
    by_key = {each.key: each for each in found}
    fitting = {
        each.key
        for each in found
        if each.system == "one"
        and (not unscored or each.unscored or each.missing)
        and (not disagreeing or each.orders_differ or each.sample_id == "")
        and text.casefold() in each.sample_id.casefold()
    }
    assert sorted(chosen.keys) == sorted(fitting)
    shown = [by_key[key] for key in chosen.keys]
    assert sorted(chosen.unsure) == list(range(len(shown)))
    assert chosen.disagreeing == [
        place for place, each in enumerate(shown) if each.orders_differ or each.sample_id == ""
    ]
    scores = [each.score for each in shown if each.score is not None]
    if order in ("lowest", "highest"):
        assert scores == sorted(scores, reverse=order == "highest")
        assert all(each.score is None for each in shown[len(scores) :])
    if order == "run":
        assert [each.key for each in shown] == [each.key for each in found if each.key in fitting]
    if order == "disagreement":
        assert chosen.disagreeing == list(range(len(chosen.disagreeing)))


def test_the_least_sure_by_reliability_then_entropy_then_label_mass():
    found = [
        brief(key=1, entropy=0.2, label_mass=0.9),
        brief(key=2, entropy=0.9, label_mass=0.9),
        brief(key=3, entropy=0.9, label_mass=0.4),
        brief(key=4),
        brief(key=5, entropy=0.1, reliability=-0.3),
        brief(key=6, entropy=0.1, reliability=-0.7),
    ]
    assert RunResults(found).chosen(Choice(order="unsure")).keys == [6, 5, 3, 2, 1, 4]


def test_labels_come_before_orders_and_those_before_reasons():
    found = [brief(key=key, sample_id=str(key)) for key in range(1, 5)] + [brief(key=5, orders_differ=True)]
    labels = {("2", "r"): Dispute(0.3, "a"), ("4", "r"): Dispute(0.9, "b")}
    results = RunResults(found, disputes=labels, changed={("1", "r")})
    assert results.chosen(Choice(order="disagreement")).keys == [4, 2, 5, 1, 3]
    assert results.chosen(Choice(disagreeing=True)).keys == [1, 2, 4, 5]


def test_pairs_are_found_by_either_system_and_samples_by_their_subset():
    sample = Sample(id="s", prompt="p", group="g", subset="law")
    results = RunResults([brief()], samples={"s": sample}, systems={("s", "r"): {"one", "two"}})
    assert results.chosen(Choice(system="two", subset="law")).keys == [1]
    assert results.chosen(Choice(system="three")).keys == []
    assert results.chosen(Choice(subset="maths")).keys == []
    assert results.subsets == ["law"]
    assert results.system_names == ["one", "two"]


def test_everything_is_a_matter_of_filters_alone():
    assert Choice(order="lowest").everything
    for change in ({"text": "q"}, {"unscored": True}, {"criterion": "c"}, {"subset": "law"}):
        assert not replace(Choice(), **change).everything


@given(UNIT, UNIT)
def test_a_score_disagrees_only_across_the_middle_and_far_apart(wanted, judged):
    found = by_score(ScoreLabel(score=1 + 4 * wanted, score_min=1, score_max=5), judged)
    apart = abs(((1 + 4 * wanted) - 1) / 4 - judged)
    if (wanted > 0.5 and judged > 0.5) or (wanted < 0.5 and judged < 0.5) or apart < 0.24:
        assert found is None
    if (wanted > 0.5) != (judged > 0.5) and apart > 0.26:
        assert found is not None
        assert found.size == pytest.approx(apart)


def test_what_a_dispute_says():
    label = ScoreLabel(score=2, score_min=1, score_max=5)
    assert by_score(label, 0.95) == Dispute(pytest.approx(0.7), "label 2, judge 4.80")
    assert by_score(label, None) is None
    assert by_score(ScoreLabel(score=1, score_min=1, score_max=1), 0.0) is None
    pair = Pair(id="p", a="x", b="y", label="A")
    assert by_preference(pair, "B") == Dispute(1.0, "label A, judge B")
    assert by_preference(pair, "tie") == Dispute(0.5, "label A, judge tie")
    assert by_preference(pair, "A") is by_preference(pair, None) is None
    assert by_scores(pair, 0.2, 0.5) == Dispute(pytest.approx(0.3), "label A, scores A 0.20, B 0.50")
    assert by_scores(pair, 0.5, 0.2) is by_scores(pair, None, 0.2) is None


def test_a_person_s_label_against_the_likeliest_one():
    verdict = ResultLine.model_validate(
        {"run": "r", "sample_id": "s", "response_id": "x", "protocol": "criteria", "criterion_id": "c"}
        | {"probabilities": {"met": 0.7, "not met": 0.2, "cannot tell": 0.1}, "score": 0.8}
    )
    label = Label(run="r", sample_id="s", response_id="x", criterion_id="c", annotator="Ada", label="not met")
    assert by_person(label, verdict) == Dispute(pytest.approx(0.8), "Ada: not met, judge met")
    assert by_person(label.model_copy(update={"label": "met"}), verdict) is None
    low = verdict.model_copy(update={"unscored": "label mass 0.1 is under 0.2"})
    assert by_person(label, low) is None


def test_disputes_of_a_run_from_its_data_and_from_people(store, new_run):
    run = new_run()
    lines = [
        line(run.id, "s", score=0.9, probabilities={"met": 0.9, "not met": 0.1}, label_mass=1.0),
        line(run.id, "s", None, score=0.3),
        line(run.id, "s", None, score=0.8, response_id="other"),
    ]
    store.save_unit(run.id, "u/1", lines)
    on_whole, on_criterion = ScoreLabel(score=0.0), ScoreLabel(score=0.0, criterion_id="c")
    other = Response(id="other", text="o")

    def found(labels, *pairs):
        responses = (Response(id="r", text="t", labels=labels), other)
        sample = Sample(id="s", prompt="p", group="g", responses=responses, pairs=pairs)
        return disputes(store, run.id, [sample], store.result_briefs(run.id))

    assert found((on_whole,)) == {}
    assert found((on_whole, on_criterion))["s", "r"].words == "label 0, judge 0.90"
    apart = found((), Pair(id="p", a="r", b="other", label="A"))
    assert {place: each.size for place, each in apart.items()} == {
        ("s", "r"): pytest.approx(0.5),
        ("s", "other"): pytest.approx(0.5),
    }
    store.save_label(
        Label(
            run=run.id,
            sample_id="s",
            response_id="r",
            criterion_id="c",
            annotator="Ada",
            label="not met",
            seen=True,
        )
    )
    assert found(())["s", "r"].words == "Ada: not met, judge met"
    assert choose(
        store, run.id, RunResults(store.result_briefs(run.id)), Choice(criterion="c", outcome="met")
    ).keys


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "t.db") as opened:
        yield opened


@pytest.fixture
def new_run(store):
    from touchstone.domain.run import RunSpec

    spec = RunSpec(kind="judge", data="d.jsonl", protocol="criteria", judge="demo-judge")
    return lambda: store.create_run(spec, dataset_digest="digest", marks=(), models={})
