"""Whole answers as the judges' own repositories record them, and free-form text: what is parsed of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.judging.formats.test_wording import TONE, form, sample
from touchstone.domain.engine import Label, Request
from touchstone.domain.model import FORMATS, OWN_FORMAT
from touchstone.domain.rubric import Criterion
from touchstone.judging.formats import Format, Task

NAMES = [name for name in FORMATS if name != OWN_FORMAT]
FIVE = tuple(Label(str(number), (str(number),)) for number in range(1, 6))


def parsed(name: str, kind: str, answer: str) -> str | None:
    return form(name).tasks[kind].parse(answer, FIVE if kind == "ordinal" else ())  # type: ignore[index]


def test_judgelm() -> None:
    """The first is the example of BAAI/JudgeLM-100K's card (CC-BY-NC-4.0), cut after its first sentence."""
    told = "2 8\nAssistant 1's response is not very helpful or detailed."
    assert parsed("judgelm", "pairwise", told) == "2 8"
    assert form("judgelm").tasks["pairwise"].outcomes["2 8"]["B"] == 1
    assert parsed("judgelm", "pairwise", "10, 10") == "10 10"
    assert parsed("judgelm", "pairwise", "8 9 7\nThree scores.") is None
    assert parsed("judgelm", "pairwise", "Assistant 1 gets 8 9.") is None


@pytest.mark.parametrize(
    ("result", "reason", "reference", "label"),
    [
        (
            "2",
            "Response 2 is better because it is more concise and still conveys the same meaning as the original "
            "sentence.",
            "If you have any questions, please let me know.",
            "B",
        ),
        (
            "1",
            "Response 1 is better because it is concise and still conveys the same meaning as the original sentence.",
            "If you have any questions about my rate, please let me know.",
            "A",
        ),
        (
            "Tie",
            "Both responses provide a positive evaluation of the article's quality.",
            "The article is well-written and provides a comprehensive overview of the history of music in the 20th "
            "century.",
            "tie",
        ),
    ],
)
def test_pandalm(result: str, reason: str, reference: str, label: str) -> None:
    """What PandaLM-7B said on its test set: WeOpenML/PandaLM, data/pandalm-7b-testset-v1.json (Apache-2.0), rows 0, 1
    and 15, in the form in which it writes (pandalm/utils/pandalm_inference.py)."""
    answer = f"{result}\n\n### Reason: {reason}\n\n### Reference: {reference}\n"
    assert parsed("pandalm", "pairwise", answer) == label


def test_auto_j() -> None:
    """Ends of outputs in GAIR-NLP/auto-j, data/outputs/critique_example_output.jsonl (commit 5e280bee), and of the
    example in its paper (arXiv 2310.05470, table 4)."""
    single = (
        "In conclusion, while the response captures the main points of the post, it omits several key details and "
        "does not ask a question at the end, which are both important for a comprehensive summary. \n\nRating: [[6]] "
    )
    assert parsed("auto-j", "holistic", single) == "6"
    assert parsed("auto-j", "holistic", "Not Rating: [[2]] but Rating: [[10]]") == "10"
    pair = (
        "So, the final decision is Response 2. Although both responses meet the criteria and are well-written, "
        "Response 2 is better because it is more informative, engaging, and personalized"
    )
    assert parsed("auto-j", "pairwise", pair) == "B"
    assert parsed("auto-j", "pairwise", "So, the final decision is Tie.") == "tie"
    assert parsed("auto-j", "pairwise", "Both are fine.") is None


@pytest.mark.parametrize(
    ("answer", "score"),
    [
        ("Excellent. [RESULT] 5 out of 5", "5"),
        ("Poor performance. [RESULT] score of 1", "1"),
        ("Good job. [Result] 3", "3"),
        ("Needs improvement. [Result] Score: 2", "2"),
        ("Well done. [Result] Result: 4", "4"),
        ("Average. [Result] 4/5", "4"),
        ("Excellent. [Result] 5 out of 5", "5"),
        ("Poor performance. [Result] score of 1", "1"),
        ("Good job. (Score 5)", "5"),
        ("Good job. [Score 4]", "4"),
        ("Good job. score: 3", "3"),
        ("Good job. Score: 3", "3"),
        ("Good job. score of 1", "1"),
        ("Good job. [RESULT] (5)", "5"),
        ("The score is definitely not 3.", None),
        ("I rate this a perfect 10!", None),
        ("Score: 2.5", None),
        ("Result: A", None),
        ("By the rubric this is a score of 2 at first sight. [RESULT] 4", "4"),
    ],
)
@pytest.mark.parametrize("name", ["prometheus-1", "prometheus-2"])
def test_prometheus_absolute(name: str, answer: str, score: str | None) -> None:
    """All but the last: prometheus-eval/prometheus-eval, libs/prometheus-eval/tests/test_parser.py (commit 400d68fc,
    Apache-2.0)."""
    assert parsed(name, "ordinal", answer) == score


