import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.domain.finding import Finding, FindingKind
from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel
from touchstone.rubrics.lint import findings
from touchstone.rubrics.revision import Effect, applied, revise, steps

TEXTS = (
    "The response names the author and explains the plot.",
    "The response is good.",
    "The response names a year.",
    "The response names a year of the plot.",
)


def rubric(*criteria: Criterion | str) -> Rubric:
    made = tuple(each if isinstance(each, Criterion) else Criterion(text=each) for each in criteria)
    return Rubric(
        level=RubricLevel.INSTANCE, criteria=made, prompt="Tell.", provenance=Provenance(source="generated")
    )


def finding(kind: FindingKind, *numbers: int, harm: bool = True) -> Finding:
    severity = "harm" if harm else "remark"
    return Finding(kind=kind, criteria=numbers, message="m", remedy="r", severity=severity)


def texts(given: Rubric) -> list[str]:
    return [criterion.text for criterion in given.criteria]


def test_a_compound_criterion_is_split_and_keeps_its_place_and_weight() -> None:
    given = rubric(Criterion(text=TEXTS[0], weight=2, guard=True), TEXTS[2])
    (proposal,) = revise(given, [finding("compound", 1, harm=False)]).proposals
    after = applied(given, proposal)
    assert texts(after) == ["The response names the author.", "The response explains the plot.", TEXTS[2]]
    assert [(each.weight, each.guard) for each in after.criteria[:2]] == [(2, True), (2, True)]


def test_of_two_that_repeat_each_other_the_later_goes_and_a_guard_stays() -> None:
    given = rubric(*TEXTS[2:], TEXTS[1])
    assert revise(given, [finding("redundant", 1, 2)]).proposals[0].before.text == TEXTS[3]
    guarded = rubric(TEXTS[2], Criterion(text=TEXTS[3], guard=True))
    assert revise(guarded, [finding("duplicate", 1, 2)]).proposals[0].before.text == TEXTS[2]
    both = rubric(*(Criterion(text=text, guard=True) for text in TEXTS[2:]))
    ((_, reason),) = revise(both, [finding("duplicate", 1, 2)]).left
    assert reason == "all of them are guards"


def test_of_three_that_repeat_each_other_one_stays() -> None:
    given = rubric(*TEXTS[1:])
    revision = revise(given, [finding("redundant", *pair) for pair in ((1, 2), (1, 3), (2, 3))])
    assert [each.number for each in revision.proposals] == [2, 3]


def test_what_goes_against_labels_is_dropped_unless_it_is_a_guard_or_the_last() -> None:
    given = rubric(TEXTS[1], Criterion(text=TEXTS[2], guard=True))
    revision = revise(given, [finding("misleading", 1), finding("misleading", 2)])
    assert [(each.kind, each.number) for each in revision.proposals] == [("drop", 1)]
    assert [reason for _, reason in revision.left] == ["it is a guard"]
    alone = revise(rubric(TEXTS[1]), [finding("misleading", 1)])
    assert not alone.proposals
    assert "last criterion" in alone.left[0][1]


def test_nothing_is_dropped_that_agreement_needs() -> None:
    effects = {2: Effect(change=-0.04, low=-0.08, high=-0.01, n=90)}
    revision = revise(rubric(*TEXTS[2:]), [finding("redundant", 1, 2)], effects=effects)
    assert not revision.proposals
    assert revision.left[0][1] == "without it: agreement with people -0.040 (-0.080 to -0.010), n = 90"


def test_a_rewrite_is_the_nearest_without_fault_that_is_not_there_already() -> None:
    given = rubric("The response is engaging for children.", TEXTS[2])
    anew = [TEXTS[2], "The response is lovely for children.", "The response asks children a question."]
    revision = revise(
        given,
        [finding("vague", 1, harm=False)],
        anew=anew,
        faultless=lambda criterion: "lovely" not in criterion.text,
    )
    assert texts(applied(given, revision.proposals[0]))[0] == anew[2]
    nothing = revise(given, [finding("vague", 1, harm=False)], anew=anew[:2], faultless=lambda _: False)
    assert not nothing.proposals
    assert "nothing better" in nothing.left[0][1]


@pytest.mark.parametrize("kind", ["length", "system", "padding"])
def test_bias_that_harms_is_dropped_and_a_remark_of_it_is_not(kind: FindingKind) -> None:
    given = rubric(*TEXTS[1:3])
    assert revise(given, [finding(kind, 2)]).proposals[0].kind == "drop"
    assert not revise(given, [finding(kind, 2, harm=False)]).proposals


WORDS = st.sampled_from(
    [*TEXTS, "It is short.", "The response is clear and is polite.", "The response has a list."]
)


@given(st.lists(WORDS, min_size=1, max_size=6, unique=True), st.data())
def test_any_findings_lead_through_valid_rubrics_to_one_with_a_criterion(
    given_texts: list[str], data: st.DataObject
) -> None:
    given_rubric = rubric(*(Criterion(text=text, guard=data.draw(st.booleans())) for text in given_texts))
    numbers = st.integers(1, len(given_texts))
    kinds: st.SearchStrategy[FindingKind] = st.sampled_from(["misleading", "length", "compound", "vague"])
    found = findings(given_rubric)
    found += [finding(data.draw(kinds), data.draw(numbers)) for _ in range(data.draw(st.integers(0, 4)))]
    revision = revise(given_rubric, found, anew=["The response asks a question."])
    last = given_rubric
    for proposal, last in steps(revision):
        assert last.id
        assert proposal.before in given_rubric.criteria
    assert last.criteria
    guards = {each.text for each in given_rubric.criteria if each.guard}
    split = {each.before.text for each in revision.proposals if each.kind == "split"}
    assert guards - split <= set(texts(last))
