"""The prompts, word for word, against the templates of the judges' own repositories (see each module for commits)."""

# ruff: noqa: E501 (wordings are easier to compare in one piece)

import pytest

from touchstone.domain.dataset import Response, Sample
from touchstone.domain.rubric import Criterion, Scale, ScaleLevel
from touchstone.engine.template import chat_frame
from touchstone.judging.formats import Format, judge_format

LEVELS = ("useless", "poor", "fair", "good", "excellent")
TONE = Criterion(
    text="Is the tone right?",
    scale=Scale(
        kind="ordinal",
        levels=tuple(ScaleLevel(value=at, description=text) for at, text in enumerate(LEVELS, start=1)),
    ),
)
RUBRIC = "[Is the tone right?]\n" + "\n".join(
    f"Score {at}: {text}" for at, text in enumerate(LEVELS, start=1)
)

JUDGELM_SYSTEM = "You are a helpful and precise assistant for checking the quality of the answer."
JUDGELM_PROMPT = (
    "We would like to request your feedback on the performance of two AI assistants in response to the user question "
    "displayed above.\nPlease rate the helpfulness, relevance, accuracy, level of details of their responses. Each "
    "assistant receives an overall score on a scale of 1 to 10, where a higher score indicates better overall "
    "performance.\nPlease first output a single line containing only two values indicating the scores for Assistant 1 and "
    "2, respectively. The two scores are separated by a space. In the subsequent line, please provide a comprehensive "
    "explanation of your evaluation, avoiding any potential bias and ensuring that the order in which the responses were "
    "presented does not affect your judgment."
)
JUDGELM_TEMPLATE = (
    "[Question]\n{question}\n\n[The Start of Assistant 1's Answer]\n{answer_1}\n\n[The End of Assistant 1's Answer]\n\n"
    "[The Start of Assistant 2's Answer]\n{answer_2}\n\n[The End of Assistant 2's Answer]\n\n[System]\n{prompt}\n\n"
)
JUDGELM_TEMPLATE_REFERENCE = JUDGELM_TEMPLATE.replace(
    "{question}\n\n", "{question}\n\n[Reference Answer]\n{reference}\n\n"
)

PANDALM = (
    "Below are two responses for a given task. The task is defined by the Instruction. Evaluate the responses and "
    "generate a reference answer for the task.\n\n### Instruction:\n{instruction}\n\n### Response 1:\n{resp1}\n\n"
    "### Response 2:\n{resp2}\n\n### Evaluation:\n"
)

AUTO_J_SINGLE = """Write critiques for a submitted response on a given user's query, and grade the response:
@@
[BEGIN DATA]
***
[Query]: {prompt}
***
[Response]: {response}
***
[END DATA]

Write critiques for this response. After that, you should give a final rating for the response on a scale of 1 to 10 \
by strictly following this format: "[[rating]]", for example: "Rating: [[5]]".""".replace("@@", "  ")
AUTO_J_PAIRWISE = """You are assessing two submitted responses on a given user's query and judging which response is \
better or they are tied. Here is the data:

[BEGIN DATA]
***
[Query]: {prompt}
***
[Response 1]: {response}
***
[Response 2]: {response_another}
***
[END DATA]

Here are the instructions to assess and compare the two responses:

1. Pinpoint the key factors to distinguish these two responses.
2. Conclude your comparison by providing a final decision on which response is better, or they are tied. Begin your \
final decision statement with "So, the final decision is Response 1 / Response 2 / Tie". Ensure that your decision \
aligns coherently with the comprehensive evaluation and comparison you've provided."""

PROMETHEUS_1 = """###Task Description:
An instruction (might include an Input inside it), a response to evaluate, a reference answer that gets a score of 5, \
and a score rubric representing a evaluation criteria are given.
1. Write a detailed feedback that assess the quality of the response strictly based on the given score rubric, not \
evaluating in general.
2. After writing a feedback, write a score that is an integer between 1 and 5. You should refer to the score rubric.
3. The output format should look as follows: "Feedback: (write a feedback for criteria) [RESULT] (an integer number \
between 1 and 5)"
4. Please do not generate any other opening, closing, and explanations.

###The instruction to evaluate:
{instruction}

###Response to evaluate:
{response}

###Reference Answer (Score 5):
{reference_answer}

###Score Rubrics:
{rubric}

###Feedback: """
ABSOLUTE = PROMETHEUS_1.replace('"Feedback: (write', '"(write')
ABSOLUTE_WO_REF = ABSOLUTE.replace(" a reference answer that gets a score of 5,", "").replace(
    "###Reference Answer (Score 5):\n{reference_answer}\n\n", ""
)
RELATIVE = """###Task Description:
An instruction (might include an Input inside it), a response to evaluate, a reference answer, and a score rubric \
representing a evaluation criteria are given.
1. Write a detailed feedback that assess the quality of two responses strictly based on the given score rubric, not \
evaluating in general.
2. After writing a feedback, choose a better response between Response A and Response B. You should refer to the score \
rubric.
3. The output format should look as follows: "(write a feedback for criteria) [RESULT] (A or B)"
4. Please do not generate any other opening, closing, and explanations.

###Instruction:
{instruction}

###Response A:
{response_A}

###Response B:
{response_B}

###Reference Answer:
{reference_answer}

###Score Rubric:
{rubric}

###Feedback: """
RELATIVE_WO_REF = RELATIVE.replace(" a reference answer,", "").replace(
    "###Reference Answer:\n{reference_answer}\n\n", ""
)
ABS_SYSTEM = (
    "You are a fair judge assistant tasked with providing clear, objective feedback based on specific criteria, ensuring "
    "each assessment reflects the absolute standards set for performance."
)
REL_SYSTEM = (
    "You are a fair judge assistant assigned to deliver insightful feedback that compares individual performances, "
    "highlighting how each stands relative to others within the same cohort."
)