@pytest.mark.parametrize(
    ("answer", "better"),
    [
        ("Response A is better. [RESULT] A", "A"),
        ("Prefer Response B. [RESULT] B", "B"),
        ("Feedback: Both responses are similar... [Response B]", "B"),
        ("Feedback: Both responses are clear... [Result] Response B", "B"),
        ("Feedback: Both responses are clear... Response B Response A", None),
        ("Feedback: Both responses are clear... [RESULT: B]", "B"),
        ("Feedback: Both responses are clear... [Result: B]", "B"),
        ("Feedback: Both responses are clear...Response A. [RESULT] B", "B"),
        ("After careful consideration, I select Response B.", None),
        ("Both responses have their merits.", None),
        ("Response C is clearly superior.", None),
        ("The better response is obviously B... or is it A? It's hard to decide.", None),
    ],
)
def test_prometheus_relative(answer: str, better: str | None) -> None:
    """From the same file."""
    assert parsed("prometheus-2", "pairwise", answer) == better


def test_declared_ones() -> None:
    """Flow-Judge: flowaicom/flow-judge, tests/test_flow_judge.py (commit 1f98969f, Apache-2.0)."""
    flow = "<feedback>This is a test feedback.</feedback>\n<score>2</score>"
    assert parsed("flow-judge", "ordinal", flow) == "2"
    assert parsed("flow-judge", "ordinal", "<score>\n4\n</score>") == "4"
    assert parsed("selene", "ordinal", "**Reasoning:** Fine.\n\n**Result:** 4") == "4"
    assert parsed("selene", "binary", "**Reasoning:** Fine.\n\n**Result:** Yes") == "met"
    assert parsed("selene", "pairwise", "**Reasoning:** Fine.\n\n**Result:** B") == "B"
    assert parsed("skywork-critic", "pairwise", "[[A]]") == "A"


@given(answer=st.text() | st.text("[]()RESULTresultscoreofABTie 0123456789.\n", max_size=40))
def test_no_text_is_too_odd_for_a_parser(answer: str) -> None:
    for name in NAMES:
        for kind, task in form(name).tasks.items():
            found = task.parse(answer, FIVE)
            assert found is None or found in {label.name for label in task.labels or FIVE}, kind


@pytest.mark.parametrize("name", NAMES)
def test_what_the_reading_counts_is_what_the_parser_says(name: str) -> None:
    """An answer made of what is put and written around the verdict, with each label's spelling in its place."""
    one = form(name)
    for kind, task in one.tasks.items():
        how, request = task.answer, _request(one, kind)
        for label in request.labels:
            text = f"Some words. {how.until}" if how.until else ""
            closing = _closing(task)
            gap = "" if closing else " "
            answer = f"{how.start}{text}{how.then}{gap}{label.spellings[0]}{closing}".strip()
            assert task.parse(answer, request.labels) == label.name, answer


def _request(one: Format, kind: str) -> Request:
    if kind == "pairwise":
        return one.pairwise(sample(), "a", "b", ()).request
    if kind == "holistic":
        return one.holistic(sample(), "a", ()).request
    return one.criterion(
        sample(), "a", [TONE if kind == "ordinal" else Criterion(text="Is it a prime?")], 1
    ).request


def _closing(task: Task) -> str:
    """What closes a bracket or a tag that the answer opened before its verdict."""
    before = f"{task.answer.start}{task.answer.until}{task.answer.then}"
    return "]]" if before.endswith("[[") else "</score>" if before.endswith("<score>") else ""
