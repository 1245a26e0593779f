"""Judging: from a sample and criteria to questions for the judge, and from its answers to result lines."""

from touchstone.judging.aggregates import both_orders, summed_lines, unjudged
from touchstone.judging.checked import Checking, checked_lines, checkings
from touchstone.judging.checks import Checker, Found
from touchstone.judging.formats import Asked, Format, Outcomes, judge_format, told
from touchstone.judging.jury import averaged
from touchstone.judging.layout import choose_layout
from touchstone.judging.prompts import PROMPT_VERSION, Example, labels_of
from touchstone.judging.questions import Question, Rubrics, count_questions, pair_rubric, questions
from touchstone.judging.reliability import reliability_of
from touchstone.judging.scores import Part, Total, total
from touchstone.judging.verdicts import outcome, verdict_lines
from touchstone.judging.votes import vote_of, with_vote
from touchstone.judging.wording import OwnWording

__all__ = [
    "PROMPT_VERSION",
    "Asked",
    "Checker",
    "Checking",
    "Example",
    "Format",
    "Found",
    "Outcomes",
    "OwnWording",
    "Part",
    "Question",
    "Rubrics",
    "Total",
    "averaged",
    "both_orders",
    "checked_lines",
    "checkings",
    "choose_layout",
    "count_questions",
    "judge_format",
    "labels_of",
    "outcome",
    "pair_rubric",
    "questions",
    "reliability_of",
    "summed_lines",
    "told",
    "total",
    "unjudged",
    "verdict_lines",
    "vote_of",
    "with_vote",
]
