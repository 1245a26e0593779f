"""Criteria in boxes: what a person types never raises, what was not touched stays, faults name their box."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.domain.check import CountCheck
from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel, Scale, ScaleLevel
from touchstone.rubrics import CriterionDraft, Fault, draft_of, redrafted

OLD = Rubric(
    level=RubricLevel.INSTANCE,
    criteria=(Criterion(text="It is short."), Criterion(text="It is polite.", weight=2)),
    prompt="p",
    provenance=Provenance(source="file"),
)
DRAFTS = [draft_of(criterion) for criterion in OLD.criteria]

descriptions = st.text().map(lambda text: text.replace("\n", " "))
scales = st.just(Scale()) | st.dictionaries(
    st.integers(-99, 99), descriptions, min_size=2, max_size=5
).map(
    lambda found: Scale(
        kind="ordinal", levels=tuple(ScaleLevel(value=v, description=d) for v, d in sorted(found.items()))
    )
)  # fmt: skip
criteria = st.builds(
    Criterion,
    text=st.text(min_size=1).filter(str.strip),
    scale=scales,
    weight=st.floats(allow_nan=False, allow_infinity=False),
    guard=st.booleans(),
    level=st.sampled_from(RubricLevel),
)


@given(criteria)
def test_any_criterion_goes_through_the_boxes_unharmed(criterion: Criterion) -> None:
    other = Criterion(text="Another that weighs something.", weight=1)
    drafts = [replace(draft_of(criterion), untouched=None), draft_of(other)]
    made = redrafted(OLD, drafts)
    assert isinstance(made, Rubric)
    assert made.criteria[0] == criterion


drafts = st.builds(
    CriterionDraft,
    text=st.text(),
    weight=st.text() | st.sampled_from(["0", "-1", "nan", "1e999", "1,5", "1_0"]),
    ordinal=st.booleans(),
    levels=st.text() | st.sampled_from(["1: a\n2: b", "2\n1", "1:\n1:", "999999999999: x"]),
)


@given(st.lists(drafts, max_size=4))
def test_whatever_is_typed_gives_a_rubric_or_faults(typed: list[CriterionDraft]) -> None:
    made = redrafted(OLD, typed)
    if isinstance(made, Rubric):
        assert len(made.criteria) == len(typed)
        assert Rubric.model_validate_json(made.model_dump_json()) == made
    else:
        assert all(fault.reason for fault in made)


def test_untouched_criteria_stay_to_the_last_character_and_make_the_same_rubric() -> None:
    levels = (ScaleLevel(value=1, description="two\nlines"), ScaleLevel(value=2))
    odd = Rubric(
        level=RubricLevel.INSTANCE,
        criteria=(Criterion(text="How.", scale=Scale(kind="ordinal", levels=levels)),),
        provenance=Provenance(source="file"),
    )
    made = redrafted(odd, [draft_of(odd.criteria[0])])
    assert isinstance(made, Rubric)
    assert made.id == odd.id
    assert made == odd


@pytest.mark.parametrize(
    ("drafts", "number", "field", "reason"),
    [
        ([replace(DRAFTS[0], text=" ", untouched=None)], 1, "text", "needs a text"),
        ([DRAFTS[0], CriterionDraft(text="It is short.")], 2, "text", "the same as criterion 1"),
        ([CriterionDraft(text="x", weight="1,5")], 1, "weight", "a number"),
        ([CriterionDraft(text="x", weight="nan")], 1, "weight", "a number"),
        ([CriterionDraft(text="x", weight="0")], 1, "weight", "all weights are zero"),
        ([CriterionDraft(text="x", ordinal=True, levels="1: a")], 1, "levels", "at least two levels"),
        ([CriterionDraft(text="x", ordinal=True, levels="2: a\n1: b")], 1, "levels", "1 comes after 2"),
        ([CriterionDraft(text="x", ordinal=True, levels="1: a\nbad")], 1, "levels", "“bad”: write a whole"),
        ([], None, "text", "at least one criterion"),
    ],
)
def test_a_fault_names_its_box(
    drafts: list[CriterionDraft], number: int | None, field: str, reason: str
) -> None:
    faults = redrafted(OLD, drafts)
    assert isinstance(faults, tuple)
    (fault,) = faults
    assert isinstance(fault, Fault)
    assert (fault.number, fault.field) == (number, field)
    assert reason in fault.reason


def test_a_change_makes_another_rubric_for_the_same_prompt() -> None:
    made = redrafted(OLD, [*DRAFTS[::-1], CriterionDraft(text="New.", weight="0.5", guard=True)])
    assert isinstance(made, Rubric)
    assert made.id != OLD.id
    assert (made.prompt, made.level) == (OLD.prompt, OLD.level)
    assert [each.text for each in made.criteria] == ["It is polite.", "It is short.", "New."]


CHECKED = Criterion(
    text="It is short.", check=CountCheck(of="words", at_most=9), name="short", tags=("form",)
)


def test_an_edit_leaves_the_check_as_it_is_and_a_scale_beside_it_is_refused() -> None:
    edited = replace(draft_of(CHECKED), text="It is brief.", weight="2", untouched=None)
    changed = redrafted(OLD, [edited])
    assert isinstance(changed, Rubric)
    assert changed.criteria == (CHECKED.model_copy(update={"text": "It is brief.", "weight": 2.0}),)
    (fault,) = redrafted(OLD, [replace(edited, ordinal=True, levels="1: no\n2: yes")])
    assert fault == Fault(1, "levels", "code checks this criterion: it is met or not")
