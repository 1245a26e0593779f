"""What a form can carry reads back the same; what it cannot is told; nothing is ever lost in silence."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.files.rubric_forms.made import (
    ANY_TEXT,
    BINARY,
    PROMPTS,
    TAGS,
    WEIGHTS,
    WORDS,
    anything,
    numbered_scales,
    rubrics,
)
from touchstone.domain.check import TextCheck
from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel, Scale, ScaleLevel
from touchstone.errors import InputError
from touchstone.files.rubric_forms import FORMS, rubric_text
from touchstone.files.rubric_forms.document import parse
from touchstone.files.rubric_forms.registry import _read


def read_back(text: str, form: str, ending: str) -> list[Rubric]:
    return list(_read(parse(Path(f"r{ending}"), text), form).rubrics)


def check(written: list[Rubric], form: str, ending: str) -> None:
    """Written and read back the rubrics say the same, in the form that is named and in the one that is recognised."""
    text, lost = rubric_text(written, form, ending)
    assert lost == []
    back = read_back(text, form, ending)
    assert [rubric.id for rubric in back] == [rubric.id for rubric in written]
    assert [rubric.id for rubric in read_back(text, "auto", ending)] == [rubric.id for rubric in written]


AUTORUBRIC = rubrics(
    weights=WEIGHTS,
    scales=BINARY | numbered_scales(),
    names=st.text(max_size=5).map(str.strip),
    prompts=PROMPTS,
)


@settings(max_examples=40)
@given(st.lists(AUTORUBRIC, min_size=1, max_size=3))
def test_autorubric_carries_weights_options_names_and_prompts(written):
    check(written, "autorubric", ".json")


@settings(max_examples=40)
@given(
    rubrics(weights=WEIGHTS, scales=BINARY | numbered_scales(), names=WORDS | st.just("")),
    st.sampled_from([".yaml", ".yml"]),
)
def test_autorubric_in_yaml(written, ending):
    check([written], "autorubric", ending)


@settings(max_examples=40)
@given(st.lists(rubrics(weights=WEIGHTS, tags=TAGS, prompts=PROMPTS), min_size=1, max_size=3))
def test_healthbench_carries_points_tags_and_prompts(written):
    check(written, "healthbench", ".jsonl")


@settings(max_examples=40)
@given(rubrics(weights=WEIGHTS), st.sampled_from([".json", ".yaml"]))
def test_weighted_requirements_carry_weights(written, ending):
    check([written], "rubric", ending)


FIVE = numbered_scales(least=5, most=5, scored=False)


@settings(max_examples=40)
@given(
    st.lists(
        rubrics(scales=BINARY | FIVE, prompts=PROMPTS), min_size=1, max_size=3, unique_by=lambda r: r.prompt
    )
)
def test_prometheus_carries_five_described_levels_and_plain_criteria(written):
    check(written, "prometheus", ".json")


@settings(max_examples=40)
@given(
    st.lists(
        rubrics(texts=WORDS, prompts=PROMPTS), min_size=1, max_size=3, unique_by=lambda rubric: rubric.prompt
    )
)
def test_numbered_lists_carry_prompts_and_lines(written):
    check(written, "lists", ".json")


@settings(max_examples=40)
@given(
    st.lists(
        rubrics(texts=WORDS, weights=WEIGHTS, tags=WORDS.map(lambda word: (word,)), prompts=ANY_TEXT),
        min_size=1,
        max_size=3,
    )
    | rubrics(texts=WORDS, weights=WEIGHTS).map(lambda rubric: [rubric])
)
def test_markdown_carries_prompts_weights_and_sections(written):
    check(written, "markdown", ".md")


LABELS = st.lists(WORDS | st.integers(-2, 9).map(str) | st.just("01"), min_size=2, max_size=5, unique=True)


@settings(max_examples=60)
@given(LABELS, st.data())
def test_options_written_by_others_come_back_as_they_were(labels, data):
    shares = st.lists(st.floats(0, 1), min_size=len(labels), max_size=len(labels))
    values = [each + 0.0 for each in sorted(data.draw(shares))]
    options = [{"label": label, "value": value} for label, value in zip(labels, values, strict=True)]
    criterion = {
        "name": "n",
        "weight": -2.5,
        "requirement": "How?",
        "scale_type": "ordinal",
        "options": options,
    }
    (rubric,) = read_back(json.dumps([criterion]), "autorubric", ".json")
    assert json.loads(rubric_text([rubric], "autorubric")[0]) == [criterion]


@settings(max_examples=40)
@given(st.lists(anything(), min_size=1, max_size=3), st.sampled_from([".json", ".jsonl"]))
def test_the_own_form_carries_everything(written, ending):
    check(written, "touchstone", ending)


@settings(max_examples=100)
@given(st.lists(anything(), min_size=1, max_size=2), st.sampled_from(sorted(FORMS)))
def test_no_form_loses_anything_in_silence(written, form):
    """Either the export is refused, or losses are told, or the same rubrics come back."""
    try:
        text, lost = rubric_text(written, form)
    except InputError:
        return
    if not lost:
        back = read_back(text, form, FORMS[form].endings[0])
        assert [rubric.id for rubric in back] == [rubric.id for rubric in written]


def one(**values: object) -> Rubric:
    criteria = (
        Criterion.model_validate({"text": "Good?", "level": "dataset", **values}),
        Criterion(text="Kind?"),
    )
    level = RubricLevel.DATASET
    return Rubric(
        level=level,
        criteria=tuple(each.model_copy(update={"level": level}) for each in criteria),
        provenance=Provenance(source="imported"),
    )


LEVELS = (ScaleLevel(value=1, description="bad"), ScaleLevel(value=2, description="good"))


@pytest.mark.parametrize(
    ("form", "rubric", "told"),
    [
        (
            "rubric",
            one(scale=Scale(kind="ordinal", levels=LEVELS)),
            "1 criterion has levels, which this form cannot carry",
        ),
        ("healthbench", one(name="n"), "1 criterion has a name, which this form cannot carry"),
        ("autorubric", one(guard=True), "1 criterion is a guard, which this form cannot carry"),
        ("autorubric", one(tags=("t",)), "1 criterion has tags, which this form cannot carry"),
        (
            "autorubric",
            one(check=TextCheck(kind="contains", texts=("x",))),
            "1 criterion is checked by code, which this form cannot carry",
        ),
        ("lists", one(weight=2), "1 criterion has a weight, which this form cannot carry"),
        ("lists", one(text="two\nlines"), "1 criterion reads back with other white space or wording"),
        (
            "autorubric",
            one().model_copy(update={"provenance": Provenance(source="generated", demo_model=True)}),
            "1 rubric loses the mark of what it is not valid for (a bundled model, or prompts that it was made from)",
        ),
    ],
)
def test_losses_are_told_one_by_one(form, rubric, told):
    assert rubric_text([rubric], form)[1] == [told]


def test_what_a_form_cannot_hold_at_all_is_refused():
    two = [one(), one(name="other")]
    with pytest.raises(InputError, match="holds one rubric, not 2"):
        rubric_text(two, "rubric")
    with pytest.raises(InputError, match="two rubrics are for no prompt"):
        rubric_text(two, "lists")
    many = one(scale=Scale(kind="ordinal", levels=tuple(ScaleLevel(value=n) for n in range(11))))
    with pytest.raises(InputError, match=r"criterion 1 has 11 levels"):
        rubric_text([many], "prometheus")
    with pytest.raises(InputError, match=r"no files that end in \.csv"):
        rubric_text([one()], "autorubric", ".csv")
    with pytest.raises(InputError, match=r"JSON alone"):
        rubric_text(two, "autorubric", ".yaml")


def test_rubrics_that_cannot_be_told_apart_are_counted():
    assert rubric_text([one(), one(name="other")], "markdown")[1] == [
        "1 rubric cannot be told apart from another one"
    ]
