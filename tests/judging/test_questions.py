import pytest

from tests.judging.doubles import SetEngine
from touchstone.domain.dataset import Pair, Response, Sample, ScoreLabel
from touchstone.domain.engine import Answer
from touchstone.domain.pairs import pairs_of
from touchstone.domain.results import JudgeProtocol
from touchstone.domain.rubric import Criterion, RubricLevel
from touchstone.domain.run import Layout
from touchstone.judging import Example, choose_layout, count_questions, questions

POLITE, SHORT = Criterion(text="The response is polite."), Criterion(text="The response is short.")


def sample(*texts: str, pairs: tuple[Pair, ...] = ()) -> Sample:
    responses = tuple(Response(id=f"r{number}", text=text) for number, text in enumerate(texts, start=1))
    return Sample(id="s", prompt="Say hello.", responses=responses, pairs=pairs, group="g")


def test_each_criterion_of_each_response_is_a_question_of_its_own() -> None:
    asked = questions(
        sample("Hi.", "Go away."), {"r1": [POLITE, SHORT], "r2": [SHORT]}, "criteria", "leaf", rationale=False
    )
    assert [(q.response_id, q.criterion_id) for q in asked] == [
        ("r1", POLITE.id),
        ("r1", SHORT.id),
        ("r2", SHORT.id),
    ]
    assert all(q.request.writing is None and not q.reason for q in asked)


def test_with_rationale_each_direct_question_is_followed_by_its_reason() -> None:
    asked = questions(sample("Hi."), {"r1": [POLITE, SHORT]}, "criteria", "leaf", rationale=True)
    assert [(q.criterion_id, q.reason) for q in asked] == [
        (POLITE.id, False),
        (POLITE.id, True),
        (SHORT.id, False),
        (SHORT.id, True),
    ]
    assert [q.request.writing is not None for q in asked] == [False, True, False, True]


def test_a_judge_that_writes_first_is_asked_once() -> None:
    asked = questions(sample("Hi."), {}, "holistic", "leaf", rationale=True, reason_first=True)
    assert [(q.criterion_id, q.reason) for q in asked] == [("overall", True)]


def test_pairs_are_asked_in_both_orders() -> None:
    pair = Pair(id="p", a="r1", b="r2")
    asked = questions(sample("FIRST", "SECOND", pairs=(pair,)), {}, "pairwise", "leaf", rationale=False)
    assert [(q.response_id, q.order) for q in asked] == [("p", "ab"), ("p", "ba")]
    shown = ["".join(q.request.content) for q in asked]
    assert shown[0].index("FIRST") < shown[0].index("SECOND")
    assert shown[1].index("SECOND") < shown[1].index("FIRST")


def test_without_pairs_in_the_file_all_pairs_are_asked_about() -> None:
    asked = questions(sample("one", "two", "three"), {}, "pairwise", "leaf", rationale=False)
    assert [q.response_id for q in asked[::2]] == ["r1|r2", "r1|r3", "r2|r3"]


def test_what_cannot_be_judged_is_not_asked() -> None:
    asked = questions(sample("one", "two"), {}, "holistic", "leaf", rationale=False, skip={"r1": "no rubric"})
    assert [q.response_id for q in asked] == ["r2"]


@pytest.mark.parametrize(
    ("score_a", "score_b", "expected"), [(4.0, 2.0, "A"), (2.0, 4.0, "B"), (3.0, 3.0, "tie")]
)
def test_scores_imply_the_preference_of_a_made_pair(score_a: float, score_b: float, expected: str) -> None:
    def scored(id: str, score: float) -> Response:
        return Response(id=id, text=id, labels=(ScoreLabel(score=score, score_min=1, score_max=5),))

    made = Sample(id="s", prompt="p", group="g", responses=(scored("a", score_a), scored("b", score_b)))
    assert pairs_of(made)[0].label == expected


def test_scores_of_different_criteria_imply_nothing() -> None:
    a = Response(id="a", text="a", labels=(ScoreLabel(score=1, criterion_id="x"),))
    b = Response(id="b", text="b", labels=(ScoreLabel(score=0, criterion_id="y"),))
    assert pairs_of(Sample(id="s", prompt="p", group="g", responses=(a, b)))[0].label is None


@pytest.mark.parametrize("protocol", ["criteria", "holistic", "pairwise"])
@pytest.mark.parametrize(("rationale", "reason_first"), [(False, False), (True, False), (True, True)])
@pytest.mark.parametrize("skip", [(), ("r1", "r1|r2")])
def test_questions_are_counted_without_making_them(
    protocol: JudgeProtocol, rationale: bool, reason_first: bool, skip: tuple[str, ...]
) -> None:
    asked = sample("one", "two", "three")
    rubrics = {"r1": [POLITE], "r2": [POLITE, SHORT]}
    how = {"rationale": rationale, "reason_first": reason_first, "skip": skip}
    made = questions(asked, rubrics, protocol, "leaf", **how)  # type: ignore[arg-type]
    assert count_questions(asked, rubrics, protocol, **how) == len(made) > 0  # type: ignore[arg-type]


def chosen_layout(rubric: list[Criterion], responses: int) -> Layout:
    texts = sample(*(f"answer {number}" for number in range(responses)))
    rubrics = {response.id: rubric for response in texts.responses}

    def build(layout: Layout) -> list[object]:
        return list(questions(texts, rubrics, "criteria", layout, rationale=False))

    return choose_layout(SetEngine(lambda _: Answer()).count, "criteria", [build])  # type: ignore[list-item]


def test_the_layout_with_fewer_distinct_tokens_is_chosen() -> None:
    long = [
        Criterion(text=f"{number} " + "The response says it all. " * 8, level=RubricLevel.INSTANCE)
        for number in range(4)
    ]
    assert chosen_layout(long, responses=1) == "leaf"
    assert chosen_layout(long, responses=6) == "trunk"


def test_other_protocols_have_one_layout() -> None:
    assert choose_layout(lambda _: pytest.fail("nothing to count"), "pairwise", []) == "leaf"


def test_examples_are_shown_after_the_instructions_and_before_what_is_judged() -> None:
    shown = Example(prompt="Name a bird.", responses=("A crow.",), verdict="Yes", criterion=POLITE)
    (asked,) = questions(
        sample("Hi."), {"r1": [SHORT]}, "criteria", "leaf", rationale=False, examples=[shown]
    )
    text = "".join(asked.request.content)
    assert text.index("Name a bird.") < text.index("A crow.") < text.index("Yes\n\n## The case to judge")
    assert text.index("## The case to judge") < text.index("Say hello.")
    (plain,) = questions(sample("Hi."), {"r1": [SHORT]}, "criteria", "leaf", rationale=False)
    assert text.replace(
        text[text.index("## Example 1") : text.index("### Prompt\nSay hello.")], ""
    ) == "".join(plain.request.content)
    assert asked.request.content[asked.request.cut or 0] == "Hi."


def test_an_example_of_a_pair_shows_both_responses() -> None:
    shown = Example(prompt="Name a bird.", responses=("A crow.", "No."), verdict="A")
    asked = questions(sample("Hi.", "Hello."), {}, "pairwise", "leaf", rationale=False, examples=[shown])
    text = "".join(asked[0].request.content)
    assert "### Response A\nA crow.\n\n### Response B\nNo.\n\n### Answer\nA\n\n" in text
