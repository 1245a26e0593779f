"""Prometheus 2 (arXiv 2405.01535): feedback by a score rubric, then a score from 1 to 5, or the better of two.

The wording is that of prometheus-eval/prometheus-eval, libs/prometheus-eval/prometheus_eval/prompts.py (commit
485d2b4e; Apache-2.0, as are the weights), the conversation that of judge.py beside it (the mistral form of FastChat:
the system message opens the user's).
"""

import re

from touchstone.judging.formats.format import Answering, Format, Task
from touchstone.judging.formats.outcomes import choice
from touchstone.judging.formats.prometheus import ABSOLUTE, RESULT, SCALE, absolute
from touchstone.judging.formats.template import template

_ABSOLUTE_SYSTEM = (
    " You are a fair judge assistant tasked with providing clear, objective feedback based on specific criteria, "
    "ensuring each assessment reflects the absolute standards set for performance.\n"
)
_RELATIVE_SYSTEM = (
    " You are a fair judge assistant assigned to deliver insightful feedback that compares individual performances, "
    "highlighting how each stands relative to others within the same cohort.\n"
)
_RELATIVE_HEAD = (
    "###Task Description:\nAn instruction (might include an Input inside it), a response to evaluate,%s and a score "
    "rubric representing a evaluation criteria are given.\n"
    "1. Write a detailed feedback that assess the quality of two responses strictly based on the given score rubric, "
    "not evaluating in general.\n"
    "2. After writing a feedback, choose a better response between Response A and Response B. You should refer to "
    "the score rubric.\n"
    '3. The output format should look as follows: "(write a feedback for criteria) [RESULT] (A or B)"\n'
    "4. Please do not generate any other opening, closing, and explanations.\n\n"
    "###Instruction:\n{instruction}\n\n###Response A:\n{response_a}\n\n###Response B:\n{response_b}\n\n"
)
_REFERENCE = "###Reference Answer:\n{reference}\n\n"
_RUBRIC = "###Score Rubric:\n[{criterion}]\n\n###Feedback:"

_LETTER = re.compile(
    r"(?:\[RESULT\]|\[RESULT:|\[Response\b|^Result:?)[\s:(\[]*(?:Response\s+)?(A|B)(?![\w'’])",
    re.IGNORECASE | re.MULTILINE,
)
_PLAIN, _WITH_REFERENCE = absolute()
_LABELS, _OUTCOMES = choice({"A": "A", "B": "B"})

FORMAT = Format(
    name="prometheus-2",
    version="prometheus-2-1",
    frame="[INST]{{ messages[0]['content'] }}  [/INST]",
    tasks={
        "ordinal": Task(
            prompt=template(_ABSOLUTE_SYSTEM + _PLAIN),
            with_reference=template(_ABSOLUTE_SYSTEM + _WITH_REFERENCE),
            scale=SCALE,
            answer=ABSOLUTE,
        ),
        "pairwise": Task(
            prompt=template(_RELATIVE_SYSTEM + _RELATIVE_HEAD.replace("%s", "") + _RUBRIC),
            with_reference=template(
                _RELATIVE_SYSTEM + _RELATIVE_HEAD.replace("%s", " a reference answer,") + _REFERENCE + _RUBRIC
            ),
            labels=_LABELS,
            outcomes=_OUTCOMES,
            answer=Answering(_LETTER, until=RESULT),
        ),
    },
)