def sample(reference: str | None = None) -> Sample:
    return Sample(
        id="s",
        prompt="Name a {prime}.",
        group="g",
        reference=reference,
        responses=(Response(id="a", text="Seven"), Response(id="b", text="Eight")),
    )


def form(name: str) -> Format:
    found = judge_format(name)
    assert found
    return found


def prompt(name: str, content: tuple[str, ...]) -> str:
    """The whole prompt: the frame with the content in it. SentencePiece's own first space is left out."""
    frame = chat_frame(form(name).frame, {}, model=name)
    return f"{frame.prefix}{''.join(content)}{frame.suffix}".removeprefix(" ")


@pytest.mark.parametrize("reference", [None, "Two"])
def test_judgelm(reference: str | None) -> None:
    asked = form("judgelm").pairwise(sample(reference), "Seven", "Eight", ())
    template = JUDGELM_TEMPLATE_REFERENCE if reference else JUDGELM_TEMPLATE
    filled = template.format(
        question="Name a {prime}.",
        reference=reference,
        answer_1="Seven",
        answer_2="Eight",
        prompt=JUDGELM_PROMPT,
    )
    assert prompt("judgelm", asked.request.content) == f"{JUDGELM_SYSTEM}\n{filled}### Response:"


def test_pandalm() -> None:
    asked = form("pandalm").pairwise(sample("Two"), "Seven", "Eight", ())
    expected = PANDALM.format(instruction="Name a {prime}.", resp1="Seven", resp2="Eight")
    assert prompt("pandalm", asked.request.content) == expected


def test_auto_j() -> None:
    pair = form("auto-j").pairwise(sample(), "Seven", "Eight", ()).request
    filled = AUTO_J_PAIRWISE.format(prompt="Name a {prime}.", response="Seven", response_another="Eight")
    assert prompt("auto-j", pair.content) == f"[INST] {filled} [/INST]"
    single = form("auto-j").holistic(sample(), "Seven", ()).request
    filled = AUTO_J_SINGLE.format(prompt="Name a {prime}.", response="Seven")
    assert prompt("auto-j", single.content) == f"[INST] {filled} [/INST]"


def test_prometheus_1() -> None:
    asked = form("prometheus-1").criterion(sample("Two"), "Seven", [TONE], 1).request
    filled = PROMETHEUS_1.format(
        instruction="Name a {prime}.", response="Seven", reference_answer="Two", rubric=RUBRIC
    )
    expected = f"[INST] <<SYS>>\nYou are a fair evaluator language model.\n<</SYS>>\n\n{filled} [/INST]"
    assert prompt("prometheus-1", asked.content) == expected


@pytest.mark.parametrize("reference", [None, "Two"])
def test_prometheus_2(reference: str | None) -> None:
    one = form("prometheus-2")
    filled = (ABSOLUTE if reference else ABSOLUTE_WO_REF).format(
        instruction="Name a {prime}.", response="Seven", reference_answer=reference, rubric=RUBRIC
    )
    asked = one.criterion(sample(reference), "Seven", [TONE], 1).request
    assert prompt("prometheus-2", asked.content) == f"[INST] {ABS_SYSTEM}\n{filled} [/INST]"
    filled = (RELATIVE if reference else RELATIVE_WO_REF).format(
        instruction="Name a {prime}.",
        response_A="Seven",
        response_B="Eight",
        reference_answer=reference,
        rubric="[Is the tone right?]",
    )
    asked = one.pairwise(sample(reference), "Seven", "Eight", [TONE]).request
    assert prompt("prometheus-2", asked.content) == f"[INST] {REL_SYSTEM}\n{filled} [/INST]"


def test_data_stand_in_pieces_of_their_own_and_what_is_shared_comes_first() -> None:
    two = form("prometheus-2")
    first = two.criterion(sample(), "Seven", [TONE], 1).request
    second = two.criterion(sample(), "Seven", [Criterion(text="Is it a prime?")], 1).request
    assert {"Name a {prime}.", "Seven", "Is the tone right?"} <= set(first.content)
    assert first.cut is not None
    assert first.content[first.cut] == "Seven"
    shared = 0
    while first.content[shared] == second.content[shared]:
        shared += 1
    assert "###Score Rubrics" in first.content[shared - 1], (
        "two criteria part at the first word of the rubric"
    )


def test_a_system_prompt_opens_the_instruction() -> None:
    told = sample().model_copy(update={"system_prompt": "Be brief."})
    assert "Be brief.\n\nName a {prime}." in form("judgelm").pairwise(told, "a", "b", ()).request.content


def test_the_helpfulness_rubric_stands_where_there_is_none() -> None:
    content = "".join(form("prometheus-2").holistic(sample(), "Seven", ()).request.content)
    assert (
        "[Does the model provide relevant and useful responses to the user's needs or questions?]\nScore 1:"
        in content
    )
