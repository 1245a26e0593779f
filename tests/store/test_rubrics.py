"""Rubrics: saved once under their content id, found by words, approved."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.conftest import rubric
from touchstone.domain.rubric import RubricLevel
from touchstone.errors import InputError

DOSAGE = rubric("The response invents no dosage.", "It is polite.", prompt="How much aspirin?", generator="g")
BRIEF = rubric("The response is brief.", demo_model=True)


def test_a_rubric_comes_back_and_the_first_of_equal_content_stays(store):
    assert store.save_rubric(DOSAGE, request_key="key") == DOSAGE.id
    again = rubric(*(c.text for c in DOSAGE.criteria), prompt=DOSAGE.prompt, generator="another")
    assert store.save_rubric(again, request_key="other") == DOSAGE.id
    assert store.rubric(DOSAGE.id[:5]) == store.rubric_for("key") == store.rubric_for("other") == DOSAGE
    assert store.rubric_for("unknown") is None
    assert store.count_rubrics() == 1


def test_a_list_says_what_a_rubric_is(store):
    store.save_rubric(DOSAGE)
    store.save_rubric(BRIEF)
    brief, dosage = store.list_rubrics()
    assert (brief.id, brief.level, brief.demo_model, brief.prompt) == (
        BRIEF.id,
        RubricLevel.DATASET,
        True,
        None,
    )
    assert (dosage.criteria, dosage.first, dosage.generator) == (2, "The response invents no dosage.", "g")
    assert store.list_rubrics(limit=1, offset=1) == [dosage]
    assert store.list_rubrics(level=RubricLevel.INSTANCE) == [dosage]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("dosages", ["dosage"]),
        ("ASPI", ["dosage"]),
        ("response", ["brief", "dosage"]),
        ("polite aspirin", ["dosage"]),
        ("polite brief", []),
        ('brief" OR "dosage', []),
        ("NOT", []),
        ("", ["brief", "dosage"]),
        ("  ", ["brief", "dosage"]),
    ],
)
def test_search_by_words(store, search, found):
    store.save_rubric(DOSAGE)
    store.save_rubric(BRIEF)
    names = {DOSAGE.id: "dosage", BRIEF.id: "brief"}
    assert [names[info.id] for info in store.list_rubrics(search=search)] == found
    assert store.count_rubrics(search=search) == len(found)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=12) | st.text('"*():^-+{} \x00ANDORNT', max_size=12))
def test_no_search_is_a_syntax_error(store, search):
    assert store.count_rubrics(search=search) == len(store.list_rubrics(search=search))


def test_approval(store):
    store.save_rubric(BRIEF)
    assert store.approval(BRIEF.id) is None
    store.approve(BRIEF.id[:6], "Ada")
    who, when = store.approval(BRIEF.id)
    assert (who, when[:2]) == ("Ada", "20")
    (info,) = store.list_rubrics()
    assert (info.approved_by, info.approved_at) == (who, when)


def test_an_unknown_rubric_gets_the_nearest(store):
    with pytest.raises(InputError, match="there are no rubrics yet"):
        store.rubric("abc")
    store.save_rubric(BRIEF)
    wrong = BRIEF.id[:-1] + ("0" if BRIEF.id[-1] != "0" else "1")
    for refused in (store.rubric, store.approval, lambda ref: store.approve(ref, "Ada")):
        with pytest.raises(InputError) as caught:
            refused(wrong)
        assert f"did you mean {BRIEF.id}?" in caught.value.remedy
