"""JudgeLM (arXiv 2310.17631): two scores from 1 to 10 open the answer, then an explanation follows.

The wording, with and without a reference, is that of baaivision/JudgeLM, judgelm/llm_judge/common.py and
gen_model_judgement.py (commits 0da7c221, 636c5c73). The weights are under LLaMA's licence.
"""

import re

from touchstone.domain.engine import Label
from touchstone.judging.formats.format import Answering, Format, Task
from touchstone.judging.formats.outcomes import PAIR_NAMES, certain
from touchstone.judging.formats.template import template

_SCORES = range(1, 11)

_HEAD = (
    " You are a helpful and precise assistant for checking the quality of the answer.\n"
    "[Question]\n{instruction}\n\n"
)
_REFERENCE = "[Reference Answer]\n{reference}\n\n"
_ANSWERS = (
    "[The Start of Assistant 1's Answer]\n{response_a}\n\n[The End of Assistant 1's Answer]\n\n"
    "[The Start of Assistant 2's Answer]\n{response_b}\n\n[The End of Assistant 2's Answer]\n\n"
    "[System]\n"
    "We would like to request your feedback on the performance of two AI assistants in response to the user question "
    "displayed above.\nPlease rate the helpfulness, relevance, accuracy, level of details of their responses. Each "
    "assistant receives an overall score on a scale of 1 to 10, where a higher score indicates better overall "
    "performance.\nPlease first output a single line containing only two values indicating the scores for Assistant "
    "1 and 2, respectively. The two scores are separated by a space. In the subsequent line, please provide a "
    "comprehensive explanation of your evaluation, avoiding any potential bias and ensuring that the order in which "
    "the responses were presented does not affect your judgment.\n\n### Response:"
)


def _winner(first: int, second: int) -> str:
    """Who wins by two scores: the higher one, by however little."""
    return "A" if first > second else "B" if second > first else "tie"


_PAIRS = {f"{first} {second}": _winner(first, second) for first in _SCORES for second in _SCORES}

FORMAT = Format(
    name="judgelm",
    version="judgelm-1",
    frame="{{ messages[0]['content'] }}",
    tasks={
        "pairwise": Task(
            prompt=template(_HEAD + _ANSWERS),
            with_reference=template(_HEAD + _REFERENCE + _ANSWERS),
            labels=tuple(Label(pair, (pair,)) for pair in _PAIRS),
            outcomes={pair: certain(who, PAIR_NAMES) for pair, who in _PAIRS.items()},
            answer=Answering(re.compile(r"\A\s*(10|[1-9])[ ,]+(10|[1-9])[ \t]*(?:\n|\Z)")),
        )
    },
)
