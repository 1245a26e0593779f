"""Touchstone's own form of a rubric: it reads back the same, and a mistake is named with its place."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel, Scale, ScaleLevel
from touchstone.errors import InputError
from touchstone.files import read_rubric, read_rubrics, rubric_from_json, rubric_to_json, write_rubrics

scales = st.just(Scale()) | st.lists(st.integers(-5, 12), min_size=2, max_size=4, unique=True).flatmap(
    lambda values: st.builds(
        lambda texts: Scale(
            kind="ordinal",
            levels=tuple(
                ScaleLevel(value=v, description=t) for v, t in zip(sorted(values), texts, strict=True)
            ),
        ),
        st.lists(st.text(max_size=9), min_size=len(values), max_size=len(values)),
    )
)
criteria = st.builds(
    Criterion,
    text=st.text(min_size=1, max_size=30).filter(str.strip),
    scale=scales,
    weight=st.floats(allow_nan=False, allow_infinity=False),
    guard=st.booleans(),
    level=st.sampled_from(RubricLevel),
)
provenances = st.builds(
    Provenance,
    source=st.sampled_from(["generated", "imported", "edited", "file", "built-in"]),
    generator=st.none() | st.text(max_size=5),
    seed=st.none() | st.integers(),
    temperature=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    parent=st.none() | st.text(max_size=5),
    groups=st.lists(st.text(max_size=4), max_size=2).map(tuple),
    demo_model=st.booleans(),
)


@st.composite
def rubrics(draw):
    try:
        return Rubric(
            level=draw(st.sampled_from(RubricLevel)),
            criteria=tuple(draw(st.lists(criteria, min_size=1, max_size=4))),
            prompt=draw(st.none() | st.text(max_size=20)),
            provenance=draw(provenances),
        )
    except ValidationError:
        return draw(st.nothing())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(rubrics(), min_size=1, max_size=3), st.sampled_from(["r.json", "r.jsonl"]))
def test_rubrics_read_back_the_same(tmp_path, written, name):
    write_rubrics(tmp_path / name, written)
    assert read_rubrics(tmp_path / name) == written
    assert [rubric.id for rubric in read_rubrics(tmp_path / name)] == [rubric.id for rubric in written]


def test_the_form_is_as_documented():
    scale = Scale(kind="ordinal", levels=(ScaleLevel(value=1, description="bad"), ScaleLevel(value=2)))
    rubric = Rubric(
        level=RubricLevel.INSTANCE,
        prompt="p",
        criteria=(Criterion(text="Good?", weight=2, guard=True), Criterion(text="How good?", scale=scale)),
        provenance=Provenance(source="edited", parent="abc"),
    )
    assert rubric_to_json(rubric) == {
        "touchstone": 1,
        "level": "instance",
        "prompt": "p",
        "criteria": [
            {"text": "Good?", "weight": 2.0, "guard": True, "scale": {"kind": "binary"}, "level": "instance"},
            {
                "text": "How good?",
                "weight": 1.0,
                "guard": False,
                "scale": {"kind": "ordinal", "levels": [{"value": 1, "description": "bad"}, {"value": 2}]},
                "level": "instance",
            },
        ],
        "provenance": {"source": "edited", "parent": "abc"},
    }


def test_the_shortest_form():
    rubric = rubric_from_json(
        {"touchstone": 1, "level": "dataset", "criteria": ["Is it kind?"]}, "r.json, line 1"
    )
    assert rubric.criteria[0] == Criterion(text="Is it kind?", level=RubricLevel.DATASET)
    assert rubric.provenance == Provenance(source="file", origin="r.json, line 1")


ONE = {"text": "Good?"}


@pytest.mark.parametrize(
    ("value", "message", "remedy"),
    [
        ({"criteria": [ONE]}, "not a rubric in Touchstone's form", '"touchstone": 1'),
        ([ONE], "not a rubric in Touchstone's form", '"touchstone": 1'),
        ({"touchstone": 2, "criteria": [ONE]}, "not a rubric in Touchstone's form", '"touchstone": 1'),
        ({"touchstone": 1}, "criteria: Field required", ""),
        ({"touchstone": 1, "criteria": []}, "criteria: ", ""),
        (
            {"touchstone": 1, "criteria": [ONE], "levle": "dataset"},
            "unknown key 'levle'",
            "did you mean 'level'?",
        ),
        (
            {"touchstone": 1, "criteria": [{**ONE, "wieght": 2}]},
            "unknown key 'wieght'",
            "did you mean 'weight'?",
        ),
        (
            {"touchstone": 1, "criteria": [{**ONE, "scale": {"kinds": "binary"}}]},
            "unknown key 'kinds'",
            "'kind'",
        ),
        ({"touchstone": 1, "criteria": [{**ONE, "weight": "2"}]}, "criteria, 1, weight: ", ""),
        ({"touchstone": 1, "criteria": [ONE, ONE]}, "the same criterion twice", ""),
        ({"touchstone": 1, "criteria": [{**ONE, "weight": 0}]}, "all weights are zero", ""),
        ({"touchstone": 1, "criteria": [{**ONE, "scale": {"kind": "ordinal"}}]}, "at least two levels", ""),
        ({"touchstone": 1, "criteria": [{"text": "\ud800"}]}, "", ""),
        ({"touchstone": 1, "criteria": [3]}, "criteria, 1: ", ""),
    ],
)
def test_mistakes_are_named_with_their_place(value, message, remedy):
    with pytest.raises(InputError) as caught:
        rubric_from_json(value, "r.json, line 3")
    assert caught.value.message.startswith("r.json, line 3: ")
    assert message in caught.value.message
    assert remedy in caught.value.remedy
    assert len(str(caught.value).splitlines()) == 2


def test_one_rubric_is_needed_where_one_is_read(tmp_path):
    path = tmp_path / "r.json"
    path.write_text(
        json.dumps([{"touchstone": 1, "criteria": ["a?"]}, {"touchstone": 1, "criteria": ["b?"]}]), "utf-8"
    )
    assert len(read_rubrics(path)) == 2
    with pytest.raises(InputError, match="holds 2 rubrics"):
        read_rubric(path)
    with pytest.raises(InputError, match="not a rubric file"):
        read_rubric(tmp_path / "r.csv")
