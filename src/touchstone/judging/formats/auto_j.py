"""Auto-J (arXiv 2310.05470): a critique, then a decision between two responses, or a rating from 1 to 10 of one.

The wording is that of GAIR-NLP/auto-j, codes/usage/constants_prompt.py, the reading of the answer that of its
example.py (commits 5e280bee, 7b7ddd7a). The weights are under the Llama 2 licence.
"""

import re

from touchstone.judging.formats.format import HOLISTIC_NAMES, Answering, Format, Task
from touchstone.judging.formats.outcomes import choice, numbers, scale_outcomes
from touchstone.judging.formats.template import template

_LABELS, _OUTCOMES = choice({"A": "Response 1", "B": "Response 2", "tie": "Tie"})

FORMAT = Format(
    name="auto-j",
    version="auto-j-1",
    frame="[INST]{{ messages[0]['content'] }} [/INST]",
    tasks={
        "pairwise": Task(
            prompt=template(
                " You are assessing two submitted responses on a given user's query and judging which response is "
                "better or they are tied. Here is the data:\n\n[BEGIN DATA]\n***\n[Query]: {instruction}\n***\n"
                "[Response 1]: {response_a}\n***\n[Response 2]: {response_b}\n***\n[END DATA]\n\n"
                "Here are the instructions to assess and compare the two responses:\n\n"
                "1. Pinpoint the key factors to distinguish these two responses.\n"
                "2. Conclude your comparison by providing a final decision on which response is better, or they are "
                'tied. Begin your final decision statement with "So, the final decision is Response 1 / Response 2 / '
                'Tie". Ensure that your decision aligns coherently with the comprehensive evaluation and comparison '
                "you've provided."
            ),
            labels=_LABELS,
            outcomes=_OUTCOMES,
            answer=Answering(
                re.compile(r"\A(?s:.*)final decision is\s+(Response 1|Response 2|Tie)", re.IGNORECASE),
                until="final decision is",
            ),
        ),
        "holistic": Task(
            prompt=template(
                " Write critiques for a submitted response on a given user's query, and grade the response:\n  \n"
                "[BEGIN DATA]\n***\n[Query]: {instruction}\n***\n[Response]: {response}\n***\n[END DATA]\n\n"
                "Write critiques for this response. After that, you should give a final rating for the response on a "
                'scale of 1 to 10 by strictly following this format: "[[rating]]", for example: "Rating: [[5]]".'
            ),
            labels=numbers(1, 10),
            outcomes=scale_outcomes(1, 10, HOLISTIC_NAMES),
            answer=Answering(re.compile(r"\A(?s:.*)Rating: \[\[\s*(\d+)(?:\.0)?\s*\]\]"), until="Rating: [["),
        ),
    },
)
