"""PandaLM (arXiv 2306.05087): 1, 2 or Tie opens the answer, then a reason and a reference follow.

The wording is that of WeOpenML/PandaLM, pandalm/utils/pandalm_inference.py (commit 68238877; Apache-2.0), for a task
without a separate input. The weights are under LLaMA's licence.
"""

import re

from touchstone.judging.formats.format import Answering, Format, Task
from touchstone.judging.formats.outcomes import choice
from touchstone.judging.formats.template import template

_LABELS, _OUTCOMES = choice({"A": "1", "B": "2", "tie": "Tie"})

FORMAT = Format(
    name="pandalm",
    version="pandalm-1",
    frame="{{ messages[0]['content'] + '\\n' }}",
    tasks={
        "pairwise": Task(
            prompt=template(
                " Below are two responses for a given task. The task is defined by the Instruction. Evaluate the "
                "responses and generate a reference answer for the task.\n\n### Instruction:\n{instruction}\n\n"
                "### Response 1:\n{response_a}\n\n### Response 2:\n{response_b}\n\n### Evaluation:"
            ),
            labels=_LABELS,
            outcomes=_OUTCOMES,
            answer=Answering(re.compile(r"\A\s*(1|2|Tie)\s*(?:\n|\Z)", re.IGNORECASE)),
        )
    },
)
