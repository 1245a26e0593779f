"""What Prometheus 1 and 2 have in common: feedback, then [RESULT], then a score from 1 to 5."""

import re

from touchstone.judging.formats.format import Answering

SCALE = (1, 5)
RESULT = "[RESULT]"

_HEAD_WITH_REFERENCE = (
    "###Task Description:\nAn instruction (might include an Input inside it), a response to evaluate, a reference "
    "answer that gets a score of 5, and a score rubric representing a evaluation criteria are given.\n"
)
_HEAD = (
    "###Task Description:\nAn instruction (might include an Input inside it), a response to evaluate, and a score "
    "rubric representing a evaluation criteria are given.\n"
)
_ORDERS = (
    "1. Write a detailed feedback that assess the quality of the response strictly based on the given score rubric, "
    "not evaluating in general.\n"
    "2. After writing a feedback, write a score that is an integer between 1 and 5. You should refer to the score "
    "rubric.\n"
    '3. The output format should look as follows: "%s(write a feedback for criteria) [RESULT] (an integer number '
    'between 1 and 5)"\n4. Please do not generate any other opening, closing, and explanations.\n\n'
    "###The instruction to evaluate:\n{instruction}\n\n###Response to evaluate:\n{response}\n\n"
)
_REFERENCE = "###Reference Answer (Score 5):\n{reference}\n\n"
_RUBRIC = "###Score Rubrics:\n[{criterion}]\n{levels}\n\n###Feedback:"

_NUMBER = r"[\s:(\[\]]*(?:(?:score\s+of|score|result)[\s:]*)?([1-5])(?![\d.]*\d)"
_SCORE = re.compile(
    rf"\A(?s:.*)\[RESULT\]{_NUMBER}|(?:\[SCORE\]|\bscore\s+of\b|\bscore\b|\bresult\b){_NUMBER}", re.IGNORECASE
)
"""The number after the last [RESULT], else the first one after another word for it."""

ABSOLUTE = Answering(_SCORE, until=RESULT)


def absolute(feedback: str = "") -> tuple[str, str]:
    """(the wording of absolute grading, the one with a reference). `feedback` opens the output that it asks for."""
    orders = _ORDERS.replace("%s", feedback)
    return _HEAD + orders + _RUBRIC, _HEAD_WITH_REFERENCE + orders + _REFERENCE + _RUBRIC
