"""The difference between two rubrics: nothing is lost, nothing is invented, and it is said in words."""

from hypothesis import given
from hypothesis import strategies as st

from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel, Scale, ScaleLevel
from touchstone.rubrics import compared, difference

HOSTILE = "[/foo] \x1b[31mred\x00 🍐 名前 \u202eשלום"


def _rubric(*criteria: Criterion | str, prompt: str | None = "p") -> Rubric:
    made = tuple(Criterion(text=each) if isinstance(each, str) else each for each in criteria)
    return Rubric(
        level=RubricLevel.INSTANCE, criteria=made, prompt=prompt, provenance=Provenance(source="file")
    )


def _levels(*described: tuple[int, str]) -> Scale:
    return Scale(kind="ordinal", levels=tuple(ScaleLevel(value=v, description=d) for v, d in described))


@given(st.text(), st.text())
def test_the_pieces_join_to_both_texts(old: str, new: str) -> None:
    pieces = compared(old, new)
    assert "".join(piece.text for piece in pieces if piece.sign != "+") == old
    assert "".join(piece.text for piece in pieces if piece.sign != "-") == new


WORDS = ("It is", "short", "polite", "[/x]", "names three", "fruits")
texts = st.lists(st.sampled_from(WORDS), min_size=1)
rubrics = (
    st.lists(texts.map(" ".join), min_size=1, max_size=6, unique=True)
    .map(lambda found: _rubric(*found))
)  # fmt: skip


@given(rubrics, rubrics)
def test_every_criterion_of_both_has_its_place_once(old: Rubric, new: Rubric) -> None:
    changes = difference(old, new).criteria
    assert sorted(change.old for change in changes if change.old) == list(range(1, len(old.criteria) + 1))
    assert [change.new for change in changes if change.new] == list(range(1, len(new.criteria) + 1))
    for change in changes:
        if change.kind == "same":
            assert old.criteria[(change.old or 0) - 1] == new.criteria[(change.new or 0) - 1]


@given(rubrics)
def test_a_rubric_does_not_differ_from_itself(rubric: Rubric) -> None:
    told = difference(rubric, rubric)
    assert {change.kind for change in told.criteria} == {"same"}
    assert told.summary == f"{len(rubric.criteria)} as before"


def test_reworded_added_and_removed() -> None:
    old = _rubric("The response names exactly three fruits.", "It is polite.", "It ends with a question.")
    new = _rubric("The response names at least three fruits.", "It is polite.", "Spelling is British.")
    told = difference(old, new)
    assert [change.kind for change in told.criteria] == ["changed", "same", "added", "removed"]
    assert told.summary == "1 added, 1 removed, 1 changed, 1 as before"
    removed = [piece.text for piece in told.criteria[0].pieces if piece.sign == "-"]
    assert removed == ["exactly"]


def test_what_else_changed_is_said() -> None:
    scale = _levels((1, "poor"), (2, "fair"))
    old = _rubric("It is short.", Criterion(text="How clear.", scale=scale), "It is polite.")
    new = _rubric(
        "It is polite.",
        Criterion(text="It is short.", weight=2.5, guard=True),
        Criterion(text="How clear.", scale=_levels((1, "bad"), (3, "good"))),
    )
    polite, short, clear = difference(old, new).criteria
    assert "weight 1 → 2.5" in short.details
    assert "now a guard" in short.details
    assert clear.details == ("level 1: “poor” → “bad”", "- level 2: fair", "+ level 3: good")
    assert polite.details == ("moved from 3 to 1",)
    back = difference(new, old)
    assert "no longer a guard" in back.criteria[0].details


def test_another_kind_of_scale_and_another_prompt_are_said() -> None:
    old = _rubric("How clear.")
    new = _rubric(Criterion(text="How clear.", scale=_levels((1, ""), (2, ""))), prompt="q")
    told = difference(old, new)
    assert told.criteria[0].details == ("scale: met or not met → 2 levels",)
    assert told.notes == ("they are for different prompts",)


def test_hostile_text_is_compared_like_any_other() -> None:
    (change,) = difference(_rubric(f"It shows {HOSTILE}."), _rubric(f"It hides {HOSTILE}.")).criteria
    assert [piece.text for piece in change.pieces if piece.sign == "+"] == ["hides"]
